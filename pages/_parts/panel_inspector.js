// Shows the work behind one pixel of a result: patch, kernel, products and their sum, for a kernel or a pair of them.
import { element } from "./dom.js";
import { showCursor, sharesPixel, unpin } from "./panel_cursor.js";
import { exact } from "./panel_format.js";
import { wantNumbers } from "./panel_numbers.js";
import { planesOf, rangeOf, sumUp } from "./panel_sums.js";
import { isPhone } from "./panel_strip.js";
import { createTable, drawTable, makeShades, sizeTables, writeTable } from "./panel_tables.js";
import { showPressed } from "./panel_toolbar.js";
import { redraw } from "./panel_view.js";

const CHANNEL_NAMES = ["Red", "Green", "Blue"];
const KERNEL_NAMES = ["Kernel as applied", "The same, turned by 90°"];
const GRAYS = makeShades(Array.from({ length: 256 }, (_, level) => [level, level, level]));
const DARK = 380; // The most that red, green and blue of a dark page add up to.
const STRONG = 0.65; // Which part of the scale's half is the colour of the largest number on a dark page.
const IDLE = 150; // ms of rest after which the tables are written out for screen readers.

export function createInspector(group, root) {
  const box = element("section", "inspector", root);
  box.setAttribute("aria-label", "Inspector");
  box.hidden = true;
  const head = element("div", "head", box);
  const place = element("p", "place", head);
  const channels = element("div", "set", head);
  const list = element("div", "works", box);
  const roots = element("div", "root", box);
  const note = element("p", "note", box);
  group.channel = 0;
  // On a phone its numbers would push away what stands below, so there it waits for a pixel to be tapped.
  group.opensByTap = isPhone();
  group.isInspecting = !group.opensByTap;
  group.onDrawn = () => drawInspector(group);
  const inspector = { box, place, channels, list, works: [], roots, note, width: 0 };
  const observer = new ResizeObserver(([entry]) => {
    inspector.width = Math.round(entry.contentRect.width);
    drawInspector(group);
  });
  observer.observe(box);
  return inspector;
}

// One row: patch times kernel gives products, which add up.
function createWork(group, index) {
  const { list } = group.inspector;
  const node = element("div", "tables", list);
  const names = ["Patch of the picture", KERNEL_NAMES[index], "Products"];
  const tables = names.map((name, place) => {
    // A sign goes to the next row with what it stands before.
    const step = element("div", "step", node);
    if (place) element("span", "sign", step).textContent = place === 1 ? "×" : "=";
    return createTable(step, name, () => drawInspector(group));
  });
  const step = element("div", "step", node);
  element("span", "sign", step).textContent = "Σ";
  return { node, tables, sum: element("div", "sum", step) };
}

export function toggleInspector(group) {
  unpin(group);
  group.opensByTap = false;
  group.isInspecting = !group.isInspecting;
  updateInspector(group);
  showCursor(group);
}

export function openByTap(group) {
  if (!group.opensByTap || !group.header.inspector) return;
  group.opensByTap = false;
  group.isInspecting = true;
  updateInspector(group);
  showPressed(group);
}

export function inspects(group, figure) {
  const { inspector } = group.header;
  if (!inspector || !group.isInspecting) return false;
  return sharesPixel(group, figure, { index: inspector.sources[0] }) || inspector.results.includes(figure.index);
}

export function updateInspector(group) {
  const { header, parts, inspector } = group;
  const wanted = header.inspector;
  inspector.box.hidden = !wanted || !group.isInspecting;
  if (!wanted) {
    group.inspected = null;
    return;
  }
  group.kernels = wanted.kernels.map((kernel) => {
    const cells = new Float64Array(parts[kernel.part].slice().buffer);
    const strongest = cells.reduce((most, value) => Math.max(most, Math.abs(value)), 0) || 1;
    return { ...kernel, cells, strongest };
  });
  const { works } = inspector;
  while (works.length < group.kernels.length) works.push(createWork(group, works.length));
  while (works.length > group.kernels.length) works.pop().node.remove();
  inspector.roots.hidden = works.length === 1;
  inspector.signed = makeShades(fitted(wanted.colors, inspector.box));
  const sources = wanted.sources.map((index) => group.figures[index]);
  for (const source of sources) wantNumbers(group, source, 0, 0, 1, 1);
  const { width, height } = sources[0].panel;
  const result = group.figures[wanted.results[0]].panel;
  const cursor = group.cursor;
  const isOutside = !cursor || cursor.row >= result.height || cursor.column >= result.width;
  // Another picture has another middle, and 1 × 1 pixels would leave its corner to it.
  const size = `${result.width} ${result.height}`;
  const isAnother = group.inspectedSize !== size && !group.isPinned;
  group.inspectedSize = size;
  if (isOutside || isAnother) {
    group.isPinned = false;
    group.cursor = {
      index: wanted.results[0],
      row: Math.min(height, result.height) >> 1,
      column: Math.min(width, result.width) >> 1,
    };
  }
  showChannels(group, sources.length > 1 ? sources.length : sources[0].panel.numbers.channels);
  showCursor(group);
}

// On a dark page zero is as dark as the page, and a number stands out by its colour as on a light one.
function fitted(colors, node) {
  const page = channelsOf(getComputedStyle(node).getPropertyValue("--st-background-color"));
  if (!page || page[0] + page[1] + page[2] > DARK) return colors;
  const last = colors.length - 1;
  return colors.map((_, index) => {
    const place = (2 * index) / last - 1;
    const strong = colors[Math.round(((1 + STRONG * Math.sign(place)) / 2) * last)];
    return page.map((level, channel) => Math.round(level + Math.abs(place) * (strong[channel] - level)));
  });
}

// The red, green and blue of a colour written as #rrggbb; null for another one.
function channelsOf(text) {
  const found = /^#([0-9a-f]{6})$/i.exec(text.trim());
  return found && [0, 2, 4].map((at) => Number.parseInt(found[1].slice(at, at + 2), 16));
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
      button.addEventListener("click", () => chooseChannel(group, index));
    }
  }
  [...channels.children].forEach((button, index) => button.setAttribute("aria-pressed", index === group.channel));
}

function chooseChannel(group, index) {
  group.channel = index;
  showChannels(group, group.inspector.channels.childElementCount);
  drawInspector(group);
}

// Where channels have panels of their own, the one under the cursor is inspected.
export function followChannel(group) {
  const { inspector } = group.header;
  if (!inspector || inspector.sources.length === 1) return;
  const { index } = group.cursor;
  const channel = Math.max(inspector.sources.indexOf(index), inspector.results.indexOf(index));
  if (channel >= 0 && channel !== group.channel) chooseChannel(group, channel);
}

export function showInspected(group) {
  if (group.header.inspector && group.isInspecting) redraw(group, true);
}

function drawInspector(group) {
  const { header, inspector, cursor, channel, kernels } = group;
  if (!header?.inspector || !group.isInspecting || !cursor) return;
  const planes = planesOf(group);
  inspector.box.classList.toggle("waiting", !planes);
  if (!planes) return;
  const range = rangeOf(planes[channel]);
  const works = kernels.map((kernel) => sumUp(kernel, planes, channel, cursor, header.inspector));
  group.inspected = works;
  works.forEach((work, index) => drawWork(inspector, inspector.works[index].tables, work, range));
  writeSums(group, works);
  clearTimeout(group.writing);
  group.writing = setTimeout(() => writeTables(group, works), IDLE);
}

function drawWork(inspector, tables, { kernel, patch, products, outside }, range) {
  const { rows, columns, cells, strongest } = kernel;
  sizeTables(tables, inspector.width, rows, columns);
  const signed = (limit) => ({ low: -limit, high: limit, shades: inspector.signed });
  const reach = strongest * Math.max(Math.abs(range.low), Math.abs(range.high));
  drawTable(tables[0], rows, columns, patch, { ...range, shades: GRAYS }, outside);
  drawTable(tables[1], rows, columns, cells, signed(strongest), null);
  drawTable(tables[2], rows, columns, products, signed(reach), outside);
}

function writeSums(group, works) {
  const { inspector, cursor } = group;
  const pin = group.isPinned ? " · pinned, click again to let go" : " · click to pin";
  inspector.place.innerHTML = "<b></b><span></span>";
  inspector.place.firstChild.textContent = `Row ${cursor.row}, column ${cursor.column}`;
  inspector.place.lastChild.textContent = pin;
  const { divisor } = group.header.inspector;
  const divided = (sum) =>
    divisor === 1 ? rounded(sum) : `${rounded(sum)} / ${rounded(divisor)} = ${rounded(sum / divisor)}`;
  works.forEach(({ sums }, index) => writeTotals(group, inspector.works[index].sum, sums.map(divided)));
  if (works.length > 1) {
    const texts = works[0].sums.map((first, channel) => {
      const pair = [first / divisor, works[1].sums[channel] / divisor];
      const squares = pair.map((sum) => (sum < 0 ? `(${rounded(sum)})²` : `${rounded(sum)}²`));
      return `√(${squares.join(" + ")}) = ${rounded(Math.hypot(...pair))}`;
    });
    writeTotals(group, inspector.roots, texts);
  }
  inspector.note.textContent = explain(group, works);
}

function writeTotals(group, node, texts) {
  while (node.childElementCount < texts.length) element("div", "total", node);
  while (node.childElementCount > texts.length) node.lastChild.remove();
  texts.forEach((text, index) => {
    const total = node.children[index];
    total.classList.toggle("chosen", texts.length > 1 && index === group.channel);
    total.textContent = `${texts.length > 1 ? `${CHANNEL_NAMES[index][0]} ` : ""}${text}`;
  });
}

function rounded(sum) {
  return exact(Number(sum.toPrecision(7)));
}

function explain(group, works) {
  const { padding, fill, divisor, remark } = group.header.inspector;
  const count = works[0].products.length;
  const share = `divided by ${rounded(divisor)}, the sum of the kernel's numbers`;
  let sums =
    count === 1 ? "One product is the pixel of the result." : `${count} products add up to the pixel of the result.`;
  if (works.length > 1)
    sums = `${count} products add up for each kernel${divisor === 1 ? "" : `, ${share}`}; the pixel of the result is the root of both squares, added up.`;
  else if (divisor !== 1) sums = `${count} products add up; ${share}, they make the pixel of the result.`;
  const beyond = padding === "constant" ? `${padding}, ${fill}` : padding;
  const isOutside = works.some(({ outside }) => outside.includes(1));
  const hatched = isOutside ? ` Hatched cells lie beyond the picture's edge (${beyond}).` : "";
  const isCut = group.inspector.works[0].tables[0].isCut ? " Scroll a table to see the other cells." : "";
  return `${sums}${remark && ` ${remark}`}${hatched}${isCut}`;
}

function writeTables(group, works) {
  if (group.inspected !== works) return;
  works.forEach(({ kernel, patch, products }, index) => {
    const { rows, columns, cells } = kernel;
    [patch, cells, products].forEach((values, place) =>
      writeTable(group.inspector.works[index].tables[place], rows, columns, values),
    );
  });
}
