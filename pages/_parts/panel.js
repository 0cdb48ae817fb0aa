// Pictures side by side, with marks drawn over them and a tool that drags a box.
import { element, shape } from "./dom.js";
import { drawMarks } from "./panel_marks.js";
import { borrowPicture } from "./shelf.js";
import { unpack } from "./unpack.js";

function createFigure(parent) {
  const figure = element("figure", "figure", parent);
  const title = element("figcaption", "title", figure);
  const frame = element("div", "frame", figure);
  const canvas = element("canvas", "picture", frame);
  const marks = shape("svg", { preserveAspectRatio: "none" }, "marks", frame);
  const labels = element("div", "labels", frame);
  const legend = element("div", "legend", figure);
  const caption = element("p", "caption", figure);
  canvas.setAttribute("role", "img");
  return { figure, title, frame, canvas, marks, labels, legend, caption };
}

// The old picture stays until the new one is decoded, so nothing flickers; a slow old one never wins.
async function drawPicture(view, panel) {
  view.wanted = panel.digest;
  const bitmap = await borrowPicture(panel.digest);
  if (view.wanted !== panel.digest) return;
  view.canvas.width = bitmap.width;
  view.canvas.height = bitmap.height;
  view.canvas.getContext("2d").drawImage(bitmap, 0, 0);
  view.canvas.dataset.shown = panel.digest;
}

function drawLegend(view, scale) {
  view.legend.replaceChildren();
  view.legend.hidden = !scale;
  if (!scale) return;
  const number = (value) => String(Number(value.toPrecision(4))).replace("-", "−");
  element("span", "end", view.legend).textContent = number(scale.low);
  const bar = element("span", "bar", view.legend);
  bar.style.background = `linear-gradient(to right, ${scale.colors.join(", ")})`;
  element("span", "end", view.legend).textContent = `${number(scale.high)} ${scale.unit}`.trim();
}

function boxBetween(a, b) {
  const left = Math.min(a.x, b.x);
  const top = Math.min(a.y, b.y);
  return { left, top, width: Math.abs(a.x - b.x), height: Math.abs(a.y - b.y) };
}

function moveBox(box, from, to, panel) {
  const limit = (value, most) => Math.max(0, Math.min(most, value));
  return {
    ...box,
    left: limit(box.left + to.x - from.x, panel.width - box.width),
    top: limit(box.top + to.y - from.y, panel.height - box.height),
  };
}

function contains(box, point) {
  const { left, top, width, height } = box;
  return point.x >= left && point.x < left + width && point.y >= top && point.y < top + height;
}

// Dragging draws a new box; dragging inside the chosen box moves it; Escape gives up.
function useBoxTool(view, panel, report) {
  const { marks, frame } = view;
  frame.classList.toggle("tool", panel.tools.length > 0);
  marks.onpointerdown = null;
  if (!panel.tools.includes("box")) return;

  const pixelAt = (event) => {
    const { left, top, width, height } = marks.getBoundingClientRect();
    const x = Math.round(((event.clientX - left) / width) * panel.width);
    const y = Math.round(((event.clientY - top) / height) * panel.height);
    return { x: Math.max(0, Math.min(panel.width, x)), y: Math.max(0, Math.min(panel.height, y)) };
  };
  const stop = () => {
    marks.onpointermove = marks.onpointerup = marks.onpointercancel = null;
    window.removeEventListener("keydown", giveUp);
  };
  const giveUp = (event) => {
    if (event.type === "keydown" && event.key !== "Escape") return;
    stop();
    drawMarks(view, panel, panel.marks);
  };
  marks.onpointerdown = (down) => {
    if (down.button !== 0) return;
    down.preventDefault();
    marks.setPointerCapture(down.pointerId);
    const from = pixelAt(down);
    const chosen = panel.marks.find((box) => box.role === "selection");
    const moved = chosen && contains(chosen, from) ? chosen : null;
    let box = null;
    marks.onpointermove = (move) => {
      const to = pixelAt(move);
      box = moved ? moveBox(moved, from, to, panel) : boxBetween(from, to);
      const label = `${box.width} × ${box.height}`;
      const others = panel.marks.filter((other) => other.role !== "selection");
      drawMarks(view, panel, [...others, { ...box, label, kind: "box", role: "selection" }]);
    };
    marks.onpointerup = () => {
      stop();
      if (box && box.width > 0 && box.height > 0) {
        report([
          [box.left, box.top],
          [box.left + box.width, box.top + box.height],
        ]);
      } else drawMarks(view, panel, panel.marks);
    };
    marks.onpointercancel = giveUp;
    window.addEventListener("keydown", giveUp);
  };
}

const views = new WeakMap();

export default function ({ data, parentElement, setStateValue }) {
  const root = parentElement.querySelector(".panel");
  const { header } = unpack(data);
  if (!views.has(root)) views.set(root, []);
  const figures = views.get(root);
  while (figures.length < header.panels.length) figures.push(createFigure(root));
  while (figures.length > header.panels.length) figures.pop().figure.remove();

  const report = (index, tool, points) => {
    figures.number = Math.max(figures.number ?? 0, header.seen) + 1;
    setStateValue("strokes", [{ number: figures.number, panel: index, tool, points, radius: 0 }]);
  };
  header.panels.forEach((panel, index) => {
    const view = figures[index];
    view.title.textContent = panel.title;
    view.caption.textContent = panel.caption;
    view.canvas.setAttribute("aria-label", panel.alt);
    view.canvas.classList.toggle("magnified", panel.width * panel.height <= 128 * 128);
    view.figure.style.setProperty("--share", panel.share);
    view.frame.style.setProperty("--aspect", panel.aspect);
    if (view.canvas.dataset.shown !== panel.digest) drawPicture(view, panel);
    drawLegend(view, panel.scale);
    drawMarks(view, panel, panel.marks);
    useBoxTool(view, panel, (points) => report(index, "box", points));
  });
}
