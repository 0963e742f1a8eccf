// Asks the site for something, and turns what it refuses into sentences.

export class Refusal extends Error {
  constructor(status, message, document) {
    super(message);
    this.status = status;
    this.document = document;
  }
}

export async function ask(path, query = {}, options = {}) {
  const address = `api/${path}?${new URLSearchParams(query)}`;
  const response = await fetch(address, options).catch(() => {
    throw new Refusal(0, "This site does not answer. The other sites have the same documents, and a page of their own.");
  });
  const isJson = response.headers.get("content-type")?.startsWith("application/json");
  const answer = isJson ? await response.json() : await response.text();
  if (response.ok) return answer;
  throw new Refusal(response.status, isJson ? "Somebody else has written this document meanwhile." : answer.trim(), isJson ? answer : null);
}

export const send = (method, path, query, body) =>
  ask(path, query, { method, headers: { "content-type": "application/json" }, body: JSON.stringify(body) });
