// One figure of the panel: title, frame with the picture, readout, legend and caption.
import { element, shape } from "./dom.js";
import { exact } from "./panel_format.js";
import { showMarks } from "./panel_marks.js";
import { listen } from "./panel_pointer.js";
import { createZoomButtons } from "./panel_toolbar.js";
import { createView, redraw } from "./panel_view.js";
import { borrowPicture } from "./shelf.js";

export function createFigure(group, index) {
  const node = element("figure", "figure", group.row);
  const title = element("figcaption", "title", node);
  const frame = element("div", "frame", node);
  const picture = element("canvas", "picture", frame);
  const screen = element("canvas", "screen", frame);
  const marks = shape("svg", { preserveAspectRatio: "none" }, "marks", frame);
  const labels = element("div", "labels", frame);
  const overlay = shape("svg", { preserveAspectRatio: "none" }, "overlay", frame);
  const readout = element("output", "readout", node);
  const legend = element("div", "legend", node);
  const caption = element("p", "caption", node);
  picture.setAttribute("role", "img");
  screen.setAttribute("aria-hidden", "true");
  frame.tabIndex = 0;
  frame.setAttribute("role", "application");
  const figure = { index, node, title, frame, picture, screen, marks, labels, overlay, readout, legend, caption };
  Object.assign(figure, {
    width: 1,
    height: 1,
    columns: 1,
    rows: 1,
    levels: [],
    masks: [],
    tags: [],
    ownView: createView(),
  });
  figure.context = screen.getContext("2d");
  figure.strokes = shape("g", {}, "", overlay);
  figure.pointer = shape("g", {}, "", overlay);
  createZoomButtons(group, figure);
  listen(group, figure);
  const observer = new ResizeObserver(([entry]) => resize(group, figure, entry));
  try {
    observer.observe(frame, { box: "device-pixel-content-box" });
  } catch {
    observer.observe(frame);
  }
  figure.remove = () => {
    observer.disconnect();
    node.remove();
  };
  return figure;
}

// Resolves when the figure has its picture.
export function updateFigure(group, figure, panel, parts) {
  figure.panel = panel;
  figure.title.textContent = panel.title;
  figure.caption.textContent = panel.caption;
  figure.picture.setAttribute("aria-label", panel.alt);
  const name = panel.title || panel.alt;
  const drawing = panel.tools.length ? " Enter starts and ends a stroke." : "";
  figure.frame.setAttribute(
    "aria-label",
    `${name}. Arrow keys move the pixel that is read, plus and minus zoom.${drawing}`,
  );
  figure.node.style.setProperty("--share", panel.share);
  figure.node.classList.toggle("spectrum", panel.spectrum);
  figure.frame.style.setProperty("--aspect", panel.aspect);
  showLegend(figure, panel.scale);
  showMarks(group, figure, panel, parts);
  return figure.picture.dataset.shown === panel.digest ? null : showPicture(group, figure, panel.digest);
}

// The old picture stays until the new one is decoded, so nothing flickers; a slow old one never wins.
async function showPicture(group, figure, digest) {
  const bitmap = await borrowPicture(digest).catch(() => null);
  if (figure.panel.digest !== digest) return bitmap?.close();
  figure.frame.classList.toggle("broken", !bitmap);
  if (!bitmap) return;
  const { picture } = figure;
  if (picture.width !== bitmap.width) picture.width = bitmap.width;
  if (picture.height !== bitmap.height) picture.height = bitmap.height;
  picture.getContext("2d").drawImage(bitmap, 0, 0);
  // The memory is not left to the garbage collector, which does not see it.
  bitmap.close();
  picture.dataset.shown = digest;
  figure.levels = [picture];
  redraw(group);
}

// The screen's own pixels are counted where the browser tells them, so that squares are sharp at any pixel ratio.
function resize(group, figure, entry) {
  const { width, height } = figure.frame.getBoundingClientRect();
  if (width === 0) return;
  const [own] = entry.devicePixelContentBoxSize ?? [];
  const columns = own?.inlineSize ?? Math.round(width * window.devicePixelRatio);
  const rows = own?.blockSize ?? Math.round(height * window.devicePixelRatio);
  Object.assign(figure, { width, height, columns, rows });
  redraw(group);
}

export function showLegend(figure, scale) {
  const { legend } = figure;
  legend.replaceChildren();
  legend.hidden = !scale;
  if (!scale) return;
  const number = (value) => {
    if (Math.abs(value) === Math.PI) return value < 0 ? "−π" : "π";
    return exact(Number(value.toPrecision(4)));
  };
  element("span", "end", legend).textContent = number(scale.low);
  const bar = element("span", "bar", legend);
  bar.style.background = `linear-gradient(to right, ${scale.colors.join(", ")})`;
  if (["diverging", "cyclic"].includes(scale.kind) && scale.low < 0 && scale.high > 0) {
    const zero = element("span", "zero", bar);
    zero.style.left = `${(-100 * scale.low) / (scale.high - scale.low)}%`;
    zero.textContent = "0";
  }
  element("span", "end", legend).textContent = `${number(scale.high)} ${scale.unit}`.trim();
}
