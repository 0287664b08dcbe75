// Everything about one case on one page, so that nobody asks a viewer twice: the question, what was tried, the show at that moment.
import { html } from "./html.mjs";
import { isHeld, isWaiting } from "./cases.mjs";
import { Actions } from "./casework.mjs";
import { number, t } from "./i18n.mjs";
import { act, view } from "./store.mjs";
import { Due } from "./queue.mjs";
import { Age, Button, Clock, Empty, Facts, Lang, Marked, User, Words, Writer } from "./words.mjs";

export function CaseFile({ row, back }) {
  if (!row) return html`<section class="pane file" aria-label=${t("file.title")}><${Empty} text=${t("file.none")} /></section>`;
  const { case: one, file } = row;
  return html`<section class="pane file" data-id=${one.id} aria-label=${t("file.title")}>
    <div class="scroll" tabindex="-1">
      <button type="button" class="quiet back" onClick=${back}>${t("file.back")}</button>
      <${Head} row=${row} />
      <${Question} one=${one} file=${file} />
      <div class="about">
        <${Tried} one=${one} file=${file} />
        <${OnAir} file=${file} />
        <${Said} title="cases.history" texts=${one.history} lang=${one.lang} />
        <${Log} row=${row} />
      </div>
    </div>
    <${Writer} kind="case" id=${one.id} />
    <${Actions} key=${one.id} row=${row} />
  </section>`;
}

function Head({ row }) {
  const { case: one, told } = row;
  return html`<header class="line top">
      <span class=${`badge urgency ${one.urgency}`}>${t(`cases.${one.urgency}`)}</span>
      <b class="reason">${t(`reason.${one.reason}`)}</b>
      ${isWaiting(one) && html`<${Due} row=${row} />`}<${Age} at=${row.at} late=${60} over=${180} /></header>
    <div class="line who"><${User} name=${one.user} /><${Lang} tag=${one.lang} />
      <span class=${`state ${one.state}`}>${t(`cases.${one.state}`, { name: one.agent ?? "" })}</span></div>
    <p class="line soft">${one.earlier > 0 ? html`<span>${t("file.earlier", { n: number(one.earlier) })}</span>${one.last_outcome && html`<span><${Outcome} of=${one.last_outcome} /></span>`}`
      : html`<span>${t("file.first")}</span>`}
      ${told && html`<span class="told" data-status=${told.status}>${t(`told.${told.status}`)}${told.detail && html` <bdi lang="en">${told.detail}</bdi>`}</span>`}</p>`;
}

/** How an earlier matter ended: its state, and the reason where it was closed. */
function Outcome({ of }) {
  const [state, reason] = of.split(": ");
  return html`${t(`cases.${state}`)}${reason && html` · ${t(`close.${reason}`)}`}`;
}

function Question({ one, file }) {
  const asked = file?.question, flag = file?.why.flags?.[0];
  return html`<div class="question">
    ${asked?.voice && html`<span class="voice">${t("voice.guest")}</span>`}
    <${Marked} as="h2" text=${one.question} span=${asked?.text === one.question ? flag?.span : null} lang=${one.lang} />
    ${asked?.gloss && html`<p class="gloss"><b>${t("file.gloss")}</b> <bdi lang=${asked.gloss_lang || undefined} dir="auto">${asked.gloss}</bdi></p>`}
    ${flag && html`<p class="flag"><b>${t(`flag.${flag.category}`)}</b> <bdi lang="en">${flag.why}</bdi></p>`}
    ${file?.why.why && html`<p class="why"><bdi lang="en">${file.why.why}</bdi> · ${t("comments.confidence", { n: Math.round(file.why.confidence * 100) })}</p>`}
    ${one.later?.length > 0 && html`<div class="later"><b>${t("cases.since")}</b><ul>${one.later.map((text, n) => html`<li key=${n}><${Words} text=${text} lang=${one.lang} /></li>`)}</ul></div>`}
  </div>`;
}

/** Answers the assistant was near to, what it would have said, and what this viewer was sent already. */
function Tried({ one, file }) {
  const posted = sentTo(one, file);
  if (!one.draft && !one.options?.length && !one.facts.length && !posted.length) return null;
  return html`<section class="part tried"><h3>${t("file.tried")}</h3>
    ${posted.map((sent, n) => html`<div key=${n} class=${`sent ${sent.status}`}><${Words} text=${sent.text} lang=${sent.lang} /><small>${t(`sent.${sent.status}`)} · <bdi>${t("sent.by", { name: sent.by })}</bdi></small></div>`)}
    ${one.draft && html`<div class="draft"><b>${t("cases.draft")}</b><${Words} text=${one.draft} lang=${one.lang} /></div>`}
    ${one.options?.length > 0 && html`<div class="options"><b>${t("cases.options")}</b><ul>${one.options.map((option, n) => html`<li key=${n}>
      <div><${Words} text=${option.reply} lang=${one.lang} /><${Facts} paths=${option.facts} title=${t("cases.facts")} /></div>
      ${isHeld(one) && html`<${Button} label=${t("cases.choose")} kind="answer_case" of=${one.id} lang=${one.lang}
        press=${() => act("answer_case", { case: one.id, version: one.version, text: option.reply, lang: one.lang })} />`}</li>`)}</ul></div>`}
    <${Facts} paths=${one.facts} title=${t("cases.facts")} />
  </section>`;
}

/** Replies under this viewer's comments that are still in sight, else as the file has them from the hand-over. */
function sentTo(one, file) {
  const seen = view.value.comments.filter((row) => row.user === one.user).flatMap((row) => row.sent);
  const known = new Set(seen.map((sent) => sent.text));
  return [...(file?.tried.posted ?? []).filter((sent) => !known.has(sent.text)), ...seen];
}

/** What the host said just before, and what was on screen: as of the hand-over, else the latest. */
function OnAir({ file }) {
  const { utterances, showing, session } = view.value;
  const claims = file?.live.claims.length ? file.live.claims : utterances.slice(-3);
  const products = file ? file.live.on_screen : showing;
  if (!claims.length && !products.length) return null;
  return html`<section class="part"><h3>${t("file.onAir")}</h3>
    ${products.length > 0 && html`<p class="soft">${t("host.screen")}: ${products.map((id, n) => html`${n > 0 && ", "}<bdi key=${id}>${session?.products?.[id] ?? id}</bdi>`)}</p>`}
    <ul class="claims">${claims.map((claim, n) => html`<li key=${n}><${Clock} at=${claim.t} /><${Words} text=${claim.text} lang=${claim.lang} />
      ${claim.verdict && html`<span class=${`badge verdict ${claim.verdict}`}>${t(`verdict.${claim.verdict}`)}</span>`}</li>`)}</ul></section>`;
}

const Said = ({ title, texts, lang }) => texts.length > 0 && html`<section class="part"><h3>${t(title)}</h3>
  <ul class="heard">${texts.map((text, n) => html`<li key=${n}><${Words} text=${text} lang=${lang} /></li>`)}</ul></section>`;

const OWN = ["escalate", "raise", "expire", "withdraw"]; // steps that nobody pressed

/** What people and the clock did, in order. Internal notes are marked: they are never sent. */
function Log({ row }) {
  const { case: one, notes, at } = row;
  const own = (one.moves ?? []).filter((move) => OWN.includes(move.kind)).map((move) => ({ ...move, at: at + move.t - one.opened_t, text: null }));
  const steps = [...own, ...notes].sort((a, b) => a.at - b.at);
  return steps.length > 0 && html`<section class="part"><h3>${t("file.log")}</h3><ol class="log">${steps.map((step, n) => html`<li key=${n} class=${step.kind}>
    <${Age} at=${step.at} /><span><bdi>${OWN.includes(step.kind) ? t(`move.${step.kind}`) : t(`note.${step.kind}`, { name: step.by })}</bdi>
      ${step.kind === "note" && html` <span class="badge">${t("file.internal")}</span>`}
      ${step.text && html`<${Words} text=${step.text} lang=${step.kind === "answer_case" ? one.lang : undefined} />`}</span></li>`)}</ol></section>`;
}
