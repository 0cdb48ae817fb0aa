// The tank's elements, and painting salt and walls.
import { element, shape } from "./dom.js";
import { createCurve, drawCurves } from "./tank_curve.js";
import { massError } from "./tank_run.js";

const ICONS = {
  play: "M8 5v14l11-7z",
  pause: "M6 5h4v14H6zm8 0h4v14h-4z",
  step: "M15 5h3v14h-3zM5 5v14l9-7z",
  restart: "M12 5V1L7 6l5 5V7a6 6 0 1 1-6 6H4a8 8 0 1 0 8-8z",
  undo: "M12.5 8a10 10 0 0 0-6.6 2.6L2 7v9h9l-3.6-3.6A8 8 0 0 1 20.1 16l2.4-.8A10.500 10.500 0 0 0 12.500 8z",
};
// Orange stands out from every gray.
const WALL = [240, 120, 20];
const LITTLE_ENDIAN = new Uint8Array(new Uint32Array([1]).buffer)[0] === 1;

export const TOOLS = {
  spoon: {
    label: "Spoon",
    size: 10,
    least: 4,
    most: 24,
    hint: "Drag through the salt: the water goes along. Threads finer than a cell count as mixed.",
  },
  wall: { label: "Wall", size: 3, least: 1, most: 12, hint: "Draw a wall: nothing passes, also while it plays." },
  lift: { label: "Lift", size: 10, least: 2, most: 32, hint: "Rub a wall away: salt flows through the gap." },
};
const FLOWS = { still: "None", swirl: "Swirl", shear: "Shear" };
const WORDS = { Wait: "nobody stirs here", Stir: "you stir here" };
const SPEEDS = [2, 6, 12, 24, 48, 96];

export function createView(root) {
  const vessels = element("div", "vessels", root);
  const hint = element("p", "hint", root);
  const transport = element("div", "row", root);
  const toggle = createIcon(transport, "toggle", "Play", "play");
  const step = createIcon(transport, "minor", "One unit of time on", "step");
  const restart = createIcon(transport, "minor", "Pour the start in again", "restart");
  const undo = createIcon(transport, "minor", "Undo", "undo");
  const clock = element("output", "clock", transport);
  clock.setAttribute("aria-live", "off");
  const speed = createSpeeds(transport);
  const tools = element("div", "row", root);
  const tool = createChoice(tools, "Tool", toLabels(TOOLS));
  const size = createRange(tools, "Size");
  const grid = createPress(tools, "A grid of walls");
  const clear = createPress(tools, "Lift all walls");
  const stir = element("div", "row", root);
  const flow = createChoice(stir, "Stir by itself", FLOWS);
  const strength = createRange(stir, "Strength");
  Object.assign(strength, { min: 0.25, max: 3, step: 0.25, value: 1 });
  const readout = element("p", "readout", root);
  const curve = createCurve(root);
  return {
    ...{ root, vessels, hint, toggle, step, restart, undo, clock, speed },
    ...{ tool, size, grid, clear, flow, strength, readout, curve, figures: [], painted: 0 },
  };
}

function toLabels(tools) {
  return Object.fromEntries(Object.entries(tools).map(([name, { label }]) => [name, label]));
}

function createIcon(parent, className, label, icon) {
  const button = element("button", className, parent);
  button.type = "button";
  const svg = shape("svg", { viewBox: "0 0 24 24", "aria-hidden": "true" }, "icon", button);
  shape("path", { d: ICONS[icon] }, "", svg);
  nameButton(button, label);
  return button;
}

function nameButton(button, label) {
  button.title = label;
  button.setAttribute("aria-label", label);
}

function createPress(parent, label) {
  const button = element("button", "press", parent);
  button.type = "button";
  button.textContent = label;
  return button;
}

function createSpeeds(parent) {
  const select = element("select", "speed", parent);
  select.setAttribute("aria-label", "Speed");
  for (const speed of SPEEDS) {
    const option = element("option", "", select);
    option.value = speed;
    option.textContent = `${speed} units of time/s`;
  }
  select.value = 24;
  return select;
}

function createRange(parent, label) {
  const box = element("label", "range", parent);
  element("span", "", box).textContent = label;
  const input = element("input", "", box);
  input.type = "range";
  return input;
}

// A group of buttons of which one is pressed; its value is the pressed one's name.
function createChoice(parent, label, options) {
  const group = element("div", "choice", parent);
  group.setAttribute("role", "group");
  group.setAttribute("aria-label", label);
  element("span", "legend", group).textContent = label;
  const choice = { value: Object.keys(options)[0], onchange: null };
  const buttons = Object.entries(options).map(([name, text]) => {
    const button = createPress(group, text);
    button.dataset.name = name;
    button.onclick = () => {
      choice.set(name);
      choice.onchange?.();
    };
    return button;
  });
  const mark = () => {
    for (const button of buttons) button.setAttribute("aria-pressed", button.dataset.name === choice.value);
  };
  choice.set = (name) => {
    choice.value = name;
    mark();
  };
  mark();
  return choice;
}

export function setPlayIcon(view, isPlaying) {
  view.toggle.querySelector("path").setAttribute("d", isPlaying ? ICONS.pause : ICONS.play);
  nameButton(view.toggle, isPlaying ? "Pause" : "Play");
}

export function createFigures(view, { width, height, titles, alt }) {
  view.vessels.replaceChildren();
  view.vessels.style.setProperty("--count", titles.length);
  view.figures = titles.map((title) => {
    const figure = element("figure", "vessel", view.vessels);
    const caption = element("figcaption", "title", figure);
    caption.textContent = title;
    if (WORDS[title]) element("span", "note", caption).textContent = `: ${WORDS[title]}`;
    const note = element("span", "note uneven", caption);
    const frame = element("div", "frame", figure);
    frame.style.setProperty("--aspect", width / height);
    const canvas = element("canvas", "salt", frame);
    Object.assign(canvas, { width, height, tabIndex: 0 });
    canvas.setAttribute("role", "img");
    canvas.setAttribute("aria-label", `${title}: ${alt}`);
    const ring = element("div", "ring", frame);
    const context = canvas.getContext("2d", { alpha: false });
    const image = context.createImageData(width, height);
    return { canvas, note, ring, context, image, words: new Uint32Array(image.data.buffer) };
  });
}

function word([red, green, blue]) {
  const value = LITTLE_ENDIAN
    ? (255 << 24) | (blue << 16) | (green << 8) | red
    : (red << 24) | (green << 16) | (blue << 8) | 255;
  return value >>> 0;
}

const GRAYS = Uint32Array.from({ length: 256 }, (_, level) => word([level, level, level]));
const WALL_WORD = word(WALL);

export function paint(view, run, { low, high }) {
  const scale = 255 / (high - low);
  view.figures.forEach(({ canvas, context, image, words, note }, index) => {
    const { salt } = run.vessels[index];
    for (let i = 0; i < salt.length; i++) {
      const level = Math.max(0, Math.min(255, (salt[i] - low) * scale + 0.5)) | 0;
      words[i] = run.walls[i] ? WALL_WORD : GRAYS[level];
    }
    context.putImageData(image, 0, 0);
    const uneven = run.uneven[index];
    note.textContent = `${(100 * uneven).toFixed(uneven < 0.0995 ? 2 : 1)} % uneven`;
    Object.assign(canvas.dataset, { time: run.time, uneven });
  });
  view.clock.textContent = `t = ${run.time.toFixed(1)}`;
  view.undo.disabled = run.past.length === 0;
  // Text and curve change more slowly than an eye could read.
  if (view.painted++ % 6 === 0) paintReadout(view, run);
}

export function paintReadout(view, run) {
  const lost = massError(run);
  for (const { canvas } of view.figures) canvas.dataset.mass = lost;
  const total = run.mass.toLocaleString("en", { maximumFractionDigits: 0 });
  view.readout.textContent = `Salt in all ${total}, changed by ${lost < 1e-15 ? "0" : lost.toExponential(0)} of it since the start.${view.under ?? ""}`;
  drawCurves(view.curve, run);
}
