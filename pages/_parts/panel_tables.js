// Tables of coloured numbers, drawn on a canvas so that hundreds of cells keep up with the pointer; only the cells in
// view are drawn, and a hidden HTML table says the same to screen readers.
import { element } from "./dom.js";
import { exact, short } from "./panel_format.js";

const SMALLEST = 30; // Screen pixels for a cell: four digits are readable.
const LARGEST = 46;
const MOST_VISIBLE = 11; // Cells along a side before a table scrolls.
const BESIDE = 290; // Screen pixels for the signs between the tables, and the sum.
const SMALLEST_TEXT = 8;
const MOST_SPOKEN = 15;

export function createTable(parent, name, onScroll) {
  const block = element("div", "block", parent);
  const title = element("p", "", block);
  title.textContent = name;
  const scroller = element("div", "scroller", block);
  const sheet = element("div", "sheet", scroller);
  const canvas = element("canvas", "", sheet);
  canvas.setAttribute("aria-hidden", "true");
  const spoken = element("table", "spoken", block);
  spoken.createCaption().textContent = name;
  const table = { block, scroller, sheet, canvas, spoken, context: canvas.getContext("2d") };
  scroller.addEventListener("scroll", () => onScroll());
  return table;
}

// Chooses the largest cells with which the tables stand side by side, and lets them scroll in step if there are none.
export function sizeTables(tables, width, rows, columns) {
  const [first] = tables;
  if (first.fitted === `${width} ${rows} ${columns}`) return;
  const { cell, fits } = roomFor(width, Math.max(rows, columns));
  const isCut = Math.max(rows, columns) > fits;
  for (const table of tables) {
    Object.assign(table, { cell, isCut, fitted: `${width} ${rows} ${columns}` });
    table.width = Math.min(columns, fits) * cell;
    table.height = Math.min(rows, fits) * cell;
    const bar = isCut ? 14 : 0;
    table.scroller.style.width = `${table.width + 1 + bar}px`;
    table.scroller.style.height = `${table.height + 1 + bar}px`;
    table.scroller.tabIndex = isCut ? 0 : -1;
    table.sheet.style.width = `${columns * cell + 1}px`;
    table.sheet.style.height = `${rows * cell + 1}px`;
    const ratio = window.devicePixelRatio;
    Object.assign(table.canvas, { width: (table.width + 1) * ratio, height: (table.height + 1) * ratio });
    Object.assign(table.canvas.style, { width: `${table.width + 1}px`, height: `${table.height + 1}px` });
    table.scroller.scrollTo((columns * cell - table.width) / 2, (rows * cell - table.height) / 2);
  }
  for (const table of tables) table.mates = tables;
}

// Three tables beside the sum, or two in a row, or one below the other: the side of a cell and how many fit.
function roomFor(width, side) {
  const shown = Math.min(MOST_VISIBLE, side);
  const beside = Math.floor((width - BESIDE) / (3 * shown));
  if (beside >= SMALLEST) return { cell: Math.min(LARGEST, beside), fits: shown };
  const half = (width - 70) / 2;
  const room = half >= 6 * SMALLEST ? half : width - 20;
  const fits = Math.max(1, Math.min(shown, Math.floor(room / SMALLEST)));
  return { cell: Math.min(LARGEST, Math.floor(room / fits)), fits };
}

// `shades` says how a value is painted: low and high ends, and colours in between.
export function drawTable(table, rows, columns, values, shades, outside) {
  const { context, cell, width, height, scroller } = table;
  follow(table);
  const ratio = window.devicePixelRatio;
  const left = Math.max(0, Math.min(scroller.scrollLeft, columns * cell - width));
  const top = Math.max(0, Math.min(scroller.scrollTop, rows * cell - height));
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, width + 1, height + 1);
  context.translate(0.5 - left, 0.5 - top);
  context.textAlign = "center";
  context.textBaseline = "middle";
  const lastRow = Math.min(rows, Math.ceil((top + height) / cell));
  const lastColumn = Math.min(columns, Math.ceil((left + width) / cell));
  // Large whole numbers are written small rather than short, so that they add up by eye.
  const usual = Math.min(14, Math.floor(cell * 0.36));
  const size = Math.max(SMALLEST_TEXT, Math.min(usual, (cell - 3) / (0.6 * longestWhole(values))));
  context.font = `${size}px "Source Code Pro", ui-monospace, monospace`;
  const most = Math.floor((cell - 3) / (size * 0.6) + 1e-9);
  for (let i = Math.floor(top / cell); i < lastRow; i += 1) {
    for (let j = Math.floor(left / cell); j < lastColumn; j += 1) {
      const at = i * columns + j;
      const { fill, ink } = shadeOf(shades, values[at]);
      context.fillStyle = fill;
      context.fillRect(j * cell, i * cell, cell, cell);
      if (outside?.[at]) hatch(context, j * cell, i * cell, cell);
      context.fillStyle = ink;
      context.fillText(short(values[at], most), (j + 0.5) * cell, (i + 0.5) * cell + 0.5);
    }
  }
  drawLines(context, rows, columns, cell);
}

// How many characters the longest number takes without its decimals.
function longestWhole(values) {
  let [low, high] = [0, 0];
  for (const value of values) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return Math.max(String(Math.round(low)).length, String(Math.round(high)).length);
}

// Colours with the ink that is readable on them, made once because a colour in words is slow to read.
export function makeShades(colors) {
  return colors.map(([red, green, blue]) => ({
    fill: `rgb(${red} ${green} ${blue})`,
    ink: 0.3 * red + 0.59 * green + 0.11 * blue > 130 ? "#14161b" : "#fff",
  }));
}

function shadeOf({ low, high, shades }, value) {
  const part = Math.max(0, Math.min(1, (value - low) / (high - low)));
  return shades[Math.round(part * (shades.length - 1))];
}

function drawLines(context, rows, columns, cell) {
  context.beginPath();
  for (let i = 0; i <= rows; i += 1) {
    context.moveTo(0, i * cell);
    context.lineTo(columns * cell, i * cell);
  }
  for (let j = 0; j <= columns; j += 1) {
    context.moveTo(j * cell, 0);
    context.lineTo(j * cell, rows * cell);
  }
  context.lineWidth = 1;
  context.strokeStyle = "rgb(128 128 128 / 55%)";
  context.stroke();
}

// The table that is scrolled takes the others along.
function follow(table) {
  const { scroller, mates } = table;
  if (!table.isCut || !mates) return;
  const leader = mates.find((mate) => mate.scroller.matches(":hover, :focus")) ?? mates[0];
  if (leader === table) return;
  if (scroller.scrollLeft !== leader.scroller.scrollLeft) scroller.scrollLeft = leader.scroller.scrollLeft;
  if (scroller.scrollTop !== leader.scroller.scrollTop) scroller.scrollTop = leader.scroller.scrollTop;
}

function hatch(context, x, y, cell) {
  context.save();
  context.beginPath();
  context.rect(x, y, cell, cell);
  context.clip();
  context.beginPath();
  for (let offset = -cell; offset < cell; offset += 6) {
    context.moveTo(x + offset, y + cell);
    context.lineTo(x + offset + cell, y);
  }
  context.strokeStyle = "rgb(240 140 40 / 60%)";
  context.stroke();
  context.restore();
}

export function writeTable(table, rows, columns, values) {
  const { spoken } = table;
  for (const body of [...spoken.tBodies]) body.remove();
  if (Math.max(rows, columns) > MOST_SPOKEN) return;
  const body = spoken.createTBody();
  for (let i = 0; i < rows; i += 1) {
    const line = body.insertRow();
    for (let j = 0; j < columns; j += 1) line.insertCell().textContent = exact(values[i * columns + j]);
  }
}
