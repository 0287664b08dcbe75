// Calls to the server. A refused call throws `Refused` with what is wrong and what to do.

export class Refused extends Error {
  constructor(status, { what, where = "", remedy = "" }) {
    super(what);
    this.status = status;
    this.where = where;
    this.remedy = remedy;
  }
}

async function call(path, init = {}) {
  let answer;
  try {
    answer = await fetch(path, { credentials: "same-origin", ...init });
  } catch {
    throw new Refused(0, { what: "offline" });
  }
  const body = answer.status === 204 ? {} : await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Refused(answer.status, body.error ?? { what: `HTTP ${answer.status}` });
  return body;
}

const post = (path, body, headers = {}) =>
  call(path, { method: "POST", body: JSON.stringify(body), headers: { "Content-Type": "application/json", ...headers } });

export const signIn = (credentials) => post("/api/signin", credentials);
export const readLink = (link) => post("/api/link", { link });
export const join = (joining) => post("/api/join", joining);
export const session = () => call("/api/session");
export const resolve = (csrf, resolution) => post("/api/resolve", resolution, { "X-CSRF-Token": csrf });
export const typing = (csrf, to) => post("/api/typing", to, { "X-CSRF-Token": csrf });
export const topics = () => call("/api/topics");
export const shop = () => call("/api/shop");
export const shopFacts = (market) => call(market ? `/api/shop/facts?market=${encodeURIComponent(market)}` : "/api/shop/facts");
export const shopText = () => call("/api/shop/text");
export const checkShop = (csrf, text) => post("/api/shop/check", { text }, { "X-CSRF-Token": csrf });
export const saveShop = (csrf, text, base) => post("/api/shop/save", { text, base }, { "X-CSRF-Token": csrf });
export const letters = () => call("/api/letters");
export const sendLetter = (csrf, key) => post("/api/letters", { key }, { "X-CSRF-Token": csrf });
export const people = () => call("/api/people");
export const audit = (before) => call(`/api/audit${before ? `?before=${before}` : ""}`);
/** A change by the owner or of one's own: `path` below /api. */
export const change = (csrf, path, body = {}) => post(`/api/${path}`, body, { "X-CSRF-Token": csrf });
export const signOut = (csrf) => post("/api/signout", {}, { "X-CSRF-Token": csrf });
