// The sites and the links between them, drawn: the list and the table beside it say the same in words.
import { drawn, one } from "./dom.js";
import { mood } from "./words.js";

// On a phone it is drawn closer together, and so larger: what is written in it must be readable there, too.
const phone = matchMedia("(max-width: 30rem)");
const wide = { width: 640, radius: 220, two: 190 };
const narrow = { width: 440, radius: 150, two: 145 };
const middle = 110;
let shown = "";

export function showMesh(picture) {
  const sites = picture.sites.filter((site) => site.site >= 0);
  const edges = pairs(sites, picture.links);
  const now = JSON.stringify([phone.matches, sites.map((site) => [site.site, moodOf(site)]), edges]);
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
  const room = phone.matches ? narrow : wide;
  const places = sites.map((_, index) => place(index, sites.length, room));
  const height = sites.length === 2 ? 66 : 220;
  return drawn(
    "svg", { viewBox: `0 ${middle - height / 2} ${room.width} ${height}` },
    ...edges.map((edge) => line(places[edge.from], places[edge.to], edge.mood)),
    ...sites.map((site, index) => node(site, places[index])));
}

function place(index, count, room) {
  if (count === 2) return { x: room.width / 2 + (index === 0 ? -room.two : room.two), y: middle };
  const angle = -Math.PI / 2 + (2 * Math.PI * index) / count;
  return { x: room.width / 2 + room.radius * Math.cos(angle), y: middle + 75 * Math.sin(angle) };
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
