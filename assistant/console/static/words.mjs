// Small pieces of text: every one carries its language and finds its own direction.
import { html } from "./html.mjs";
import { languageName, number, t, ui } from "./i18n.mjs";
import { isBusy, now, writer } from "./store.mjs";

/** A text as a block of its own: it finds its direction, and nothing in it reaches what stands beside it. */
export const Words = ({ text, lang, class: kind, as: Tag = "p" }) => html`<${Tag} class=${kind} dir="auto" lang=${lang || undefined}>${text}</${Tag}>`;

/** A text with one stretch marked; `span` counts code points. */
export function Marked({ text, span, lang, class: kind, as: Tag = "p" }) {
  const letters = Array.from(text);
  const [from, to] = span ?? [0, 0];
  if (!(from >= 0 && to > from && to <= letters.length)) return html`<${Words} text=${text} lang=${lang} class=${kind} as=${Tag} />`;
  const part = (a, b) => letters.slice(a, b).join("");
  return html`<${Tag} class=${kind} dir="auto" lang=${lang || undefined}>${part(0, from)}<mark>${part(from, to)}</mark>${part(to)}</${Tag}>`;
}

export const User = ({ name }) => html`<bdi class="user" dir="auto">${name}</bdi>`;

export const Lang = ({ tag }) => html`<abbr class="lang" title=${languageName(tag)} lang=${ui.value}>${tag}</abbr>`;

export const Clock = ({ at }) => {
  const s = Math.max(0, Math.floor(at));
  const two = (n) => String(n).padStart(2, "0");
  const [h, m] = [Math.floor(s / 3600), Math.floor(s / 60) % 60];
  return html`<time class="clock" dir="ltr">${h ? `${h}:${two(m)}` : m}:${two(s % 60)}</time>`;
};

/** How long ago a wall time was; `late` and `over` are seconds from which it is drawn as late. */
export function Age({ at, late = Infinity, over = Infinity }) {
  const s = Math.max(0, Math.floor(now.value - at));
  const text = s < 2 ? t("age.now") : s < 60 ? t("age.s", { n: s }) : s < 3600 ? t("age.min", { n: Math.floor(s / 60) }) : t("age.h", { n: Math.floor(s / 3600) });
  return html`<span class=${`age ${s >= over ? "over" : s >= late ? "late" : ""}`}>${text}</span>`;
}

export const Facts = ({ paths, title }) =>
  paths?.length ? html`<ul class="facts" aria-label=${title}>${paths.map((path) => html`<li key=${path}><code dir="ltr">${path}</code></li>`)}</ul>` : null;

/** A button of one action; it rests while that action is on its way. */
export const Button = ({ label, kind, of, lang, class: look = "", press, keys }) =>
  html`<button type="button" class=${`button ${look}`} disabled=${kind && isBusy(kind, of, lang)} aria-keyshortcuts=${keys} onClick=${press}>${label}</button>`;

/** That another person writes here right now. */
export function Writer({ kind, id }) {
  const by = writer(kind, id);
  return by && html`<p class="writer" role="status"><bdi>${t("writing.by", { name: by })}</bdi></p>`;
}

export const Empty = ({ text }) => html`<p class="empty">${text}</p>`;

export const Count = ({ n, label, class: look = "" }) => html`<span class=${`count ${look}`}><b>${number(n)}</b> ${label}</span>`;
