// Reads and writes one document. What somebody else has written meanwhile is shown, and never written over unseen.
import { ask, send } from "./ask.js";
import { mark, one, say } from "./dom.js";
import { bytes } from "./words.js";

let open = null;
let mayEdit = false;
let changed = () => {};

export function prepare(isEditor, whenChanged) {
  mayEdit = isEditor;
  changed = whenChanged;
  one("edit").addEventListener("submit", (event) => {
    event.preventDefault();
    save();
  });
  one("delete").addEventListener("click", remove);
  one("theirs").addEventListener("click", takeTheirs);
  one("close").addEventListener("click", close);
  one("text").addEventListener("input", () => {
    open.isLeaving = false;
    open.isSure = false;
  });
  one("editor").addEventListener("cancel", (event) => {
    event.preventDefault();
    close();
  });
}

// Null: a new one.
export async function edit(key) {
  open = { key, version: null, before: "", isText: true, theirs: null, isSure: false, isLeaving: false };
  say(one("editor-said"), "");
  one("key").value = key ?? "";
  try {
    fill(key === null ? null : await ask("document", { key }));
  } catch (refusal) {
    fill(null);
    say(one("editor-said"), refusal.message);
  }
  one("editor").showModal();
  one(key === null ? "key" : "text").focus();
}

function fill(document) {
  open.version = document?.version ?? null;
  open.isText = document === null || document.text !== null;
  open.before = document?.text ?? "";
  open.theirs = null;
  one("text").value = open.isText ? open.before : `(${bytes(document.bytes)} that are no text)`;
  one("key").readOnly = open.key !== null;
  one("text").readOnly = !mayEdit || !open.isText;
  one("save").hidden = !mayEdit || !open.isText;
  one("delete").hidden = !mayEdit || open.version === null;
  one("theirs").hidden = true;
  say(one("delete"), "Delete");
  say(one("editor-title"), open.key === null ? "New document" : "Document");
  say(one("facts"), document === null ? "" : `${bytes(document.bytes)}, written ${new Date(document.written).toLocaleString("en-GB")}, version ${document.version}`);
}

async function save() {
  const key = one("key").value;
  await attempt(async () => {
    const { version } = await send("PUT", "document", { key }, { text: one("text").value, version: open.version });
    open.key = key;
    fill(await ask("document", { key }));
    say(one("editor-said"), version === open.version ? "Saved: it is durable here, and on its way to the other sites." : "Saved, and somebody has written after you already.");
    mark(one("editor-said"), "class", "said good");
  });
}

async function remove() {
  if (!open.isSure) {
    open.isSure = true;
    say(one("delete"), "Delete it at every site");
    return;
  }
  await attempt(async () => {
    await send("DELETE", "document", { key: open.key }, { version: open.version });
    one("editor").close();
  });
}

async function attempt(action) {
  mark(one("editor-said"), "class", "said bad");
  try {
    await action();
    changed();
  } catch (refusal) {
    open.theirs = refusal.document ?? null;
    one("theirs").hidden = open.theirs === null;
    say(one("editor-said"), open.theirs === null
      ? refusal.message
      : "Somebody else has written this document meanwhile: nothing was written. Take theirs, or save again to write over it.");
    // Whoever saves again has seen that there is another one.
    if (open.theirs !== null) open.version = open.theirs.version;
  }
}

function takeTheirs() {
  const theirs = open.theirs;
  open.key = theirs.key;
  fill(theirs);
  say(one("editor-said"), "");
  one("text").focus();
}

function close() {
  const isChanged = open.isText && !one("text").readOnly && one("text").value !== open.before;
  if (isChanged && !open.isLeaving) {
    open.isLeaving = true;
    mark(one("editor-said"), "class", "said bad");
    say(one("editor-said"), "What you have written is not saved. Close once more to leave it.");
    return;
  }
  one("editor").close();
}
