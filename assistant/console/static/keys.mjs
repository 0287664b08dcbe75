// The keyboard: J and K move, Enter sends, E edits, X dismisses, 1 to 4 choose a column, ? shows the keys.
import { html } from "./html.mjs";
import { t } from "./i18n.mjs";
import { caseKeys } from "./cases.mjs";
import { about, suggested } from "./comments.mjs";
import { warningKeys } from "./flags.mjs";
import { groupKeys } from "./groups.mjs";
import { act, chosen, editing, helping, pane, PANES, view } from "./store.mjs";

const suggestion = (id) => view.value.comments.find((row) => row.id === id && suggested(row));

const commentKeys = {
  ids: () => view.value.comments.map((row) => row.id),
  send: (id) => { const row = suggestion(id); if (row) act("send", { ...about(row), lang: row.judgement.decision.lang }); },
  edit: (id) => { const row = suggestion(id); if (row) editing.value = { id, lang: row.judgement.decision.lang }; },
  dismiss: (id) => { const row = suggestion(id); if (row) act("dismiss", about(row)); },
};
const COLUMNS = { comments: commentKeys, questions: groupKeys, cases: caseKeys, warnings: warningKeys };

function move(step) {
  const ids = COLUMNS[pane.value].ids();
  if (!ids.length) return;
  const at = ids.indexOf(chosen.value[pane.value]);
  const id = ids[at < 0 ? (step > 0 ? 0 : ids.length - 1) : Math.min(Math.max(at + step, 0), ids.length - 1)];
  chosen.value = { ...chosen.value, [pane.value]: id };
  document.querySelector(`[data-pane="${pane.value}"] [data-id="${CSS.escape(id)}"]`)?.scrollIntoView({ block: "nearest" });
}

function onChosen(verb) {
  const id = chosen.value[pane.value];
  if (COLUMNS[pane.value].ids().includes(id)) COLUMNS[pane.value][verb](id);
}

const KEYS = {
  j: () => move(1), k: () => move(-1), e: () => onChosen("edit"), x: () => onChosen("dismiss"), enter: () => onChosen("send"),
  "?": () => { helping.value = !helping.value; }, escape: () => { helping.value = false; },
  ...Object.fromEntries(PANES.map((name, n) => [String(n + 1), () => { pane.value = name; }])),
};

export function listen() {
  addEventListener("keydown", (event) => {
    const typing = event.target.closest?.("textarea, input, select");
    const pressing = event.key === "Enter" && event.target.closest?.("button, a, summary");
    if (typing || pressing || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    const key = event.key.toLowerCase();
    if (!Object.hasOwn(KEYS, key) || (event.repeat && key !== "j" && key !== "k")) return;
    event.preventDefault();
    KEYS[key]();
  });
}

const ROWS = [["J K", "help.move"], ["1 2 3 4", "help.pane"], ["Enter", "help.send"], ["E", "help.edit"], ["X", "help.dismiss"], ["?", "help.help"]];

export const Help = () => helping.value && html`<aside class="help" role="dialog" aria-label=${t("help.title")}>
  <h2>${t("help.title")}</h2>
  <dl>${ROWS.map(([keys, text]) => html`<div key=${keys}><dt>${keys.split(" ").map((key) => html`<kbd key=${key}>${key}</kbd>`)}</dt><dd>${t(text)}</dd></div>`)}</dl>
</aside>`;
