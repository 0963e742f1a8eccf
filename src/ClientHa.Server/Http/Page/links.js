// The links in the columns that operators of a dual-centre set-up know.
import { keep, make, mark, one, say } from "./dom.js";
import { add, spark } from "./spark.js";
import { lag, moment, mood, number, span, state } from "./words.js";

const columns = ["Site", "Name", "State", "Last good", "Time", "Last I/D", "Last bad", "Time", "Pending", "Lag"];

export function showLinks(picture) {
  one("links").hidden = picture.links.length === 0;
  one("no-links").hidden = picture.links.length > 0;
  keep(one("link-rows"), picture.links, (link) => `${link.owner} ${link.address}`, create, (row, link) => fill(row, link, picture.time));
}

function create() {
  // The roles for where the table is no table to the eye, on a phone: it stays one for a screen reader.
  return make("tr", { role: "row" }, ...columns.map((name, index) => {
    const cell = make(index === 1 ? "th" : "td", { "data-label": name, role: index === 1 ? "rowheader" : "cell", scope: index === 1 ? "row" : null });
    cell.append(...(index === 2 ? [make("span", { class: "state" })] : index === 9 ? [make("span", { class: "lag" }), spark()] : []));
    return cell;
  }));
}

function fill(row, link, now) {
  const cells = row.children;
  const feeling = mood(link.state);
  mark(row, "class", feeling);
  say(cells[0], String(link.owner));
  say(cells[1], link.name);
  mark(cells[2].firstChild, "class", `state ${feeling}`);
  say(cells[2].firstChild, state(link.state));
  say(cells[3], moment(link.lastGood));
  say(cells[4], link.lastGood ? span(now - link.lastGood) : "");
  say(cells[5], `${number(link.lastInserted)}/${number(link.lastDeleted)}`);
  say(cells[6], moment(link.lastBad));
  mark(cells[6], "title", link.lastBadReason);
  say(cells[7], link.lastBad ? span(now - link.lastBad) : "");
  say(cells[8], number(link.pending));
  say(cells[9].firstChild, lag(link.lagSeconds));
  add(cells[9].lastChild, link.lagSeconds);
}
