// What an outside desk has not got, and sending one letter once more.
import { html } from "./html.mjs";
import { useEffect, useState } from "./vendor/hooks.mjs";
import * as api from "./api.mjs";
import { number, t } from "./i18n.mjs";
import { beat, person, toast } from "./store.mjs";
import { Button } from "./words.mjs";

const SENDERS = ["owner", "operator", "agent"];

export function Letters() {
  const counts = Object.entries(beat.value.figures.desk?.letters ?? {}).filter(([status, n]) => status !== "sent" && n > 0);
  const state = JSON.stringify(counts);
  const [told, know] = useState({ letters: [], more: 0 });
  const [sending, send] = useState(""); // key of the letter that is asked for
  const mine = SENDERS.includes(person.value?.role);
  useEffect(() => { if (mine && counts.length) api.letters().then(know, () => {}); }, [state, sending]); // what cannot be read now is read with the next change
  if (!mine || !counts.length) return null;
  const again = async (key) => {
    send(key);
    await api.sendLetter(person.value.csrf, key).catch((fault) => toast(t("toast.refused", { what: fault.message }), fault.remedy));
    send("");
  };
  return html`<section class="letters"><h3>${t("letters.title")}</h3>
    <ul class="modes">${told.letters.map(({ key, kind, status, attempt, detail, case: name }) => html`<li key=${key} data-letter=${status}>
      <span><b>${t(`letters.${kind}`)}</b> <code dir="ltr">${name}</code> · ${t(`letters.${status === "sending" ? "pending" : status}`)} · ${t("letters.tries", { n: number(attempt) })}${detail && html`<br /><small><bdi lang="en">${detail}</bdi></small>`}</span>
      ${["failed", "uncertain"].includes(status) && html`<${Button} class="small" label=${t("letters.again")} press=${() => sending || again(key)} />`}</li>`)}</ul>
    ${told.more > 0 && html`<p class="soft">${t("letters.more", { n: number(told.more) })}</p>`}</section>`;
}
