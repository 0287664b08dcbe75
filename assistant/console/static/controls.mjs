// What the operator sets while on air, and the state of every part: modes by topic, pace, muted viewers, sources and what goes out.
import { html } from "./html.mjs";
import { useEffect, useState } from "./vendor/hooks.mjs";
import * as api from "./api.mjs";
import { number, t } from "./i18n.mjs";
import { Letters } from "./letters.mjs";
import { act, beat, lights, may, view } from "./store.mjs";
import { Button, Empty } from "./words.mjs";

const MODES = ["auto", "suggest", "off"], PACES_S = [0, 5, 10, 20, 30, 60];

export function Controls() {
  const [open, show] = useState(false);
  const set = view.value.steering;
  return set && html`<details class="controls" onToggle=${(event) => show(event.target.open)}>
    <summary><b>${t("control.title")}</b> <${Summary} set=${set} /></summary>
    ${open && html`<div class="panels"><${Modes} set=${set} /><${Pace} set=${set} /><${Muted} set=${set} /><${Parts} /><${Letters} /></div>`}
  </details>`;
}

function Summary({ set }) {
  const own = Object.keys(set.modes).length, muted = Object.keys(set.muted).length;
  return html`<span class=${`mode ${set.mode}`}>${t(`mode.${set.mode}`)}</span>
    ${own > 0 && html`<span>${t("control.topics", { n: number(own) })}</span>`}
    ${set.apart_s > 0 && html`<span>${t("control.apart", { n: number(set.apart_s) })}</span>`}
    ${muted > 0 && html`<span>${t("control.muted", { n: number(muted) })}</span>`}`;
}

const Choice = ({ mode, topic, label }) => html`<select aria-label=${label} value=${mode} disabled=${!may("mode")} onChange=${(event) => act("mode", { topic, mode: event.target.value })}>
  ${MODES.map((name) => html`<option key=${name} value=${name}>${t(`mode.${name}`)}</option>`)}</select>`;

function Modes({ set }) {
  const [topics, know] = useState({});
  useEffect(() => { api.topics().then((told) => know(told.topics), () => {}); }, []); // without the list a topic may be typed
  const add = async (event) => {
    event.preventDefault();
    const { topic, mode } = Object.fromEntries(new FormData(event.target));
    if (topic.trim() && await act("mode", { topic: topic.trim(), mode })) event.target.reset();
  };
  return html`<section><h3>${t("control.modes")}</h3>
    <ul class="modes"><li><span>${t("control.everything")}</span><${Choice} mode=${set.mode} topic=${null} label=${t("control.everything")} /></li>
      ${Object.entries(set.modes).map(([topic, mode]) => html`<li key=${topic}><span>${topics[topic] && html`<bdi lang="en">${topics[topic].meaning}</bdi> `}<code>${topic}</code></span><${Choice} mode=${mode} topic=${topic} label=${topic} />
        <${Button} class="small" label=${t("control.likeAll")} kind="mode" of=${topic} press=${() => act("mode", { topic, mode: null })} /></li>`)}</ul>
    ${may("mode") && html`<form class="fields" onSubmit=${add}><label>${t("control.topic")}<input name="topic" list="topics" autocomplete="off" required /></label>
      <datalist id="topics">${Object.entries(topics).map(([id, { meaning }]) => html`<option key=${id} value=${id}>${meaning}</option>`)}</datalist>
      <label>${t("control.mode")}<select name="mode">${["suggest", "off", "auto"].map((name) => html`<option key=${name} value=${name}>${t(`mode.${name}`)}</option>`)}</select></label>
      <button class="button">${t("control.set")}</button></form>`}
  </section>`;
}

const Pace = ({ set }) => { const paces = PACES_S.includes(set.apart_s) ? PACES_S : [...PACES_S, set.apart_s]; return html`<section><h3>${t("control.pace")}</h3>
  <label class="fields"><span class="soft">${t("control.paceAbout")}</span>
    <select value=${String(set.apart_s)} disabled=${!may("slow")} onChange=${(event) => act("slow", { seconds: Number(event.target.value) })}>
      ${paces.map((s) => html`<option key=${s} value=${String(s)}>${s ? t("control.apart", { n: number(s) }) : t("control.full")}</option>`)}</select></label></section>`; };

const Muted = ({ set }) => html`<section><h3>${t("control.mutedTitle")}</h3>
  <p class="soft">${t("control.mutedAbout")}</p>
  <ul class="modes">${Object.entries(set.muted).map(([user, by]) => html`<li key=${user}><span><bdi class="user">${user}</bdi> <small><bdi>${t("sent.by", { name: by })}</bdi></small></span>
    ${may("unmute") && html`<${Button} class="small" label=${t("control.unmute")} kind="unmute" of=${user} press=${() => act("unmute", { user })} />`}</li>`)}</ul>
  ${Object.keys(set.muted).length === 0 && html`<${Empty} text=${t("control.nobody")} />`}</section>`;

/** Every source and the way out, in numbers: what came, what was lost, how far behind, what may still go. */
function Parts() {
  const { outbox = {}, posting = {} } = beat.value.figures;
  const sent = Object.entries(outbox.receipts ?? {});
  return html`<section class="parts"><h3>${t("health.title")}</h3>
    <div class="wide"><table><thead><tr><th scope="col">${t("part.name")}</th><th scope="col">${t("part.state")}</th><th scope="col">${t("part.received")}</th><th scope="col">${t("part.lost")}</th><th scope="col">${t("part.lag")}</th><th scope="col">${t("part.detail")}</th></tr></thead>
      <tbody>${lights.value.map((light) => html`<tr key=${light.name} class=${light.state}><th scope="row"><bdi>${light.name}</bdi></th><td>${t(`health.${light.state}`)}</td>
        <td>${number(light.received ?? 0)}</td><td>${number(light.lost ?? 0)}</td><td>${t("age.s", { n: number(Math.round(light.lag_s ?? 0)) })}</td><td><bdi lang="en">${light.detail}</bdi></td></tr>`)}</tbody></table></div>
    ${posting.rate_per_s ? html`<p class="soft">${t("part.rate", { n: number(posting.rate_per_s), most: number(posting.burst) })}</p>` : html`<p class="soft">${t("part.noSink")}</p>`}
    ${(sent.length > 0 || outbox.held > 0) && html`<p class="soft">${sent.map(([status, n]) => html`<span key=${status}>${t(`sent.${status}`)}: ${number(n)} · </span>`)}${t("part.held", { n: number(outbox.held ?? 0) })}</p>`}
  </section>`;
}
