// The player's elements: a canvas a film, and the transport below.
import { element, shape } from "./dom.js";

const ICONS = {
  play: "M8 5v14l11-7z",
  pause: "M6 5h4v14H6zm8 0h4v14h-4z",
  back: "M6 5h3v14H6zm13 0v14l-9-7z",
  forth: "M15 5h3v14h-3zM5 5v14l9-7z",
  loop: "M7 7h10v3l4-4-4-4v3H5v6h2zm10 10H7v-3l-4 4 4 4v-3h12v-6h-2z",
};

function createButton(parent, name, label, icon) {
  const button = element("button", name, parent);
  button.type = "button";
  describe(button, label);
  const svg = shape("svg", { viewBox: "0 0 24 24", "aria-hidden": "true" }, "icon", button);
  const path = shape("path", { d: ICONS[icon] }, "", svg);
  return { button, path };
}

function describe(button, text) {
  button.setAttribute("aria-label", text);
  button.title = text;
}

// Pixels: a smaller film is shown so large that its pixels are meant to be seen; else they look torn.
const SHARP_UP_TO = 160 * 160;

export function createTransport(root) {
  const films = element("div", "films", root);
  const controls = element("div", "controls", root);
  const { button: toggle, path: icon } = createButton(controls, "toggle", "Play", "play");
  const { button: back } = createButton(controls, "minor", "One frame back", "back");
  const { button: forth } = createButton(controls, "minor", "One frame on", "forth");
  const slider = element("input", "scrub", controls);
  Object.assign(slider, { type: "range", min: 0, step: 1 });
  slider.setAttribute("aria-label", "Frame");
  const label = element("output", "time", controls);
  label.setAttribute("aria-live", "off");
  const rate = element("select", "rate", controls);
  rate.setAttribute("aria-label", "Speed");
  const { button: loop } = createButton(controls, "minor", "Play again and again", "loop");
  loop.setAttribute("aria-pressed", "false");
  return { films, toggle, icon, back, forth, slider, label, rate, loop };
}

export function setIcon({ icon, toggle }, isPlaying) {
  icon.setAttribute("d", isPlaying ? ICONS.pause : ICONS.play);
  describe(toggle, isPlaying ? "Pause" : "Play");
}

// Fills the list of speeds; returns whether it had to.
export function offerRates(player, { rate, factors }) {
  if (player.rate.dataset.rate === String(rate)) return false;
  player.rate.dataset.rate = rate;
  player.rate.replaceChildren();
  factors.forEach((factor, index) => {
    const option = element("option", "", player.rate);
    option.value = index;
    option.textContent = `${Number((rate * factor).toPrecision(3))} frames/s`;
  });
  return true;
}

// Canvases stay when films of the same size follow: the old picture is seen until the new one is decoded.
export function showViews(player, films) {
  const sizes = films.map(({ width, height }) => `${width}x${height}`).join();
  if (player.films.dataset.sizes !== sizes) {
    player.films.dataset.sizes = sizes;
    player.films.replaceChildren();
    player.films.style.setProperty("--count", films.length);
    player.views = films.map((film) => createView(player.films, film));
  }
  films.forEach(({ title, alt }, index) => {
    const { canvas, caption } = player.views[index];
    caption.textContent = title;
    canvas.setAttribute("aria-label", alt);
    delete canvas.dataset.frame;
  });
}

function createView(parent, { width, height }) {
  const figure = element("figure", "film", parent);
  const caption = element("figcaption", "title", figure);
  const frame = element("div", "frame", figure);
  frame.style.setProperty("--aspect", width / height);
  const canvas = element("canvas", "picture", frame);
  Object.assign(canvas, { width, height });
  canvas.setAttribute("role", "img");
  canvas.classList.toggle("magnified", width * height <= SHARP_UP_TO);
  const note = element("p", "note", figure);
  return { canvas, caption, note, context: canvas.getContext("2d", { alpha: false }) };
}
