// Who may come in: the owner invites, changes roles, shuts out, and reads what everybody did.
import { render } from "./vendor/preact.mjs";
import { signal } from "./vendor/signals.mjs";
import { html } from "./html.mjs";
import * as api from "./api.mjs";
import { number, t, ui } from "./i18n.mjs";

const ROLES = ["owner", "host", "operator", "agent", "viewer", "guest"];
const HOURS = [2, 12, 48, 168, 720];
const COPIED_MS = 2500;

const me = await api.session();
const people = signal([]);
const made = signal(null); // the link just made: {person, link}; it is shown only now
const copied = signal(false);
const told = signal("");
const role = signal("agent");
const round = signal(0); // a fresh form for each person: one that is reset shows its first choice, which is the owner
const deeds = signal({ lines: [], next: null, asked: false });

const when = (s) => new Intl.DateTimeFormat(ui.value, { dateStyle: "medium", timeStyle: "short" }).format(s * 1000);

async function load() { people.value = (await api.people()).people; }

/** Change something and show what is so afterwards; a refusal says why. */
async function change(path, body) {
  told.value = "";
  try {
    const answer = await api.change(me.csrf, path, body);
    if (answer.link) { made.value = answer; copied.value = false; }
    return true;
  } catch (fault) {
    if (fault.status === 401 || (fault.status === 403 && fault.message.startsWith("the role"))) location.reload();
    told.value = fault.status === 0 ? t("signin.offline") : `${fault.message}. ${fault.remedy}`;
    return false;
  } finally {
    await load().catch(() => {});
  }
}

async function invite(event) {
  event.preventDefault();
  const given = new FormData(event.target);
  const done = await change("people", { name: given.get("name"), role: role.value, hours: Number(given.get("hours")), screen: given.has("screen") });
  if (done) { role.value = "agent"; round.value += 1; }
}

async function copy() {
  try {
    await navigator.clipboard.writeText(made.value.link);
  } catch { // on a plain http address browsers have no clipboard: the address is marked, one presses copy oneself
    return document.getElementById("link").select();
  }
  copied.value = true;
  setTimeout(() => { copied.value = false; }, COPIED_MS);
}

async function more() {
  const { lines, next } = deeds.value;
  const page = await api.audit(next);
  deeds.value = { lines: [...lines, ...page.lines], next: page.next, asked: true };
}

const Roles = ({ value, label, pick, of = ROLES, off }) => html`<select name="role" aria-label=${label} value=${value} disabled=${off} onChange=${(event) => pick(event.target.value)}>
  ${of.map((name) => html`<option key=${name} value=${name}>${t(`role.${name}`)}</option>`)}
</select>`;

const Invite = () => html`<form class="invite" key=${round.value} onSubmit=${invite} aria-label=${t("people.invite")}>
  <h2>${t("people.invite")}</h2>
  <label>${t("people.name")}<input name="name" maxlength="40" dir="auto" required autocomplete="off" /></label>
  <label>${t("people.role")}<${Roles} value=${role.value} label=${t("people.role")} pick=${(name) => { role.value = name; }} /></label>
  <p class="soft wide">${t(`about.${role.value}`)}</p>
  ${role.value === "viewer" && html`<label class="choice wide"><input type="checkbox" name="screen" /><span>${t("people.screen")}</span></label>`}
  <label>${t("people.hours")}<select name="hours">${HOURS.map((n) => html`<option key=${n} value=${n} selected=${n === 48}>${n < 48 ? t("people.nHours", { n: number(n) }) : t("people.nDays", { n: number(n / 24) })}</option>`)}</select></label>
  <button class="button main">${t("people.makeLink")}</button>
</form>`;

const Made = () => made.value && html`<div class="made" role="status">
  <p>${t("people.send", { name: made.value.person.name, until: when(made.value.person.link_until) })}</p>
  <div class="line"><input id="link" readonly dir="ltr" aria-label=${t("people.link")} value=${made.value.link} onFocus=${(event) => event.target.select()} />
    <button type="button" class="button" onClick=${copy}>${t(copied.value ? "people.copied" : "people.copy")}</button></div>
</div>`;

const state = (one) => (one.state === "disabled" ? t("people.disabled") : one.link_until ? t("people.until", { until: when(one.link_until) })
  : one.state === "invited" ? t("people.expired") : one.sessions ? t("people.here", { n: number(one.sessions) }) : t("people.away"));

function One({ one }) {
  const act = (what, body) => change(`people/${one.id}/${what}`, body);
  const out = one.state === "disabled";
  return html`<li class=${`one ${one.state}`} data-name=${one.name}>
    <b><bdi>${one.name}</bdi>${one.id === me.person && html` <small>${t("people.you")}</small>`}</b>
    <${Roles} value=${one.role} label=${t("people.roleOf", { name: one.name })} of=${one.role === "guest" ? ["guest"] : ROLES.slice(0, -1)} off=${one.role === "guest"} pick=${(name) => act("role", { role: name })} />
    <span class="soft">${state(one)}</span>
    <span class="buttons">
      ${!out && html`<button type="button" class="quiet" onClick=${() => act("link", {})}>${t(one.has_password ? "people.reset" : "people.newLink")}</button>`}
      ${one.sessions > 0 && html`<button type="button" class="quiet" onClick=${() => act("signout")}>${t("people.signOut")}</button>`}
      <button type="button" class="quiet" onClick=${() => act("state", { disabled: !out })}>${t(out ? "people.enable" : "people.disable")}</button>
    </span>
  </li>`;
}

const Deeds = () => html`<details class="audit" onToggle=${({ currentTarget }) => { if (currentTarget.open && !deeds.value.asked) more(); }}>
  <summary>${t("audit.title")}</summary>
  <div class="sheet" tabindex="0" role="region" aria-label=${t("audit.title")}><table><thead><tr>${["when", "who", "what", "about", "address"].map((name) => html`<th key=${name} scope="col">${t(`audit.${name}`)}</th>`)}</tr></thead>
    <tbody>${deeds.value.lines.map((line) => html`<tr key=${line.seq} class=${line.outcome}>
      <td>${when(line.at)}</td><td><bdi>${line.who || "–"}</bdi></td>
      <td><code dir="ltr">${line.what}</code>${line.outcome !== "ok" && html` <b>${t(`outcome.${line.outcome}`)}</b>`}</td>
      <td><bdi>${Object.values(line.about).join(" · ")}</bdi></td><td><span dir="ltr">${line.address}</span></td>
    </tr>`)}</tbody></table></div>
  ${deeds.value.next && html`<button type="button" class="button" onClick=${more}>${t("audit.more")}</button>`}
</details>`;

const Page = () => html`<main class="people">
  <header><h1>${t("people.title")}</h1><a class="quiet" href="/">${t("people.back")}</a></header>
  <p class="refusal" role="alert">${told.value}</p>
  <ul>${people.value.map((one) => html`<${One} key=${one.id} one=${one} />`)}</ul>
  <${Invite} /><${Made} /><${Deeds} />
</main>`;

await load();
render(html`<${Page} />`, document.getElementById("people"));
