// What the page shows, folded from the event log: the same rules as view.py, held against it by a test. Pure.

const COMMENTS = 200, UTTERANCES = 50, WARNINGS = 100, GROUPS = 200, DONE_CASES = 50, GAPS = 20, NOTES = 50, UNANSWERED = 100;
const OPEN = ["offered", "accepted", "human", "expired"];
const MARKS = { wrong_flag: "wrong_by", corrected: "corrected_by" };

export const empty = () => ({
  seq: 0, session: null, comments: [], utterances: [], warnings: [], groups: {}, cases: {}, healths: {}, gaps: [], showing: [], unanswered: {}, steering: null, pinned: null, counts: {},
});

/** The view one log line later; `line` is {seq, kind, at, body}. */
export function apply(view, line) {
  if (line.seq <= view.seq) return view;
  const step = Object.hasOwn(STEPS, line.kind) ? STEPS[line.kind] : () => ({});
  return { ...view, ...step(view, line.body, line), seq: line.seq };
}

export const fold = (view, lines) => lines.reduce(apply, view);

const last = (list, limit) => (list.length > limit ? list.slice(-limit) : list);
const own = (rows, key) => (key != null && Object.hasOwn(rows, key) ? rows[key] : undefined);
const put = (rows, key, row) => ({ ...rows, [key]: row });
const isOpen = (row) => OPEN.includes(row.case.state);

function count(view, ...names) {
  const counts = { ...view.counts };
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1;
  return { counts };
}

function setComment(view, id, change) {
  const place = id == null ? -1 : view.comments.findLastIndex((row) => row.id === id);
  if (place < 0) return {};
  const comments = view.comments.slice();
  comments[place] = { ...comments[place], ...change(comments[place]) };
  return { comments };
}

function session(view, body) {
  const { steering = null } = body;
  if (body.state !== "started") return { session: body, steering: steering ?? view.steering };
  const cases = Object.fromEntries(Object.entries(view.cases).filter(([, row]) => isOpen(row)));
  return { ...empty(), session: body, cases, healths: view.healths, steering };
}

function comment(view, body) {
  const { id, user, text, lang = null, t, source = "" } = body;
  const row = { id, user, text, lang, t, source, voice: Boolean(body.voice), judgement: null, sent: [], handled: null, deleted: false };
  return { comments: last([...view.comments, row], COMMENTS), ...count(view, "comments") };
}

function utterance(view, body) {
  const { id, text, lang = null, t, origin = "supplied", asr_confidence: confidence = null } = body;
  return { utterances: last([...view.utterances, { id, text, lang, t, origin, confidence }], UTTERANCES), ...count(view, "utterances") };
}

function judgement(view, body, line) {
  const { decision } = body;
  const spoken = view.utterances.find((row) => row.id === decision.event_id);
  if (spoken) return warn(view, speechWarnings(spoken, body, line));
  const changes = count(view, decision.action, ...(decision.flags?.length ? ["flagged"] : []));
  if (decision.alert) Object.assign(changes, warn(view, [brigading(body, line)]));
  return { ...changes, ...setComment(view, decision.event_id, () => ({ judgement: body })) };
}

const warning = (fields) => ({
  text: "", lang: null, t: 0, span: null, say: null, said: null, truth: null, fact: null, wrong_by: null, corrected_by: null, ...fields,
});

function speechWarnings(spoken, body, line) {
  const { flags, promise, lang } = body.decision;
  const about = { event_id: spoken.id, text: spoken.text, lang: spoken.lang || lang, t: spoken.t, at: line.at };
  const found = (flags ?? []).map((flag, place) => warning({
    ...about, id: `${spoken.id}/${place}`, kind: "flag", category: flag.category, severity: flag.severity,
    why: flag.why, span: flag.span, say: flag.say_instead ?? null,
  }));
  if (promise?.verdict === "contradicted") found.push(warning({
    ...about, id: `${spoken.id}/promise`, kind: "promise", category: "promise", severity: "high", why: body.why ?? "",
    say: body.correction ?? null, said: promise.said, truth: promise.truth ?? null, fact: promise.fact ?? null,
  }));
  return found;
}

function brigading({ decision, why = "" }, line) {
  return warning({
    id: `${decision.event_id}/brigading`, event_id: decision.event_id, kind: "brigading", category: "brigading", severity: "high",
    why, said: String(decision.alert.event_ids.length), t: decision.alert.since, at: line.at,
  });
}

const warn = (view, found) => (found.length ? { warnings: last([...view.warnings, ...found], WARNINGS) } : {});

const byAge = ([a, one], [b, other]) => one.at - other.at || (a < b ? -1 : 1);

function group(view, body, line) {
  const groups = put(view.groups, body.id, { group: body, at: own(view.groups, body.id)?.at ?? line.at });
  const isBusy = ([, row]) => Number(row.group.status === "open");
  const spare = Object.entries(groups).length - GROUPS;
  if (spare > 0) {
    const rows = Object.entries(groups).sort((a, b) => isBusy(a) - isBusy(b) || byAge(a, b));
    for (const [id] of rows.slice(0, spare)) delete groups[id];
  }
  return { groups, pinned: view.pinned === body.id && isOver(body) ? null : view.pinned };
}

const isOver = ({ status, answered_by: by }) => status === "dismissed" || (status === "answered" && by === "host");

function kase(view, body, line) {
  const known = own(view.cases, body.id);
  const fresh = !known || known.case.episode !== body.episode;
  const row = { notes: [], ...known, ...(fresh ? { at: line.at, file: null, told: null } : {}), case: body };
  const cases = put(view.cases, body.id, { ...row, told: row.told ?? atFirst(body) });
  const done = Object.entries(cases).filter(([, row]) => !isOpen(row)).sort(byAge);
  for (const [id] of done.slice(0, Math.max(0, done.length - DONE_CASES))) delete cases[id];
  return { cases, ...(fresh ? { ...count(view, "cases"), ...unanswered(view, body) } : {}), ...warn(view, nobodyCame(known, body, line)) };
}

/** A matter that was opened because no fact answers it. */
function unanswered(view, { id, reason, topic = null, product = null, question, lang }) {
  if (reason !== "unknown_fact") return {};
  const key = topic ? `${topic}/${product ?? ""}` : id;
  const rest = Object.entries(view.unanswered).filter(([name]) => name !== key);
  const asked = { topic, product, question, lang, case: id, count: (own(view.unanswered, key)?.count ?? 0) + 1 };
  return { unanswered: Object.fromEntries(last([...rest, [key, asked]], UNANSWERED)) };
}

/** What is known of the notice to the viewer from the case itself. */
const atFirst = ({ untold, notice }) => (untold ? { status: "untold", detail: untold } : notice ? { status: "waiting", detail: "" } : null);

/** The alert of a case that nobody picked up in time: once when it goes up a level, once when it expires. */
function nobodyCame(known, body, line) {
  const before = known?.case ?? {};
  const expired = body.state === "expired" && before.state !== "expired";
  const late = (body.level ?? 0) > (before.episode === body.episode ? before.level ?? 0 : 0);
  if (!expired && !late) return [];
  const category = expired ? "case_expired" : "case_late";
  return [warning({
    id: `${body.id}/${body.episode}/${category}`, event_id: body.event_ids.at(-1), kind: "case", category, why: "",
    severity: expired || body.urgency === "now" ? "high" : "medium", text: body.question, lang: body.lang, t: body.opened_t, at: line.at,
  })];
}

function caseFile(view, body) {
  const row = own(view.cases, body.id.case_id);
  return row && row.case.episode === body.id.episode ? setCase(view, row, { file: body }) : {};
}

const setCase = (view, row, change) => ({ cases: put(view.cases, row.case.id, { ...row, ...change }) });

function setTold(view, key, status, detail) {
  const row = Object.values(view.cases).find((kept) => kept.case.notice === key);
  return row ? setCase(view, row, { told: { status, detail } }) : {};
}

function outgoing(view, body) {
  const sent = { key: body.key, text: body.text, lang: body.lang, by: body.by ?? "assistant", status: "waiting", detail: "", held: null };
  return setComment(view, body.in_reply_to, (row) => ({ sent: last([...row.sent, sent], NOTES) }));
}

function setSent(view, key, change) {
  const row = view.comments.findLast((kept) => kept.sent.some((sent) => sent.key === key));
  if (!row) return {};
  return setComment(view, row.id, () => ({ sent: row.sent.map((sent) => (sent.key === key ? { ...sent, ...change } : sent)) }));
}

const receipt = (view, { key, status, detail = "" }) => ({ ...count(view, status), ...setSent(view, key, { status, detail }), ...setTold(view, key, status, detail) });

const hold = (view, { key, state, why }) => ({
  ...setSent(view, key, { held: state === "released" ? null : why }), ...(state === "withdrawn" ? setTold(view, key, state, why) : {}),
});

function resolution(view, body, line) {
  if (Object.hasOwn(MARKS, body.kind)) {
    const mark = MARKS[body.kind];
    const same = body.flag == null
      ? (w) => w.event_id === body.event_id && (body.reason == null || body.reason === w.category)
      : (w) => w.id === `${body.event_id}/${body.flag}`;
    return { warnings: view.warnings.map((w) => (same(w) ? { ...w, [mark]: body.by } : w)) };
  }
  if (body.kind === "pin") return { pinned: body.group };
  const note = { by: body.by, kind: body.kind, text: body.text ?? null, at: line.at };
  const row = own(view.cases, body.case || null);
  if (!row) return setComment(view, body.event_id, () => ({ handled: note }));
  return setCase(view, row, { notes: last([...row.notes, note], NOTES) });
}

const STEPS = {
  session, comment, utterance, judgement, group, case: kase, outgoing, receipt, resolution,
  health: (view, body) => ({ healths: put(view.healths, body.name, body) }),
  gap: (view, body) => ({ gaps: last([...view.gaps, body], GAPS), ...count(view, "gaps") }),
  refused: (view) => count(view, "refused"),
  hold,
  case_file: caseFile,
  deleted: (view, body) => setComment(view, body.event_id, () => ({ deleted: true })),
  product: (view, body) => ({ showing: body.showing }),
  steering: (view, body) => ({ steering: body }),
};
