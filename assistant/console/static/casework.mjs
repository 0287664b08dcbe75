// What a person does with a case. Whoever holds it answers; two never answer unaware of each other: what somebody did meanwhile comes first.
import { html } from "./html.mjs";
import { signal } from "./vendor/signals.mjs";
import { useState } from "./vendor/hooks.mjs";
import { isHeld, isWaiting } from "./cases.mjs";
import { Editor } from "./editor.mjs";
import { t } from "./i18n.mjs";
import { act, draft, may, person, view } from "./store.mjs";
import { Button, Words } from "./words.mjs";

export const CLOSE_REASONS = ["resolved", "no_answer_needed", "duplicate", "spam", "cannot_help"]; // the program's own: answered on air, deleted
const read = signal({}); // case -> version at which this person began to write, or which they said they have seen

/** The case as this person knew it when they began to write: what others did since is told before anything is sent. */
const asSeen = (one) => ({ case: one.id, version: (draft(one.id) && read.value[one.id]) || one.version });

export function Actions({ row }) {
  const { case: one } = row;
  const mine = isHeld(one) && one.agent === person.value?.name;
  if (!draft(one.id) && read.peek()[one.id] !== one.version) read.value = { ...read.peek(), [one.id]: one.version };
  return html`<div class="casework">
    <${Meanwhile} row=${row} />
    ${mine && html`<${Answer} one=${one} />`}
    ${isWaiting(one) && html`<${Waiting} one=${one} />`}
    ${isHeld(one) && !mine && html`<${Others} one=${one} />`}
    ${!isWaiting(one) && !isHeld(one) && html`<${Ended} one=${one} />`}
    <${More} key=${one.id} one=${one} mine=${mine} />
  </div>`;
}

/** What others did to this case while something is being written here. */
function Meanwhile({ row: { case: one, notes } }) {
  const since = read.value[one.id] ?? one.version;
  const others = (one.moves ?? []).filter((move) => move.version > since && move.by !== person.value?.name);
  if (!draft(one.id) || !others.length) return null;
  const last = notes.findLast((note) => note.kind === others.at(-1).kind);
  return html`<div class="meanwhile" role="alert"><p><b>${t("file.meanwhile")}</b></p>
    <ul>${others.map((move, n) => html`<li key=${n}><bdi>${t(`note.${move.kind}`, { name: move.by })}</bdi></li>`)}</ul>
    ${last?.text && html`<${Words} text=${last.text} lang=${one.lang} />`}
    <button type="button" class="button" onClick=${() => { read.value = { ...read.peek(), [one.id]: one.version }; }}>${t("file.seen")}</button></div>`;
}

const Answer = ({ one }) => html`<p class="silent">${t("cases.silent")}</p>
  <${Editor} id=${one.id} to=${{ case: one.id }} text=${draft(one.id)} lang=${one.lang} label=${t("cases.reply")} sendLabel=${t("button.answer")} ready=${one.draft} eager=${false}
    send=${(text) => act("answer_case", { ...asSeen(one), text, lang: one.lang })}>
    <${Button} label=${t("button.return")} kind="return_case" of=${one.id} press=${() => act("return_case", asSeen(one))} />
  <//>`;

const Waiting = ({ one }) => html`<div class="buttons">
  ${may("take") && html`<${Button} class="main" label=${t("button.take")} kind="take" of=${one.id} keys="Enter" press=${() => act("take", asSeen(one))} />`}
  ${may("accept") && html`<${Button} label=${t("button.accept")} kind="accept" of=${one.id} press=${() => act("accept", asSeen(one))} />`}</div>`;

/** Somebody else has it: taking over is a step of its own, and is seen by both. */
const Others = ({ one }) => html`<p class="silent"><bdi>${t("file.theirs", { name: one.agent })}</bdi></p>
  ${may("assign") && html`<div class="buttons"><${Button} label=${t("button.takeOver")} kind="assign" of=${one.id} press=${() => act("assign", { ...asSeen(one), agent: person.value.name })} /></div>`}`;

const Ended = ({ one }) => html`<p class="soft">${t(`cases.${one.state}`)}${one.ended && html` · ${t(`close.${one.ended}`)}`}</p>
  ${may("reopen") && html`<div class="buttons"><${Button} label=${t("button.reopen")} kind="reopen" of=${one.id} press=${() => act("reopen", asSeen(one))} /></div>`}`;

const PARTS = ["note", "assign", "close"];
const offered = (one) => ({ note: may("note"), assign: may("assign") && (isWaiting(one) || isHeld(one)), close: may("close_case") && (isWaiting(one) || isHeld(one) || one.state === "returned") });

function More({ one, mine }) {
  const [shown, show] = useState(null);
  const can = offered(one);
  const press = (name) => show(shown === name ? null : name);
  const Part = { note: Note, assign: Assign, close: Close }[shown];
  return html`<div class="more-work">
    <div class="buttons small">${PARTS.filter((name) => can[name]).map((name) => html`<button type="button" key=${name} class="button" aria-expanded=${String(shown === name)} onClick=${() => press(name)}>${t(`button.${name}`)}…</button>`)}
      ${mine && may("release") && html`<${Button} label=${t("button.release")} kind="release" of=${one.id} press=${() => act("release", asSeen(one))} />`}</div>
    ${shown && can[shown] && html`<${Part} one=${one} done=${() => show(null)} />`}</div>`;
}

const Note = ({ one, done }) => html`<${Editor} id=${`${one.id}/note`} to=${{ case: one.id }} text=${draft(`${one.id}/note`)} label=${t("file.note")} sendLabel=${t("button.keep")} leave=${done}
  send=${(text) => act("note", { case: one.id, text })} />`;

function Assign({ one, done }) {
  const give = async (event) => {
    event.preventDefault();
    const agent = new FormData(event.target).get("agent").trim();
    if (agent && await act("assign", { ...asSeen(one), agent })) done();
  };
  return html`<form class="fields" onSubmit=${give}><label>${t("file.assignTo")}<input name="agent" list="team" dir="auto" autocomplete="off" maxlength="40" required /></label>
    <datalist id="team">${team().map((name) => html`<option key=${name} value=${name} />`)}</datalist><button class="button">${t("button.assign")}</button></form>`;
}

/** Everybody who was seen at work in this show. */
function team() {
  const { cases, comments } = view.value;
  const seen = Object.values(cases).flatMap((row) => [row.case.agent, ...row.notes.map((note) => note.by)]);
  return [...new Set([person.value?.name, ...seen, ...comments.map((row) => row.handled?.by)])].filter(Boolean).sort();
}

function Close({ one, done }) {
  const end = async (event) => {
    event.preventDefault();
    if (await act("close_case", { ...asSeen(one), reason: new FormData(event.target).get("reason") })) done();
  };
  return html`<form class="fields" onSubmit=${end}><label>${t("file.closeAs")}<select name="reason">${CLOSE_REASONS.map((name) => html`<option key=${name} value=${name}>${t(`close.${name}`)}</option>`)}</select></label>
    <button class="button">${t("button.close")}</button></form>`;
}
