// Plays films at the display's rate without asking the server for anything; several are locked to one transport.
import { element, shape } from "./dom.js";
import { createEcho, isNews, tellPython } from "./echo.js";
import { frameAt, framesAhead, isOver, startClock } from "./player_clock.js";
import { close, createStore, wish } from "./player_frames.js";
import { unpack } from "./unpack.js";

const ICONS = {
  play: "M8 5v14l11-7z",
  pause: "M6 5h4v14H6zm8 0h4v14h-4z",
  back: "M6 5h3v14H6zm13 0v14l-9-7z",
  forth: "M15 5h3v14h-3zM5 5v14l9-7z",
  loop: "M7 7h10v3l4-4-4-4v3H5v6h2zm10 10H7v-3l-4 4 4 4v-3h12v-6h-2z",
};
// Steps of a held arrow key are reported once, after the last.
const REST = 250;
// After a longer gap, as when the page was hidden, the film goes on from where it stood.
const LONGEST_GAP = 250;

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

function createPlayer(root) {
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
  return {
    root,
    ...{ films, toggle, icon, back, forth, slider, label, rate, loop },
    ...{
      views: [],
      stores: [],
      frame: 0,
      shown: -1,
      digest: "",
      frames: createEcho(),
      playback: createEcho(),
      clock: null,
      resting: 0,
    },
  };
}

function createView(parent, film) {
  const figure = element("figure", "film", parent);
  element("figcaption", "title", figure).textContent = film.title;
  const frame = element("div", "frame", figure);
  frame.style.setProperty("--aspect", film.width / film.height);
  const canvas = element("canvas", "picture", frame);
  Object.assign(canvas, { width: film.width, height: film.height });
  canvas.setAttribute("role", "img");
  canvas.setAttribute("aria-label", film.alt);
  canvas.classList.toggle("magnified", film.width * film.height <= 300 * 300);
  const note = element("p", "note", figure);
  return { canvas, note, context: canvas.getContext("2d", { alpha: false }) };
}

function loadFilms(player, header, parts) {
  player.stores.forEach(close);
  player.films.replaceChildren();
  player.films.style.setProperty("--count", header.films.length);
  const onDecoded = () => player.clock || draw(player);
  player.views = header.films.map((film) => createView(player.films, film));
  player.stores = header.films.map((film, index) => {
    const frames = parts.slice(index * header.count, (index + 1) * header.count);
    return createStore(film, frames, header.films.length, onDecoded);
  });
  player.shown = -1;
  player.slider.max = header.count - 1;
}

function offerRates(player, { rate, factors }) {
  if (player.rate.dataset.rate === String(rate)) return;
  player.rate.dataset.rate = rate;
  player.rate.replaceChildren();
  factors.forEach((factor, index) => {
    const option = element("option", "", player.rate);
    option.value = index;
    option.textContent = `${Number((rate * factor).toPrecision(3))} frames/s`;
  });
}

function playbackOf(player) {
  return { speed: Number(player.rate.value), loop: player.loop.getAttribute("aria-pressed") === "true" };
}

function setPlayback(player, { speed, loop }) {
  // Whoever asked for less motion begins slowly; nothing moves before Play is pressed.
  const isGentle = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
  const { usual } = player.header;
  player.rate.value = isGentle && speed === usual ? usual - 2 : speed;
  player.loop.setAttribute("aria-pressed", loop);
  if (player.clock) wind(player);
}

// The due frame, or while it is still being decoded the latest before it that all films have.
function readyFrame(player) {
  const has = (frame) => player.stores.every((store) => store.pictures.has(frame));
  if (has(player.frame)) return player.frame;
  if (!player.clock) return -1;
  for (let frame = player.frame - 1; frame > player.shown; frame--) if (has(frame)) return frame;
  return -1;
}

function draw(player) {
  const frame = readyFrame(player);
  if (frame < 0 || frame === player.shown) return;
  player.views.forEach((view, index) => {
    const { width, height } = view.canvas;
    view.context.drawImage(player.stores[index].pictures.get(frame), 0, 0, width, height);
    view.canvas.dataset.frame = frame;
  });
  player.shown = frame;
}

// While it stands, frames to both sides are kept ready: for a step, and for the first moment of playing.
function framesAround({ frame, header: { count } }, most) {
  const wanted = [frame, frame + 1, frame - 1, frame - 2];
  const isAtEnd = frame >= count - 1;
  for (let next = isAtEnd ? 0 : frame + 2; wanted.length < most; next++) wanted.push(next);
  return wanted.filter((other) => other >= 0 && other < count);
}

function show(player, frame) {
  const { films, count } = player.header;
  player.frame = Math.max(0, Math.min(count - 1, frame));
  player.slider.value = player.frame;
  const text = films[0].labels[player.frame];
  player.label.textContent = text;
  player.slider.setAttribute("aria-valuetext", text);
  player.views.forEach((view, index) => {
    view.note.textContent = films[index].notes[player.frame] ?? "";
  });
  for (const store of player.stores) {
    const wanted = player.clock
      ? framesAhead(player.clock, player.frame, store.room)
      : framesAround(player, store.room);
    wish(store, wanted);
  }
  draw(player);
}

function setClock(player, clock) {
  player.clock = clock;
  player.icon.setAttribute("d", clock ? ICONS.pause : ICONS.play);
  describe(player.toggle, clock ? "Pause" : "Play");
}

function wind(player) {
  const { count, rate, factors } = player.header;
  const { speed, loop } = playbackOf(player);
  setClock(player, startClock({ first: player.frame, count, rate: rate * factors[speed], loop }));
}

function play(player) {
  clearTimeout(player.resting);
  const isAtEnd = player.frame >= player.header.count - 1;
  if (isAtEnd) player.frame = 0;
  wind(player);
  show(player, player.frame);
  let before = null;
  const tick = (now) => {
    if (!player.clock || !player.root.isConnected) return;
    if (before !== null && now - before > LONGEST_GAP) wind(player);
    before = now;
    const frame = frameAt(player.clock, now);
    if (frame !== player.frame) show(player, frame);
    else draw(player);
    if (isOver(player.clock, frame)) pause(player);
    else requestAnimationFrame(tick);
  };
  requestAnimationFrame(tick);
}

function pause(player) {
  setClock(player, null);
  show(player, player.frame);
  report(player);
}

function report(player) {
  clearTimeout(player.resting);
  tellPython(player.frames, player.frame);
}

function stepTo(player, frame) {
  setClock(player, null);
  show(player, frame);
  clearTimeout(player.resting);
  player.resting = setTimeout(report, REST, player);
}

function useKeys(player) {
  const last = () => player.header.count - 1;
  const actions = {
    ArrowLeft: () => stepTo(player, player.frame - 1),
    ArrowRight: () => stepTo(player, player.frame + 1),
    Home: () => stepTo(player, 0),
    End: () => stepTo(player, last()),
    " ": () => (player.clock ? pause(player) : play(player)),
  };
  player.root.onkeydown = (event) => {
    const isOwnKey = event.target === player.rate || (event.key === " " && event.target.tagName === "BUTTON");
    if (isOwnKey || event.ctrlKey || event.metaKey || event.altKey || !actions[event.key]) return;
    event.preventDefault();
    actions[event.key]();
  };
}

function useControls(player) {
  player.toggle.onclick = () => (player.clock ? pause(player) : play(player));
  player.back.onclick = () => stepTo(player, player.frame - 1);
  player.forth.onclick = () => stepTo(player, player.frame + 1);
  player.slider.oninput = () => stepTo(player, Number(player.slider.value));
  player.slider.onchange = () => report(player);
  const setAnew = () => {
    if (player.clock) wind(player);
    tellPython(player.playback, playbackOf(player));
  };
  player.rate.onchange = setAnew;
  player.loop.onclick = () => {
    player.loop.setAttribute("aria-pressed", !playbackOf(player).loop);
    setAnew();
  };
  useKeys(player);
}

const players = new WeakMap();

export default function ({ data, parentElement, setStateValue }) {
  const root = parentElement.querySelector(".player");
  if (!players.has(root)) {
    const created = createPlayer(root);
    players.set(root, created);
    useControls(created);
  }
  const player = players.get(root);
  const { header, parts } = unpack(data);
  player.header = header;
  player.frames.send = (frame) => setStateValue("frame", frame);
  player.playback.send = (playback) => setStateValue("playback", playback);
  offerRates(player, header);
  if (isNews(player.playback, header.playback)) setPlayback(player, header.playback);

  const isMoved = isNews(player.frames, header.frame);
  if (player.digest !== header.digest) {
    player.digest = header.digest;
    setClock(player, null);
    loadFilms(player, header, parts);
    show(player, header.frame);
  } else if (isMoved && !player.clock) {
    // The back button or a link moved the playhead.
    show(player, header.frame);
  }
  return () => setTimeout(() => root.isConnected || player.stores.forEach(close));
}
