// A box to write an answer in. Enter sends, Shift+Enter breaks the line, Escape leaves; what was written is kept.
import { html } from "./html.mjs";
import { useEffect, useRef } from "./vendor/hooks.mjs";
import { t } from "./i18n.mjs";
import { editing, keepDraft } from "./store.mjs";

/** `ready` is a text offered for use; `children` are further buttons. `send` gets the text and a function that empties the box. */
export function Editor({ id, text, lang, send, label, sendLabel, ready, cancel = false, eager = true, children }) {
  const box = useRef(null);
  useEffect(() => {
    box.current.value = text;
    if (!eager) return;
    box.current.focus();
    box.current.setSelectionRange(text.length, text.length);
  }, [id, lang]);
  const give = () => { if (box.current.value.trim()) return send(box.current.value.trim(), () => { box.current.value = ""; }); };
  const key = (event) => {
    if (event.isComposing) return;
    if (event.key === "Enter" && !event.shiftKey) { event.preventDefault(); give(); }
    if (event.key === "Escape") { event.stopPropagation(); box.current.blur(); if (cancel) stop(); }
  };
  const stop = () => { keepDraft(id, ""); editing.value = null; };
  return html`<div class="editor">
    <textarea ref=${box} rows="3" dir="auto" lang=${lang} maxlength="2000" aria-label=${label} placeholder=${label}
      onInput=${(event) => keepDraft(id, event.target.value)} onKeyDown=${key}></textarea>
    <div class="buttons">
      <button type="button" class="button main" onClick=${give}>${sendLabel ?? t("button.send")}</button>
      ${ready && html`<button type="button" class="button" onClick=${() => { box.current.value = ready; keepDraft(id, ready); box.current.focus(); }}>${t("cases.useDraft")}</button>`}
      ${cancel && html`<button type="button" class="button" onClick=${stop}>${t("button.cancel")}</button>`}
      ${children}
    </div>
  </div>`;
}

