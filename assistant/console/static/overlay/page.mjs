// What viewers see over the picture: the pinned question and its answer, on nothing. Only what a person pinned is ever shown.
import { html } from "../html.mjs";
import { place } from "../route.mjs";
import { view } from "../store.mjs";
import { questionOf } from "../stage/state.mjs";

const ANSWERS = 3; // lines that can be read at once
const SHAPES = { "16x9": "wide", "9x16": "tall" };

export function Overlay() {
  const shape = SHAPES[place.value.asked.get("shape")] ?? "wide";
  const group = view.value.groups[view.value.pinned]?.group;
  return html`<main class=${`overlay ${shape}`}>${group && html`<${Pinned} key=${group.id} group=${group} />`}</main>`;
}

function Pinned({ group }) {
  const { text, lang } = questionOf(group);
  const answers = Object.entries(group.replies).sort(([one], [other]) => rank(group, one) - rank(group, other)).slice(0, ANSWERS);
  return html`<section class="shown"><h1 dir="auto" lang=${lang || undefined}>${text}</h1>
    <ul>${answers.map(([tag, said]) => html`<li key=${tag} dir="auto" lang=${tag}>${said}</li>`)}</ul></section>`;
}

/** The host's language first, then as they asked. */
const rank = ({ host, langs }, tag) => (tag === host?.lang ? -1 : langs.indexOf(tag));
