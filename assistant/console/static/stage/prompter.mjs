// The teleprompter: nothing but the line to say, huge; mirrored for a glass in front of the lens; a long line runs by itself.
import { html } from "../html.mjs";
import { useEffect, useRef, useState } from "../vendor/hooks.mjs";
import { signal } from "../vendor/signals.mjs";
import { number, t } from "../i18n.mjs";
import { follow, go } from "../route.mjs";
import { view } from "../store.mjs";
import { alarms, current, lineOf, resize, size } from "./state.mjs";

const KEPT = "stage.prompter";
const STEP = 20, FASTEST = 300; // px per second at 100 %
const HIDE_MS = 2500;
const kept = JSON.parse(localStorage.getItem(KEPT) ?? "{}");

export const mirrored = signal(kept.mirrored === true);
export const speed = signal(Number.isFinite(kept.speed) ? kept.speed : 0);
const paused = signal(false);

const keep = () => localStorage.setItem(KEPT, JSON.stringify({ mirrored: mirrored.value, speed: speed.value }));
const mirror = () => { mirrored.value = !mirrored.value; keep(); };
const faster = (step) => { speed.value = Math.min(FASTEST, Math.max(0, speed.value + step)); keep(); };

/** The one line that is to be said now: a correction, what is pinned, what is under the cursor. */
function line() {
  const alarm = alarms.value.find((one) => one.say);
  if (alarm) return { id: alarm.id, text: alarm.say, lang: alarm.lang, warns: true };
  const groups = view.value.groups;
  const group = (groups[view.value.pinned] ?? groups[current.value])?.group;
  const said = group && lineOf(group);
  return said && { id: group.id, ...said };
}

export function Prompter() {
  const box = useRef(null), shown = line();
  const awake = useAwake();
  useEffect(() => { box.current.scrollTop = 0; }, [shown?.id, shown?.text]);
  useEffect(() => running(box), []);
  return html`<main class=${`prompter ${mirrored.value ? "mirrored" : ""} ${shown?.warns ? "warns" : ""} ${awake ? "awake" : ""}`} style=${{ "--type": size.value / 100 }}>
    <h1 class="unseen">${t("stage.prompter")}</h1>
    <div class="run" ref=${box} tabindex="0" role="region" aria-label=${t("stage.prompter")} aria-live="polite">
      ${shown ? html`<p dir="auto" lang=${shown.lang || undefined}>${shown.text}</p>` : html`<p class="soft">${t("stage.nothing")}</p>`}</div>
    <div class="controls">
      <a class="quiet" href="/stage" onClick=${follow}>${t("view.stage")}</a>
      <button type="button" class="button" aria-pressed=${String(mirrored.value)} aria-keyshortcuts="m" onClick=${mirror}>${t("stage.mirror")}</button>
      <button type="button" class="button" aria-label=${t("stage.slower")} onClick=${() => faster(-STEP)}>−</button>
      <output>${t("stage.speed", { n: number(speed.value / STEP) })}</output>
      <button type="button" class="button" aria-label=${t("stage.faster")} onClick=${() => faster(STEP)}>+</button>
      <button type="button" class="button" aria-label=${t("stage.smaller")} onClick=${() => resize(-1)}>A−</button>
      <button type="button" class="button" aria-label=${t("stage.larger")} onClick=${() => resize(1)}>A+</button>
    </div>
  </main>`;
}

/** The controls are seen while somebody moves, and gone when nobody does. */
function useAwake() {
  const [awake, setAwake] = useState(true);
  useEffect(() => {
    let timer = setTimeout(() => setAwake(false), HIDE_MS);
    const stir = () => { clearTimeout(timer); setAwake(true); timer = setTimeout(() => setAwake(false), HIDE_MS); };
    for (const kind of ["pointermove", "pointerdown", "focusin"]) addEventListener(kind, stir);
    return () => { clearTimeout(timer); for (const kind of ["pointermove", "pointerdown", "focusin"]) removeEventListener(kind, stir); };
  }, []);
  return awake;
}

/** Lets the text run while there is more of it than the screen holds. */
function running(box) {
  let last = performance.now(), place = 0, frame;
  const step = (at) => {
    const element = box.current, moved = ((at - last) / 1000) * speed.peek() * (paused.peek() ? 0 : 1);
    last = at;
    if (element && moved) {
      place = Math.abs(place - element.scrollTop) < 2 ? place + moved : element.scrollTop + moved; // parts of a pixel add up
      element.scrollTop = place;
    }
    frame = requestAnimationFrame(step);
  };
  frame = requestAnimationFrame(step);
  return () => cancelAnimationFrame(frame);
}

export const prompterKeys = {
  m: { press: mirror }, " ": { press: () => { paused.value = !paused.value; } }, t: { press: () => go("/stage") },
  arrowup: { press: () => faster(STEP), repeats: true }, arrowdown: { press: () => faster(-STEP), repeats: true },
  "+": { press: () => resize(1) }, "=": { press: () => resize(1) }, "-": { press: () => resize(-1) },
};
export const prompterHelp = [["M", "help.mirror"], ["Space", "help.pause"], ["↑ ↓", "help.speed"], ["+ −", "help.size"], ["T", "help.stage"]];
