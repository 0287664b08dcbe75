// The operator's view: what the host says, and four columns that watch: comments, questions, cases, warnings.
import { html } from "./html.mjs";
import { caseKeys, Cases, openCases } from "./cases.mjs";
import { about, Comments, suggested } from "./comments.mjs";
import { openWarnings, warningKeys, Warnings } from "./flags.mjs";
import { groupKeys, Groups, openGroups } from "./groups.mjs";
import { Controls } from "./controls.mjs";
import { filtered } from "./filters.mjs";
import { Header } from "./header.mjs";
import { number, t } from "./i18n.mjs";
import { cursor } from "./keys.mjs";
import { Speech } from "./speech.mjs";
import { act, editing, pane, PANES, view } from "./store.mjs";

const suggestion = (id) => view.value.comments.find((row) => row.id === id && suggested(row));

const commentKeys = {
  ids: () => filtered(view.value.comments).map((row) => row.id),
  send: (id) => { const row = suggestion(id); if (row) act("send", { ...about(row), lang: row.judgement.decision.lang }); },
  edit: (id) => { const row = suggestion(id); if (row) editing.value = { id, lang: row.judgement.decision.lang }; },
  dismiss: (id) => { const row = suggestion(id); if (row) act("dismiss", about(row)); },
};
const COLUMNS = {
  comments: { body: Comments, keys: commentKeys, tally: () => 0 },
  questions: { body: Groups, keys: groupKeys, tally: () => openGroups().length },
  cases: { body: Cases, keys: caseKeys, tally: () => openCases().length },
  warnings: { body: Warnings, keys: warningKeys, tally: () => openWarnings().length },
};

const Tally = ({ of }) => { const n = COLUMNS[of].tally(); return n > 0 && html`<span class=${`tally ${of}`}>${number(n)}</span>`; };

function Column({ name }) {
  const Body = COLUMNS[name].body;
  return html`<section class="pane" data-pane=${name} aria-label=${t(`pane.${name}`)} onPointerDown=${() => { pane.value = name; }} onFocusIn=${() => { pane.value = name; }}>
    <h2>${t(`pane.${name}`)} <${Tally} of=${name} /></h2><${Body} />
  </section>`;
}

const Tabs = () => html`<nav class="tabs" aria-label=${t("label.tabs")}>
  ${PANES.map((name) => html`<button type="button" key=${name} aria-current=${pane.value === name ? "page" : undefined} onClick=${() => { pane.value = name; }}>
    ${t(`pane.${name}`)}<${Tally} of=${name} /></button>`)}
</nav>`;

/** Says new cases and warnings to those who listen rather than look. */
const Announcer = () => {
  const [cases, warnings] = [openCases().length, openWarnings().length];
  return html`<p class="unseen" aria-live="polite">${t("pane.cases")} ${number(cases)}, ${t("pane.warnings")} ${number(warnings)}</p>`;
};

export const Desk = () => html`<${Header} /><${Speech} /><${Controls} />
  <main class="columns" data-shown=${pane.value}>${PANES.map((name) => html`<${Column} key=${name} name=${name} />`)}</main>
  <${Tabs} /><${Announcer} />`;

const column = cursor(() => pane.value, () => COLUMNS[pane.value].keys, () => document.querySelector(`[data-pane="${pane.value}"]`));

export const deskKeys = {
  j: { press: () => column.move(1), repeats: true }, k: { press: () => column.move(-1), repeats: true },
  enter: { press: () => column.onChosen("send") }, e: { press: () => column.onChosen("edit") }, x: { press: () => column.onChosen("dismiss") },
  ...Object.fromEntries(PANES.map((name, n) => [String(n + 1), { press: () => { pane.value = name; } }])),
};
export const deskHelp = [["J K", "help.move"], ["1 2 3 4", "help.pane"], ["Enter", "help.send"], ["E", "help.edit"], ["X", "help.dismiss"]];
