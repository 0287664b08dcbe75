// What should not have been said on air: why, and what the host can say now.
import { html } from "./html.mjs";
import { t } from "./i18n.mjs";
import { act, chosen, view } from "./store.mjs";
import { Age, Button, Empty, Marked, Words } from "./words.mjs";

const AWAITED = ["offered", "expired"]; // nobody has taken it

/** What is shown, newest first: of a case's alerts the last one, and only while nobody has taken it. */
function standing() {
  const told = new Set();
  return view.value.warnings.toReversed().filter((one) => {
    if (one.kind !== "case") return true;
    const id = one.id.split("/").slice(0, -2).join("/"); // then the episode and the category
    const fresh = !told.has(id);
    told.add(id);
    return fresh && AWAITED.includes(view.value.cases[id]?.case.state);
  });
}

export const openWarnings = () => standing().filter((one) => !one.wrong_by);

export function Warnings() {
  const rows = standing();
  return html`<div class="scroll">
    ${rows.length === 0 && html`<${Empty} text=${t("warnings.empty")} />`}
    ${rows.map((one) => html`<${Card} key=${one.id} one=${one} chosen=${chosen.value.warnings === one.id} />`)}
  </div>`;
}

/** A flag is named by its remark, its category and its place among the remark's flags, which ends its id. */
const wrong = (one) => act("wrong_flag", { event_id: one.event_id, reason: one.category, flag: one.kind === "flag" ? Number(one.id.slice(one.event_id.length + 1)) : null });

const isMistakable = (one) => one.kind !== "brigading" && one.kind !== "case";

function Card({ one, chosen: isChosen }) {
  const say = one.kind === "promise" ? "warnings.say" : "warnings.instead";
  return html`<article class=${`card warning ${one.severity} ${one.wrong_by ? "wrong" : ""}`} data-id=${one.id} aria-current=${isChosen ? "true" : undefined}>
    <div class="line"><span class=${`badge severity ${one.severity}`}>${t(`severity.${one.severity}`)}</span>
      <b class="reason">${t(`flag.${one.category}`)}</b><${Age} at=${one.at} /></div>
    ${one.kind === "brigading" && html`<p>${t("warnings.brigading", { n: one.said })}</p>`}
    ${one.text && html`<blockquote><${Marked} text=${one.text} span=${one.span} lang=${one.lang} /></blockquote>`}
    ${one.kind === "promise" && html`<${Against} one=${one} />`}
    ${one.say && html`<div class="say"><b>${t(say)}</b><${Words} text=${one.say} lang=${one.lang} /></div>`}
    ${one.why && html`<p class="why" lang="en" dir="auto"><bdi>${one.why}</bdi></p>`}
    ${one.wrong_by ? html`<p class="note"><bdi>${t("warnings.wrongBy", { name: one.wrong_by })}</bdi></p>`
      : isMistakable(one) && html`<div class="buttons"><${Button} class="end" label=${t("button.wrong")} kind="wrong_flag" of=${one.id} keys="x" press=${() => wrong(one)} /></div>`}
  </article>`;
}

const Against = ({ one }) => html`<dl class="against">
  <dt>${t("warnings.said")}</dt><dd><bdi>${one.said}</bdi></dd>
  <dt>${t("warnings.truth")}</dt><dd><b><bdi>${plain(one.truth)}</bdi></b> <code dir="ltr">${one.fact}</code></dd></dl>`;

export const plain = (truth) => (Array.isArray(truth) ? truth.join(" – ") : typeof truth === "object" && truth ? JSON.stringify(truth) : String(truth));

/** What the keyboard does in this column. */
export const warningKeys = {
  ids: () => openWarnings().map((one) => one.id),
  send: () => {},
  edit: () => {},
  dismiss: (id) => { const one = openWarnings().find((w) => w.id === id); if (one && isMistakable(one)) wrong(one); },
};
