// What goes before every question: something said that is not so, with what to say instead; and that viewers do not see or hear.
import { html } from "../html.mjs";
import { useLayoutEffect, useRef, useState } from "../vendor/hooks.mjs";
import { plain } from "../flags.mjs";
import { number, t } from "../i18n.mjs";
import { may } from "../store.mjs";
import { Age, Button, Marked, Words } from "../words.mjs";
import { alarms, corrected, hand, mistaken, putAside, reports } from "./state.mjs";

const ARM_MS = 600; // a press meant for the card beneath must not land here

export function Alarm() {
  const one = alarms.value[0];
  return html`<div class="alarms" role="alert">${one && html`<${Panel} key=${one.id} one=${one} />`}</div><${Reports} />`;
}

function Panel({ one }) {
  const [armed, arm] = useState(false);
  const over = useRef(hand.peek() > 0); // somebody points at the cards: lie above them rather than push them down
  useLayoutEffect(() => { const timer = setTimeout(() => arm(true), ARM_MS); return () => clearTimeout(timer); }, []);
  return html`<section class=${`alarm ${one.severity} ${over.current ? "above" : ""}`} data-id=${one.id} aria-label=${t(`flag.${one.category}`)}>
    <div class="line"><b>${t(`flag.${one.category}`)}</b>
      ${alarms.value.length > 1 && html`<span class="badge">${t("stage.moreAlarms", { n: number(alarms.value.length - 1) })}</span>`}<${Age} at=${one.at} /></div>
    ${one.say ? html`<p class="speak"><b class="unseen">${t("warnings.say")}</b><span dir="auto" lang=${one.lang || undefined}>${one.say}</span></p>`
      : html`<p class="speak" lang="en" dir="auto">${one.why}</p>`}
    ${one.kind === "promise" && html`<p class="truth"><b>${t("warnings.truth")}</b> <bdi>${plain(one.truth)}</bdi> <code dir="ltr">${one.fact}</code></p>`}
    <div class="quote"><b>${t("warnings.said")}</b> ${one.span ? html`<${Marked} text=${one.text} span=${one.span} lang=${one.lang} />` : html`<${Words} text=${one.text} lang=${one.lang} />`}</div>
    <div class="buttons" inert=${!armed}>
      ${may("corrected") && html`<${Button} class="main" label=${t("stage.corrected")} kind="corrected" of=${one.id} keys="s" press=${() => corrected(one)} />`}
      ${may("wrong_flag") && html`<${Button} label=${t("button.wrong")} kind="wrong_flag" of=${one.id} keys="w" press=${() => mistaken(one)} />`}
      <${Button} class="end" label=${t("stage.later")} keys="x" press=${() => putAside(one)} />
    </div>
  </section>`;
}

function Reports() {
  const all = reports.value, last = all.at(-1)?.case;
  return html`<div class="reports" role="status">${last && html`<p><b>${t("stage.reports", { n: number(all.length) })}</b> <bdi lang=${last.lang}>${last.question}</bdi></p>`}</div>`;
}
