// Matters for a person: take one, answer it, give it back. While a person has it the assistant is silent to that viewer.
import { html } from "./html.mjs";
import { number, t } from "./i18n.mjs";
import { act, chosen, draft, view } from "./store.mjs";
import { Editor } from "./editor.mjs";
import { useSteady } from "./steady.mjs";
import { Age, Button, Empty, Facts, Lang, User, Words, Writer } from "./words.mjs";

/** A case as this page saw it: an action on one that somebody else has changed since is refused. */
export const seen = (one) => ({ case: one.id, version: one.version });

const RANK = { now: 0, soon: 1, later: 2 };
const WAITING = ["offered", "expired"], HELD = ["accepted", "human"];
export const isWaiting = ({ state }) => WAITING.includes(state);
export const isHeld = ({ state }) => HELD.includes(state);
export const isOpen = ({ case: one }) => isWaiting(one) || isHeld(one);

export const openCases = () => Object.values(view.value.cases).filter(isOpen)
  .sort((one, other) => RANK[one.case.urgency] - RANK[other.case.urgency] || one.at - other.at);

export function Cases() {
  const { order, hand } = useSteady();
  const rows = order(openCases(), (row) => row.case.id);
  const done = Object.values(view.value.cases).filter((row) => !isOpen(row)).sort((a, b) => b.at - a.at);
  return html`<div class="scroll" ...${hand}>
    ${rows.length === 0 && html`<${Empty} text=${t("cases.empty")} />`}
    ${rows.map((row) => html`<${Card} key=${row.case.id} row=${row} chosen=${chosen.value.cases === row.case.id} />`)}
    ${done.length > 0 && html`<details class="done"><summary>${t("cases.done")} <span class="tally">${number(done.length)}</span></summary>
      ${done.map((row) => html`<${Done} key=${row.case.id} row=${row} />`)}</details>`}
  </div>`;
}

function Card({ row, chosen: isChosen }) {
  const { case: one, at } = row;
  return html`<article class=${`card case ${one.state} ${one.urgency}`} data-id=${one.id} aria-current=${isChosen ? "true" : undefined}>
    <div class="line">
      <span class=${`badge urgency ${one.urgency}`}>${t(`cases.${one.urgency}`)}</span>
      <span class="reason">${t(`reason.${one.reason}`)}</span>
      <${Age} at=${at} late=${60} over=${180} />
    </div>
    <div class="line who"><${User} name=${one.user} /><${Lang} tag=${one.lang} />
      ${one.event_ids.length > 1 && html`<span class="soft">${t("cases.messages", { n: number(one.event_ids.length) })}</span>`}
      <span class="state">${t(`cases.${one.state}`, { name: one.agent ?? "" })}</span></div>
    <${Words} as="h3" text=${one.question} lang=${one.lang} />
    <${Later} one=${one} />
    <${Context} one=${one} />
    <${Notes} notes=${row.notes} lang=${one.lang} />
    <${Writer} kind="case" id=${one.id} />
    ${isWaiting(one) ? html`<${Offered} one=${one} />` : html`<${Held} one=${one} />`}
  </article>`;
}

const Later = ({ one }) => one.later?.length > 0 && html`<div class="later"><b>${t("cases.since")}</b>
  <ul>${one.later.map((text, n) => html`<li key=${n}><${Words} text=${text} lang=${one.lang} /></li>`)}</ul></div>`;

function Context({ one }) {
  return html`<div class="context">
    ${one.history.length > 0 && html`<details open=${one.history.length < 4}><summary>${t("cases.history")} <span class="tally">${number(one.history.length)}</span></summary>
      <ul>${one.history.map((text, n) => html`<li key=${n}><${Words} text=${text} lang=${one.lang} /></li>`)}</ul></details>`}
    ${one.draft && html`<div class="draft"><b>${t("cases.draft")}</b><${Words} text=${one.draft} lang=${one.lang} /></div>`}
    <${Facts} paths=${one.facts} title=${t("cases.facts")} />
    <${Options} one=${one} />
  </div>`;
}

// Answers that were near but not sure: a person who holds the case answers with one by a press.
const Options = ({ one }) => one.options?.length > 0 && html`<div class="options"><b>${t("cases.options")}</b>
  <ul>${one.options.map((option, n) => html`<li key=${n}><${Words} text=${option.reply} lang=${one.lang} />
    ${isHeld(one) && html`<${Button} label=${t("cases.choose")} kind="answer_case" of=${`${one.id}/${n}`}
      press=${() => act("answer_case", { ...seen(one), text: option.reply, lang: one.lang })} />`}</li>`)}</ul></div>`;

const Notes = ({ notes, lang }) => notes.length > 0 && html`<ul class="notes">${notes.map((note, n) => html`<li key=${n}>
  <bdi>${t(`note.${note.kind}`, { name: note.by })}</bdi>${note.text && html`<${Words} text=${note.text} lang=${lang} />`}</li>`)}</ul>`;

const Offered = ({ one }) => html`<div class="buttons">
  <${Button} class="main" label=${t("button.take")} kind="take" of=${one.id} keys="Enter" press=${() => act("take", seen(one))} />
  <${Button} class="end" label=${t("button.close")} kind="close_case" of=${one.id} keys="x" press=${() => act("close_case", seen(one))} />
</div>`;

function Held({ one }) {
  const answer = (text) => act("answer_case", { ...seen(one), text, lang: one.lang });
  return html`<p class="silent">${t("cases.silent")}</p>
    <${Editor} id=${one.id} to=${{ case: one.id }} text=${draft(one.id)} lang=${one.lang} send=${answer} label=${t("cases.reply")} sendLabel=${t("button.answer")} ready=${one.draft} eager=${false}>
      <${Button} label=${t("button.return")} kind="return_case" of=${one.id} press=${() => act("return_case", seen(one))} />
      <${Button} class="end" label=${t("button.close")} kind="close_case" of=${one.id} press=${() => act("close_case", seen(one))} />
    <//>`;
}

const Done = ({ row: { case: one, notes } }) => html`<div class="finished"><div><div class="line"><${User} name=${one.user} />
  <span class="badge ignore">${t(`cases.${one.state}`)}</span></div><${Words} text=${one.question} lang=${one.lang} /><${Notes} notes=${notes} lang=${one.lang} /></div></div>`;

const box = (id) => document.querySelector(`.case[data-id="${CSS.escape(id)}"] textarea`);

/** What the keyboard does in this column. */
export const caseKeys = {
  ids: () => openCases().map((row) => row.case.id),
  send: (id) => (isWaiting(view.value.cases[id].case) ? act("take", seen(view.value.cases[id].case)) : box(id)?.focus()),
  edit: (id) => box(id)?.focus(),
  dismiss: (id) => { if (isWaiting(view.value.cases[id].case)) act("close_case", seen(view.value.cases[id].case)); },
};
