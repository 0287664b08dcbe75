// The question board: one card for all who ask the same, with a ready answer in each of their languages.
import { html } from "./html.mjs";
import { number, t } from "./i18n.mjs";
import { act, chosen, draft, editing, isBusy, now, stopEditing, view } from "./store.mjs";
import { Editor } from "./editor.mjs";
import { useSteady } from "./steady.mjs";
import { Age, Button, Empty, Facts, Lang, Words, Writer } from "./words.mjs";

const COUNT_WEIGHT = 3, AGE_WEIGHT = 1 / 10; // three askers weigh as much as half a minute of waiting
const HOT = 8, WARM = 3;

export const urgency = ({ group, at }) => group.count * COUNT_WEIGHT + (now.peek() - at) * AGE_WEIGHT;

export const openGroups = () => Object.values(view.value.groups)
  .filter(({ group }) => group.status === "open" || editing.value?.id === group.id)
  .sort((one, other) => urgency(other) - urgency(one));

export function Groups() {
  const { order, hand } = useSteady();
  const rows = order(openGroups(), ({ group }) => group.id);
  const done = Object.values(view.value.groups).filter(({ group }) => group.status !== "open").sort((a, b) => b.group.last_t - a.group.last_t);
  return html`<div class="scroll" ...${hand}>
    ${rows.length === 0 && html`<${Empty} text=${t("questions.empty")} />`}
    ${rows.map((row) => html`<${Card} key=${row.group.id} row=${row} chosen=${chosen.value.questions === row.group.id}
      editing=${editing.value?.id === row.group.id ? editing.value.lang : null} />`)}
    ${done.length > 0 && html`<details class="done"><summary>${t("questions.done")} <span class="tally">${number(done.length)}</span></summary>
      ${done.slice(0, 30).map((row) => html`<${Done} key=${row.group.id} group=${row.group} />`)}</details>`}
  </div>`;
}

function Card({ row: { group, at }, chosen: isChosen, editing: lang }) {
  const replies = Object.entries(group.replies);
  const heat = group.count >= HOT ? "hot" : group.count >= WARM ? "warm" : "mild";
  const missing = group.langs.filter((tag) => !Object.hasOwn(group.replies, tag));
  const sendLabel = replies.length > 1 ? t("button.sendAll", { n: replies.length }) : t("button.send");
  return html`<article class=${`card group ${heat}`} data-id=${group.id} aria-current=${isChosen ? "true" : undefined}>
    <div class="line">
      <span class="times" aria-label=${t("questions.asked", { n: group.count })}>×${number(group.count)}</span>
      <span class="langs">${group.langs.map((tag) => html`<${Lang} key=${tag} tag=${tag} />`)}</span>
      ${group.status !== "open" && html`<span class="badge ignore">${t(`questions.${group.status}`)}</span>`}
      <${Age} at=${at} late=${60} over=${180} />
    </div>
    <${Words} as="h3" text=${group.question} lang=${group.langs[0]} />
    <ul class="replies">
      ${replies.map(([tag, text]) => html`<li key=${tag}>${lang === tag
        ? html`<${Edit} group=${group.id} lang=${tag} text=${text} />`
        : html`<${Reply} group=${group.id} lang=${tag} text=${text} several=${replies.length > 1} />`}</li>`)}
      ${missing.map((tag) => html`<li key=${tag}>${lang === tag
        ? html`<${Edit} group=${group.id} lang=${tag} text="" />`
        : html`<div class="reply none"><${Lang} tag=${tag} /><p>${t("questions.noReply")}</p>
          <button type="button" class="quiet" onClick=${() => { editing.value = { id: group.id, lang: tag }; }}>${t("button.edit")}</button></div>`}</li>`)}
    </ul>
    <${Facts} paths=${group.facts} title=${t("questions.facts")} />
    <${Writer} kind="group" id=${group.id} />
    <div class="buttons">
      ${replies.length > 0 && !lang && html`<${Button} class="main" label=${sendLabel} kind="send" of=${group.id} lang=${replies[0][0]} keys="Enter" press=${() => send(group)} />`}
      <${Button} label=${t("button.onAir")} kind="on_air" of=${group.id} press=${() => act("on_air", { group: group.id })} />
      <${Button} class="end" label=${t("button.dismiss")} kind="dismiss" of=${group.id} keys="x" press=${() => dismiss(group)} />
    </div>
  </article>`;
}

/** Every ready answer, one message a language; stops where one is refused. */
async function send(group) {
  for (const lang of Object.keys(group.replies)) if (!(await act("send", { group: group.id, lang }))) return;
}
const dismiss = (group) => act("dismiss", { group: group.id });

function Reply({ group, lang, text, several }) {
  return html`<div class="reply"><${Lang} tag=${lang} /><${Words} text=${text} lang=${lang} />
    <span class="small">
      ${several && html`<button type="button" class="quiet" disabled=${isBusy("send", group, lang)} onClick=${() => act("send", { group, lang })}>${t("button.send")}</button>`}
      <button type="button" class="quiet" onClick=${() => { editing.value = { id: group, lang }; }}>${t("button.edit")}</button>
    </span></div>`;
}

function Edit({ group, lang, text }) {
  const id = `${group}/${lang}`;
  const sendEdited = (edited) => act("edit_send", { group, lang, text: edited });
  return html`<div class="reply"><${Lang} tag=${lang} /><${Editor} id=${id} to=${{ group }} text=${draft(id) || text} lang=${lang} send=${sendEdited} label=${t("button.edit")} leave=${() => stopEditing(group, lang)} /></div>`;
}

/** Every ready answer, in writing, of what the host has said already. */
async function summarise(group) {
  for (const lang of Object.keys(group.replies)) if (!(await act("summary", { group: group.id, lang }))) return;
}

function Done({ group }) {
  const said = group.status === "answered" && group.answered_by === "host";
  return html`<div class="finished" data-id=${group.id}>
    <span class="times">×${number(group.count)}</span><${Words} text=${group.question} lang=${group.langs[0]} />
    <span class=${`badge ${group.status === "answered" ? "answer" : "ignore"}`}>${t(said ? "questions.said" : `questions.${group.status}`)}</span>
    ${said && Object.keys(group.replies).length > 0 && html`<${Button} class="small" label=${t("button.summary")} kind="summary" of=${group.id} lang=${Object.keys(group.replies)[0]} press=${() => summarise(group)} />`}</div>`;
}

/** What the keyboard does in this column. */
export const groupKeys = {
  ids: () => openGroups().map(({ group }) => group.id),
  send: (id) => send(view.value.groups[id].group),
  edit: (id) => {
    const { group } = view.value.groups[id];
    editing.value = { id, lang: Object.keys(group.replies)[0] ?? group.langs[0] };
  },
  dismiss: (id) => dismiss({ id }),
};
