// The interface's language: one file of texts each, chosen once and remembered.
import { signal } from "./vendor/signals.mjs";
import en from "./texts/en.mjs";
import id from "./texts/id.mjs";
import zh from "./texts/zh.mjs";

export const LANGUAGES = { en: ["English", en], zh: ["中文", zh], id: ["Bahasa Indonesia", id] };
const KEPT = "console.language";

const first = [localStorage.getItem(KEPT), ...navigator.languages.map((tag) => tag.slice(0, 2))];
export const ui = signal(first.find((tag) => tag && Object.hasOwn(LANGUAGES, tag)) ?? "en");
document.documentElement.lang = ui.value;

export function choose(tag) {
  localStorage.setItem(KEPT, tag);
  document.documentElement.lang = tag;
  ui.value = tag;
}

/** The text of a key with its {blanks} filled. An unknown key shows itself: it came from the server and is a name. */
export function t(key, blanks = {}) {
  const texts = LANGUAGES[ui.value][1];
  const text = Object.hasOwn(texts, key) ? texts[key] : key.slice(key.indexOf(".") + 1).replaceAll("_", " ");
  return text.replace(/\{(\w+)\}/g, (whole, name) => blanks[name] ?? whole);
}

export const number = (n) => new Intl.NumberFormat(ui.value).format(n);

export function languageName(tag) {
  try {
    return new Intl.DisplayNames([ui.value], { type: "language" }).of(tag);
  } catch {
    return tag;
  }
}
