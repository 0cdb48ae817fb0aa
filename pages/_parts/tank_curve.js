// Draws how uneven each vessel is against time.
import { element, shape } from "./dom.js";

const WIDTH = 320;
const HEIGHT = 110;

export function createCurve(parent) {
  const figure = element("figure", "curve", parent);
  const caption = element("figcaption", "subtitle", figure);
  const svg = shape("svg", { viewBox: `-30 -8 ${WIDTH + 42} ${HEIGHT + 26}`, role: "img" }, "", figure);
  svg.setAttribute("aria-label", "Variance against time");
  for (const percent of [0, 50, 100]) {
    const y = HEIGHT * (1 - percent / 100);
    shape("line", { x1: 0, x2: WIDTH, y1: y, y2: y }, "rule", svg);
    const label = shape("text", { x: -5, y: y + 4, "text-anchor": "end" }, "tick", svg);
    label.textContent = percent;
  }
  const zero = shape("text", { x: 0, y: HEIGHT + 15 }, "tick", svg);
  zero.textContent = "t = 0";
  const end = shape("text", { x: WIDTH, y: HEIGHT + 15, "text-anchor": "end" }, "tick", svg);
  return { svg, end, caption, lines: [] };
}

export function drawCurves(curve, run) {
  while (curve.lines.length < run.curves.length) curve.lines.push(shape("polyline", {}, "", curve.svg));
  while (curve.lines.length > run.curves.length) curve.lines.pop().remove();
  const pair = run.curves.length > 1 ? ". Dashed: waiting" : "";
  curve.caption.textContent = `Unevenness of the open water (variance, % of the start) over time${pair}`;
  const until = Math.max(20, run.time);
  curve.end.textContent = until.toFixed(0);
  run.curves.forEach((points, index) => {
    const isLast = index === run.curves.length - 1;
    curve.lines[index].setAttribute("class", isLast ? "line stirred" : "line waiting");
    const places = points.map(({ time, value }) => {
      const y = HEIGHT * (1 - Math.min(1.05, value));
      return `${((WIDTH * time) / until).toFixed(1)},${y.toFixed(1)}`;
    });
    curve.lines[index].setAttribute("points", places.join(" "));
  });
}
