// A run of the tank: one vessel, or two with the same walls and the same time of which only the last is stirred.
import { buildWalls, carry, createTank, massOf, seal, shear, spread, stroke, swirl, varianceOf } from "./tank_model.js";

const UNDO_STEPS = 12;
// Milliseconds that computing may take of a picture's 16.7; beyond it time runs slower instead of jerkily.
const BUDGET = 10;
const SPOON_STEP = 2.5;
const WALLS_ACROSS = 8;
const CURVE_POINTS = 400;
const PRESETS = { swirl, shear };

export function createRun({ width, height, count }, salt, walls) {
  const vessels = Array.from({ length: count }, () => createTank(width, height, salt));
  const run = {
    ...{ width, height, vessels, start: Float64Array.from(salt), walls: Uint8Array.from(walls) },
    ...{ time: 0, pace: 1, flow: "still", strength: 1, stream: null, path: [], past: [] },
    // Whether core's exact solution from the start with these walls would be this run.
    isUndisturbed: true,
    mass: massOf(vessels[0]),
    variance: 1,
    curves: vessels.map(() => []),
  };
  putWalls(run, run.walls);
  record(run);
  return run;
}

// Lets time pass, as much of it as there is room for.
export function advance(run, wanted) {
  const begun = performance.now();
  const time = wanted * run.pace;
  const stream = run.flow === "still" ? null : streamOfRun(run);
  if (stream) {
    carry(run.vessels.at(-1), stream, time);
    run.isUndisturbed = false;
  }
  for (const vessel of run.vessels) spread(vessel, time);
  run.time += time;
  const taken = performance.now() - begun;
  run.pace = Math.max(0.05, Math.min(1, run.pace * Math.min(1.25, BUDGET / taken)));
  record(run);
}

function streamOfRun(run) {
  const vessel = run.vessels.at(-1);
  run.stream ??= seal(vessel, PRESETS[run.flow](vessel, run.strength), run.strength);
  return run.stream;
}

export function setFlow(run, flow, strength) {
  Object.assign(run, { flow, strength, stream: null });
}

// Takes the spoon along the points that wait in the path, for a limited time.
export function followSpoon(run, radius) {
  const begun = performance.now();
  while (run.path.length > 1 && performance.now() - begun < BUDGET) {
    const [from, to] = run.path;
    const length = Math.hypot(to.x - from.x, to.y - from.y);
    const part = Math.min(1, SPOON_STEP / length);
    const next = { x: from.x + part * (to.x - from.x), y: from.y + part * (to.y - from.y) };
    if (length > 0) stroke(run.vessels.at(-1), from, next, radius);
    run.path[0] = next;
    if (part === 1 || length === 0) run.path.splice(1, 1);
    run.isUndisturbed = false;
  }
  record(run);
}

// Puts up a wall, or takes it away, in all cells within half the thickness of a line.
export function drawWall(run, from, to, thickness, isWall) {
  const { width, height, walls } = run;
  const reach = Math.max(thickness / 2, Math.SQRT1_2);
  const [left, right] = [Math.min(from.x, to.x) - reach, Math.max(from.x, to.x) + reach];
  const [top, bottom] = [Math.min(from.y, to.y) - reach, Math.max(from.y, to.y) + reach];
  for (let row = Math.max(0, Math.floor(top)); row < Math.min(height, bottom); row++) {
    for (let column = Math.max(0, Math.floor(left)); column < Math.min(width, right); column++) {
      const distance = distanceToLine(column + 0.5, row + 0.5, from, to);
      if (distance <= reach) walls[row * width + column] = isWall ? 1 : 0;
    }
  }
  putWalls(run, walls);
}

function distanceToLine(x, y, from, to) {
  const [dx, dy] = [to.x - from.x, to.y - from.y];
  const along = ((x - from.x) * dx + (y - from.y) * dy) / (dx * dx + dy * dy || 1);
  const part = Math.max(0, Math.min(1, along));
  return Math.hypot(x - from.x - part * dx, y - from.y - part * dy);
}

export function gridOfWalls({ width, height }) {
  const side = Math.max(2, Math.round(Math.min(width, height) / WALLS_ACROSS));
  const walls = new Uint8Array(width * height);
  for (let row = 0, i = 0; row < height; row++) {
    for (let column = 0; column < width; column++, i++) {
      const isLine = (row % side === 0 && row > 0) || (column % side === 0 && column > 0);
      if (isLine) walls[i] = 1;
    }
  }
  return walls;
}

export function putWalls(run, walls) {
  run.walls.set(walls);
  run.stream = null;
  for (const vessel of run.vessels) buildWalls(vessel, run.walls);
  // Unevenness is a share of what the same water had at the start.
  run.variance = varianceOf({ salt: run.start, walls: run.walls }) || 1;
  if (run.time > 0) run.isUndisturbed = false;
}

// Notes what is, before it is changed by hand.
export function remember({ past, vessels, walls, time, isUndisturbed }) {
  past.push({ salts: vessels.map(({ salt }) => salt.slice()), walls: walls.slice(), time, isUndisturbed });
  if (past.length > UNDO_STEPS) past.shift();
}

export function undo(run) {
  const { salts, walls, time, isUndisturbed } = run.past.pop();
  run.vessels.forEach((vessel, index) => vessel.salt.set(salts[index]));
  putWalls(run, walls);
  Object.assign(run, { time, isUndisturbed, path: [] });
  run.curves.forEach((curve) => curve.splice(0, curve.length, ...curve.filter((point) => point.time < time)));
  record(run);
}

// Pours the start in again; walls stay.
export function restart(run) {
  for (const vessel of run.vessels) vessel.salt.set(run.start);
  Object.assign(run, { time: 0, isUndisturbed: true, path: [] });
  for (const curve of run.curves) curve.length = 0;
  record(run);
}

// The part of the salt that rounding has lost or made since the start.
export function massError(run) {
  const errors = run.vessels.map((vessel) => Math.abs(massOf(vessel) - run.mass) / (Math.abs(run.mass) || 1));
  return Math.max(...errors);
}

// Notes how uneven each vessel is, 1 at the start and 0 when all is mixed.
function record(run) {
  run.uneven = run.vessels.map((vessel) => varianceOf(vessel) / run.variance);
  run.curves.forEach((curve, index) => {
    const point = { time: run.time, value: run.uneven[index] };
    if (curve.at(-1)?.time === run.time) curve.pop();
    curve.push(point);
    // Half the points say as much once there are many.
    if (curve.length > CURVE_POINTS) curve.splice(0, curve.length, ...curve.filter((_, place) => place % 2 === 0));
  });
}
