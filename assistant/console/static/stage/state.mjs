// What the host's view holds beside the room itself: which cards stand, whether they are frozen, how large they are.
import { computed, signal } from "../vendor/signals.mjs";
import { openCases } from "../cases.mjs";
import { urgency } from "../groups.mjs";
import { act, chosen, now, view } from "../store.mjs";
import { arrange } from "./order.mjs";

const SIZES = [110, 125, 150, 175, 200, 250, 300, 350, 400, 450, 500]; // per cent
const KEPT_SIZE = "stage.type";
const POSTED_AT = 2, POSTED_S = 180; // askers from which, and time for which, what the chat was told is worth saying aloud too
const AGAIN = 3; // further askers that bring a dismissed question back
const ALARM_S = 600, REPORT_S = 180; // how long a warning, and what viewers report of sound and picture, is put before the host
const ARM_MS = 600; // a press this soon after something new took the place is meant for what stood there

export const size = signal(SIZES.includes(Number(localStorage.getItem(KEPT_SIZE))) ? Number(localStorage.getItem(KEPT_SIZE)) : 150);
export const frozen = signal(false);
export const hand = signal(0); // pointer over the list, focus in it: one each
const aside = signal(new Map()); // dismissed question -> its askers then
const later = signal(new Set()); // warnings put aside on this page
const atHold = signal(new Set()); // what was known when the list was last free

export const resize = (step) => {
  const at = SIZES.indexOf(size.value) + step;
  size.value = SIZES[Math.min(Math.max(at, 0), SIZES.length - 1)];
  localStorage.setItem(KEPT_SIZE, size.value);
};

const isPosted = ({ group, at }) => group.status === "answered" && group.answered_by === "assistant" && group.count >= POSTED_AT
  && now.value - (at + group.last_t - group.first_t) < POSTED_S;

const isPutAside = ({ group }) => aside.value.has(group.id) && group.count < aside.value.get(group.id) + AGAIN;

function ranked(row) {
  const { group } = row;
  if (view.value.pinned === group.id) return { id: group.id, rank: Infinity };
  if (isPutAside(row) || group.status === "dismissed") return null;
  if (group.status === "open") return { id: group.id, rank: urgency(row) };
  return isPosted(row) ? { id: group.id, rank: urgency(row) / 4 } : null;
}

/** Every question that could stand on the stage. */
export const rows = computed(() => Object.values(view.value.groups).map(ranked).filter(Boolean));

const how = computed(() => (frozen.value ? "frozen" : hand.value ? "hand" : "free"));
const openings = signal(0); // how often the list was let in by hand
let stood = [], opened = 0;

/** The ids of the cards, in their order. */
export const standing = computed(() => {
  const groups = view.value.groups, mode = openings.value > opened ? "free" : how.value;
  opened = openings.value;
  stood = arrange(stood, rows.value, mode, (id) => Object.hasOwn(groups, id));
  return stood;
});

/** How many questions have come since the list was held. */
export const fresh = computed(() => (how.value === "free" ? 0 : rows.value.filter(({ id }) => !atHold.value.has(id)).length));
export const more = computed(() => rows.value.filter(({ id }) => !standing.value.includes(id)).length);

const remember = () => { if (how.peek() === "free") atHold.value = new Set(rows.peek().map(({ id }) => id)); };
export const freeze = () => { remember(); frozen.value = !frozen.value; };
export const touch = (side, on) => { remember(); hand.value = on ? hand.value | side : hand.value & ~side; };

/** Let what has come take its place, now, whatever is held. */
export function letIn() {
  atHold.value = new Set(rows.value.map(({ id }) => id));
  openings.value += 1;
}

/** The card the keys act on: where the cursor is, or the first. */
export const current = computed(() => (standing.value.includes(chosen.value.stage) ? chosen.value.stage : standing.value[0]));

/** Grave ones first, then the newest. */
export const alarms = computed(() => view.value.warnings
  .filter((one) => (one.kind === "promise" || one.kind === "flag") && one.severity !== "low" && !one.wrong_by && !one.corrected_by && !later.value.has(one.id) && now.value - one.at < ALARM_S)
  .reverse().sort((one, other) => (other.severity === "high") - (one.severity === "high")));

/** What a key's deed is for: the warning where there is one, else the card under the cursor. */
export const target = computed(() => alarms.value[0]?.id ?? current.value);

/** What viewers say of sound and picture, newest last. */
export const reports = computed(() => openCases().filter(({ case: one, at }) => one.reason === "av_issue" && now.value - at < REPORT_S));

// ---------------------------------------------------------------- acting

const group = (id) => view.value.groups[id]?.group;

export const said = (id) => group(id) && act("on_air", { group: id });
export const pin = (id) => group(id) && act("pin", { group: view.value.pinned === id ? null : id });

export async function dismiss(id) {
  const count = group(id)?.count;
  if (count && (await act("dismiss", { group: id }))) aside.value = new Map(aside.value).set(id, count);
}

/** Post every ready answer, one message a language; stops where one is refused. */
export async function post(id) {
  if (group(id)?.status !== "open") return;
  for (const lang of Object.keys(group(id).replies)) if (!(await act("send", { group: id, lang }))) return;
}

const which = (one) => ({ event_id: one.event_id, reason: one.category, flag: one.kind === "flag" ? Number(one.id.slice(one.event_id.length + 1)) : null });
export const corrected = (one) => act("corrected", which(one));
export const mistaken = (one) => act("wrong_flag", which(one));
export const putAside = (one) => { later.value = new Set(later.value).add(one.id); };

let settledAt = 0, before = null;

/** Note what a key would now be for; told on every draw. */
export function settle() {
  if (target.value !== before) { before = target.value; settledAt = performance.now(); }
}
/** Somebody has chosen it. */
export const chose = () => { before = target.value; settledAt = -Infinity; };
/** Whether a key means what is there: not right after that took the place by itself. */
export const settled = () => performance.now() - settledAt > ARM_MS;

/** What the host says of a question: {text, lang}, or undefined. */
export function lineOf({ host, replies }) {
  if (host?.line) return { text: host.line, lang: host.lang };
  const own = host?.lang && replies[host.lang];
  return own ? { text: own, lang: host.lang } : undefined;
}

/** A question as the host reads it: as asked where it is in the host's language, else told in that, else as asked. */
export function questionOf({ host, question, langs }) {
  const asked = { text: question, lang: langs[0] };
  const own = langs[0]?.split("-")[0] === host?.lang;
  return !own && host?.question ? { text: host.question, lang: host.lang, asked } : asked;
}
