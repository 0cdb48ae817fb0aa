// One convolution, step by step: the grid with the kernel on it, the products, their sum, and the result.
import { element } from "./dom.js";
import { takeTable, tint } from "./number_cells.js";

const NUMBERED_COLUMNS = 18;
const MAX_TERMS = 25;
const STEP_MS = 450;
const states = new WeakMap();

function write(value) {
  return String(Number.isInteger(value) ? value : Number(value.toPrecision(4))).replace("-", "−");
}

function gray(value, [low, high]) {
  const level = Math.max(0, Math.min(255, Math.round((255 * (value - low)) / (high - low))));
  return { background: `rgb(${level} ${level} ${level})`, color: level > 117 ? "#000" : "#fff" };
}

const largestOf = (rows) => Math.max(...rows.flat().map(Math.abs));

// What lies under the kernel when it computes the result at (row, column).
function patchAt({ padded, kernel, stride, dilation }, row, column) {
  return kernel.map((line, a) =>
    line.map((_, b) => padded[row * stride + a * dilation][column * stride + b * dilation]),
  );
}

function createTable(parent, title, className) {
  const box = element("figure", `block ${className}`, parent);
  const caption = element("figcaption", "title", box);
  caption.textContent = title;
  return { box, caption, grid: element("div", "grid", box), cells: [] };
}

function layCells(table, rows, columns, tag) {
  const shape = `${rows}x${columns}${tag}`;
  table.grid.style.setProperty("--columns", columns);
  table.grid.classList.toggle("dense", columns > 9);
  table.grid.classList.toggle("unnumbered", columns > NUMBERED_COLUMNS);
  if (table.shape === shape) return;
  table.shape = shape;
  table.grid.replaceChildren();
  table.cells = Array.from({ length: rows }, () =>
    Array.from({ length: columns }, () => element(tag, "cell", table.grid)),
  );
}

function create(root) {
  const bar = element("div", "bar", root);
  const body = element("div", "body", root);
  const source = createTable(body, "Picture", "source");
  const middle = element("div", "middle", body);
  const view = {
    source,
    kernel: createTable(middle, "Kernel as applied", "kernel"),
    products: createTable(middle, "Products", "products"),
    result: createTable(body, "Result", "result"),
    place: 0,
    timer: 0,
  };
  view.sum = element("p", "sum", root);
  view.sum.setAttribute("role", "status");
  const button = (name, action) => {
    const node = element("button", "button", bar);
    node.textContent = name;
    node.type = "button";
    node.onclick = action;
    return node;
  };
  view.play = button("Play", () => (view.timer ? pause(view) : play(view)));
  button("Step back", () => move(view, -1));
  button("Step", () => move(view, 1));
  button("Restart", () => go(view, 0, true));
  const speed = element("label", "speed", bar);
  speed.append("Speed ");
  view.speed = element("input", "range", speed);
  Object.assign(view.speed, { type: "range", min: 0, max: 4, step: 1, value: 1 });
  view.speed.oninput = () => view.timer && (pause(view), play(view));
  view.result.grid.tabIndex = 0;
  view.result.grid.setAttribute("aria-label", "Result; arrow keys move");
  view.result.grid.onkeydown = (event) => {
    const columns = view.data.result[0].length;
    const step = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: columns, ArrowUp: -columns }[event.key];
    if (!step) return;
    event.preventDefault();
    move(view, step);
  };
  const pointed = (event) => {
    const index = view.result.cells.flat().indexOf(event.target.closest(".cell"));
    if (index < 0 || (view.timer && event.type === "pointermove")) return;
    pause(view);
    go(view, index);
  };
  view.result.grid.onpointermove = pointed;
  view.result.grid.onclick = pointed;
  return view;
}

function pause(view) {
  clearInterval(view.timer);
  view.timer = 0;
  view.play.textContent = "Play";
}

function play(view) {
  const count = view.data.result.flat().length;
  if (view.place === count - 1) go(view, 0, true);
  view.play.textContent = "Pause";
  view.timer = setInterval(
    () => {
      if (!view.sum.isConnected || view.place >= count - 1) pause(view);
      else move(view, 1, false);
    },
    STEP_MS / 2 ** Number(view.speed.value),
  );
}

function move(view, step, stops = true) {
  if (stops) pause(view);
  const place = view.place + step;
  if (place >= 0 && place < view.data.result.flat().length) go(view, place);
}

function go(view, place, clears = false) {
  view.place = place;
  view.filled = clears ? place : Math.max(view.filled, place);
  if (clears) pause(view);
  drawStep(view);
}

function drawStep(view) {
  const { data } = view;
  const columns = data.result[0].length;
  const [row, column] = [Math.floor(view.place / columns), view.place % columns];
  const patch = patchAt(data, row, column);
  const reach = (cells) => (cells - 1) * data.dilation;
  view.source.cells.forEach((line, y) =>
    line.forEach((cell, x) => {
      const [a, b] = [y - row * data.stride, x - column * data.stride];
      const inside = a >= 0 && b >= 0 && a <= reach(patch.length) && b <= reach(patch[0].length);
      cell.classList.toggle("under", inside && a % data.dilation === 0 && b % data.dilation === 0);
    }),
  );
  const products = patch.map((line, a) => line.map((value, b) => value * data.kernel[a][b]));
  const largest = largestOf(products);
  products.forEach((line, a) =>
    line.forEach((value, b) => {
      const cell = view.products.cells[a][b];
      cell.textContent = write(value);
      cell.title = `${data.kernel[a][b]} × ${patch[a][b]} = ${value}`;
      cell.style.background = tint(value, largest);
    }),
  );
  view.result.cells.flat().forEach((cell, index) => {
    const value = data.result[Math.floor(index / columns)][index % columns];
    const shown = !data.fills || index <= view.filled;
    cell.textContent = shown ? write(value) : "";
    cell.title = shown ? String(value) : "";
    Object.assign(cell.style, shown ? shadeResult(value, data) : { background: "transparent", color: "inherit" });
    cell.classList.toggle("now", index === view.place);
  });
  const terms = patch.flat().map((value, index) => `${bracket(data.kernel.flat()[index])} · ${bracket(value)}`);
  const total = write(data.result[row][column]);
  view.sum.textContent =
    terms.length <= MAX_TERMS ? `${terms.join(" + ")} = ${total}` : `The ${terms.length} products add up to ${total}.`;
  view.sum.dataset.place = `${row},${column}`;
}

const bracket = (value) => (value < 0 ? `(${write(value)})` : write(value));

function shadeResult(value, data) {
  if (data.levels && !data.isSigned) return gray(value, data.levels);
  return { background: tint(value, largestOf(data.result)), color: "inherit" };
}

// Cells of the source are inputs where the visitor may change them.
function fillTable(table, numbers, part, data, report) {
  const tag = data.isEditable ? "input" : "div";
  layCells(table, numbers.length, numbers[0].length, tag);
  const largest = largestOf(numbers);
  numbers.forEach((line, row) =>
    line.forEach((value, column) => {
      const cell = table.cells[row][column];
      const text = write(value);
      const isGrid = part === "grid";
      const beyond = isGrid ? data.beyond[row][column] : 0;
      cell.classList.toggle("beyond", beyond === 2);
      cell.classList.toggle("around", beyond === 1);
      Object.assign(
        cell.style,
        isGrid && data.levels ? gray(value, data.levels) : { background: tint(value, largest), color: "inherit" },
      );
      cell.title = String(value);
      if (!data.isEditable) {
        cell.textContent = text;
        return;
      }
      cell.value = text;
      cell.dataset.sent = text;
      cell.readOnly = beyond === 2;
      const [i, j] = isGrid ? [row - data.padding, column - data.padding] : [row, column];
      cell.setAttribute("aria-label", `${isGrid ? "Grid" : "Kernel"} row ${i + 1}, column ${j + 1}`);
      const commit = () => {
        if (cell.value === cell.dataset.sent) return;
        cell.dataset.sent = cell.value;
        report({ part, row: i, column: j, text: cell.value });
      };
      cell.onblur = commit;
      cell.onfocus = () => cell.select();
      cell.onkeydown = (event) => {
        if (event.key === "Enter") commit();
        if (event.key === "Escape") cell.value = cell.dataset.sent;
      };
      cell.onpaste = (event) => {
        const pasted = takeTable(event);
        if (pasted !== null) report({ part, table: pasted });
      };
    }),
  );
}

export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".kernel_steps");
  if (!states.has(root)) states.set(root, create(root));
  const view = states.get(root);
  const isNew = view.data?.id !== data.id;
  view.data = data;
  if (isNew) {
    pause(view);
    view.place = 0;
    view.filled = 0;
  }
  view.place = Math.min(view.place, data.result.flat().length - 1);
  view.source.caption.textContent = data.title;
  const report = (edit) => setTriggerValue("edit", edit);
  fillTable(view.source, data.padded, "grid", data, report);
  fillTable(view.kernel, data.kernel, "kernel", data, report);
  layCells(view.products, data.kernel.length, data.kernel[0].length, "div");
  layCells(view.result, data.result.length, data.result[0].length, "div");
  drawStep(view);
}
