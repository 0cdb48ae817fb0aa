// The sum behind one pixel of a result: patch, kernel, products and their sum, computed here from exact numbers.
import { element } from "./dom.js";
import { showCursor, sharesPixel } from "./panel_cursor.js";
import { exact } from "./panel_format.js";
import { wantNumbers, wholeNumbers } from "./panel_numbers.js";
import { createTable, drawTable, makeShades, sizeTables, writeTable } from "./panel_tables.js";
import { redraw } from "./panel_view.js";

const CHANNEL_NAMES = ["Red", "Green", "Blue"];
const GRAYS = makeShades(Array.from({ length: 256 }, (_, level) => [level, level, level]));
const IDLE = 150; // ms of rest after which the tables are written out for screen readers.

export function createInspector(group, root) {
  const box = element("section", "inspector", root);
  box.setAttribute("aria-label", "Inspector");
  box.hidden = true;
  const head = element("div", "head", box);
  const place = element("p", "place", head);
  const channels = element("div", "set", head);
  const tables = element("div", "tables", box);
  const names = ["Patch of the picture", "Kernel as applied", "Products"];
  const made = names.map((name, index) => {
    if (index) element("span", "sign", tables).textContent = index === 1 ? "×" : "=";
    return createTable(tables, name, () => drawInspector(group));
  });
  element("span", "sign", tables).textContent = "Σ";
  const sum = element("div", "sum", tables);
  const note = element("p", "note", box);
  group.channel = 0;
  group.isInspecting = true;
  group.onDrawn = () => drawInspector(group);
  const inspector = { box, place, channels, tables: made, sum, note, width: 0 };
  const observer = new ResizeObserver(([entry]) => {
    inspector.width = Math.round(entry.contentRect.width);
    drawInspector(group);
  });
  observer.observe(box);
  return inspector;
}

export function toggleInspector(group) {
  group.isInspecting = !group.isInspecting;
  group.isPinned &&= group.isInspecting;
  updateInspector(group);
  showCursor(group);
}

export function inspects(group, figure) {
  const { inspector } = group.header;
  if (!inspector || !group.isInspecting) return false;
  return sharesPixel(group, figure, { index: inspector.source }) || figure.index === inspector.result;
}

export function updateInspector(group) {
  const { header, parts, inspector } = group;
  const wanted = header.inspector;
  inspector.box.hidden = !wanted || !group.isInspecting;
  if (!wanted) {
    group.inspected = null;
    return;
  }
  const bytes = parts[wanted.part];
  group.kernel = new Float64Array(bytes.slice().buffer);
  inspector.signed = makeShades(wanted.colors);
  const source = group.figures[wanted.source];
  wantNumbers(group, source, 0, 0, 1, 1);
  const { width, height } = source.panel;
  const result = group.figures[wanted.result].panel;
  const cursor = group.cursor;
  if (!cursor || cursor.row >= result.height || cursor.column >= result.width) {
    group.isPinned = false;
    group.cursor = {
      index: wanted.result,
      row: Math.min(height, result.height) >> 1,
      column: Math.min(width, result.width) >> 1,
    };
  }
  showChannels(group, source.panel.numbers.channels);
  showCursor(group);
}

function showChannels(group, count) {
  const { channels } = group.inspector;
  if (group.channel >= count) group.channel = 0;
  channels.hidden = count === 1;
  if (channels.childElementCount !== count) {
    channels.replaceChildren();
    for (let index = 0; index < count; index += 1) {
      const button = element("button", "text", channels);
      Object.assign(button, { type: "button", textContent: CHANNEL_NAMES[index] });
      button.addEventListener("click", () => {
        group.channel = index;
        showChannels(group, count);
        drawInspector(group);
      });
    }
  }
  [...channels.children].forEach((button, index) => button.setAttribute("aria-pressed", index === group.channel));
}

export function showInspected(group) {
  if (group.header.inspector && group.isInspecting) redraw(group, true);
}

function drawInspector(group) {
  const { header, inspector, cursor } = group;
  if (!header?.inspector || !group.isInspecting || !cursor) return;
  const source = group.figures[header.inspector.source];
  const numbers = wholeNumbers(source);
  inspector.box.classList.toggle("waiting", !numbers);
  if (!numbers) return;
  const work = inspectPixel(group, source, numbers, cursor);
  group.inspected = work;
  const { rows, columns } = header.inspector;
  sizeTables(inspector, rows, columns);
  const range = rangeOf(source, numbers);
  const strongest = group.kernel.reduce((most, value) => Math.max(most, Math.abs(value)), 0) || 1;
  const [patch, kernel, products] = inspector.tables;
  const signed = (limit) => ({ low: -limit, high: limit, shades: inspector.signed });
  const reach = strongest * Math.max(Math.abs(range.low), Math.abs(range.high));
  drawTable(patch, rows, columns, work.patch, { ...range, shades: GRAYS }, work.outside);
  drawTable(kernel, rows, columns, group.kernel, signed(strongest), null);
  drawTable(products, rows, columns, work.products, signed(reach), work.outside);
  writeSum(group, work);
  clearTimeout(group.writing);
  group.writing = setTimeout(() => writeTables(group, work), IDLE);
}

function inspectPixel(group, figure, numbers, { row, column }) {
  const { rows, columns, origin, padding, fill } = group.header.inspector;
  const { width, height, numbers: kind } = figure.panel;
  const { channels } = kind;
  const { kernel, channel } = group;
  const patch = new Float64Array(rows * columns);
  const products = new Float64Array(rows * columns);
  const outside = new Uint8Array(rows * columns);
  const sums = Array.from({ length: channels }, () => 0);
  for (let i = 0; i < rows; i += 1) {
    const y = row + i - origin[0];
    const inY = sourcePlace(y, height, padding);
    for (let j = 0; j < columns; j += 1) {
      const x = column + j - origin[1];
      const inX = sourcePlace(x, width, padding);
      const at = i * columns + j;
      const isFill = inY < 0 || inX < 0;
      const pixel = (inY * width + inX) * channels;
      outside[at] = y !== inY || x !== inX ? 1 : 0;
      for (let c = 0; c < channels; c += 1) {
        const value = isFill ? fill : numbers[pixel + c];
        sums[c] += kernel[at] * value;
        if (c === channel) {
          patch[at] = value;
          products[at] = kernel[at] * value;
        }
      }
    }
  }
  return { row, column, patch, products, outside, sums };
}

// Which pixel of a row of `size` stands at a place beyond its ends; -1 for the fill value. As core/padding.py.
export function sourcePlace(place, size, padding) {
  if (place >= 0 && place < size) return place;
  const modulo = (value, period) => ((value % period) + period) % period;
  if (padding === "constant") return -1;
  if (padding === "nearest") return place < 0 ? 0 : size - 1;
  if (padding === "wrap") return modulo(place, size);
  if (padding === "reflect") {
    const folded = modulo(place, 2 * size);
    return Math.min(folded, 2 * size - 1 - folded);
  }
  const period = Math.max(2 * size - 2, 1);
  const folded = modulo(place, period);
  return Math.min(folded, period - folded);
}

function rangeOf(figure, numbers) {
  const { numbers: kind, scale } = figure.panel;
  if (kind.dtype === "uint8") return { low: 0, high: 255 };
  if (scale) return { low: scale.low, high: scale.high };
  if (figure.range?.of !== numbers) {
    let [low, high] = [Infinity, -Infinity];
    for (const value of numbers) {
      if (value < low) low = value;
      if (value > high) high = value;
    }
    figure.range = { of: numbers, low, high: high > low ? high : low + 1 };
  }
  return figure.range;
}

function writeSum(group, work) {
  const { inspector, header } = group;
  const { row, column, sums } = work;
  const pin = group.isPinned ? " · pinned, click again to let go" : " · click to pin";
  inspector.place.innerHTML = "<b></b><span></span>";
  inspector.place.firstChild.textContent = `Row ${row}, column ${column}`;
  inspector.place.lastChild.textContent = pin;
  while (inspector.sum.childElementCount < sums.length) element("div", "total", inspector.sum);
  while (inspector.sum.childElementCount > sums.length) inspector.sum.lastChild.remove();
  sums.forEach((sum, index) => {
    const total = inspector.sum.children[index];
    total.classList.toggle("chosen", sums.length > 1 && index === group.channel);
    total.textContent = `${sums.length > 1 ? `${CHANNEL_NAMES[index][0]} ` : ""}${exact(Number(sum.toPrecision(7)))}`;
  });
  const { rows, columns, padding, fill } = header.inspector;
  const beyond = padding === "constant" ? `${padding}, ${fill}` : padding;
  const hatched = work.outside.includes(1) ? ` Hatched cells lie beyond the picture's edge (${beyond}).` : "";
  const isCut = inspector.tables[0].isCut ? " Scroll a table to see the other cells." : "";
  inspector.note.textContent = `${rows} × ${columns} products add up to the pixel of the result.${hatched}${isCut}`;
}

function writeTables(group, work) {
  if (group.inspected !== work) return;
  const { rows, columns } = group.header.inspector;
  const [patch, kernel, products] = group.inspector.tables;
  writeTable(patch, rows, columns, work.patch);
  writeTable(kernel, rows, columns, group.kernel);
  writeTable(products, rows, columns, work.products);
}
