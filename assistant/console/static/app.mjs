// The console: one live room, several views of it by address, and the buttons that send a person's decision back.
import { render } from "./vendor/preact.mjs";
import { html } from "./html.mjs";
import { Desk, deskHelp, deskKeys } from "./desk.mjs";
import { Help, listen } from "./keys.mjs";
import { Overlay } from "./overlay/page.mjs";
import { arrive, place } from "./route.mjs";
import { casesHelp, casesKeys, CasesView } from "./service.mjs";
import { ShopView } from "./shopview.mjs";
import { Stage, stageHelp, stageKeys } from "./stage/page.mjs";
import { Prompter, prompterHelp, prompterKeys } from "./stage/prompter.mjs";
import { person, start, toasts } from "./store.mjs";

const PAGES = {
  stage: { body: Stage, keys: stageKeys, help: stageHelp },
  teleprompter: { body: Prompter, keys: prompterKeys, help: prompterHelp },
  overlay: { body: Overlay },
  desk: { body: Desk, keys: deskKeys, help: deskHelp },
  cases: { body: CasesView, keys: casesKeys, help: casesHelp },
  shop: { body: ShopView, keys: {}, help: [] },
};
const shown = () => {
  const { view, asked } = place.value;
  return PAGES[view === "stage" ? asked.get("view") : view] ?? PAGES[view] ?? PAGES.desk;
};

const Toasts = () => html`<div class="toasts" role="status" aria-live="polite">
  ${toasts.value.map((one) => html`<p key=${one.id}><b><bdi>${one.text}</bdi></b>${one.remedy && html` <bdi>${one.remedy}</bdi>`}</p>`)}
</div>`;

function App() {
  const { body: Body, help } = shown();
  return html`<${Body} />${help && html`<${Toasts} /><${Help} rows=${help} />`}`; // nothing lies over the overlay
}

await start();
arrive(person.value.role);
listen(() => shown().keys ?? {});
render(html`<${App} />`, document.getElementById("app"));
