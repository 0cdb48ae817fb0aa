// What our elements share in the browser: the pictures shown lately, by the digest of their content, the desks at which
// panels ask for numbers, and the view of panels that keep step.
import { decodePicture } from "./decoding.js";
import { whenQuiet } from "./quiet.js";

const LOST_AFTER = 1500; // ms
const LACKING_AFTER = 100; // ms
const MOST_BYTES = 32 << 20; // Of compressed pictures; twice what kept_pictures.py relies on.
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

// Python sends a picture once, and afterwards relies on its being here; compressed, and the one used last stands last.
export function keepPicture({ digest, mime }, bytes) {
  shelf.pictures.set(digest, new Blob([bytes], { type: mime }));
  touchPicture(digest);
  for (const resolve of shelf.waiting.get(digest) ?? []) resolve();
  shelf.waiting.delete(digest);
  const shown = new Set([...shelf.panels.values()].flatMap(({ digests }) => digests));
  let size = [...shelf.pictures.values()].reduce((sum, blob) => sum + blob.size, 0);
  for (const [oldest, blob] of shelf.pictures) {
    if (size <= MOST_BYTES || oldest === digest) break;
    if (shown.has(oldest)) continue;
    shelf.pictures.delete(oldest);
    size -= blob.size;
  }
}

export function touchPicture(digest) {
  const blob = shelf.pictures.get(digest);
  if (!blob) return;
  shelf.pictures.delete(digest);
  shelf.pictures.set(digest, blob);
}

export function hasPicture(digest) {
  return shelf.pictures.has(digest);
}

// Resolves to an ImageBitmap of the picture, at once or when it arrives; whoever has drawn it closes it.
export async function borrowPicture(digest) {
  if (!hasPicture(digest)) {
    await new Promise((resolve) => shelf.waiting.set(digest, [...(shelf.waiting.get(digest) ?? []), resolve]));
  }
  return decodePicture(shelf.pictures.get(digest));
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

// Panels and their numbers carry the version that Python has drawn last. Where versions differ, one of both is missing,
// or a picture that Python thinks is here, an update was lost on its way: then the page is asked to run again.
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
  // What comes with the panels themselves need not be waited for.
  const pause = hasPictures(key) ? LOST_AFTER : LACKING_AFTER;
  shelf.timers.set(
    key,
    setTimeout(() => isLost(key) && whenQuiet(() => isLost(key) && tryAgain(key)), pause),
  );
}

function hasPictures(key) {
  return shelf.panels.get(key)?.digests.every(hasPicture) ?? true;
}

function isLost(key) {
  const [desk, panels] = [shelf.desks.get(key), shelf.panels.get(key)];
  if (!desk || !panels) return Boolean(desk || panels);
  return desk.version !== panels.version || !hasPictures(key);
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
