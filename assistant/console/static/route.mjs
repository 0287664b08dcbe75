// Which view the page shows: its address says so; the first page chooses by role, or as it was left on this device.
import { signal } from "./vendor/signals.mjs";

const KEPT = "console.view";
const HOME = { host: "stage", operator: "desk", agent: "cases", owner: "desk", viewer: "desk" };
export const VIEWS = ["stage", "desk", "cases", "shop"]; // those one moves between, in this order

const read = () => ({ view: location.pathname.slice(1), asked: new URLSearchParams(location.search) });
export const place = signal(read());

/** Settle the first page's view; every other address is taken as it is. */
export function arrive(role = "owner") {
  if (place.value.view === "") {
    const kept = localStorage.getItem(KEPT);
    history.replaceState(null, "", `/${VIEWS.includes(kept) ? kept : HOME[role] ?? "desk"}`);
  }
  settle();
  addEventListener("popstate", settle);
}

/** Show another view, or the same one asked for otherwise, as a step one can go back from; `instead`: without that step. */
export function go(address, { instead = false } = {}) {
  history[instead ? "replaceState" : "pushState"](null, "", address);
  settle();
}

function settle() {
  place.value = read();
  document.documentElement.dataset.view = place.value.view;
  if (VIEWS.includes(place.value.view)) localStorage.setItem(KEPT, place.value.view);
}

/** A link's press: followed within the page, unless another window was asked for. */
export function follow(event) {
  if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey || event.button) return;
  event.preventDefault();
  go(event.currentTarget.getAttribute("href"));
}
