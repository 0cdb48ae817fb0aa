// Exact numbers of the panels, as far as they have been asked for: whole arrays where small or inspected, else tiles.
import { refreshReadouts } from "./panel_cursor.js";
import { showInspected } from "./panel_inspector.js";
import { redraw } from "./panel_view.js";
import { whenQuiet } from "./quiet.js";
import { askNumbers } from "./shelf.js";

const TILE = 64;
const MOST_WANTS = 16; // For a panel in one question.
const MOST_TILES = 96; // For a panel; with three float64 channels 9 MB.
const POINTER_REST = 40; // ms
const STROKE_REST = 200;
const PATIENCE = 4000; // ms after which a lost answer is asked for again.
const TYPES = {
  uint8: Uint8Array,
  uint16: Uint16Array,
  int32: Int32Array,
  float32: Float32Array,
  float64: Float64Array,
};

// A pixel's numbers, one a channel, or null as long as they are not here.
export function numbersAt(figure, row, column) {
  const { channels } = figure.panel.numbers;
  const store = figure.numbers;
  if (!store) return null;
  let { whole: values, width } = store;
  if (!values) {
    const tile = store.tiles.get(tileName(row, column));
    if (!tile) return null;
    ({ values, width } = tile);
    row %= TILE;
    column %= TILE;
  }
  const at = (row * width + column) * channels;
  return Array.from(values.subarray(at, at + channels));
}

// All numbers of a panel, (rows, columns, channels) one after another, or null.
export function wholeNumbers(figure) {
  return figure.numbers?.whole ?? null;
}

export function wantNumbers(group, figure, top, left, bottom, right) {
  const store = storeOf(figure);
  if (store.whole) return;
  if (figure.panel.numbers.isWhole) {
    store.wanted.add("whole");
  } else {
    for (let row = top - (top % TILE); row < bottom; row += TILE) {
      for (let column = left - (left % TILE); column < right; column += TILE) {
        if (!store.tiles.has(tileName(row, column))) store.wanted.add(tileName(row, column));
      }
    }
  }
  ask(group);
}

function storeOf(figure) {
  const { token } = figure.panel.numbers;
  if (figure.numbers?.token !== token) {
    figure.numbers = { token, whole: null, width: figure.panel.width, tiles: new Map(), wanted: new Set() };
  }
  return figure.numbers;
}

// A new array's numbers take the old ones' place; what stands under the cursor is asked for again.
export function forgetStale(group) {
  for (const figure of group.figures) storeOf(figure);
}

// A pointer on its way asks for nothing: only where it rests are numbers fetched, and only while the page is at rest.
function ask(group) {
  if (group.asked) return;
  clearTimeout(group.asking);
  group.asking = setTimeout(() => whenQuiet(() => askNow(group)), POINTER_REST);
}

function askNow(group) {
  if (group.asked || !group.root.isConnected) return;
  if (group.sent.length) {
    // A stroke is on its way, and the run that it starts must not be followed by ours.
    group.asking = setTimeout(() => whenQuiet(() => askNow(group)), STROKE_REST);
    return;
  }
  const wants = group.figures.flatMap(wantsOf);
  if (!wants.length) return;
  const number = (group.askNumber = (group.askNumber ?? 0) + 1);
  group.asked = number;
  askNumbers(group.header.key, { number, wants }, (header, parts) => take(group, number, header, parts));
  setTimeout(() => giveUp(group, number, wants), PATIENCE);
}

// What a figure lacks, newest first, because only where the pointer is now matters.
function wantsOf({ index, numbers }) {
  if (!numbers) return [];
  const names = [...numbers.wanted].toReversed().slice(0, MOST_WANTS);
  numbers.wanted.clear();
  const isMissing = (name) => !numbers.whole && !numbers.tiles.has(name);
  return names.filter(isMissing).map((name) => ({ panel: index, token: numbers.token, name }));
}

async function take(group, number, header, parts) {
  const arrays = await Promise.all(parts.map(inflate));
  header.arrays.forEach(({ panel, token, name, width, dtype }, index) => {
    const figure = group.figures[panel];
    if (!figure || figure.numbers?.token !== token) return;
    const values = new TYPES[dtype](arrays[index]);
    if (name === "whole") figure.numbers.whole = values;
    else keepTile(figure.numbers.tiles, name, { values, width });
  });
  finish(group, number);
  refreshReadouts(group);
  showInspected(group);
  redraw(group);
}

function keepTile(tiles, name, tile) {
  tiles.set(name, tile);
  if (tiles.size > MOST_TILES) tiles.delete(tiles.keys().next().value);
}

// Without an answer by now, what is still missing is wanted again.
function giveUp(group, number, wants) {
  if (group.asked !== number) return;
  for (const { panel, token, name } of wants) {
    const numbers = group.figures[panel]?.numbers;
    if (numbers?.token === token) numbers.wanted.add(name);
  }
  finish(group, number);
}

function finish(group, number) {
  if (group.asked !== number) return;
  group.asked = null;
  if (group.figures.some((figure) => figure.numbers?.wanted.size)) ask(group);
}

function tileName(row, column) {
  return `${row - (row % TILE)},${column - (column % TILE)}`;
}

async function inflate(packed) {
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("deflate"));
  return new Response(stream).arrayBuffer();
}
