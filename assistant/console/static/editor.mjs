// A box to write an answer in. Enter sends, Shift+Enter breaks the line, Escape leaves; what was written is kept.
// The box belongs to whoever writes in it: it is filled once, before it can be seen, and nothing that comes later changes it.
import { html } from "./html.mjs";
import { useLayoutEffect, useRef } from "./vendor/hooks.mjs";
import { t } from "./i18n.mjs";
import { keepDraft, typing } from "./store.mjs";

/**
 * `text` is what the box begins with; `ready` is a text offered for use; `leave` closes the box, if it can be closed; `children` are
 * further buttons. `to` names the card that is written to. `send` gets the text and tells, once it is known, whether it was taken: then the box is done, unless more was written.
 */
export function Editor({ id, to, text, lang, send, label, sendLabel, ready, leave, eager = true, children }) {
  const box = useRef(null);
  useLayoutEffect(() => { // a later effect would run after a quick hand, or a slow phone, has begun to write
    box.current.value = text;
    if (!eager) return;
    box.current.focus();
    box.current.setSelectionRange(text.length, text.length);
    box.current.parentElement.scrollIntoView({ block: "nearest" }); // its buttons too
  }, [id, lang]);
  const give = async () => {
    const written = box.current.value;
    if (!written.trim() || !(await send(written.trim()))) return;
    if (box.current && box.current.value !== written) return;
    keepDraft(id, "");
    if (box.current) box.current.value = "";
    leave?.();
  };
  const offer = () => {
    box.current.setRangeText(ready, box.current.selectionStart, box.current.selectionEnd, "end"); // beside what is there, never instead of it
    keepDraft(id, box.current.value);
    box.current.focus();
  };
  const key = (event) => {
    if (event.isComposing) return;
    if (event.key === "Enter" && !event.shiftKey) { event.preventDefault(); give(); }
    if (event.key === "Escape") { event.stopPropagation(); box.current.blur(); leave?.(); }
  };
  const drop = () => { keepDraft(id, ""); leave(); };
  return html`<div class="editor">
    <textarea ref=${box} rows="3" dir="auto" lang=${lang} maxlength="2000" aria-label=${label} placeholder=${label}
      onInput=${(event) => { keepDraft(id, event.target.value); typing(to); }} onKeyDown=${key}></textarea>
    <div class="buttons">
      <button type="button" class="button main" onClick=${give}>${sendLabel ?? t("button.send")}</button>
      ${ready && html`<button type="button" class="button" onClick=${offer}>${t("cases.useDraft")}</button>`}
      ${leave && html`<button type="button" class="button" onClick=${drop}>${t("button.cancel")}</button>`}
      ${children}
    </div>
  </div>`;
}
