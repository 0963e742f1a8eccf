// What has happened, the newest first.
import { keep, make, mark, one, say } from "./dom.js";
import { moment } from "./words.js";

const moods = { Warning: "doubtful", Error: "bad", Critical: "bad" };
const kinds = { Warning: "Warning", Error: "Error", Critical: "Error" };

export function showEvents(events) {
  one("no-events").hidden = events.length > 0;
  keep(
    one("events"), events, (event) => event.number,
    () => make("li", {}, make("time"), make("span", { class: "kind" }), make("span", { class: "text" }), make("span", { class: "times" })),
    (element, event) => {
      const [time, kind, text, times] = element.children;
      mark(element, "class", moods[event.level] ?? "plain");
      mark(time, "datetime", event.time);
      say(time, moment(Date.parse(event.time)));
      say(kind, kinds[event.level] ?? "");
      say(text, event.text);
      say(times, event.times > 1 ? `${event.times} times` : "");
    });
}
