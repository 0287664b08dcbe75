// The console: four columns that watch, and the buttons that send a person's decision back.
import { render } from "./vendor/preact.mjs";
import { html } from "./html.mjs";
import { Cases, openCases } from "./cases.mjs";
import { Comments } from "./comments.mjs";
import { openWarnings, Warnings } from "./flags.mjs";
import { Groups, openGroups } from "./groups.mjs";
import { Header } from "./header.mjs";
import { number, t } from "./i18n.mjs";
import { Help, listen } from "./keys.mjs";
import { Speech } from "./speech.mjs";
import { pane, PANES, start, toasts } from "./store.mjs";

const COLUMNS = { comments: Comments, questions: Groups, cases: Cases, warnings: Warnings };
const TALLIES = { comments: () => 0, questions: () => openGroups().length, cases: () => openCases().length, warnings: () => openWarnings().length };

const Tally = ({ of }) => { const n = TALLIES[of](); return n > 0 && html`<span class=${`tally ${of}`}>${number(n)}</span>`; };

function Column({ name }) {
  const Body = COLUMNS[name];
  return html`<section class="pane" data-pane=${name} aria-label=${t(`pane.${name}`)} onPointerDown=${() => { pane.value = name; }} onFocusIn=${() => { pane.value = name; }}>
    <h2>${t(`pane.${name}`)} <${Tally} of=${name} /></h2><${Body} />
  </section>`;
}

const Tabs = () => html`<nav class="tabs" aria-label=${t("label.tabs")}>
  ${PANES.map((name) => html`<button type="button" key=${name} aria-current=${pane.value === name ? "page" : undefined} onClick=${() => { pane.value = name; }}>
    ${t(`pane.${name}`)}<${Tally} of=${name} /></button>`)}
</nav>`;

const Toasts = () => html`<div class="toasts" role="status" aria-live="polite">
  ${toasts.value.map((one) => html`<p key=${one.id}><b><bdi>${one.text}</bdi></b>${one.remedy && html` <bdi>${one.remedy}</bdi>`}</p>`)}
</div>`;

/** Says new cases and warnings to those who listen rather than look. */
const Announcer = () => {
  const [cases, warnings] = [openCases().length, openWarnings().length];
  return html`<p class="unseen" aria-live="polite">${t("pane.cases")} ${number(cases)}, ${t("pane.warnings")} ${number(warnings)}</p>`;
};

const App = () => html`<${Header} /><${Speech} />
  <main class="columns" data-shown=${pane.value}>${PANES.map((name) => html`<${Column} key=${name} name=${name} />`)}</main>
  <${Tabs} /><${Toasts} /><${Help} /><${Announcer} />`;

listen();
await start();
render(html`<${App} />`, document.getElementById("app"));
