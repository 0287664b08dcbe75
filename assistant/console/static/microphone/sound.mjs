// The device's microphone, opened and closed. What goes wrong is named; the page has the words and the remedy for it.

const NAMES = { // what browsers call it -> what we call it
  NotAllowedError: "denied", SecurityError: "denied", NotFoundError: "missing", OverconstrainedError: "missing",
  NotReadableError: "busy", AbortError: "busy",
};

/** One of: denied, missing, busy, insecure, old, broken. */
export class NoSound extends Error {
  constructor(why, cause) {
    super(why, { cause });
    this.why = why;
  }
}

/**
 * Open the microphone; to be called from a click. `raw`: nothing of what the browser does for calls. `device`: an id, or "" for the usual one.
 * `on` has: packet(buffer, peak), paused(yes), ended(). Raises NoSound.
 */
export async function openSound({ raw, device }, on) {
  if (!isSecureContext) throw new NoSound("insecure");
  if (!navigator.mediaDevices?.getUserMedia || !globalThis.AudioWorkletNode) throw new NoSound("old");
  const context = new AudioContext(); // at the device's own rate: some browsers refuse or ignore another
  try {
    const stream = await navigator.mediaDevices.getUserMedia({
      audio: {
        channelCount: 1, echoCancellation: !raw, noiseSuppression: !raw, autoGainControl: !raw,
        ...(device && { deviceId: { exact: device } }),
      },
    });
    return await opened(context, stream, on);
  } catch (fault) {
    context.close();
    throw fault instanceof NoSound ? fault : new NoSound(NAMES[fault.name] ?? "broken", fault);
  }
}

async function opened(context, stream, on) {
  const [track] = stream.getAudioTracks();
  let closed = false;
  const close = () => {
    if (closed) return;
    closed = true;
    track.stop();
    context.onstatechange = null;
    context.close();
  };
  try {
    await context.audioWorklet.addModule("/static/microphone/worklet.mjs");
  } catch (fault) {
    track.stop();
    throw fault;
  }
  const packets = new AudioWorkletNode(context, "packets", { numberOfOutputs: 0, channelCount: 1, channelCountMode: "explicit" });
  packets.port.onmessage = ({ data }) => { if (!closed) on.packet(data.packet, data.peak); };
  context.createMediaStreamSource(stream).connect(packets);
  track.onended = () => { if (!closed) { close(); on.ended(); } }; // unplugged, or taken back in the browser
  context.onstatechange = () => on.paused(context.state !== "running");
  await context.resume();
  return {
    close,
    device: track.getSettings().deviceId ?? "",
    rate: Math.round(context.sampleRate),
    settings: told(track.getSettings()),
    mute: (yes) => { track.enabled = !yes; }, // the browser then delivers silence: time goes on
    wake: () => { if (!closed && context.state !== "running") context.resume(); },
  };
}

/** What the browser made of our wishes, without what identifies the device. */
const told = (settings) => Object.fromEntries(
  Object.entries(settings).filter(([name, value]) => !/Id$/.test(name) && ["boolean", "number", "string"].includes(typeof value)));

/** The microphones one may choose from, as {id, label}; empty until the browser tells their names. */
export async function devices() {
  const all = await navigator.mediaDevices.enumerateDevices().catch(() => []);
  return all.filter((one) => one.kind === "audioinput" && one.label).map((one) => ({ id: one.deviceId, label: one.label }));
}

/** Keeps the screen on while somebody speaks, where the browser can. Returns how to let it go. */
export function stayAwake() {
  let lock = null, wanted = true;
  const ask = () => {
    if (!wanted || document.hidden) return;
    navigator.wakeLock?.request("screen").then((given) => { lock = given; if (!wanted) given.release(); }, () => {}); // a nicety: without it the screen may go dark
  };
  document.addEventListener("visibilitychange", ask); // a hidden page loses its lock
  ask();
  return () => { wanted = false; document.removeEventListener("visibilitychange", ask); lock?.release(); };
}
