// Draws what a frame shows: the picture at its zoom, masks, the pixel grid, and numbers in the cells.
import { drawAxes } from "./panel_axes.js";
import { placeMarks } from "./panel_marks.js";
import { compared } from "./panel_compare.js";
import { short } from "./panel_format.js";
import { numbersAt, wantNumbers } from "./panel_numbers.js";
import { windowOf } from "./panel_view.js";

const GRID_FROM = 16; // Screen pixels for a picture pixel.
const NUMBERS_FROM = 32;
const SHARP_FROM = 2; // Below, a picture without smoothing looks torn.
const probe = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });

// The picture's half, quarter, ..., each made when it is first wanted: a large picture is drawn from the level that is
// just large enough.
function levelOf(figure, wanted) {
  // What is drawn here, at the pointer's pace, stands in the place of Python's picture.
  const levels = figure.live ?? figure.levels;
  while (levels.length <= wanted) {
    const last = levels.at(-1);
    const half = new OffscreenCanvas(Math.max(1, last.width >> 1), Math.max(1, last.height >> 1));
    half.getContext("2d").drawImage(last, 0, 0, half.width, half.height);
    levels.push(half);
  }
  return levels[wanted];
}

export function drawFigure(group, figure) {
  const { screen, context, width, height, columns, rows } = figure;
  if (!figure.levels.length || !figure.frame.isConnected || figure.isTucked) return;
  if (screen.width !== columns || screen.height !== rows) Object.assign(screen, { width: columns, height: rows });
  const place = windowOf(group, figure);
  context.setTransform(1, 0, 0, 1, 0, 0);
  for (const { layer, from, to } of compared(group, figure)) {
    context.save();
    context.beginPath();
    context.rect(from * columns, 0, (to - from) * columns, rows);
    context.clip();
    drawPicture(context, layer, place, columns, rows);
    for (const mask of layer.masks) drawLevel(context, mask, layer.panel, place, columns, rows, false);
    context.setTransform(columns / width, 0, 0, rows / height, 0, 0);
    if (Math.min(place.scaleX, place.scaleY) >= GRID_FROM) drawGrid(context, place, width, height);
    if (Math.min(place.scaleX, place.scaleY) >= NUMBERS_FROM && !layer.live) drawNumbers(group, layer, context, place);
    context.restore();
  }
  if (figure.panel.spectrum) {
    context.setTransform(columns / width, 0, 0, rows / height, 0, 0);
    drawAxes(context, figure.panel, place, width, height);
  }
  placeMarks(figure, place);
  figure.zoomText.textContent = `${Math.round(100 * place.scaleX)} %`;
  figure.frame.classList.toggle("zoomed", place.width < figure.panel.width);
}

function drawPicture(context, figure, place, columns, rows) {
  const scale = columns / place.width;
  if (!figure.levels.length) return;
  const source = levelOf(figure, Math.max(0, Math.floor(-Math.log2(Math.max(scale, 1 / 256)))));
  drawLevel(context, source, figure.panel, place, columns, rows, scale < SHARP_FROM);
}

function drawLevel(context, source, panel, place, columns, rows, isSmooth) {
  const across = source.width / panel.width;
  const down = source.height / panel.height;
  context.imageSmoothingEnabled = isSmooth;
  context.drawImage(
    source,
    place.left * across,
    place.top * down,
    place.width * across,
    place.height * down,
    0,
    0,
    columns,
    rows,
  );
}

function drawGrid(context, place, width, height) {
  context.beginPath();
  for (let x = Math.ceil(place.left); x <= place.left + place.width; x += 1) {
    context.moveTo((x - place.left) * place.scaleX, 0);
    context.lineTo((x - place.left) * place.scaleX, height);
  }
  for (let y = Math.ceil(place.top); y <= place.top + place.height; y += 1) {
    context.moveTo(0, (y - place.top) * place.scaleY);
    context.lineTo(width, (y - place.top) * place.scaleY);
  }
  context.lineWidth = 1;
  context.strokeStyle = "rgb(128 128 128 / 45%)";
  context.stroke();
}

function drawNumbers(group, figure, context, place) {
  const top = Math.max(0, Math.floor(place.top));
  const left = Math.max(0, Math.floor(place.left));
  const bottom = Math.min(figure.panel.height, Math.ceil(place.top + place.height));
  const right = Math.min(figure.panel.width, Math.ceil(place.left + place.width));
  wantNumbers(group, figure, top, left, bottom, right);
  const light = lightness(figure.picture, left, top, right - left, bottom - top);
  context.textAlign = "center";
  context.textBaseline = "middle";
  for (let row = top; row < bottom; row += 1) {
    for (let column = left; column < right; column += 1) {
      const values = numbersAt(figure, row, column);
      if (!values) continue;
      const texts = values.map((value) => short(value, 6));
      const longest = Math.max(...texts.map((text) => text.length));
      const size = Math.min(13, (place.scaleX - 6) / (0.6 * longest), (place.scaleY - 4) / texts.length);
      context.font = `${size}px "Source Code Pro", ui-monospace, monospace`;
      context.fillStyle = light(row, column) > 140 ? "#111" : "#fff";
      const x = (column + 0.5 - place.left) * place.scaleX;
      const y = (row + 0.5 - place.top) * place.scaleY;
      texts.forEach((text, line) => context.fillText(text, x, y + (line - (texts.length - 1) / 2) * size));
    }
  }
}

// How light the colours under the cells are, so that the numbers stand out.
function lightness(picture, left, top, width, height) {
  if (probe.canvas.width < width) probe.canvas.width = width;
  if (probe.canvas.height < height) probe.canvas.height = height;
  probe.drawImage(picture, left, top, width, height, 0, 0, width, height);
  const { data } = probe.getImageData(0, 0, width, height);
  return (row, column) => {
    const at = 4 * ((row - top) * width + column - left);
    return 0.3 * data[at] + 0.59 * data[at + 1] + 0.11 * data[at + 2];
  };
}
