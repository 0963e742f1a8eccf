// The one thing that must be seen from across the room: is anything wrong?
import { keep, make, mark, one, say } from "./dom.js";
import { count, moment, span } from "./words.js";

const signs = { good: "✓", doubtful: "!", bad: "✕", silent: "?" };
const inks = { good: "#1a9c4b", doubtful: "#c98a00", bad: "#e5484d", silent: "#8b95a1" };

export function showVerdict(picture) {
  const bad = picture.findings.filter((finding) => finding.isBad).length;
  const mood = bad > 0 ? "bad" : picture.findings.length > 0 ? "doubtful" : "good";
  set(mood, title(mood, bad, picture), text(picture));
  show(picture.findings, picture.time);
  document.title = `${mood === "good" ? "✓" : mood === "bad" ? `✕ ${bad} wrong` : "! look"} – site ${picture.site} – ClientHa`;
}

// Nothing is known any more of what the page shows.
export function showSilence(milliseconds) {
  const how = milliseconds === null ? "has not answered yet" : `has said nothing for ${span(milliseconds)}`;
  set("silent", `This site ${how}`, milliseconds === null ? "Trying again." : "What stands below is how it was then. Trying again; the other sites have pages of their own.");
  document.title = "? no answer – ClientHa";
}

function set(mood, title, detail) {
  mark(document.body, "class", mood);
  say(one("sign"), signs[mood]);
  say(one("verdict-title"), title);
  say(one("verdict-text"), detail);
  const icon = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><circle cx="8" cy="8" r="7" fill="${inks[mood]}"/></svg>`;
  mark(one("icon"), "href", `data:image/svg+xml,${encodeURIComponent(icon)}`);
}

function title(mood, bad, picture) {
  if (mood === "bad") return bad === 1 ? "One thing is wrong" : `${bad} things are wrong`;
  if (mood === "doubtful") return picture.findings.length === 1 ? "One thing to look at" : `${picture.findings.length} things to look at`;
  return "All is well";
}

function text(picture) {
  const serving = picture.sites.filter((site) => site.state === "Serving").length;
  const good = picture.links.filter((link) => link.state === "Good").length;
  const sites = `${upper(share(serving, picture.sites.length, "site"))} ${serving === 1 ? "serves" : "serve"}`;
  return picture.links.length === 0 ? `${sites}.` : `${sites}, ${share(good, picture.links.length, "link")} ${good === 1 ? "is" : "are"} good.`;
}

const upper = (text) => text[0].toUpperCase() + text.slice(1);
// "2 of 3 sites", "no sites".
const share = (some, all, name) => (some === 0 ? `no ${name}s` : `${some} of ${count(all, name)}`);

function show(findings, now) {
  keep(
    one("findings"), findings, (finding) => finding.text,
    () => make("li", {}, make("strong"), " ", make("span", { class: "remedy" }), make("span", { class: "since" })),
    (element, finding) => {
      const [text, remedy, since] = element.children;
      mark(element, "class", finding.isBad ? "bad" : "doubtful");
      say(text, finding.text);
      say(remedy, finding.remedy);
      say(since, finding.since > 0 ? `All was well last at ${moment(finding.since)}, ${span(now - finding.since)} ago.` : "");
    });
}
