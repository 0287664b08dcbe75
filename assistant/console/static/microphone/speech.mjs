// One turn at the microphone: opened, muted, taken over, closed. The page draws these values and calls these functions.
import { batch, signal } from "../vendor/signals.mjs";
import * as api from "../api.mjs";
import * as sound from "./sound.mjs";
import { uplink } from "./uplink.mjs";

const PACKET_S = 0.04, QUIET_PEAK = 0.02, QUIET_S = 5, FALL = 0.7;

export const list = signal([]); // the microphones of the room
export const room = signal({ room: "", langs: [] });
export const chosen = signal({ voice: "", lang: null, raw: false }); // lang null: not touched yet
export const state = signal("closed"); // closed, opening, open
export const again = signal(false); // it was open before
export const link = signal("connecting"); // connecting, ready, away, paused
export const spoken = signal(null); // the language that is heard; null: it is found out
export const rival = signal(null); // who speaks into it, while the page asks whether to take over
export const muted = signal(false);
export const level = signal(0); // peak, 0 to 1
export const quiet = signal(false);
export const lost = signal(0); // seconds
export const fault = signal(""); // why it is closed: the last part of a text's key
export const guest = signal(false); // this page is all its person may open
export const devices = signal([]);
export const device = signal("");

let microphone = null, line = null, rest = null, heardAt = 0;

export async function start() {
  const session = await api.session();
  batch(() => { list.value = session.microphones; room.value = session.room; guest.value = session.role === "guest"; choose({ voice: session.microphones[0]?.name ?? "" }); });
  navigator.mediaDevices?.addEventListener("devicechange", async () => { if (microphone) devices.value = await sound.devices(); });
  addEventListener("beforeunload", (event) => { if (microphone) event.preventDefault(); });
  document.addEventListener("visibilitychange", () => microphone?.wake());
}

export const choose = (part) => { chosen.value = { ...chosen.value, ...part }; };

/** Open the microphone and speak in `lang` (null: it is found out). To be called from a click: browsers ask for one. */
export async function open({ lang }) {
  const { voice, raw } = chosen.value;
  batch(() => { state.value = "opening"; link.value = "connecting"; fault.value = ""; lost.value = 0; spoken.value = lang; muted.value = quiet.value = false; });
  heardAt = performance.now();
  try {
    microphone = await sound.openSound({ raw, device: device.value }, {
      packet: pass,
      paused: (yes) => { if (line) link.value = yes ? "paused" : "ready"; },
      ended: () => end("ended"),
    });
  } catch (refused) {
    if (!(refused instanceof sound.NoSound)) throw refused;
    return end(refused.why);
  }
  const hello = { voice, lang, raw, agreed: true, capture: name(), rate: microphone.rate, settings: microphone.settings };
  line = uplink(hello, {
    ready: () => { link.value = "ready"; rival.value = null; },
    taken: (by) => { rival.value = by; },
    heard: () => { lost.value = Math.round(line.lost() * PACKET_S); },
    away: (opened) => { link.value = "away"; if (!opened) leaveIfSignedOut(); },
    over: (why) => { end(why === "signedOut" ? "" : why); if (why === "signedOut") location.reload(); },
  });
  rest = sound.stayAwake();
  batch(() => { state.value = "open"; again.value = true; device.value = microphone.device; });
  devices.value = await sound.devices();
}

export const close = () => end("");

/** Another device, with a new beginning. */
export function change(id) {
  end("");
  device.value = id;
  return open({ lang: spoken.value });
}

export function mute() {
  muted.value = !muted.value;
  microphone.mute(muted.value);
  line.mute(muted.value);
  heardAt = performance.now();
}

export const takeOver = () => line.takeOver();

export const wake = () => microphone?.wake();

function pass(packet, peak) {
  line?.send(packet);
  const now = performance.now();
  if (peak > QUIET_PEAK) heardAt = now;
  batch(() => { level.value = Math.max(peak, level.value * FALL); quiet.value = now - heardAt > QUIET_S * 1000; });
}

function end(why) {
  line?.stop();
  microphone?.close();
  rest?.();
  line = microphone = rest = null;
  batch(() => { state.value = "closed"; rival.value = null; level.value = 0; fault.value = why; });
}

const leaveIfSignedOut = () => api.session().catch((refused) => { if (refused.status === 401) { end(""); location.reload(); } });

const name = () => Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
