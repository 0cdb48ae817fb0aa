// Pictures side by side, with marks drawn over them and a tool that drags a box.
const SVG = "http://www.w3.org/2000/svg";

function element(tag, className, parent) {
  const node = document.createElement(tag);
  node.className = className;
  parent.append(node);
  return node;
}

function shape(tag, attributes, className, parent) {
  const node = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  node.setAttribute("class", className);
  parent.append(node);
  return node;
}

function createFigure(parent) {
  const figure = element("figure", "figure", parent);
  const title = element("figcaption", "title", figure);
  const frame = element("div", "frame", figure);
  const canvas = element("canvas", "picture", frame);
  const marks = shape("svg", { preserveAspectRatio: "none" }, "marks", frame);
  const labels = element("div", "labels", frame);
  const caption = element("p", "caption", figure);
  canvas.setAttribute("role", "img");
  return { figure, title, frame, canvas, marks, labels, caption, drawn: 0 };
}

// The old picture stays until the new one is decoded, so nothing flickers; a slow old one never wins.
async function drawPicture(view, panel, bytes) {
  const ticket = ++view.drawn;
  const bitmap = await createImageBitmap(new Blob([bytes], { type: panel.mime }));
  if (ticket !== view.drawn) return;
  view.canvas.width = bitmap.width;
  view.canvas.height = bitmap.height;
  view.canvas.getContext("2d").drawImage(bitmap, 0, 0);
  view.canvas.dataset.shown = panel.digest;
  bitmap.close();
}

function drawBox(view, panel, box) {
  const { left, top, width, height, label, role } = box;
  shape("rect", { x: left, y: top, width, height }, `box ${role}`, view.marks);
  if (!label) return;
  const tag = element("span", `label ${role}`, view.labels);
  tag.textContent = label;
  tag.style.left = `${(100 * left) / panel.width}%`;
  tag.style.top = `${(100 * top) / panel.height}%`;
}

function drawMarks(view, panel) {
  view.marks.replaceChildren();
  view.labels.replaceChildren();
  view.marks.setAttribute("viewBox", `0 0 ${panel.width} ${panel.height}`);
  for (const ring of panel.rings) shape("ellipse", ring, "ring", view.marks);
  for (const box of panel.boxes) drawBox(view, panel, box);
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
  frame.classList.toggle("tool", Boolean(panel.tool));
  marks.onpointerdown = null;
  if (!panel.tool) return;

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
    drawMarks(view, panel);
  };
  marks.onpointerdown = (down) => {
    if (down.button !== 0) return;
    down.preventDefault();
    marks.setPointerCapture(down.pointerId);
    const from = pixelAt(down);
    const chosen = panel.boxes.find((box) => box.role === "selection");
    const moved = chosen && contains(chosen, from) ? chosen : null;
    let box = null;
    marks.onpointermove = (move) => {
      const to = pixelAt(move);
      box = moved ? moveBox(moved, from, to, panel) : boxBetween(from, to);
      const label = `${box.width} × ${box.height}`;
      const others = panel.boxes.filter((other) => other.role !== "selection");
      drawMarks(view, { ...panel, boxes: [...others, { ...box, label, role: "selection" }] });
    };
    marks.onpointerup = () => {
      stop();
      if (box && box.width > 0 && box.height > 0) {
        report([box.left, box.top, box.width, box.height]);
      } else drawMarks(view, panel);
    };
    marks.onpointercancel = giveUp;
    window.addEventListener("keydown", giveUp);
  };
}

const views = new WeakMap();

export default function ({ data, parentElement, setStateValue }) {
  const root = parentElement.querySelector(".panel");
  const { header, parts } = unpack(data);
  if (!views.has(root)) views.set(root, []);
  const figures = views.get(root);
  while (figures.length < header.panels.length) figures.push(createFigure(root));
  while (figures.length > header.panels.length) figures.pop().figure.remove();

  header.panels.forEach((panel, index) => {
    const view = figures[index];
    view.title.textContent = panel.title;
    view.caption.textContent = panel.caption;
    view.canvas.setAttribute("aria-label", panel.alt);
    view.canvas.classList.toggle("magnified", panel.width * panel.height <= 128 * 128);
    view.figure.style.setProperty("--share", panel.share);
    view.frame.style.setProperty("--aspect", panel.aspect);
    if (view.canvas.dataset.shown !== panel.digest) drawPicture(view, panel, parts[index]);
    drawMarks(view, panel);
    useBoxTool(view, panel, (box) => setStateValue("box", box));
  });
}
