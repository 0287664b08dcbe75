// The host's earpiece: short cues, played on the page where it was switched on, and silent at once when somebody speaks.
import { signal } from "./vendor/signals.mjs";

const KEPT = "console.earpiece";
export const earpiece = signal(localStorage.getItem(KEPT) === "on" ? "on" : "off"); // off, on, blocked: the browser wants a press first
export const player = new Audio();

export function toggle() {
  const on = earpiece.value !== "on";
  if (on) localStorage.setItem(KEPT, "on"); else localStorage.removeItem(KEPT);
  earpiece.value = on ? "on" : "off";
  if (!on) player.pause();
}

/** A frame of the feed: a cue to play now, or the sign to stop. What the browser does not let play is not played later. */
export function hear(message) {
  if (earpiece.value === "off") return;
  if (message.do === "hush") return player.pause();
  player.src = `/api/earpiece/${encodeURIComponent(message.id)}`;
  player.play().catch((fault) => { if (fault.name === "NotAllowedError") earpiece.value = "blocked"; });
}
