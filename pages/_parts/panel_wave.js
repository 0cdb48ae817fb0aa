// One wave of a picture alone: the one under the pointer on the spectrum, drawn at once from the picture's own numbers,
// else the one that Python pinned; and its numbers in large print.
import { element } from "./dom.js";
import { showLegend } from "./panel_figure.js";
import { exact } from "./panel_format.js";
import { drawMarks } from "./panel_marks.js";
import { wantNumbers, wholeNumbers } from "./panel_numbers.js";
import { isPhone } from "./panel_strip.js";
import { redraw } from "./panel_view.js";

const TITLE = "The wave under the pointer";
const SHORTEST = 0.04; // Of the picture's longer side: an arrow for a shorter period would not be seen.
const FAINTEST = 0.00001;
const FACTS = [
  ["Amplitude", "From its middle to a crest, in the picture's own units."],
  ["Period", "From crest to crest."],
  ["Direction", "The way it travels, counter-clockwise from the right; its crests, and lines made of it, lie across."],
  ["Phase", "0: a crest stands in the top left pixel."],
  ["Energy", "Its share of the energy of all waves but the mean."],
];

export function followWave(group) {
  const plan = group.header.wave;
  if (!plan) {
    group.waveBox?.remove();
    group.waveBox = null;
    return;
  }
  const [source, alone] = [group.figures[plan.source], group.figures[plan.alone]];
  if (!wholeNumbers(source)) wantNumbers(group, source, 0, 0, 1, 1);
  group.waveBox ??= createBox(group.root);
  const pointed = pointedAt(group, plan);
  const surface = pointed && surfaceOf(source);
  const place = surface && `${pointed.down},${pointed.across}`;
  // Python's update has put its own wave in place of ours.
  if (alone.wavePlace === place && alone.wavePanel === alone.panel) return;
  Object.assign(alone, { wavePlace: place, wavePanel: alone.panel });
  if (surface) {
    showLive(alone, waveAt(surface, pointed.down, pointed.across), group.waveBox);
  } else showPinned(alone, plan, group.waveBox);
  showInset(group.figures[plan.spectrum], alone.live?.[0] ?? (isPhone() && paintWave(alone, plan.numbers).canvas));
  redraw(group);
}

// Cycles down and across at the pointer, null where it is elsewhere, or on the pinned wave.
function pointedAt({ cursor, figures }, { spectrum, numbers }) {
  if (cursor?.index !== spectrum) return null;
  const { width, height } = figures[spectrum].panel;
  const [down, across] = [cursor.row - (height >> 1), cursor.column - (width >> 1)];
  return down === numbers.down && across === numbers.across ? null : { down, across };
}

function showLive(figure, wave, box) {
  const { panel } = figure;
  const { canvas, limit } = paintWave(figure, wave);
  figure.live = [canvas];
  figure.title.textContent = TITLE;
  const reach = limit * wave.amplitude || 1;
  showLegend(figure, { ...panel.scale, low: -reach, high: reach });
  drawMarks(figure, travelOf(wave, panel));
  writeFacts(box, wave);
}

function showPinned(figure, { numbers }, box) {
  const { panel } = figure;
  figure.live = null;
  figure.title.textContent = panel.title;
  showLegend(figure, panel.scale);
  drawMarks(figure, panel.marks);
  writeFacts(box, numbers);
}

// On a phone one picture is in sight at a time: there the wave stands small on the spectrum as well.
function showInset(figure, wave) {
  figure.inset ??= element("canvas", "inset", figure.frame);
  figure.inset.setAttribute("aria-hidden", "true");
  figure.inset.hidden = !wave || !isPhone();
  if (figure.inset.hidden) return;
  Object.assign(figure.inset, { width: wave.width, height: wave.height });
  figure.inset.getContext("2d").drawImage(wave, 0, 0);
}

// The picture's gray values about their mean, kept as long as its numbers are.
function surfaceOf(figure) {
  const values = wholeNumbers(figure);
  if (!values) return null;
  if (figure.surface?.values === values) return figure.surface;
  const { width, height, numbers } = figure.panel;
  const { channels } = numbers;
  const gray = new Float64Array(width * height);
  for (let at = 0; at < values.length; at += 1) gray[Math.floor(at / channels)] += values[at] / channels;
  const mean = gray.reduce((sum, value) => sum + value, 0) / gray.length;
  let energy = 0;
  for (let at = 0; at < gray.length; at += 1) {
    gray[at] -= mean;
    energy += gray[at] ** 2;
  }
  figure.surface = { values, gray, width, height, mean, energy: energy * gray.length };
  return figure.surface;
}

// One entry of the discrete Fourier transform, so many cycles down and across, as a wave.
function waveAt({ gray, width, height, mean, energy }, down, across) {
  const along = circle(across, width);
  const upright = circle(down, height);
  let [real, imaginary] = [0, 0];
  for (let row = 0, at = 0; row < height; row += 1) {
    let [cosines, sines] = [0, 0];
    for (let column = 0; column < width; column += 1, at += 1) {
      cosines += gray[at] * along.cos[column];
      sines += gray[at] * along.sin[column];
    }
    // The factor of both is exp(-i ...).
    real += cosines * upright.cos[row] - sines * upright.sin[row];
    imaginary -= cosines * upright.sin[row] + sines * upright.cos[row];
  }
  const isMean = down === 0 && across === 0;
  if (isMean) [real, imaginary] = [mean * gray.length, 0];
  const size = Math.hypot(real, imaginary);
  // A wave and its mirror image are two entries, except where they are the same one.
  const pairs = (2 * down) % height === 0 && (2 * across) % width === 0 ? 1 : 2;
  const frequency = Math.hypot(down / height, across / width);
  const degrees = (Math.atan2(-down / height, across / width) * 180) / Math.PI;
  return {
    down,
    across,
    amplitude: (pairs * size) / gray.length,
    phase: Math.atan2(imaginary, real),
    direction: isMean ? 0 : (((degrees % 180) + 180) % 180) % 180,
    period: isMean ? null : 1 / frequency,
    share: energy > 0 && !isMean ? (pairs * size ** 2) / energy : 0,
  };
}

// Cosine and sine of so many whole turns over a side, pixel by pixel; whole turns drop out, so that none is imprecise.
function circle(turns, side) {
  const [cos, sin] = [new Float64Array(side), new Float64Array(side)];
  for (let at = 0; at < side; at += 1) {
    const angle = (2 * Math.PI * ((turns * at) % side)) / side;
    cos[at] = Math.cos(angle);
    sin[at] = Math.sin(angle);
  }
  return { cos, sin };
}

// The wave as a picture whose largest number is white, and how much of its amplitude that is: pixels may miss a crest.
function paintWave(figure, { down, across, phase }) {
  const { width, height } = figure.panel;
  const along = circle(across, width);
  const upright = circle(down, height);
  const levels = new Float32Array(width * height);
  let limit = 0;
  for (let row = 0, at = 0; row < height; row += 1) {
    const cos = upright.cos[row] * Math.cos(phase) - upright.sin[row] * Math.sin(phase);
    const sin = upright.sin[row] * Math.cos(phase) + upright.cos[row] * Math.sin(phase);
    for (let column = 0; column < width; column += 1, at += 1) {
      levels[at] = cos * along.cos[column] - sin * along.sin[column];
      limit = Math.max(limit, Math.abs(levels[at]));
    }
  }
  const image = new ImageData(width, height);
  const pixels = new Uint32Array(image.data.buffer);
  const scale = 127.5 / (limit || 1);
  for (let at = 0; at < levels.length; at += 1) {
    pixels[at] = 0xff000000 + 0x010101 * Math.round(127.5 + scale * levels[at]);
  }
  const canvas = new OffscreenCanvas(width, height);
  canvas.getContext("2d").putImageData(image, 0, 0);
  return { canvas, limit };
}

// An arrow from crest to crest, as Python draws it.
function travelOf({ down, across, period }, { width, height }) {
  if (!period || period < SHORTEST * Math.max(width, height)) return [];
  const [x, y] = [(across / width) * period ** 2, (down / height) * period ** 2];
  const [x0, y0] = [width / 2, height / 2];
  return [{ kind: "arrow", x0, y0, x1: x0 + x, y1: y0 + y, label: "one period" }];
}

function createBox(root) {
  const box = element("dl", "wave", root);
  for (const [name, about] of FACTS) {
    const fact = element("div", "fact", box);
    fact.title = about;
    element("dt", "", fact).textContent = name;
    element("dd", "", fact);
  }
  return box;
}

function writeFacts(box, { amplitude, period, direction, phase, share }) {
  const signed = (text) => (Number(text) === 0 ? text.replace("-", "") : text.replace("-", "−"));
  const texts = [
    exact(Number(amplitude.toPrecision(4))),
    period === null ? "none" : `${period.toFixed(2)} px`,
    period === null ? "none" : `${direction.toFixed(1)}°`,
    `${signed(phase.toFixed(3))} rad`,
    share > 0 && share < FAINTEST ? "< 0.001%" : `${(100 * share).toFixed(3)}%`,
  ];
  [...box.querySelectorAll("dd")].forEach((node, index) => (node.textContent = texts[index]));
}
