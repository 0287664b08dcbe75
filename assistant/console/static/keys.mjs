// The keyboard: each view names its keys; ? shows them. Keys rest while somebody writes, and Enter and Space belong to a focused button.
import { html } from "./html.mjs";
import { t } from "./i18n.mjs";
import { chosen, helping } from "./store.mjs";

const COMMON = { "?": { press: () => { helping.value = !helping.value; } }, escape: { press: () => { helping.value = false; } } };

/**
 * A cursor over one list of cards. `list` is the cursor's name in `chosen`; `verbs` has ids() and what may be done with an id;
 * `box` is the element the cards lie in.
 */
export function cursor(list, verbs, box) {
  const to = (id) => {
    chosen.value = { ...chosen.value, [list()]: id };
    box()?.querySelector(`[data-id="${CSS.escape(id)}"]`)?.scrollIntoView({ block: "nearest" });
  };
  const move = (step) => {
    const ids = verbs().ids();
    if (!ids.length) return;
    const at = ids.indexOf(chosen.value[list()]);
    to(ids[at < 0 ? (step > 0 ? 0 : ids.length - 1) : Math.min(Math.max(at + step, 0), ids.length - 1)]);
  };
  const onChosen = (verb) => {
    const id = chosen.value[list()];
    if (verbs().ids().includes(id)) verbs()[verb](id);
  };
  return { move, onChosen };
}

/** Listen for the keys of the view that is shown: `keys()` maps a key to {press, repeats}. */
export function listen(keys) {
  addEventListener("keydown", (event) => {
    const typing = event.target.closest?.("textarea, input, select");
    const pressing = (event.key === "Enter" || event.key === " ") && event.target.closest?.("button, a, summary");
    if (typing || pressing || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    const all = { ...COMMON, ...keys() }, key = event.key.toLowerCase();
    if (!Object.hasOwn(all, key) || (event.repeat && !all[key].repeats)) return;
    event.preventDefault();
    all[key].press();
  });
}

export const Help = ({ rows }) => helping.value && html`<aside class="help" role="dialog" aria-label=${t("help.title")}>
  <h2>${t("help.title")}</h2>
  <dl>${[...rows, ["?", "help.help"]].map(([keys, text]) => html`<div key=${keys}><dt>${keys.split(" ").map((key) => html`<kbd key=${key}>${key}</kbd>`)}</dt><dd>${t(text)}</dd></div>`)}</dl>
</aside>`;
