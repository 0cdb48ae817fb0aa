// Marks over a picture: shapes in an SVG whose user units are picture pixels, labels beside them, and masks.
import { element, shape } from "./dom.js";
import { bringIntoView, redraw } from "./panel_view.js";

const COLOR = "#ffd43b";
const DRAW = { box: drawBox, ring: drawRing, arrow: drawArrow, path: drawPath };

export function showMarks(group, figure, panel, parts) {
  const marks = panel.marks.filter((mark) => mark.kind !== "mask");
  drawMarks(figure, marks);
  const masks = panel.marks.filter((mark) => mark.kind === "mask");
  figure.maskTicket = panel.marks;
  if (!masks.length) figure.masks = [];
  else {
    Promise.all(masks.map((mask) => tint(mask, panel, parts[mask.part]))).then((tinted) => {
      if (figure.maskTicket !== panel.marks) return;
      figure.masks = tinted;
      redraw(group);
    });
  }
}

export function drawMarks(figure, marks) {
  figure.marks.replaceChildren();
  figure.labels.replaceChildren();
  figure.tags = [];
  for (const mark of marks) DRAW[mark.kind](figure, mark);
}

// Moves marks and labels to where the picture is in its frame.
export function placeMarks(figure, place) {
  const view = `${place.left} ${place.top} ${place.width} ${place.height}`;
  figure.marks.setAttribute("viewBox", view);
  figure.overlay.setAttribute("viewBox", view);
  for (const entry of figure.tags) measure(entry);
  const taken = [];
  for (const entry of figure.tags) {
    const left = Math.max(0, (entry.x - place.left) * place.scaleX);
    const top = (entry.y - place.top) * place.scaleY;
    // A whole label fits in: what would go beyond the right edge is moved back, unless the mark is out of sight.
    const right = place.width * place.scaleX;
    const isBelow = top < 18;
    const across = left < right ? `max(0px, min(${left}px, ${right}px - 100%))` : `${left}px`;
    entry.tag.style.transform = `translate(${across}, ${top}px) translateY(${isBelow ? "0" : "-100%"})`;
    // The first of labels in one place is read, the others when somebody points at them or comes nearer.
    const { width, height } = entry;
    const from = left < right ? Math.max(0, Math.min(left, right - width)) : left;
    const box = { left: from, right: from + width, top: isBelow ? top : top - height, height };
    const isHidden = width > 0 && taken.some((other) => overlaps(box, other));
    entry.tag.classList.toggle("crowded", isHidden);
    if (width > 0 && !isHidden) taken.push(box);
  }
}

// A label's size on the screen, read once: to read it means to lay the page out.
function measure(entry) {
  if (entry.width || entry.tag.classList.contains("quiet")) return;
  Object.assign(entry, { width: entry.tag.offsetWidth, height: entry.tag.offsetHeight });
}

function overlaps(one, other) {
  return (
    one.left < other.right &&
    other.left < one.right &&
    one.top < other.top + other.height &&
    other.top < one.top + one.height
  );
}

function drawBox(figure, mark) {
  const { left, top, width, height, role } = mark;
  paint(figure, mark, "rect", { x: left, y: top, width, height }, role);
  writeLabel(figure, mark, left, top, role);
}

function drawRing(figure, mark) {
  const { cx, cy, rx, ry } = mark;
  paint(figure, mark, "ellipse", { cx, cy, rx, ry });
  writeLabel(figure, mark, cx - rx, cy - ry);
}

function drawArrow(figure, mark) {
  const { x0, y0, x1, y1 } = mark;
  const back = Math.atan2(y0 - y1, x0 - x1);
  const length = Math.min(Math.hypot(x1 - x0, y1 - y0), figure.panel.width / 30) * 0.8;
  const side = (turn) => `${x1 + length * Math.cos(back + turn)},${y1 + length * Math.sin(back + turn)}`;
  paint(figure, mark, "path", { d: `M${x0},${y0}L${x1},${y1}M${side(0.5)}L${x1},${y1}L${side(-0.5)}` });
  writeLabel(figure, mark, x1, y1);
}

function drawPath(figure, mark) {
  const points = mark.points.map((point) => point.join(",")).join(" ");
  paint(figure, mark, mark.closed ? "polygon" : "polyline", { points });
  if (mark.points.length) writeLabel(figure, mark, ...mark.points[0]);
}

function paint(figure, mark, tag, attributes, role = "match") {
  const node = shape(tag, attributes, `mark ${role}`, figure.marks);
  if (mark.color) node.style.stroke = mark.color;
  if (mark.name) node.dataset.name = mark.name;
}

function writeLabel(figure, mark, x, y, role = "match") {
  if (!mark.label) return;
  const tag = element("span", `label ${role}${mark.is_quiet ? " quiet" : ""}`, figure.labels);
  tag.textContent = mark.label;
  if (mark.name) tag.dataset.name = mark.name;
  if (mark.color) tag.style.background = mark.color;
  figure.tags.push({ tag, x, y, width: 0, height: 0 });
}

// Rings the marks with this name, which may be none, and shows their labels.
export function ringMarks(group, name) {
  for (const figure of group.figures) {
    figure.marks.querySelector(".ring")?.remove();
    for (const node of [...figure.marks.children, ...figure.labels.children]) {
      node.classList.toggle("pointed", Boolean(name) && node.dataset.name === name);
    }
    const node = figure.marks.querySelector(".pointed");
    if (!node) continue;
    const { x, y, width, height } = node.getBBox();
    const [cx, cy, reach] = [x + width / 2, y + height / 2, 0.62 * Math.hypot(width, height)];
    shape("ellipse", { cx, cy, rx: reach, ry: reach }, "mark ring", figure.marks).style.stroke = node.style.stroke;
    bringIntoView(group, figure, cy, cx);
  }
}

// A picture that is transparent where the mask is False.
async function tint(mask, panel, packed) {
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("deflate"));
  const bits = new Uint8Array(await new Response(stream).arrayBuffer());
  const canvas = new OffscreenCanvas(panel.width, panel.height);
  const context = canvas.getContext("2d");
  context.fillStyle = mask.color || COLOR;
  context.fillRect(0, 0, panel.width, panel.height);
  const image = context.getImageData(0, 0, panel.width, panel.height);
  for (let index = 0; index < panel.width * panel.height; index += 1) {
    image.data[4 * index + 3] = (bits[index >> 3] >> (7 - (index & 7))) & 1 ? 140 : 0;
  }
  context.putImageData(image, 0, 0);
  return canvas;
}
