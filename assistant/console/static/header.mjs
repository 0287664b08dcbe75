// The head of the page: which room, is it live, is everything well, what was done so far.
import { earpiece, toggle } from "./earpiece.mjs";
import { html } from "./html.mjs";
import { choose, LANGUAGES, number, t, ui } from "./i18n.mjs";
import { follow, place, VIEWS } from "./route.mjs";
import { helping, leave, lights, link, person, view } from "./store.mjs";
import { Count } from "./words.mjs";

const SHAPES = { ok: "●", degraded: "▲", down: "■", starting: "◌", ended: "○" }; // told apart without colour too

export function Header() {
  const { session, counts } = view.value;
  const room = session ?? person.value?.room ?? {};
  return html`<header class="head">
    <div class="place">
      <img src="/static/icon.svg" alt="" width="28" height="28" />
      <h1><bdi>${room.shop || room.room}</bdi> <small><bdi>${room.shop ? room.room : ""}</bdi> ${room.market}</small></h1>
      <${Live} state=${session?.state ?? "none"} />
      <${Connection} />
    </div>
    <${Views} />
    <${Health} />
    <div class="counts">
      <${Count} n=${counts.comments ?? 0} label=${t("count.comments")} />
      <${Count} n=${counts.answer ?? 0} label=${t("count.answer")} />
      <${Count} n=${counts.cases ?? 0} label=${t("count.cases")} />
      ${["uncertain", "failed"].map((name) => counts[name] && html`<${Count} key=${name} n=${counts[name]} label=${t(`count.${name}`)} class="bad" />`)}
    </div>
    <${Menu} />
  </header>`;
}

/** The ways to look at this room. */
export const Views = () => html`<nav class="views" aria-label=${t("label.views")}>
  ${VIEWS.map((name) => html`<a key=${name} href=${`/${name}`} aria-current=${place.value.view === name ? "page" : undefined} onClick=${follow}>${t(`view.${name}`)}</a>`)}
</nav>`;

export const Live = ({ state }) => html`<span class=${`live ${state}`}>${t(`live.${state}`)}</span>`;

export const Connection = () => html`<span class=${`link ${link.value}`} role="status">${t(`link.${link.value}`)}</span>`;

export function Health() {
  return html`<ul class="lights" aria-label=${t("health.title")}>
    ${lights.value.map((light) => html`<li key=${light.name} class=${`light ${light.state}`} title=${light.detail || undefined}>
      <span class="lamp" role="img" aria-label=${t(`health.${light.state}`)}>${SHAPES[light.state]}</span>
      <span class="name"><bdi>${light.name}</bdi></span>
      <span class="numbers">${numbers(light)}</span>
    </li>`)}
  </ul>`;
}

function numbers({ state, received, lost, lag_s: lag }) {
  const told = state === "ok" ? [] : [t(`health.${state}`)];
  if (received) told.push(number(received));
  if (lost) told.push(t("health.lost", { n: number(lost) }));
  if (lag >= 1) told.push(t("health.lag", { n: number(Math.round(lag)) }));
  return told.join(" · ");
}

export function Menu() {
  return html`<div class="menu">
    <select aria-label=${t("label.language")} value=${ui.value} onChange=${(event) => choose(event.target.value)}>
      ${Object.entries(LANGUAGES).map(([tag, [name]]) => html`<option key=${tag} value=${tag} lang=${tag}>${name}</option>`)}
    </select>
    ${person.value?.microphones.length > 0 && html`<a class="quiet" href="/microphone" target="_blank">${t("mic.title")}</a>`}
    ${person.value?.earpiece && html`<button type="button" class=${`quiet ear ${earpiece.value}`} aria-pressed=${String(earpiece.value === "on")} title=${t("earpiece.about")} onClick=${toggle}>
      ${t(`earpiece.${earpiece.value}`)}</button>`}
    <button type="button" class="quiet" aria-keyshortcuts="?" onClick=${() => { helping.value = !helping.value; }}>${t("button.help")}</button>
    ${person.value?.role === "owner" && html`<a class="quiet" href="/people" target="_blank">${t("people.title")}</a>`}
    ${person.value?.person && html`<a class="quiet" href="/account" target="_blank"><bdi>${person.value.name}</bdi></a>`}
    <button type="button" class="quiet" title=${person.value?.name} onClick=${leave}>${t("button.signOut")}</button>
  </div>`;
}
