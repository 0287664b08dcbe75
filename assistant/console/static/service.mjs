// Customer service's view: the queue beside the file of the chosen case; on a phone one of the two. The address says which case.
import { html } from "./html.mjs";
import { CaseFile } from "./casefile.mjs";
import { isHeld, isWaiting, openCases, seen } from "./cases.mjs";
import { Header } from "./header.mjs";
import { number, t } from "./i18n.mjs";
import { listed, Queue } from "./queue.mjs";
import { go, place } from "./route.mjs";
import { act, view } from "./store.mjs";

const asked = () => place.value.asked.get("case");
const address = (id) => `/cases?case=${encodeURIComponent(id)}`;
const row = () => { const id = asked(); return id !== null && Object.hasOwn(view.value.cases, id) ? view.value.cases[id] : undefined; };

/** Says how many wait to those who listen rather than look. */
const Announcer = () => html`<p class="unseen" aria-live="polite">${t("queue.announced", { n: number(openCases().filter(({ case: one }) => isWaiting(one)).length) })}</p>`;

export const CasesView = () => html`<${Header} />
  <main class="service" data-shown=${asked() === null ? "queue" : "file"}>
    <${Queue} chosen=${asked()} open=${(id) => go(address(id))} /><${CaseFile} row=${row()} back=${() => go("/cases")} />
  </main><${Announcer} />`;

function move(step) {
  const ids = listed().map(({ case: one }) => one.id);
  if (!ids.length) return;
  const at = ids.indexOf(asked());
  const id = ids[at < 0 ? (step > 0 ? 0 : ids.length - 1) : Math.min(Math.max(at + step, 0), ids.length - 1)];
  go(address(id), { instead: asked() !== null });
  requestAnimationFrame(() => document.querySelector(`.queue [data-id="${CSS.escape(id)}"]`)?.scrollIntoView({ block: "nearest" }));
}

const box = () => document.querySelector(".casework textarea")?.focus();

/** Take what waits; write in what one holds. */
function proceed() {
  const one = row()?.case;
  if (one && isWaiting(one)) act("take", seen(one));
  else if (one && isHeld(one)) box();
}

export const casesKeys = {
  j: { press: () => move(1), repeats: true }, k: { press: () => move(-1), repeats: true },
  enter: { press: proceed }, e: { press: box },
  "/": { press: () => document.querySelector(".queue input")?.focus() },
};
export const casesHelp = [["J K", "help.move"], ["Enter", "help.take"], ["E", "help.answer"], ["/", "help.search"]];
