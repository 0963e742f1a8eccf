// The sites and the links between them, drawn: the list and the table beside it say the same in words.
import { drawn, one } from "./dom.js";
import { mood } from "./words.js";

const middle = { x: 320, y: 110 };
let shown = "";

export function showMesh(picture) {
  const sites = picture.sites.filter((site) => site.site >= 0);
  const edges = pairs(sites, picture.links);
  const now = JSON.stringify([sites.map((site) => [site.site, moodOf(site)]), edges]);
  if (now === shown) return;
  shown = now;
  one("mesh").replaceChildren(...(sites.length > 1 ? [draw(sites, edges)] : []));
}

// The worse of what the two ends say.
function pairs(sites, links) {
  const order = ["good", "doubtful", "bad"];
  const edges = [];
  sites.forEach((one, index) => sites.slice(index + 1).forEach((other) => {
    const ends = links.filter((link) => (link.owner === one.site && link.site === other.site) || (link.owner === other.site && link.site === one.site));
    const worst = ends.map((link) => mood(link.state)).sort((left, right) => order.indexOf(right) - order.indexOf(left))[0];
    if (worst) edges.push({ from: index, to: index + 1 + sites.slice(index + 1).indexOf(other), mood: worst });
  }));
  return edges;
}

const moodOf = (site) => (site.readOnly ? "bad" : mood(site.state));

function draw(sites, edges) {
  const places = sites.map((_, index) => place(index, sites.length));
  const height = sites.length === 2 ? 66 : 220;
  return drawn(
    "svg", { viewBox: `0 ${middle.y - height / 2} 640 ${height}` },
    ...edges.map((edge) => line(places[edge.from], places[edge.to], edge.mood)),
    ...sites.map((site, index) => node(site, places[index])));
}

function place(index, count) {
  if (count === 2) return { x: index === 0 ? 130 : 510, y: middle.y };
  const angle = -Math.PI / 2 + (2 * Math.PI * index) / count;
  return { x: middle.x + 220 * Math.cos(angle), y: middle.y + 75 * Math.sin(angle) };
}

function line(from, to, mood) {
  const ends = { x1: from.x, y1: from.y, x2: to.x, y2: to.y };
  const sign = { good: "✓", doubtful: "!", bad: "✕" }[mood];
  const at = { x: (from.x + to.x) / 2, y: (from.y + to.y) / 2 };
  return drawn(
    "g", { class: `edge ${mood}` },
    drawn("line", ends),
    ...(mood === "good" ? [drawn("line", { ...ends, class: "flow" })] : [drawn("circle", { cx: at.x, cy: at.y, r: 13 }), drawn("text", { x: at.x, y: at.y + 5 }, sign)]));
}

function node(site, { x, y }) {
  return drawn(
    "g", { class: `node ${moodOf(site)}${site.isThis ? " this" : ""}` },
    drawn("rect", { x: x - 62, y: y - 26, width: 124, height: 52, rx: 14 }),
    drawn("circle", { cx: x - 38, cy: y, r: 7 }),
    drawn("text", { x: x + 8, y: y + 6 }, `Site ${site.site}`));
}
