// A tank of salt water that answers the hand: walls and a spoon, computed here and at once.
import {
  advance,
  createRun,
  followSpoon,
  gridOfWalls,
  putWalls,
  remember,
  restart,
  setFlow,
  undo,
} from "./tank_run.js";
import { useTools } from "./tank_tools.js";
import { createFigures, createView, paint, paintReadout, setPlayIcon } from "./tank_view.js";
import { createEcho, isNews, tellPython } from "./echo.js";
import { unpack } from "./unpack.js";

// A change by hand is reported once, after the last.
const REST = 400;
const SECOND = 1000;
// After a pause of the browser's own, time goes on from where it stood.
const LONGEST_GAP = 50;

function load(app, header, parts) {
  const salt = new Float32Array(parts[0].slice().buffer);
  app.header = header;
  app.run = createRun({ ...header, count: header.titles.length }, salt, parts[1]);
  createFigures(app.view, header);
  useTools(app, () => touch(app));
  app.told = packWalls(app.run.walls);
  stir(app);
  setPlaying(app, false);
  refresh(app);
}

function stir({ run, view }) {
  setFlow(run, view.flow.value, Number(view.strength.value));
}

function settingsOf({ flow, strength, speed }) {
  return { flow: flow.value, strength: Number(strength.value), speed: Number(speed.value) };
}

function setControls({ view, run }, { flow, strength, speed }) {
  view.flow.set(flow);
  view.strength.value = strength;
  view.speed.value = speed;
  if (run) stir({ view, run });
}

function refresh(app) {
  const { view, run, header, under } = app;
  view.under = under
    ? ` At row ${under.row}, column ${under.column}: ${run.vessels[under.index].salt[under.cell].toFixed(2)}.`
    : "";
  paint(view, run, header);
}

function tick(app, now) {
  app.isTicking = false;
  const { run, view } = app;
  if (!view.root.isConnected) return;
  const gap = Math.min(LONGEST_GAP, now - (app.since ?? now));
  app.since = now;
  if (run.path.length > 1) followSpoon(run, app.sizes.spoon);
  if (app.isPlaying && gap > 0) advance(run, (Number(view.speed.value) * gap) / SECOND);
  refresh(app);
  if (app.isPlaying || run.path.length > 1) wake(app);
  else paintReadout(view, run);
}

function wake(app) {
  if (app.isTicking) return;
  app.isTicking = true;
  requestAnimationFrame((now) => tick(app, now));
}

// The hand has changed something: show it with the next picture, and report it when it rests.
function touch(app) {
  wake(app);
  clearTimeout(app.resting);
  app.resting = setTimeout(report, REST, app);
}

function report(app) {
  const { run } = app;
  if (app.pen) return;
  const walls = packWalls(run.walls);
  // While it plays, only other walls are worth a word: a link made meanwhile holds them.
  if (app.isPlaying && walls === app.told) return;
  app.told = walls;
  app.tell({ time: run.time, walls, undisturbed: run.isUndisturbed, playing: app.isPlaying });
}

// One bit a cell, as text.
function packWalls(walls) {
  const bytes = new Uint8Array(Math.ceil(walls.length / 8));
  for (let i = 0; i < walls.length; i++) if (walls[i]) bytes[i >> 3] |= 128 >> (i & 7);
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text);
}

function setPlaying(app, isPlaying) {
  app.isPlaying = isPlaying;
  app.since = null;
  setPlayIcon(app.view, isPlaying);
  wake(app);
}

function toggle(app) {
  setPlaying(app, !app.isPlaying);
  touch(app);
}

function useButtons(app) {
  const { view } = app;
  const change = (act) => () => {
    act();
    touch(app);
  };
  const changeWalls = (walls) => {
    remember(app.run);
    putWalls(app.run, walls);
  };
  const takeBack = change(() => app.run.past.length && undo(app.run));
  view.toggle.onclick = () => toggle(app);
  view.step.onclick = () => {
    setPlaying(app, false);
    app.run.pace = 1;
    change(() => advance(app.run, 1))();
  };
  view.restart.onclick = change(() => {
    remember(app.run);
    restart(app.run);
  });
  view.undo.onclick = takeBack;
  view.grid.onclick = change(() => changeWalls(gridOfWalls(app.run)));
  view.clear.onclick = change(() => changeWalls(new Uint8Array(app.run.walls.length)));
  const changeFlow = change(() => stir(app));
  const tell = () => tellPython(app.settings, settingsOf(view));
  view.flow.onchange = () => {
    changeFlow();
    tell();
  };
  view.strength.oninput = changeFlow;
  view.strength.onchange = tell;
  view.speed.onchange = tell;
  view.root.onkeydown = (event) => {
    const isUndo = event.key === "z" && (event.ctrlKey || event.metaKey);
    const isSpace = event.key === " " && !["BUTTON", "SELECT"].includes(event.target.tagName);
    if (!isUndo && !isSpace) return;
    event.preventDefault();
    if (isUndo) takeBack();
    else toggle(app);
  };
}

const tanks = new WeakMap();

export default function ({ data, parentElement, setStateValue }) {
  const root = parentElement.querySelector(".tank");
  if (!tanks.has(root)) {
    const created = {
      view: createView(root),
      digest: "",
      settings: createEcho(),
      resting: 0,
      told: "",
      pen: null,
      place: null,
      under: null,
    };
    tanks.set(root, created);
    useButtons(created);
  }
  const app = tanks.get(root);
  const { header, parts } = unpack(data);
  app.tell = (state) => setStateValue("state", state);
  app.settings.send = (settings) => setStateValue("settings", settings);
  if (isNews(app.settings, header.settings)) setControls(app, header.settings);
  const digest = `${header.digest} ${header.revision}`;
  if (app.digest === digest) return;
  app.digest = digest;
  load(app, header, parts);
}
