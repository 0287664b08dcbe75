// The page somebody speaks into: what happens to the voice and in which language it is heard come first, then the microphone opens.
import { render } from "../vendor/preact.mjs";
import { useEffect } from "../vendor/hooks.mjs";
import { html } from "../html.mjs";
import { choose, LANGUAGES, languageName, number, t, ui } from "../i18n.mjs";
import * as speech from "./speech.mjs";

const { again, chosen, fault, level, link, list, lost, muted, room, rival, state } = speech;
const DETECT = ""; // the language is found out by listening

const focused = (element) => element?.focus(); // as a ref: where the keyboard stands when something else took a button's place

const voice = () => list.value.find((one) => one.name === chosen.value.voice);
const languages = () => (voice().langs.length ? voice().langs : room.value.langs);

const Head = () => html`<header>
  <img src="/static/icon.svg" alt="" width="28" height="28" />
  <h1>${t("mic.title")} <small><bdi>${room.value.room}</bdi></small></h1>
  <select aria-label=${t("label.language")} value=${ui.value} onChange=${(event) => choose(event.target.value)}>
    ${Object.entries(LANGUAGES).map(([tag, [name]]) => html`<option key=${tag} value=${tag} lang=${tag}>${name}</option>`)}
  </select>
</header>`;

const Voices = () => list.value.length > 1 && html`<fieldset><legend>${t("mic.voice")}</legend>
  ${list.value.map((one) => html`<label key=${one.name} class="choice">
    <input type="radio" name="voice" value=${one.name} checked=${one === voice()} onChange=${() => speech.choose({ voice: one.name, lang: null })} />
    <span><bdi>${one.name}</bdi> <small>${t(`mic.${one.role}`)}${one.taken && html` · ${t("mic.takenBy", { name: one.taken })}`}</small></span>
  </label>`)}
</fieldset>`;

function Language() {
  const offered = languages();
  if (voice().langs.length === 1) return html`<p class="fixed">${t("mic.language")} <b>${languageName(offered[0])}</b></p>`;
  return html`<label class="field">${t("mic.language")}
    <select value=${chosen.value.lang ?? offered[0] ?? DETECT} onChange=${(event) => speech.choose({ lang: event.target.value })}>
      ${offered.map((tag) => html`<option key=${tag} value=${tag}>${languageName(tag)}</option>`)}
      <option value=${DETECT}>${t("mic.detect")}</option>
    </select></label>`;
}

const Raw = () => html`<label class="choice"><input type="checkbox" checked=${chosen.value.raw} onChange=${(event) => speech.choose({ raw: event.target.checked })} />
  <span>${t("mic.raw")} <small>${t("mic.rawHint")}</small></span></label>`;

const Closed = () => html`<form onSubmit=${(event) => { event.preventDefault(); speech.open({ lang: (chosen.value.lang ?? languages()[0]) || null }); }}>
  <${Voices} /><${Language} />
  <p class="consent">${t("mic.consent")}</p>
  <${Raw} />
  <button class="button main" ref=${again.value ? focused : null} disabled=${state.value === "opening"}>${state.value === "opening" ? t("mic.opening") : t("mic.open")}</button>
</form>`;

const Rival = () => html`<div class="rival" role="alertdialog" aria-label=${t("mic.takeOver")}>
  <p>${t("mic.taken", { name: rival.value })}</p>
  <div class="buttons">
    <button type="button" class="button" ref=${focused} onClick=${speech.close}>${t("button.cancel")}</button>
    <button type="button" class="button main" onClick=${speech.takeOver}>${t("mic.takeOver")}</button>
  </div>
</div>`;

/** Loudness from -60 dB to 0, drawn and said. */
function Level() {
  const share = Math.max(0, Math.min(1, 1 + Math.log10(Math.max(level.value, 1e-3)) / 3));
  return html`<div class="level" role="meter" aria-label=${t("mic.level")} aria-valuemin="0" aria-valuemax="100" aria-valuenow=${Math.round(100 * share)}>
    <i class=${share > 0.97 ? "loud" : ""} style=${{ inlineSize: `${100 * share}%` }}></i></div>`;
}

function Devices() {
  const [all, now] = [speech.devices.value, speech.device.value];
  return all.length > 1 && html`<label class="field">${t("mic.device")}
    <select value=${now} onChange=${(event) => speech.change(event.target.value)}>
      ${all.map(({ id, label }) => html`<option key=${id} value=${id}>${label}</option>`)}
    </select></label>`;
}

function told() {
  if (link.value === "away") return ["bad", t("mic.away")];
  if (link.value === "paused") return ["bad", t("mic.paused")];
  if (muted.value) return ["off", t("mic.muted")];
  if (link.value !== "ready") return ["off", t("mic.opening")];
  const language = speech.spoken.value ? languageName(speech.spoken.value) : t("mic.detect");
  return ["good", t("mic.on", { name: chosen.value.voice, language })];
}

const Controls = () => html`<div class="buttons">
    <button type="button" class="button main" ref=${focused} aria-pressed=${muted.value} aria-keyshortcuts="M" onClick=${speech.mute}>${muted.value ? t("mic.unmute") : t("mic.mute")}</button>
    <button type="button" class="button" onClick=${speech.close}>${t("mic.stop")}</button>
  </div><${Devices} />`;

function Open() {
  const [look, words] = told();
  return html`<section class="on">
    <p class=${`told ${look}`} role="status">${words}</p>
    <${Level} />
    ${speech.quiet.value && !muted.value && html`<p class="hint">${t("mic.quiet")}</p>`}
    ${lost.value > 0 && html`<p class="hint">${t("mic.lost", { n: number(lost.value) })}</p>`}
    ${link.value === "paused" && html`<button type="button" class="button" onClick=${speech.wake}>${t("mic.goOn")}</button>`}
    ${rival.value ? html`<${Rival} />` : html`<${Controls} />`}
  </section>`;
}

const Fault = () => fault.value && html`<p class="fault" role="alert"><b>${t(`mic.${fault.value}`)}</b> ${t(`mic.${fault.value}Remedy`)}</p>`;

function Page() {
  useEffect(() => {
    const press = (event) => {
      if (event.key.toLowerCase() !== "m" || event.repeat || event.ctrlKey || event.metaKey || event.altKey || event.target.closest?.("select, input")) return;
      if (state.value === "open") speech.mute();
    };
    addEventListener("keydown", press);
    return () => removeEventListener("keydown", press);
  }, []);
  const body = !list.value.length ? html`<p class="fault">${t("mic.none")}</p>` : state.value === "open" ? html`<${Open} />` : html`<${Closed} />`;
  return html`<main class="microphone"><${Head} />${body}<${Fault} />${!speech.guest.value && html`<p class="back"><a class="quiet" href="/" target=${state.value === "open" ? "_blank" : undefined}>${t("mic.console")}</a></p>`}</main>`;
}

await speech.start();
render(html`<${Page} />`, document.getElementById("microphone"));
