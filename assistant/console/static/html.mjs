// Markup as tagged templates; every value becomes text or an attribute, never markup.
import { h } from "./vendor/preact.mjs";
import htm from "./vendor/htm.mjs";

export const html = htm.bind(h);
