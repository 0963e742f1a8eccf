// The last two minutes of a value, as a line: whether it grows says more than how great it is.
import { drawn } from "./dom.js";

const samples = 120;
const width = 120;
const height = 22;

export function spark() {
  const line = drawn("polyline", { fill: "none" });
  const area = drawn("polygon", {});
  const picture = drawn("svg", { viewBox: `0 0 ${width} ${height}`, class: "spark", "aria-hidden": "true", preserveAspectRatio: "none" }, area, line);
  picture.values = [];
  return picture;
}

// The scale ends at one second, or above: milliseconds are no mountains.
export function add(picture, value, least = 1) {
  picture.values.push(value);
  if (picture.values.length > samples) picture.values.shift();
  const top = Math.max(least, ...picture.values);
  const points = picture.values.map((each, index) =>
    `${(width - (picture.values.length - 1 - index) * (width / (samples - 1))).toFixed(1)},${(height - 1 - (each / top) * (height - 3)).toFixed(1)}`);
  const first = points.length > 0 ? points[0].split(",")[0] : width;
  picture.lastChild.setAttribute("points", points.join(" "));
  picture.firstChild.setAttribute("points", `${first},${height} ${points.join(" ")} ${width},${height}`);
}
