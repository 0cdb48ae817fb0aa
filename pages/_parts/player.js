// Plays films at the display's rate without asking the server for anything; several are locked to one transport.
import { createEcho, isNews, tellPython } from "./echo.js";
import { frameAt, framesAhead, isOver, startClock } from "./player_clock.js";
import { close, createStore, wish } from "./player_frames.js";
import { createTransport, offerRates, setIcon, showViews } from "./player_view.js";
import { unpack } from "./unpack.js";

// Steps of a held arrow key are reported once, after the last.
const REST = 250;
// After a longer gap, as when the page was hidden, the film goes on from where it stood.
const LONGEST_GAP = 250;

function createPlayer(root) {
  const state = { views: [], stores: [], frame: 0, shown: -1, digest: "", clock: null, resting: 0 };
  return { root, ...createTransport(root), ...state, frames: createEcho(), playback: createEcho() };
}

function loadFilms(player, { films, count }, parts) {
  player.stores.forEach(close);
  showViews(player, films);
  const onDecoded = () => player.clock || draw(player);
  player.stores = films.map((film, index) => {
    const frames = parts.slice(index * count, (index + 1) * count);
    return createStore(film, frames, films.length, onDecoded);
  });
  player.shown = -1;
  player.slider.max = count - 1;
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
  setIcon(player, Boolean(clock));
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
  const areNew = offerRates(player, header);
  if (isNews(player.playback, header.playback) || areNew) setPlayback(player, header.playback);

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
