// One's own account: who one is here, and another password.
import { render } from "./vendor/preact.mjs";
import { signal } from "./vendor/signals.mjs";
import { html } from "./html.mjs";
import * as api from "./api.mjs";
import { t } from "./i18n.mjs";

const LEAST = 10;
const told = signal(""); // what came of it
const failed = signal(false);
const person = await api.session();

const say = (text, bad) => { told.value = text; failed.value = bad; };

async function change(event) {
  event.preventDefault();
  const form = event.target, given = new FormData(form);
  if (given.get("new") !== given.get("again")) return say(t("join.differ"), true);
  try {
    await api.change((await api.session()).csrf, "password", { old: given.get("old"), new: given.get("new") });
    form.reset();
    say(t("account.done"), false);
  } catch (fault) {
    if (fault.status === 401) return location.reload();
    say(fault.where === "password" ? t("join.easy") : fault.status === 403 ? t("account.wrong") : fault.status === 429 ? t("signin.locked") : fault.status === 0 ? t("signin.offline") : `${fault.message}. ${fault.remedy}`, true);
  }
}

const Form = () => html`<form class="signin" onSubmit=${change}>
  <h1>${t("account.title")}</h1>
  <p><bdi>${person.name}</bdi> · ${t(`role.${person.role}`)}</p>
  ${person.person ? html`<input type="text" name="user" autocomplete="username" value=${person.name} hidden readonly />
    <label>${t("account.old")}<input name="old" type="password" autocomplete="current-password" maxlength="200" required autofocus /></label>
    <label>${t("join.password")}<input name="new" type="password" autocomplete="new-password" minlength=${LEAST} maxlength="200" required aria-describedby="rule" /></label>
    <p id="rule" class="soft">${t("join.rule", { n: LEAST })}</p>
    <label>${t("join.again")}<input name="again" type="password" autocomplete="new-password" required /></label>
    <button class="button main">${t("account.go")}</button>` : html`<p>${t("account.token")}</p>`}
  <p class=${failed.value ? "refusal" : "good"} role="status">${told.value}</p>
  <a class="quiet" href="/">${t("people.back")}</a>
</form>`;

render(html`<${Form} />`, document.getElementById("account"));
