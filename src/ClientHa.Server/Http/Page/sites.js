// A card for each site.
import { keep, make, mark, one, say } from "./dom.js";
import { bytes, mood, number, span, state } from "./words.js";

const rates = new Map();

export function showSites(picture) {
  keep(one("sites"), picture.sites, (site) => site.address || "this", create, (card, site) => fill(card, site, picture));
}

function create() {
  const figure = (name) => make("div", {}, make("dt", {}, name), make("dd"));
  return make(
    "li", {},
    make("h3", {}, make("span"), make("small")),
    make("p", { class: "state" }),
    make("p", { class: "reason" }),
    make("dl", {}, ...["Documents", "Clients", "Watches", "Operations", "Conflicts", "Log"].map(figure)),
    make("p", { class: "facts" }),
    make("p", { class: "page" }));
}

function fill(card, site, picture) {
  const [title, stateLine, reason, figures, facts, page] = card.children;
  const isHere = site.state !== "Unreachable";
  const feeling = site.readOnly ? "bad" : mood(site.state);
  mark(card, "class", feeling);
  say(title.firstChild, site.site >= 0 ? `Site ${site.site}` : site.address);
  say(title.lastChild, site.isThis ? "this page" : site.site >= 0 ? site.address : "");
  mark(stateLine, "class", `state ${feeling}`);
  say(stateLine, state(site.state) + (site.readOnly ? ", read-only" : ""));
  say(reason, site.readOnly || site.reason);
  figures.hidden = !isHere;
  const rate = perSecond(site, picture.time);
  const values = [
    number(site.documents), number(site.connections), number(site.watches), rate === null ? "–" : `${number(rate)}/s`, number(site.conflicts), bytes(site.logBytes)];
  values.forEach((value, index) => say(figures.children[index].lastChild, value));
  say(facts, isHere ? `up ${span(picture.time - site.started)}, version ${site.version}, digest ${site.digest}` : "");
  link(page, site);
}

// How many operations a second have come here since the last look, from whichever site.
function perSecond(site, time) {
  const key = site.address || "this";
  const before = rates.get(key);
  if (before && before.replica === site.replica && time - before.time < 500) return before.rate;
  const rate = before && before.replica === site.replica && time > before.time
    ? Math.max(0, Math.round(((site.operations - before.operations) * 1000) / (time - before.time)))
    : null;
  rates.set(key, { replica: site.replica, operations: site.operations, time, rate });
  return rate;
}

// The other sites have this page, too: who has lost this one goes on there.
function link(page, site) {
  const host = site.address.slice(0, site.address.lastIndexOf(":"));
  const target = site.isThis || !site.httpPort || !host ? "" : `http://${host}:${site.httpPort}/`;
  if (page.dataset.target === target) return;
  page.dataset.target = target;
  page.replaceChildren(...(target ? [make("a", { href: target }, `Open the page of site ${site.site}`)] : []));
}
