// The door: a name and a password, a one-time link, or the program's token, each against a cookie.
import { render } from "./vendor/preact.mjs";
import { signal } from "./vendor/signals.mjs";
import { html } from "./html.mjs";
import * as api from "./api.mjs";
import { choose, LANGUAGES, t, ui } from "./i18n.mjs";

const REFUSALS = { token: "signin.refused", locked: "signin.locked" };
const LEAST = 10; // characters of a password
const DIRECT = ["pass", "screen"]; // links that set no password

const refused = new URLSearchParams(location.search).get("refused"); // came by an address with a token
const refusal = signal(REFUSALS[refused] ?? "");
const byToken = signal(Boolean(refused));
const busy = signal(false);
const link = signal(null); // what the link in the address is for; null without one
const aim = new URLSearchParams(location.search);
const wanted = /^\/[a-z][^\\]*$/.test(aim.get("to") ?? "") ? aim.get("to") : null; // a link may say what to open: an address of this console
const secret = location.pathname === "/join" ? location.hash.slice(1) : "";

/** Run one call; what it refuses is said, and nothing is lost. */
async function attempt(call, wrong) {
  if (busy.value) return;
  busy.value = true;
  refusal.value = "";
  try {
    await call();
    leave();
  } catch (fault) {
    busy.value = false;
    refusal.value = fault.where === "password" ? "join.easy" : { 429: "signin.locked", 401: wrong, 404: "join.gone", 0: "signin.offline", 503: "signin.later" }[fault.status] ?? `${fault.message}. ${fault.remedy}`;
  }
}

function leave() {
  for (const name of ["refused", "token", "name", "to"]) aim.delete(name);
  if (link.value) location.replace(link.value.role === "guest" ? "/microphone" : wanted ?? "/");
  else location.replace(location.pathname === "/join" ? "/" : [location.pathname, String(aim)].filter(Boolean).join("?"));
}

const enter = (event) => {
  event.preventDefault();
  const given = new FormData(event.target);
  const [name, password, token] = ["name", "password", "token"].map((field) => given.get(field) ?? undefined);
  return attempt(() => api.signIn(byToken.value ? { token: token.trim(), name } : { name, password }), byToken.value ? "signin.refused" : "signin.wrong");
};

const join = (event) => {
  event.preventDefault();
  const given = new FormData(event.target);
  if (given.has("password") && given.get("password") !== given.get("again")) { refusal.value = "join.differ"; return; }
  return attempt(() => api.join({ link: secret, name: given.get("name") ?? "", password: given.get("password") }), "join.gone");
};

const Language = () => html`<select class="tongue" aria-label=${t("label.language")} value=${ui.value} onChange=${(event) => choose(event.target.value)}>
  ${Object.entries(LANGUAGES).map(([tag, [name]]) => html`<option key=${tag} value=${tag} lang=${tag}>${name}</option>`)}
</select>`;

const Head = ({ title, lead }) => html`<div class="line"><img src="/static/icon.svg" alt="" width="44" height="44" /><${Language} /></div>
  <h1>${title}</h1><p>${lead}</p>`;

const Refusal = () => html`<p class="refusal" role="alert">${refusal.value && (/^[a-z]+\.[a-z]+$/i.test(refusal.value) ? t(refusal.value) : refusal.value)}</p>`;

const Name = ({ autofocus }) => html`<label>${t("signin.name")}<input name="name" autocomplete="username" maxlength="40" dir="auto" required autofocus=${autofocus} /></label>`;

const Chosen = () => html`<label>${t("join.password")}<input name="password" type="password" autocomplete="new-password" minlength=${LEAST} maxlength="200" required aria-describedby="rule" /></label>
  <p id="rule" class="soft">${t("join.rule", { n: LEAST })}</p>
  <label>${t("join.again")}<input name="again" type="password" autocomplete="new-password" required /></label>`;

const Known = () => html`<form class="signin" onSubmit=${enter}>
  <${Head} title=${t("signin.title")} lead=${t(byToken.value ? "signin.tokenLead" : "signin.lead")} />
  ${byToken.value
    ? html`<label>${t("signin.token")}<input name="token" type="password" autocomplete="off" required autofocus /></label>
      <label>${t("signin.shown")}<input name="name" autocomplete="name" maxlength="40" dir="auto" /></label>`
    : html`<${Name} autofocus />
      <label>${t("signin.password")}<input name="password" type="password" autocomplete="current-password" maxlength="200" required /></label>`}
  <button class="button main" disabled=${busy.value}>${t("signin.go")}</button>
  <${Refusal} />
  <button type="button" class="quiet" onClick=${() => { byToken.value = !byToken.value; refusal.value = ""; }}>${t(byToken.value ? "signin.byName" : "signin.byToken")}</button>
</form>`;

const Linked = () => {
  const { purpose, name, role } = link.value;
  return html`<form class="signin" onSubmit=${join}>
    <${Head} title=${t(`join.${purpose}`)} lead=${purpose === "owner" ? t("join.ownerLead") : t("join.as", { name, role: t(`role.${role}`) })} />
    ${purpose === "owner" && html`<${Name} autofocus />`}
    ${purpose !== "owner" && html`<input type="text" name="user" autocomplete="username" value=${name} hidden readonly />`}
    ${!DIRECT.includes(purpose) && html`<${Chosen} />`}
    <button class="button main" disabled=${busy.value}>${t(DIRECT.includes(purpose) ? "join.enter" : "join.go")}</button>
    <${Refusal} />
  </form>`;
};

const Gone = () => html`<div class="signin"><${Head} title=${t("join.goneTitle")} lead=${t("join.gone")} />
  <${Refusal} /><a class="quiet" href="/">${t("join.signin")}</a></div>`;

const Door = () => (!secret ? html`<${Known} />` : link.value ? html`<${Linked} />` : html`<${Gone} />`);

if (secret) {
  history.replaceState(null, "", location.pathname); // out of the address bar and of what is shown on a shared screen
  try {
    link.value = await api.readLink(secret);
    if (link.value.purpose === "screen") await attempt(() => api.join({ link: secret }), "join.gone"); // nobody is there to press
  } catch (fault) {
    if (fault.status !== 404) refusal.value = fault.status === 429 ? "signin.locked" : "signin.offline";
  }
}
render(html`<${Door} />`, document.getElementById("door"));
