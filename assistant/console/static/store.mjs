// The page's live values, and the one way to act.
import { batch, computed, effect, signal } from "./vendor/signals.mjs";
import * as api from "./api.mjs";
import { earpiece, hear } from "./earpiece.mjs";
import { follow, perFrame } from "./feed.mjs";
import { t } from "./i18n.mjs";
import { place } from "./route.mjs";
import { empty, fold } from "./state.mjs";

export const PANES = ["comments", "questions", "cases", "warnings"];
const TOAST_MS = 6000;
const TYPING_MS = 3000, WRITES_S = 8; // between two words of one's own writing; how long another's is believed
const SILENT = { voices: [], writing: [], at: 0 };

export const view = signal(empty());
export const link = signal("connecting");
export const beat = signal({ healths: [], figures: {}, now: Date.now() / 1000 });
export const now = signal(Date.now() / 1000); // the server's wall clock, once a second
export const moment = signal(SILENT); // what is being said, and who writes to whom: not kept
export const person = signal(null);
export const pane = signal("questions");
export const chosen = signal({}); // pane -> id under the keyboard's cursor
export const editing = signal(null); // {id, lang} of the answer being edited
export const busy = signal(new Set()); // actions on their way
export const toasts = signal([]);
export const helping = signal(false);

/** Close the box of this answer; another one that was opened meanwhile stays. */
export const stopEditing = (id, lang) => { if (editing.value?.id === id && editing.value.lang === lang) editing.value = null; };


/** Viewers the assistant does not answer, and who muted them: changes only when that does. */
export const muted = computed(() => view.value.steering?.muted ?? {});

/** Whether one's role may change the shop's facts. */
export const isEditor = () => ["owner", "operator"].includes(person.value?.role ?? "owner");

let ahead = 0; // the server's clock minus ours

export const lights = computed(() => (beat.value.healths.length ? beat.value.healths : Object.values(view.value.healths)));

export async function start() {
  person.value = await api.session();
  const frame = perFrame((lines) => { view.value = fold(view.value, lines); });
  const ear = () => say({ earpiece: earpiece.peek() === "on" }); // so that no cue is spoken for nobody
  const say = follow({
    opened: ear,
    snapshot: (shown) => { frame.clear(); view.value = shown; },
    lines: frame.add,
    beat: (message) => batch(() => { ahead = message.now - Date.now() / 1000; beat.value = message; }),
    earpiece: hear,
    now: ({ voices, writing }) => { moment.value = { voices, writing, at: now.peek() }; },
    state: (name) => { link.value = name; if (name !== "live") moment.value = SILENT; },
    refused: () => api.session().then(({ role }) => { if (role !== person.value.role) location.reload(); }).catch((fault) => { if (fault.status === 401) signedOut(); }),
  }, () => view.value.seq);
  effect(() => { if (earpiece.value) ear(); });
  setInterval(() => { now.value = Date.now() / 1000 + ahead; }, 1000);
}

/** The sign-in page comes instead; but nothing of it over the viewers' picture. */
function signedOut() {
  if (place.value.view === "overlay") view.value = empty(); else location.reload();
}

/** Whether the person's role may take this kind of action: what it may not is not offered. */
export const may = (kind) => person.value?.may?.includes(kind) ?? false;

export const isBusy = (kind, id, lang = null) => busy.value.has(JSON.stringify([kind, id, lang]));

/** Send one resolution. True when it was taken; otherwise the reason is shown. The same one is not sent twice at once. */
export async function act(kind, fields) {
  const key = JSON.stringify([kind, fields.group ?? fields.case ?? fields.event_id ?? fields.user ?? fields.topic, fields.lang ?? null]);
  if (busy.value.has(key)) return false;
  busy.value = new Set(busy.value).add(key);
  try {
    await api.resolve(person.value.csrf, { kind, ...fields });
    return true;
  } catch (fault) {
    if (fault.status === 401) location.reload();
    toast(fault.status === 0 ? t("toast.offline") : t("toast.refused", { what: fault.message }), fault.remedy);
    return false;
  } finally {
    const rest = new Set(busy.value);
    rest.delete(key);
    busy.value = rest;
  }
}

const told = new Map(); // card -> when it was last said that we write there

/** Say that a person writes to this card ({group}, {case} or {event_id}): the assistant then keeps out of it. */
export function typing(to) {
  const key = JSON.stringify(to), at = Date.now();
  if (at - (told.get(key) ?? 0) < TYPING_MS) return;
  told.set(key, at);
  api.typing(person.value.csrf, to).catch(() => told.delete(key)); // said again with the next letter
}

/** Who else writes to this card now, or undefined. */
export const writer = (kind, id) => (now.value - moment.value.at > WRITES_S ? undefined
  : moment.value.writing.find((one) => one[kind] === id && one.by !== person.value?.name)?.by);

export async function leave() {
  await api.signOut(person.value.csrf).catch(() => {});
  location.reload();
}

export function toast(text, remedy = "") {
  const shown = { id: crypto.randomUUID?.() ?? String(Math.random()), text, remedy };
  toasts.value = [...toasts.value.slice(-2), shown];
  setTimeout(() => { toasts.value = toasts.value.filter((kept) => kept !== shown); }, TOAST_MS);
}

const typed = new Map(); // what is being written, by case or answer: kept while cards come and go
export const draft = (id) => typed.get(id) ?? "";
export const keepDraft = (id, text) => { if (text) typed.set(id, text); else typed.delete(id); };
