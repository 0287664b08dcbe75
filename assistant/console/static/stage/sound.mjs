// A short sound for what is new, by urgency: off until it is switched on, for a browser plays nothing unasked and a microphone is near.
import { effect, signal } from "../vendor/signals.mjs";
import { view } from "../store.mjs";
import { alarms, reports, rows } from "./state.mjs";

const KEPT = "stage.sound", KEPT_VOLUME = "stage.volume";
const APART_MS = 1500; // between two sounds of the same urgency
const HOT = 8;
const CUES = { alarm: [880, 660, 880], report: [440, 440], hot: [660, 880], new: [660] }; // Hz, one short tone each, most urgent first
const TONE_S = 0.12;

export const sound = signal(localStorage.getItem(KEPT) === "on" ? "on" : "off"); // off, on, blocked: the browser wants a press first
export const volume = signal(Number(localStorage.getItem(KEPT_VOLUME) ?? 0.4));
let audio = null, first = true;
const known = new Set(), played = new Map();

export function toggle() {
  const on = sound.value !== "on";
  localStorage.setItem(KEPT, on ? "on" : "off");
  sound.value = on ? "on" : "off";
  if (on) play("new");
}

export function loudness(value) {
  volume.value = Math.min(1, Math.max(0, value));
  localStorage.setItem(KEPT_VOLUME, volume.value);
}

/** Play what is new from now on; what is already there when the page opens is not. */
export const attend = () => effect(() => {
  const found = [...alarms.value.map((one) => ["alarm", one.id]), ...reports.value.map((row) => ["report", row.case.id]),
    ...rows.value.map(({ id }) => [(view.value.groups[id]?.group.count ?? 0) >= HOT ? "hot" : "new", id])];
  const fresh = found.filter(([kind, id]) => !known.has(`${kind}/${id}`));
  known.clear();
  for (const [kind, id] of found) known.add(`${kind}/${id}`);
  if (!first && fresh.length) play(Object.keys(CUES).find((kind) => fresh.some(([one]) => one === kind)));
  first = view.value.seq === 0;
});

async function play(kind) {
  if (sound.peek() === "off" || Date.now() - (played.get(kind) ?? 0) < APART_MS) return;
  played.set(kind, Date.now());
  audio ??= new AudioContext();
  if (audio.state === "suspended") {
    sound.value = "blocked";
    await audio.resume();
    sound.value = "on";
  }
  CUES[kind].forEach((hz, n) => tone(hz, audio.currentTime + n * 1.4 * TONE_S));
}

function tone(hz, at) {
  const source = new OscillatorNode(audio, { frequency: hz }), gain = new GainNode(audio, { gain: 0 });
  gain.gain.setValueAtTime(0, at);
  gain.gain.linearRampToValueAtTime(volume.peek(), at + 0.01); // no click
  gain.gain.linearRampToValueAtTime(0, at + TONE_S);
  source.connect(gain).connect(audio.destination);
  source.start(at);
  source.stop(at + TONE_S);
}
