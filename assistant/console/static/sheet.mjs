// The facts as a text to change: tried out first, with what is wrong and what would change; saved for the next start.
import { html } from "./html.mjs";
import { signal } from "./vendor/signals.mjs";
import { useEffect, useRef } from "./vendor/hooks.mjs";
import * as api from "./api.mjs";
import { number, t } from "./i18n.mjs";
import { learn, shop } from "./shopview.mjs";
import { isEditor, person, toast } from "./store.mjs";

const base = signal(null); // version that is being changed
const checked = signal(null); // {text, ...what the check says of it}
const busy = signal(false);
let kept = null; // what is being written, while one looks elsewhere

export const Value = ({ value, lang }) => (Array.isArray(value) ? html`<ul class="values">${value.map((one, n) => html`<li key=${n}><${Value} value=${one} lang=${lang} /></li>`)}</ul>`
  : typeof value === "string" ? html`<bdi dir="auto" lang=${lang || undefined}>${value}</bdi>` : typeof value === "boolean" ? t(value ? "shop.yes" : "shop.no")
    : typeof value === "number" ? number(value) : html`<code dir="ltr">${JSON.stringify(value)}</code>`);

/** What differs, and what is wrong. */
export const Changes = ({ changes, changed, problems }) => html`
  ${problems.length > 0 && html`<ul class="problems">${problems.map((one, n) => html`<li key=${n} class=${one.level}><b>${t(`shop.${one.level}`)}</b> <code dir="ltr">${one.path}</code>
    <bdi lang="en">${one.what}${one.did_you_mean && ` – did you mean "${one.did_you_mean}"?`}${one.remedy && ` (${one.remedy})`}</bdi></li>`)}</ul>`}
  <p class="soft">${t("shop.changed", { n: number(changed) })}</p>
  <ul class="diff">${changes.map((one) => html`<li key=${one.path} class=${one.kind}><code dir="ltr">${one.path}</code>
    ${one.kind !== "added" && html`<del><${Value} value=${one.before} /></del>`}${one.kind !== "removed" && html`<ins><${Value} value=${one.after} /></ins>`}</li>`)}</ul>`;

async function attempt(step) {
  busy.value = true;
  try {
    await step();
  } catch (fault) {
    toast(fault.status === 0 ? t("toast.offline") : t("toast.refused", { what: fault.message }), fault.remedy);
  } finally {
    busy.value = false;
  }
}

export function Sheet() {
  const box = useRef(null);
  const load = () => attempt(async () => {
    const told = await api.shopText();
    [base.value, checked.value, kept] = [told.version, null, null];
    if (box.current) box.current.value = told.text;
  });
  useEffect(() => { if (kept === null) load(); else box.current.value = kept; }, []);
  const wrote = () => { kept = box.current.value; if (checked.value) checked.value = null; };
  const check = () => attempt(async () => { const text = box.current.value; checked.value = { text, ...await api.checkShop(person.value.csrf, text) }; });
  const save = () => attempt(async () => {
    const { text } = checked.value, told = await api.saveShop(person.value.csrf, text, base.value);
    [base.value, checked.value] = [told.version, { text, ...told }];
    if (box.current?.value === text) kept = null;
    await learn();
  });
  const open = async (event) => {
    const [file] = event.target.files;
    event.target.value = "";
    if (file) { box.current.value = await file.text(); wrote(); check(); }
  };
  const found = checked.value, isReady = found?.ok && !found.saved && found.changed > 0;
  return html`<p class="soft">${t(shop.value.editable ? "shop.about" : "shop.readOnly")}</p>
    <textarea class="toml" ref=${box} dir="ltr" lang="en" spellcheck="false" aria-label=${t("shop.text")} onInput=${wrote}></textarea>
    <div class="buttons"><button type="button" class=${`button ${isReady ? "" : "main"}`} disabled=${busy.value || !isEditor()} onClick=${check}>${t("shop.check")}</button>
      ${shop.value.editable && html`<button type="button" class=${`button ${isReady ? "main" : ""}`} disabled=${busy.value || !isReady} onClick=${save}>${t("shop.save")}</button>`}
      <label class="button file-button">${t("shop.upload")}<input type="file" class="unseen" accept=".toml,text/plain" onChange=${open} /></label>
      <button type="button" class="button end" disabled=${busy.value} onClick=${load}>${t("shop.again")}</button></div>
    <div role="status">${found && html`<p class=${`verdict ${found.ok ? "fine" : "contradicted"}`}><b>${t(found.saved ? "shop.saved" : found.ok ? "shop.fine" : "shop.wrong")}</b></p>
      <${Changes} changes=${found.changes} changed=${found.changed} problems=${found.problems} />`}</div>`;
}
