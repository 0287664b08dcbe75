// One card is one glance: what is asked, by how many and in which languages, and the line to say.
import { html } from "../html.mjs";
import { languageName, number, t } from "../i18n.mjs";
import { chosen, may, view } from "../store.mjs";
import { Age, Button, Empty, Facts, Lang, Words } from "../words.mjs";
import { current, dismiss, fresh, frozen, hand, letIn, lineOf, more, pin, post, questionOf, said, standing, touch } from "./state.mjs";

const POINTER = 1, FOCUS = 2;
const HOT = 8, WARM = 3;

export function Cards() {
  const ids = standing.value;
  const left = (event) => { if (!event.currentTarget.contains(event.relatedTarget)) touch(FOCUS, false); };
  return html`<div class="cards" onPointerEnter=${() => touch(POINTER, true)} onPointerLeave=${() => touch(POINTER, false)} onFocusIn=${() => touch(FOCUS, true)} onFocusOut=${left}>
    ${ids.length === 0 && html`<${Empty} text=${t("stage.empty")} />`}
    <ol>${ids.map((id) => view.value.groups[id] && html`<${Card} key=${id} row=${view.value.groups[id]} />`)}</ol>
  </div>`;
}

/** What waits beside the cards. */
export const Waiting = () => html`<p class="waiting" role="status">
  ${(fresh.value > 0 || frozen.value || hand.value > 0) && html`<button type="button" class="quiet" aria-keyshortcuts="n" disabled=${fresh.value === 0} onClick=${letIn}>${t("stage.fresh", { n: number(fresh.value) })}</button>`}
  ${more.value > 0 && html`<span>${t("stage.more", { n: number(more.value) })}</span>`}</p>`;

function Card({ row: { group, at } }) {
  const { id, count, langs, status, facts } = group;
  const isPinned = view.value.pinned === id, isCurrent = current.value === id;
  const isOver = !isPinned && (status === "dismissed" || (status === "answered" && group.answered_by !== "assistant"));
  const heat = count >= HOT ? "hot" : count >= WARM ? "warm" : "mild";
  return html`<li class=${`card ask ${heat} ${isOver ? "over" : ""} ${isPinned ? "pinned" : ""}`} data-id=${id} aria-current=${isCurrent ? "true" : undefined}
      onClick=${() => { chosen.value = { ...chosen.value, stage: id }; }}>
    <div class="line">
      <span class="times" aria-label=${t("questions.asked", { n: count })}>×${number(count)}</span>
      <span class="langs">${langs.map((tag) => html`<span class="tongue" key=${tag}>${languageName(tag)}</span>`)}</span>
      ${isPinned && html`<span class="badge answer">${t("stage.pinned")}</span>`}
      ${status !== "open" && html`<span class=${`badge ${status === "answered" ? "answer" : "ignore"}`}>${t(isOver ? `questions.${status}` : "stage.posted")}</span>`}
      <${Age} at=${at} late=${60} over=${180} />
    </div>
    <${Question} group=${group} />
    <${Line} group=${group} />
    <div class="grounds"><${Posted} group=${group} /><${Facts} paths=${facts} title=${t("questions.facts")} /></div>
    ${!isOver && html`<div class="buttons">
      ${may("on_air") && html`<${Button} class="main" label=${t("stage.said")} kind="on_air" of=${id} keys="s" press=${() => said(id)} />`}
      ${may("send") && status === "open" && Object.keys(group.replies).length > 0 && html`<${Button} label=${t("stage.post")} kind="send" of=${id} lang=${Object.keys(group.replies)[0]} keys="Enter" press=${() => post(id)} />`}
      ${may("pin") && html`<button type="button" class="button" aria-pressed=${String(isPinned)} aria-keyshortcuts="p" onClick=${() => pin(id)}>${t("stage.pin")}</button>`}
      ${may("dismiss") && html`<${Button} class="end" label=${t("button.dismiss")} kind="dismiss" of=${id} keys="x" press=${() => dismiss(id)} />`}
    </div>`}
  </li>`;
}

function Question({ group }) {
  const { text, lang, asked } = questionOf(group);
  return html`<h2 class="question" dir="auto" lang=${lang || undefined}>${text}</h2>
    ${asked && html`<div class="asked"><${Lang} tag=${asked.lang} /><${Words} text=${asked.text} lang=${asked.lang} /></div>`}`;
}

function Line({ group }) {
  const line = lineOf(group);
  return line ? html`<p class="speak" dir="auto" lang=${line.lang}>${line.text}</p>` : html`<p class="speak none">${t("stage.noLine")}</p>`;
}

// Folded: the host reads it only to be sure.
function Posted({ group: { replies, langs } }) {
  const all = Object.entries(replies), missing = langs.filter((tag) => !Object.hasOwn(replies, tag));
  if (!all.length && !missing.length) return null;
  return html`<details class="posted"><summary>${t("stage.willPost")} ${all.map(([tag]) => html`<${Lang} key=${tag} tag=${tag} />`)}</summary>
    <ul>${all.map(([tag, text]) => html`<li key=${tag}><${Lang} tag=${tag} /><${Words} text=${text} lang=${tag} /></li>`)}
      ${missing.map((tag) => html`<li key=${tag} class="soft"><${Lang} tag=${tag} /><p>${t("questions.noReply")}</p></li>`)}</ul></details>`;
}
