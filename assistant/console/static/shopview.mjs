// The shop's view: the facts in force by market and product, what changed, what this live could not answer, and the text to change them.
import { html } from "./html.mjs";
import { signal } from "./vendor/signals.mjs";
import { useEffect } from "./vendor/hooks.mjs";
import * as api from "./api.mjs";
import { Header } from "./header.mjs";
import { number, t, ui } from "./i18n.mjs";
import { go, place } from "./route.mjs";
import { isEditor, toast, view } from "./store.mjs";
import { Changes, Sheet, Value } from "./sheet.mjs";
import { Empty, Lang, Words } from "./words.mjs";

const PARTS = ["facts", "unanswered", "changes", "text"];
const MOST = 400; // facts drawn at once
export const shop = signal(null), missing = signal("");
const facts = signal([]), topics = signal({});
const wanted = signal({ market: null, product: "", words: "" });
const want = (change) => { wanted.value = { ...wanted.value, ...change }; };

/** Read the shop again: at the beginning, and after something was saved. */
export async function learn() {
  try {
    shop.value = await api.shop();
    const market = wanted.value.market ?? shop.value.market;
    [facts.value, topics.value] = [(await api.shopFacts(market)).facts, (await api.topics()).topics];
    want({ market });
    missing.value = "";
  } catch (fault) {
    missing.value = fault.status === 404 ? t("shop.none") : fault.message;
  }
}

async function choose(market) {
  want({ market });
  try {
    const told = await api.shopFacts(market);
    if (wanted.value.market === market) facts.value = told.facts;
  } catch (fault) {
    toast(t("toast.refused", { what: fault.message }), fault.remedy);
  }
}

const parts = () => PARTS.filter((name) => name !== "text" || isEditor());
const part = () => { const asked = place.value.asked.get("part"); return parts().includes(asked) ? asked : "facts"; };
const TALLIES = { unanswered: () => Object.keys(view.value.unanswered).length, changes: () => shop.value.pending?.changed ?? 0 };

export function ShopView() {
  useEffect(() => { learn(); }, []);
  const Part = { facts: Facts, unanswered: Unanswered, changes: Changed, text: Sheet }[part()];
  return html`<${Header} /><main class="shop pane">${missing.value ? html`<${Empty} text=${missing.value} />` : shop.value && html`
    <header class="line"><h2><bdi>${shop.value.name}</bdi></h2><code dir="ltr">${shop.value.file} · ${shop.value.version}</code>
      ${shop.value.pending && html`<span class="badge pending">${t("shop.pending")}</span>`}</header>
    <nav class="chips" aria-label=${t("view.shop")}>${parts().map((name) => { const n = TALLIES[name]?.() ?? 0;
      return html`<a key=${name} class="chip" href=${`/shop?part=${name}`} aria-current=${part() === name ? "page" : undefined}
        onClick=${(event) => { event.preventDefault(); go(`/shop?part=${name}`); }}>${t(`shop.${name}`)}${n > 0 && html` <span class="tally">${number(n)}</span>`}</a>`; })}</nav>
    <div class="scroll" tabindex="-1"><${Part} /></div>`}</main>`;
}

const regionName = (code) => { try { return new Intl.DisplayNames([ui.value], { type: "region" }).of(code); } catch { return code; } };

function Facts() {
  const { markets, products } = shop.value, { market, product, words } = wanted.value;
  const sought = words.trim().toLocaleLowerCase();
  const fits = (fact) => (!product || (product === "-" ? fact.product === null : fact.product === product))
    && (!sought || `${fact.path}\n${fact.meaning}\n${JSON.stringify(fact.value)}`.toLocaleLowerCase().includes(sought));
  const rows = facts.value.filter(fits);
  return html`<div class="filters" role="search">
      <input type="search" dir="auto" aria-label=${t("filter.search")} placeholder=${t("filter.search")} value=${words} onInput=${(event) => want({ words: event.target.value })} />
      <select aria-label=${t("shop.market")} value=${market ?? ""} onChange=${(event) => choose(event.target.value)}>${markets.map((code) => html`<option key=${code} value=${code}>${regionName(code)}</option>`)}</select>
      <select aria-label=${t("shop.product")} value=${product} onChange=${(event) => want({ product: event.target.value })}>
        <option value="">${t("shop.everything")}</option><option value="-">${t("shop.shopWide")}</option>
        ${Object.entries(products).map(([id, name]) => html`<option key=${id} value=${id}>${name}</option>`)}</select>
    </div>
    ${rows.length === 0 && html`<${Empty} text=${t("filter.nothing")} />`}
    <dl class="sheet">${rows.slice(0, MOST).map((fact) => html`<div key=${fact.path}><dt><bdi lang="en">${fact.meaning || fact.path}</bdi> <code dir="ltr">${fact.path}</code></dt>
      <dd><${Value} value=${fact.value} lang=${fact.lang} />${fact.unit && html` <span class="soft" lang="en">${fact.unit}</span>`}</dd></div>`)}</dl>
    ${rows.length > MOST && html`<p class="soft">${t("shop.more", { n: number(rows.length - MOST) })}</p>`}`;
}

/** What viewers of this live asked and no fact answers, most asked first, with the keys that would; then what is commonly asked. */
function Unanswered() {
  const asked = Object.entries(view.value.unanswered).sort(([, a], [, b]) => b.count - a.count);
  return html`<section><h3>${t("shop.asked")}</h3>${asked.length === 0 && html`<${Empty} text=${t("shop.allAnswered")} />`}
    <ul class="asked">${asked.map(([key, one]) => html`<li key=${key}><span class="times">×${number(one.count)}</span>
      <div><p class="line"><${Lang} tag=${one.lang} />${one.product && html`<bdi>${shop.value.products[one.product] ?? one.product}</bdi>`}</p><${Words} text=${one.question} lang=${one.lang} />
        <${Keys} one=${one} /></div></li>`)}</ul></section>
    <section><h3>${t("shop.open")} <span class="tally">${number(shop.value.open.length)}</span></h3>
    <ul class="asked usual">${shop.value.open.map((gap) => html`<li key=${gap.path}><div><bdi lang="en">${gap.asks}</bdi> <code dir="ltr">${gap.path}</code></div></li>`)}</ul></section>`;
}

const Keys = ({ one: { topic, product } }) => topic && Object.hasOwn(topics.value, topic) && html`<p class="soft">${t("shop.wouldAnswer")}
  ${topics.value[topic].paths.map((path) => html` <code key=${path} dir="ltr">${product ? path.replace("<P>", product) : path}</code>`)}</p>`;

function Changed() {
  const { pending, before } = shop.value;
  return html`${pending && html`<section><h3>${t("shop.pending")} <code dir="ltr">${pending.version}</code></h3><p class="soft">${t("shop.nextStart")}</p>
      <${Changes} changes=${pending.changes} changed=${pending.changed} problems=${pending.problems} /></section>`}
    <section><h3>${t("shop.since")}</h3>${before ? html`<${Changes} changes=${before} changed=${before.length} problems=${[]} />` : html`<${Empty} text=${t("shop.noBefore")} />`}</section>`;
}
