// Draws what Python wants marked over a picture: shapes in an SVG whose user units are picture pixels.
import { element, shape } from "./dom.js";

let markers = 0;

export function drawMarks(view, panel, marks) {
  view.marks.replaceChildren();
  view.labels.replaceChildren();
  view.marks.setAttribute("viewBox", `0 0 ${panel.width} ${panel.height}`);
  for (const mark of marks) {
    if (mark.kind !== "mask") DRAW[mark.kind](view, panel, mark);
  }
}

const DRAW = { box: drawBox, ring: drawRing, arrow: drawArrow, path: drawPath };

function drawBox(view, panel, mark) {
  const { left, top, width, height, role } = mark;
  paint(view, mark, "rect", { x: left, y: top, width, height }, role);
  label(view, panel, mark, left, top, role);
}

function drawRing(view, panel, mark) {
  const { cx, cy, rx, ry } = mark;
  paint(view, mark, "ellipse", { cx, cy, rx, ry });
  label(view, panel, mark, cx - rx, cy - ry);
}

function drawArrow(view, panel, mark) {
  const id = `tip-${++markers}`;
  const tip = shape("marker", { id, viewBox: "0 0 8 8", refX: 7, refY: 4, markerWidth: 8, markerHeight: 8 }, "", view.marks);
  tip.setAttribute("orient", "auto");
  tip.setAttribute("markerUnits", "strokeWidth");
  shape("path", { d: "M0 0L8 4L0 8Z", fill: mark.color || "#ffd43b" }, "", tip);
  const { x0: x1, y0: y1, x1: x2, y1: y2 } = mark;
  paint(view, mark, "line", { x1, y1, x2, y2, "marker-end": `url(#${id})` });
  label(view, panel, mark, mark.x1, mark.y1);
}

function drawPath(view, panel, mark) {
  const points = mark.points.map((point) => point.join(",")).join(" ");
  paint(view, mark, mark.closed ? "polygon" : "polyline", { points });
  if (mark.points.length) label(view, panel, mark, ...mark.points[0]);
}

function paint(view, mark, tag, attributes, role = "match") {
  const node = shape(tag, attributes, `mark ${role}`, view.marks);
  if (mark.color) node.style.stroke = mark.color;
}

function label(view, panel, mark, x, y, role = "match") {
  if (!mark.label) return;
  const tag = element("span", `label ${role}`, view.labels);
  tag.textContent = mark.label;
  if (mark.color) tag.style.background = mark.color;
  tag.style.left = `${(100 * x) / panel.width}%`;
  tag.style.top = `${(100 * y) / panel.height}%`;
}
