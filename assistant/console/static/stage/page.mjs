// The host's view, on air: warnings first, then at most five questions, each with the line to say.
import { html } from "../html.mjs";
import { useEffect } from "../vendor/hooks.mjs";
import { Connection, Health, Live, Menu, Views } from "../header.mjs";
import { number, t } from "../i18n.mjs";
import { follow, go } from "../route.mjs";
import { chosen, lights, may, person, view } from "../store.mjs";
import { Alarm } from "./alarm.mjs";
import { Cards, Waiting } from "./cards.mjs";
import * as stage from "./state.mjs";
import { attend, loudness, sound, toggle, volume } from "./sound.mjs";

const { alarms, current, freeze, frozen, resize, size, standing } = stage;
const PROMPTER = "/stage?view=teleprompter";

export function Stage() {
  useEffect(attend, []);
  stage.settle();
  return html`<${Head} /><main class="stage" style=${{ "--type": size.value / 100 }}><h1 class="unseen">${t("view.stage")}</h1><${Alarm} /><${Cards} /></main><${Bar} />`;
}

function Head() {
  const room = view.value.session ?? person.value?.room ?? {};
  const bad = lights.value.some((light) => light.state === "down" || light.state === "degraded");
  return html`<header class="head slim">
    <div class="place"><b><bdi>${room.shop || room.room}</bdi></b><${Live} state=${view.value.session?.state ?? "none"} /><${Connection} /></div>
    <${Views} />${bad && html`<${Health} />`}<${Menu} />
  </header>`;
}

const Bar = () => html`<footer class="bar">
  <${Waiting} />
  <div class="controls">
    <button type="button" class="button" aria-pressed=${String(frozen.value)} aria-keyshortcuts="Space" onClick=${freeze}>${t("stage.freeze")}</button>
    <div class="sizes" role="group" aria-label=${t("stage.size")}>
      <button type="button" class="button" aria-label=${t("stage.smaller")} onClick=${() => resize(-1)}>A−</button>
      <output>${number(size.value)} %</output>
      <button type="button" class="button" aria-label=${t("stage.larger")} onClick=${() => resize(1)}>A+</button></div>
    <button type="button" class="button" aria-pressed=${String(sound.value !== "off")} aria-keyshortcuts="m" onClick=${toggle}>${t(`sound.${sound.value}`)}</button>
    ${sound.value !== "off" && html`<input type="range" min="0" max="1" step="0.05" value=${volume.value} aria-label=${t("stage.volume")} onInput=${(event) => loudness(Number(event.target.value))} />`}
    <a class="quiet" href=${PROMPTER} aria-keyshortcuts="t" onClick=${follow}>${t("stage.prompter")}</a>
  </div>
</footer>`;

function move(step) {
  const ids = standing.value;
  if (!ids.length) return;
  const to = ids[Math.min(Math.max(ids.indexOf(current.value) + step, 0), ids.length - 1)];
  chosen.value = { ...chosen.value, stage: to };
  stage.chose();
  document.querySelector(`.stage [data-id="${CSS.escape(to)}"]`)?.scrollIntoView({ block: "nearest" });
}

/** A key's deed: on the warning where there is one, else on the card under the cursor. */
function deed(onAlarm, onCard) {
  const one = alarms.value[0];
  stage.settle();
  if (!stage.settled()) return;
  if (one) onAlarm?.(one);
  else if (current.value) onCard?.(current.value);
}

/** What a role may not do no key does. */
const ifMay = (kind, act) => (on) => { if (may(kind)) act(on); };

const [next, previous] = [{ press: () => move(1), repeats: true }, { press: () => move(-1), repeats: true }];

export const stageKeys = {
  j: next, arrowdown: next, k: previous, arrowup: previous,
  s: { press: () => deed(ifMay("corrected", stage.corrected), ifMay("on_air", stage.said)) },
  enter: { press: () => deed(null, ifMay("send", stage.post)) },
  x: { press: () => deed(stage.putAside, ifMay("dismiss", stage.dismiss)) },
  w: { press: () => deed(ifMay("wrong_flag", stage.mistaken), null) },
  p: { press: () => deed(null, ifMay("pin", stage.pin)) },
  " ": { press: freeze }, n: { press: stage.letIn }, m: { press: toggle }, t: { press: () => go(PROMPTER) },
  "+": { press: () => resize(1) }, "=": { press: () => resize(1) }, "-": { press: () => resize(-1) },
};
export const stageHelp = [["J K", "help.move"], ["S", "help.said"], ["Enter", "help.post"], ["P", "help.pin"], ["X", "help.dismiss"], ["W", "help.wrong"],
  ["Space", "help.freeze"], ["N", "help.letIn"], ["+ −", "help.size"], ["M", "help.sound"], ["T", "help.prompter"]];
