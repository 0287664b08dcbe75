// Incoming comments with what became of each. Scrolling up, or opening one, holds the list still until one returns to the end.
import { html } from "./html.mjs";
import { useLayoutEffect, useRef, useState } from "./vendor/hooks.mjs";
import { t } from "./i18n.mjs";
import { act, chosen, draft, editing, may, muted, pane, stopEditing, view } from "./store.mjs";
import { filtered, Filters, isFiltered } from "./filters.mjs";
import { Gist } from "./speech.mjs";
import { Button, Clock, Empty, Facts, Lang, Marked, User, Words, Writer } from "./words.mjs";
import { Editor } from "./editor.mjs";

const NEAR_END_PX = 48;
const isAtEnd = (box) => box.scrollHeight - box.scrollTop - box.clientHeight < NEAR_END_PX;

export function Comments() {
  const { comments } = view.value;
  const list = useRef(null), top = useRef(0);
  const [held, hold] = useState(null); // ids shown while the reader is elsewhere than at the end
  const current = new Map(comments.map((row) => [row.id, row]));
  const rows = filtered(held ? held.map((row) => current.get(row.id) ?? row) : comments);
  const fresh = held ? filtered(comments.slice(comments.findIndex((row) => row.id === held.at(-1)?.id) + 1)).length : 0;

  const writing = rows.some((row) => row.id === editing.value?.id);

  void pane.value; // coming back to this column shows its end again
  useLayoutEffect(() => {
    if (writing && !held) hold(comments); // or the stream would carry off what is being written
    else if (!held && list.current) {
      const box = list.current; // scrolled up since it was last drawn, of which the browser tells only with the next frame
      if (box.scrollTop < top.current - NEAR_END_PX && !isAtEnd(box)) hold(comments);
      else box.scrollTop = box.scrollHeight;
      top.current = box.scrollTop;
    }
  });
  const scrolled = ({ currentTarget: box }) => {
    if (isAtEnd(box) && held && !writing) hold(null);
    else if (!isAtEnd(box) && !held && box.scrollTop < top.current) hold(comments); // only upwards: rows that grow also leave the end
    top.current = box.scrollTop;
  };
  const opened = ({ target }) => { if (!held && target.closest("summary")) hold(comments); }; // who opens one wants to read it

  return html`<${Filters} /><div class="scroll" ref=${list} onScroll=${scrolled} onClick=${opened} tabindex="0" role="log" aria-live="off" aria-label=${t("pane.comments")}>
      ${rows.length ? html`<ol class="comments">${rows.map((row) => html`<${Row} key=${row.id} row=${row} offers=${Boolean(suggested(row))}
        chosen=${chosen.value.comments === row.id} editing=${editing.value?.id === row.id} />`)}</ol>`
      : html`<${Empty} text=${t(isFiltered.value ? "filter.nothing" : "comments.empty")} />`}
    </div>
    ${held && !writing && html`<button type="button" class="more" onClick=${() => hold(null)}>↓ ${t("comments.new", { n: fresh })}</button>`}`;
}

export const about = (row) => ({ event_id: row.id, group: row.judgement.decision.group });

const grouped = (row) => Object.hasOwn(view.value.groups, row.judgement.decision.group ?? "");

/** Whether a person is to send this comment's answer here: one whose question stands on the board is answered there. */
export const suggested = (row) => row.judgement?.act === "suggest" && row.judgement.decision.reply && !row.handled && !grouped(row);

// It reads nothing of the view itself: a row that stays as it is must not be drawn again with every line of the log.
function Row({ row, offers, chosen: isChosen, editing: isEditing }) {
  const { judgement } = row;
  const decision = judgement?.decision;
  const flag = decision?.flags[0];
  return html`<li class=${`comment ${decision?.action ?? "waiting"} ${flag ? `flagged ${flag.severity}` : ""}`} data-id=${row.id} aria-current=${isChosen ? "true" : undefined}>
    <div class="line"><${Clock} at=${row.t} /><${User} name=${row.user} />${row.voice && html`<span class="voice">${t("voice.guest")}</span>`}${row.lang && html`<${Lang} tag=${row.lang} />`}<${Badge} judgement=${judgement} /></div>
    <${Marked} text=${row.text} span=${flag?.span} lang=${row.lang} class="said" />
    ${flag && html`<p class="flag"><b>${t(`flag.${flag.category}`)}</b> ${flag.why}</p>`}
    ${judgement?.gist && html`<${Gist} gist=${judgement.gist} />`}
    ${row.sent.map((sent) => html`<${Sent} key=${sent.key} sent=${sent} />`)}
    ${offers && html`<${Suggestion} row=${row} editing=${isEditing} />`}
    ${row.handled && html`<p class="note">${t(`note.${row.handled.kind}`, { name: row.handled.by })}</p>`}
    ${judgement && html`<${Details} row=${row} />`}
  </li>`;
}

function Badge({ judgement }) {
  if (!judgement) return html`<span class="badge waiting">${t("action.waiting")}</span>`;
  const { action, reason } = judgement.decision;
  if (action === "answer" && judgement.act !== "post") {
    return html`<span class=${`badge ${judgement.act === "suggest" ? "suggest" : "ignore"}`}>${t(`act.${judgement.act}`)}</span>`;
  }
  const more = reason ? t(`reason.${reason}`) : judgement.kind ? t(`kind.${judgement.kind}`) : "";
  return html`<span class=${`badge ${action}`}>${action === "ignore" && more ? more : t(`action.${action}`)}${action === "escalate" && more ? ` · ${more}` : ""}</span>`;
}

function Sent({ sent }) {
  const { held, status } = sent; // `held`: why it waits; once it has its receipt, why it did not go out
  const state = held && status === "waiting" ? "held" : held && status === "expired" ? "withheld" : status;
  const why = state === status ? sent.detail : held;
  return html`<div class=${`sent ${state}`}>
    <${Words} text=${sent.text} lang=${sent.lang} />
    <small>${t(`sent.${state}`)} · <bdi>${t("sent.by", { name: sent.by })}</bdi>${why && html` · <bdi>${why}</bdi>`}</small>
  </div>`;
}

function Suggestion({ row, editing: isEditing }) {
  const { reply, lang } = row.judgement.decision;
  const sendEdited = (text) => act("edit_send", { ...about(row), text, lang });
  if (isEditing) return html`<${Editor} id=${row.id} to=${about(row)} text=${draft(row.id) || reply} lang=${lang} send=${sendEdited} label=${t("button.edit")} leave=${() => stopEditing(row.id, lang)} />`;
  return html`<div class="suggestion">
    <${Writer} kind="event_id" id=${row.id} />
    <${Words} text=${reply} lang=${lang} />
    <div class="buttons">
      <${Button} class="main" label=${t("button.send")} kind="send" of=${row.judgement.decision.group ?? row.id} lang=${lang} press=${() => act("send", { ...about(row), lang })} />
      <${Button} label=${t("button.edit")} press=${() => { editing.value = { id: row.id, lang }; }} />
      <${Button} label=${t("button.dismiss")} kind="dismiss" of=${row.judgement.decision.group ?? row.id} press=${() => act("dismiss", about(row))} />
    </div>
  </div>`;
}

function Details({ row: { user, judgement } }) {
  const { decision, why, trace } = judgement;
  return html`<details class="details">
    <summary aria-label=${t("comments.details")}><span class="sure">${t("comments.confidence", { n: Math.round(decision.confidence * 100) })}</span>
      <span class="because">${decision.facts.length > 0 && html`<code dir="ltr">${decision.facts[0]}</code> `}<bdi lang="en">${why}</bdi></span></summary>
    ${why && html`<p><b>${t("comments.why")}</b> <bdi lang="en">${why}</bdi></p>`}
    <${Facts} paths=${decision.facts} title=${t("comments.facts")} />
    ${may("mute") && !Object.hasOwn(muted.value, user) && html`<${Button} class="small" label=${t("control.mute")} kind="mute" of=${user} press=${() => act("mute", { user })} />`}
    ${trace.length > 0 && html`<ol class="trace" aria-label=${t("comments.steps")}>${trace.map((step, n) => html`<li key=${n}><bdi>${step}</bdi></li>`)}</ol>`}
  </details>`;
}
