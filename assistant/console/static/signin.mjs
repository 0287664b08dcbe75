// The door: a token against a cookie.
import { render } from "./vendor/preact.mjs";
import { signal } from "./vendor/signals.mjs";
import { html } from "./html.mjs";
import { signIn } from "./api.mjs";
import { t } from "./i18n.mjs";

const REFUSALS = { token: "signin.refused", locked: "signin.locked" };
const refusal = signal(REFUSALS[new URLSearchParams(location.search).get("refused")] ?? "");

async function enter(event) {
  event.preventDefault();
  const given = new FormData(event.target);
  try {
    await signIn(given.get("token").trim(), given.get("name"));
    const asked = new URLSearchParams(location.search);
    for (const name of ["refused", "token", "name"]) asked.delete(name);
    location.replace([location.pathname, String(asked)].filter(Boolean).join("?"));
  } catch (fault) {
    refusal.value = fault.status === 429 ? "signin.locked" : fault.status === 401 ? "signin.refused" : "toast.offline";
  }
}

const Door = () => html`<form class="signin" onSubmit=${enter}>
  <img src="/static/icon.svg" alt="" width="44" height="44" />
  <h1>${t("signin.title")}</h1>
  <p>${t("signin.lead")}</p>
  <label>${t("signin.token")}<input name="token" type="password" autocomplete="off" required autofocus /></label>
  <label>${t("signin.name")}<input name="name" autocomplete="name" maxlength="40" dir="auto" /></label>
  <button class="button main">${t("signin.go")}</button>
  <p class="refusal" role="alert">${refusal.value && t(refusal.value)}</p>
</form>`;

render(html`<${Door} />`, document.getElementById("door"));
