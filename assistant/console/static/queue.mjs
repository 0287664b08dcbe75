// The queue of cases: who waits, for how long and until when, the most urgent first; found by whose they are and by words.
import { html } from "./html.mjs";
import { signal } from "./vendor/signals.mjs";
import { isHeld, isOpen, isWaiting, openCases } from "./cases.mjs";
import { number, t } from "./i18n.mjs";
import { beat, person, view } from "./store.mjs";
import { useSteady } from "./steady.mjs";
import { Age, Empty, Lang, User, Words } from "./words.mjs";

const MINUTE = 60;
const isMine = ({ case: one }) => isHeld(one) && one.agent === person.value?.name;
const WHOSE = {
  open: isOpen,
  waiting: ({ case: one }) => isWaiting(one),
  mine: isMine,
  done: (row) => !isOpen(row),
};
const whose = signal("open");
const sought = signal("");

const says = ({ case: one }) => [one.user, one.question, one.agent, ...one.history, ...(one.later ?? []), t(`reason.${one.reason}`)].join("\n").toLocaleLowerCase();

const all = () => [...openCases(), ...Object.values(view.value.cases).filter((row) => !isOpen(row)).sort((a, b) => b.at - a.at)];

/** The cases that are listed now, in the order of the list. */
export const listed = () => {
  const words = sought.value.trim().toLocaleLowerCase();
  return all().filter((row) => WHOSE[whose.value](row) && (!words || says(row).includes(words)));
};

export function Queue({ chosen, open }) {
  const { order, hand } = useSteady();
  const rows = order(listed(), (row) => row.case.id);
  return html`<section class="pane queue" data-pane="cases" aria-label=${t("pane.cases")}>
    <${Tabs} />
    <label class="search"><span class="unseen">${t("filter.search")}</span>
      <input type="search" dir="auto" value=${sought.value} placeholder=${t("filter.search")} onInput=${(event) => { sought.value = event.target.value; }} /></label>
    <div class="scroll" ...${hand} tabindex="-1">
      ${rows.length === 0 && html`<${Empty} text=${t(sought.value ? "filter.nothing" : "cases.empty")} />`}
      <ul>${rows.map((row) => html`<${Row} key=${row.case.id} row=${row} chosen=${row.case.id === chosen} open=${open} />`)}</ul>
    </div>
  </section>`;
}

const Tabs = () => html`<div class="chips" role="group" aria-label=${t("queue.whose")}>
  ${Object.entries(WHOSE).map(([name, fits]) => { const n = all().filter(fits).length;
    return html`<button type="button" key=${name} class="chip" aria-pressed=${String(whose.value === name)} onClick=${() => { whose.value = name; }}>
      ${t(`queue.${name}`)} <span class="tally">${number(n)}</span></button>`; })}
</div>`;

const Row = ({ row, chosen, open }) => { const one = row.case; return html`<li data-id=${one.id} class=${`waiting ${one.urgency} ${one.state}`}>
  <button type="button" aria-current=${chosen ? "true" : undefined} onClick=${() => open(one.id)}>
    <span class="line"><span class=${`badge urgency ${one.urgency}`}>${t(`cases.${one.urgency}`)}</span>
      <span class="reason">${t(`reason.${one.reason}`)}</span><${Age} at=${row.at} late=${60} over=${180} /></span>
    <${Words} as="span" class="asked" text=${one.question} lang=${one.lang} />
    <span class="line who"><${User} name=${one.user} /><${Lang} tag=${one.lang} />
      ${one.event_ids.length > 1 && html`<span class="soft">${t("cases.messages", { n: number(one.event_ids.length) })}</span>`}
      ${isWaiting(one) && html`<${Due} row=${row} />`}
      <span class="state">${isWaiting(one) && one.state !== "expired" ? "" : t(`cases.${one.state}`, { name: one.agent ?? "" })}</span></span>
  </button></li>`; };

/** By when somebody must have it: service time, so it stands still while nobody works. Known while the program tells its stream time. */
export function Due({ row: { case: one } }) {
  const now = beat.value.figures.t;
  if (one.due_t == null || now == null) return null;
  const left = one.due_t - now, minutes = number(Math.max(1, Math.ceil(Math.abs(left) / MINUTE)));
  return html`<span class=${`due ${left < 0 ? "over" : left < 2 * MINUTE ? "late" : ""}`}>${left < 0 ? t("cases.overdue", { n: minutes }) : left > 24 * 60 * MINUTE
    ? t("cases.dueDays", { n: number(Math.round(left / (24 * 60 * MINUTE))) }) : t("cases.due", { n: minutes })}</span>`;
}
