// Writes that lost to concurrent ones, with both values: asked for when their number has changed.
import { ask } from "./ask.js";
import { keep, make, one, say } from "./dom.js";
import { edit } from "./editor.js";
import { moment } from "./words.js";

let known = 0;

export async function showConflicts(picture) {
  const count = picture.sites.find((site) => site.isThis).conflicts;
  if (count === known || one("documents").hidden) return;
  known = count;
  const conflicts = await ask("conflicts").catch(() => []);
  one("conflicts").hidden = conflicts.length === 0;
  keep(one("conflict-list"), conflicts, (conflict) => conflict.id, create, fill);
}

function create(conflict) {
  return make(
    "li", {},
    make("button", { type: "button", onclick: () => edit(conflict.key) }, make("span", { class: "key" }), make("span", { class: "size" })),
    make("p", { class: "lost" }),
    make("p", { class: "won" }));
}

function fill(element, conflict) {
  const [button, lost, won] = element.children;
  say(button.firstChild, conflict.key);
  say(button.lastChild, moment(conflict.time));
  say(lost, `Lost, from site ${conflict.lostSite}: ${value(conflict.lost)}`);
  say(won, `Won, from site ${conflict.wonSite}: ${value(conflict.won)}`);
}

const value = (text) => (text === null ? "a deletion" : text.replace(/\s+/g, " "));
