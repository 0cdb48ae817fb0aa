// The pixel that is read out and inspected: it follows the pointer or the arrow keys, and a click pins it.
import { shape } from "./dom.js";
import { exact, settled } from "./panel_format.js";
import { followChannel, inspects, openByTap, showInspected } from "./panel_inspector.js";
import { numbersAt, wantNumbers } from "./panel_numbers.js";
import { previewAt } from "./panel_tools.js";
import { bringIntoView, planeOf, redraw, windowOf } from "./panel_view.js";
import { followWave } from "./panel_wave.js";

export function pixelAt(figure, point) {
  const within = (value, size) => Math.max(0, Math.min(size - 1, Math.floor(value)));
  return { row: within(point.y, figure.panel.height), column: within(point.x, figure.panel.width) };
}

export function moveCursor(group, figure, pixel, point, byKey = false) {
  if (point) previewAt(group, figure, point);
  if (group.isPinned && !byKey) return;
  const { cursor } = group;
  if (cursor && cursor.index === figure.index && cursor.row === pixel.row && cursor.column === pixel.column) return;
  group.cursor = { index: figure.index, ...pixel };
  followChannel(group);
  if (byKey) bringIntoView(group, figure, pixel.row, pixel.column);
  showCursor(group);
  if (group.isPinned) tellPin(group, KEY_PAUSE);
}

// The pixel stays for reading where an inspector is at work, and when a finger, which hides it, is lifted.
export function leaveCursor(group, figure, isFinger) {
  previewAt(group, figure, null);
  if (isFinger || group.isPinned || inspects(group, figure)) return;
  group.cursor = null;
  showCursor(group);
}

export function pinCursor(group, figure, pixel) {
  openByTap(group);
  if (!inspects(group, figure)) {
    moveCursor(group, figure, pixel, null);
    return;
  }
  const { cursor, isPinned } = group;
  const isSame = isPinned && cursor.row === pixel.row && cursor.column === pixel.column;
  group.isPinned = false;
  group.cursor = null;
  moveCursor(group, figure, pixel, null);
  group.isPinned = !isSame;
  showCursor(group);
  tellPin(group);
}

export function unpin(group) {
  if (!group.isPinned) return;
  group.isPinned = false;
  showCursor(group);
  tellPin(group);
}

const KEY_PAUSE = 300; // ms without an arrow key after which the pixel is told.

// Tells Python which pixel is pinned, where it wants to know; messages are numbered, so that an older answer is known.
function tellPin(group, pause = 0) {
  const { pin } = group.header;
  if (!pin) return;
  group.pinsTold = Math.max(group.pinsTold, pin.seen) + 1;
  clearTimeout(group.telling);
  const { row, column } = group.cursor;
  const message = { number: group.pinsTold, place: group.isPinned ? [row, column] : null };
  group.telling = setTimeout(() => group.sendPin(message), pause);
}

// Pins what Python says, as after a link was opened, unless the visitor has pinned another pixel since.
export function followPin(group) {
  const { pin, inspector } = group.header;
  if (!pin || !inspector || pin.seen < group.pinsTold) return;
  const { place } = pin;
  if (place) openByTap(group);
  if (!group.isInspecting) return;
  if (!place) {
    group.isPinned = false;
    return;
  }
  group.cursor = { index: inspector.sources[0], row: place[0], column: place[1] };
  group.isPinned = true;
  followChannel(group);
}

// Tells every figure of the same size what stands at the cursor, and the inspector to show it.
export function showCursor(group) {
  const { cursor } = group;
  for (const figure of group.figures) {
    const isThere = cursor && sharesPixel(group, figure, cursor);
    if (isThere) {
      const { row, column } = cursor;
      wantNumbers(group, figure, row, column, row + 1, column + 1);
    }
    writeReadout(figure, isThere ? cursor : null);
  }
  showInspected(group);
  followWave(group);
  redraw(group, true);
}

// After numbers have arrived: only what is written changes.
export function refreshReadouts(group) {
  const { cursor } = group;
  if (!cursor) return;
  for (const figure of group.figures) {
    if (sharesPixel(group, figure, cursor)) writeReadout(figure, cursor);
  }
  followWave(group);
}

export function sharesPixel(group, figure, cursor) {
  if (cursor.index === figure.index) return true;
  const own = group.header.panels[cursor.index];
  const { width, height, together } = figure.panel;
  const isAlike = own.width === width && own.height === height && planeOf(own) === planeOf(figure.panel);
  return together && own.together && isAlike;
}

// Cycles per pixel across and down, and the distance from crest to crest.
function frequencyAt({ width, height }, { row, column }) {
  const across = (column - Math.floor(width / 2)) / width;
  const down = (row - Math.floor(height / 2)) / height;
  const away = Math.hypot(across, down);
  const period = away ? `${(1 / away).toFixed(away > 0.01 ? 1 : 0)} px` : "the mean";
  const signed = (frequency) => frequency.toFixed(3).replace("-", "−");
  return `${signed(across)} across, ${signed(down)} down: ${period}`;
}

const CHANNELS = ["R", "G", "B"];

function writeReadout(figure, cursor) {
  const { readout } = figure;
  if (!cursor) {
    readout.innerHTML = "<span></span>";
    readout.firstChild.textContent = `${figure.panel.width} × ${figure.panel.height} pixels`;
    return;
  }
  const values = numbersAt(figure, cursor.row, cursor.column);
  const place = figure.panel.spectrum
    ? frequencyAt(figure.panel, cursor)
    : `row ${cursor.row}, column ${cursor.column}`;
  const isColour = values?.length === 3;
  const numbers = values?.map((value, index) => {
    const text = exact(settled(value, figure.panel.noise));
    return isColour ? `${CHANNELS[index]} ${text}` : text;
  });
  const unit = figure.panel.scale?.unit;
  readout.innerHTML = `<span></span><b></b>`;
  readout.firstChild.textContent = place;
  readout.lastChild.textContent = numbers ? numbers.join("  ") + (unit ? ` ${unit}` : "") : "…";
}

// Outlines what is read: the patch on the inspector's sources, else the pixel, with a cross where that is too small.
export function drawCursor(group, figure) {
  const { cursor } = group;
  figure.pointer.replaceChildren();
  if (!cursor || !sharesPixel(group, figure, cursor)) return;
  const { inspector } = group.header;
  const { row, column } = cursor;
  if (group.isInspecting && inspector?.sources.includes(figure.index)) {
    for (const { rows: height, columns: width, origin } of inspector.kernels)
      shape("rect", { x: column - origin[1], y: row - origin[0], width, height }, "patch", figure.pointer);
  }
  const { scaleX, scaleY } = windowOf(group, figure);
  if (scaleX >= 6) shape("rect", { x: column, y: row, width: 1, height: 1 }, "pixel", figure.pointer);
  else {
    const [x, y] = [column + 0.5, row + 0.5];
    const part = (size, scale) => size / scale;
    const [a, b, c, d] = [part(4, scaleX), part(10, scaleX), part(4, scaleY), part(10, scaleY)];
    const cross = `M${x - b},${y}H${x - a}M${x + a},${y}H${x + b}M${x},${y - d}V${y - c}M${x},${y + c}V${y + d}`;
    shape("path", { d: cross }, "pixel", figure.pointer);
  }
}
