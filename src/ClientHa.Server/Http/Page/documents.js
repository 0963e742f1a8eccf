// The documents, a page at a time.
import { ask } from "./ask.js";
import { make, one, say } from "./dom.js";
import { edit, prepare } from "./editor.js";
import { bytes, number } from "./words.js";

let last = null;

export async function showDocuments() {
  const rights = await ask("rights").catch(() => ({ read: false, edit: false }));
  one("documents").hidden = !rights.read;
  if (!rights.read) return;
  one("new").hidden = !rights.edit;
  one("new").addEventListener("click", () => edit(null));
  one("search").addEventListener("submit", (event) => {
    event.preventDefault();
    list();
  });
  one("more").addEventListener("click", () => list(last));
  prepare(rights.edit, () => list());
  await list();
}

async function list(after = null) {
  try {
    const page = await ask("documents", { prefix: one("prefix").value, after: after ?? "" });
    const rows = page.documents.map(row);
    if (after === null) one("document-list").replaceChildren(...rows);
    else one("document-list").append(...rows);
    last = page.documents.at(-1)?.key ?? after;
    one("more").hidden = !page.hasMore;
    const shown = one("document-list").children.length;
    say(one("documents-said"), shown === 0 ? "There are none." : page.hasMore ? `The first ${number(shown)} are shown.` : "");
    if (after !== null) rows[0]?.querySelector("button").focus();
  } catch (refusal) {
    say(one("documents-said"), refusal.message);
  }
}

function row(document) {
  return make(
    "li", {},
    make(
      "button", { type: "button", onclick: () => edit(document.key) },
      make("span", { class: "key" }, document.key),
      make("span", { class: "preview" }, document.preview.replace(/\s+/g, " ")),
      make("span", { class: "size" }, bytes(document.bytes))));
}
