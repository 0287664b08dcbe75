// Which comments of the stream are shown: by what became of them, by language, by words.
import { html } from "./html.mjs";
import { computed, signal } from "./vendor/signals.mjs";
import { languageName, t } from "./i18n.mjs";
import { editing, view } from "./store.mjs";

const asked = signal({ what: "", lang: "", words: "" });
const set = (change) => { asked.value = { ...asked.value, ...change }; };

const decision = (row) => row.judgement?.decision;
const WHATS = {
  person: (row) => decision(row)?.action === "escalate",
  suggest: (row) => row.judgement?.act === "suggest",
  answer: (row) => row.judgement?.act === "post",
  silent: (row) => row.judgement?.act === "silent",
  flagged: (row) => decision(row)?.flags.length > 0,
  trouble: (row) => row.sent.some((sent) => ["uncertain", "failed", "expired"].includes(sent.status)),
};
const WHYS = { reason: (row) => decision(row)?.reason, kind: (row) => row.judgement?.kind, flag: (row) => decision(row)?.flags[0]?.category };

const language = (row) => decision(row)?.lang ?? row.lang;
const says = (row) => [row.user, row.text, decision(row)?.reply, row.judgement?.why, ...(decision(row)?.facts ?? []), ...row.sent.map((sent) => sent.text)].join("\n").toLocaleLowerCase();

function fits(row, { what, lang, words }) {
  const [kind, name] = what.split("/");
  if (what && !(name ? WHYS[kind](row) === name : WHATS[kind](row))) return false;
  return (!lang || language(row) === lang) && (!words || says(row).includes(words.toLocaleLowerCase()));
}

export const isFiltered = computed(() => Object.values(asked.value).some(Boolean));

/** The comments that are asked for, oldest first. */
export function filtered(rows) {
  if (!isFiltered.value) return rows;
  const wanted = { ...asked.value, words: asked.value.words.trim() };
  return rows.filter((row) => fits(row, wanted) || row.id === editing.value?.id); // what one writes in stays
}

const met = (rows, of) => [...new Set(rows.map(of).filter(Boolean))].sort();

export function Filters() {
  const { comments } = view.value, { what, lang, words } = asked.value;
  const kept = (names, chosen) => (chosen && !names.includes(chosen) ? [...names, chosen] : names); // a choice stays although nothing fits any more
  return html`<div class="filters" role="search">
    <input type="search" dir="auto" aria-label=${t("filter.search")} placeholder=${t("filter.search")} value=${words} onInput=${(event) => set({ words: event.target.value })} />
    <select aria-label=${t("filter.what")} value=${what} onChange=${(event) => set({ what: event.target.value })}>
      <option value="">${t("filter.all")}</option>
      ${Object.keys(WHATS).map((name) => html`<option key=${name} value=${name}>${t(`filter.${name}`)}</option>`)}
      ${Object.entries(WHYS).map(([kind, of]) => { const names = kept(met(comments, of), what.startsWith(`${kind}/`) ? what.split("/")[1] : "");
        return names.length > 0 && html`<optgroup key=${kind} label=${t(`why.${kind}`)}>${names.map((name) => html`<option key=${name} value=${`${kind}/${name}`}>${label(kind, name)}</option>`)}</optgroup>`; })}
    </select>
    <select aria-label=${t("filter.language")} value=${lang} onChange=${(event) => set({ lang: event.target.value })}>
      <option value="">${t("filter.languages")}</option>
      ${kept(met(comments, language), lang).map((tag) => html`<option key=${tag} value=${tag}>${languageName(tag)}</option>`)}
    </select>
    ${isFiltered.value && html`<button type="button" class="quiet" onClick=${() => set({ what: "", lang: "", words: "" })}>${t("filter.clear")}</button>`}
  </div>`;
}

const label = (kind, name) => (kind === "reason" ? t(`reason.${name}`) : kind === "kind" ? t(`kind.${name}`) : t(`flag.${name}`));
