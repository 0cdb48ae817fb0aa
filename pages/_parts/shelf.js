// What our elements hand one another in the browser: pictures that picture.js has decoded, by the digest of their
// content, the desks at which panels ask for numbers, and the view of panels that keep step.
import { decodePicture } from "./decoding.js";
import { whenQuiet } from "./quiet.js";

const LOST_AFTER = 1500; // ms
const MOST_TRIES = 3; // What three runs do not bring, a fourth will not either.
const shelf = (globalThis[Symbol.for("convoscope.shelf")] ??= {
  pictures: new Map(),
  waiting: new Map(),
  desks: new Map(),
  queue: new Map(),
  panels: new Map(),
  steps: new Map(),
  pointed: new Map(),
  pointing: new Map(),
  timers: new Map(),
  tries: new Map(),
});

// Decodes the picture and lends it until the returned function is called.
export function lendPicture(digest, blob) {
  const entry = shelf.pictures.get(digest) ?? { users: 0, bitmap: decodePicture(blob) };
  // Whoever shows the picture says that it cannot be had.
  entry.bitmap.catch(ignore);
  entry.users += 1;
  shelf.pictures.set(digest, entry);
  for (const resolve of shelf.waiting.get(digest) ?? []) resolve(entry.bitmap);
  shelf.waiting.delete(digest);
  let isLent = true;
  return () => {
    if (!isLent) return;
    isLent = false;
    entry.users -= 1;
    if (entry.users > 0) return;
    shelf.pictures.delete(digest);
    // Who has borrowed it draws it at once; the memory is not left to the garbage collector, which does not see it.
    entry.bitmap.then((bitmap) => setTimeout(() => bitmap.close()), ignore);
  };
}

function ignore() {}

export function hasPicture(digest) {
  return shelf.pictures.has(digest);
}

// Resolves to the ImageBitmap with this digest, at once or when it arrives; one given back meanwhile has no width.
export function borrowPicture(digest) {
  const entry = shelf.pictures.get(digest);
  if (entry) return entry.bitmap;
  return new Promise((resolve) => {
    shelf.waiting.set(digest, [...(shelf.waiting.get(digest) ?? []), resolve]);
  });
}

// The groups that keep step under this name, and their view: the given one if there are none yet.
export function stepOf(name, view) {
  const known = shelf.steps.get(name);
  if (known?.groups.size) return known;
  const step = { view, groups: new Set() };
  shelf.steps.set(name, step);
  return step;
}

// numbers.js serves the panels of a key; a panel asks, and is answered when Python has sent the numbers.
export function serveNumbers(key, desk) {
  shelf.desks.set(key, desk);
  for (const [request, settle] of shelf.queue.get(key) ?? []) desk.ask(request, settle);
  shelf.queue.delete(key);
  noteVersion(key);
  return () => {
    if (shelf.desks.get(key) !== desk) return;
    shelf.desks.delete(key);
    noteVersion(key);
  };
}

export function askNumbers(key, request, settle) {
  const desk = shelf.desks.get(key);
  if (desk) desk.ask(request, settle);
  else shelf.queue.set(key, [[request, settle]]);
}

// Panels and their numbers carry the version that Python has drawn last, and pictures come by themselves. Where versions
// differ, or one of the three is missing, an update was lost on its way: then the page is asked to run again.
export function watchVersion(key, panels) {
  shelf.panels.set(key, panels);
  noteVersion(key);
  return () => {
    if (shelf.panels.get(key) !== panels) return;
    shelf.panels.delete(key);
    noteVersion(key);
  };
}

export function refreshPanels(key) {
  shelf.panels.get(key)?.refresh();
}

function noteVersion(key) {
  clearTimeout(shelf.timers.get(key));
  shelf.timers.set(
    key,
    setTimeout(() => isLost(key) && whenQuiet(() => isLost(key) && tryAgain(key)), LOST_AFTER),
  );
}

function isLost(key) {
  const [desk, panels] = [shelf.desks.get(key), shelf.panels.get(key)];
  if (!desk || !panels) return Boolean(desk || panels);
  return desk.version !== panels.version || !panels.digests.every(hasPicture);
}

function tryAgain(key) {
  const alive = shelf.panels.get(key) ?? shelf.desks.get(key);
  const tries = shelf.tries.get(key);
  const count = tries?.version === alive.version ? tries.count + 1 : 1;
  if (count > MOST_TRIES) return;
  shelf.tries.set(key, { version: alive.version, count });
  alive.refresh();
  noteVersion(key);
}

// A table points at the marks with a name, or at none; the panels of that key mark them.
export function pointTo(key, name) {
  shelf.pointed.set(key, name);
  for (const act of shelf.pointing.get(key) ?? []) act(name);
}

export function watchPointed(key, act) {
  const acts = shelf.pointing.get(key) ?? new Set();
  shelf.pointing.set(key, acts.add(act));
  act(shelf.pointed.get(key));
  return () => acts.delete(act);
}
