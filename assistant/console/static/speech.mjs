// The voices on air: words as they are said, what the host has said, what a guest asks, and which product is on screen.
import { html } from "./html.mjs";
import { t } from "./i18n.mjs";
import { act, moment, view } from "./store.mjs";
import { Clock, Empty, Lang, Words } from "./words.mjs";

const SHOWN_SPEECH = 12;

export function Speech() {
  const heard = view.value.utterances.slice(-SHOWN_SPEECH);
  const cautioned = new Set(view.value.warnings.filter((one) => !one.wrong_by).map((one) => one.event_id));
  const origin = heard.at(-1)?.origin;
  return html`<section class="speech" aria-label=${t("pane.host")}>
    <h2>${t("pane.host")}${origin && html`<small class="origin">${t(`host.${origin}`)}</small>`}<${OnScreen} /></h2>
    <div><${Captions} />
      <ol tabindex="0" aria-label=${t("pane.host")}>${heard.length === 0 && html`<li><${Empty} text=${t("host.empty")} /></li>`}
        ${heard.toReversed().map((row) => html`<li key=${row.id} class=${cautioned.has(row.id) ? "cautioned" : ""}>
          <${Clock} at=${row.t} />${row.lang && html`<${Lang} tag=${row.lang} />`}<${Words} text=${row.text} lang=${row.lang} />
          ${row.origin !== origin && html`<small class="origin">${t(`host.${row.origin}`)}</small>`}</li>`)}</ol></div>
  </section>`;
}

/** Words that are being said; one that has become a remark is shown as that. */
function Captions() {
  const { utterances, comments } = view.value;
  const voices = moment.value.voices.filter((one) => utterances.at(-1)?.id !== one.id && !comments.slice(-20).some((row) => row.id === one.id));
  return html`<ul class="captions">${voices.map((one) => html`<${Caption} key=${one.source} one=${one} />`)}</ul>`;
}

const Caption = ({ one }) => html`<li class=${`caption ${one.role} ${one.state}`}>
  <span class="voice">${t(`voice.${one.role}`)}${one.role !== "host" && html` <bdi>${one.source}</bdi>`}</span>
  ${one.lang && html`<${Lang} tag=${one.lang} />`}
  <p dir="auto" lang=${one.lang || undefined}>${one.stable}<span class="rest">${one.rest}</span>${!one.stable && !one.rest && "…"}</p>
  ${one.gist && html`<${Gist} gist=${one.gist} />`}</li>`;

/** What a guest asks, for the host: the question and the answer in the host's language. */
export const Gist = ({ gist }) => html`<div class="gist">
  ${(gist.question || gist.product) && html`<p><b>${t("gist.asks")}</b> <bdi lang=${gist.lang}>${[gist.product, gist.question].filter(Boolean).join(" · ")}</bdi></p>`}
  ${gist.answer && html`<p><b>${t("gist.answer")}</b> <bdi lang=${gist.lang}>${gist.answer}</bdi></p>`}
  ${gist.reason && html`<p><b>${t("gist.person")}</b> ${t(`reason.${gist.reason}`)}</p>`}</div>`;

function OnScreen() {
  const { session, showing } = view.value;
  const products = Object.entries(session?.products ?? {});
  return products.length > 0 && html`<label class="screen">${t("host.screen")}
    <select value=${showing[0] ?? ""} onChange=${(event) => act("show", { product: event.target.value || null })}>
      <option value="">${t("host.nothing")}</option>
      ${products.map(([id, name]) => html`<option key=${id} value=${id}>${name}</option>`)}
    </select></label>`;
}
