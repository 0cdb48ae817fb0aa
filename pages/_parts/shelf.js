// What our elements hand one another in the browser: pictures that picture.js has decoded, by the digest of their
// content, the desks at which panels ask for numbers, and the view of panels that keep step.
const LOST_AFTER = 1500; // ms
const shelf = (globalThis[Symbol.for("convoscope.shelf")] ??= {
  pictures: new Map(),
  waiting: new Map(),
  desks: new Map(),
  queue: new Map(),
  panels: new Map(),
  steps: new Map(),
  pointed: new Map(),
  pointing: new Map(),
});

// Decodes the picture and lends it until the returned function is called.
export function lendPicture(digest, blob) {
  const entry = shelf.pictures.get(digest) ?? { users: 0, bitmap: createImageBitmap(blob) };
  entry.users += 1;
  shelf.pictures.set(digest, entry);
  for (const resolve of shelf.waiting.get(digest) ?? []) resolve(entry.bitmap);
  shelf.waiting.delete(digest);
  let isLent = true;
  return () => {
    if (!isLent) return;
    isLent = false;
    entry.users -= 1;
    if (entry.users === 0) shelf.pictures.delete(digest);
  };
}

// Resolves to the ImageBitmap with this digest, at once or when it arrives.
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
  return () => {
    if (shelf.desks.get(key) === desk) shelf.desks.delete(key);
  };
}

export function askNumbers(key, request, settle) {
  const desk = shelf.desks.get(key);
  if (desk) desk.ask(request, settle);
  else shelf.queue.set(key, [[request, settle]]);
}

// The version of the panels that Python has drawn last comes with the numbers; panels of an older one have lost their
// update on the way, and ask for the page to be run again.
export function watchVersion(key, panels) {
  shelf.panels.set(key, panels);
  noteVersion(key);
  return () => {
    if (shelf.panels.get(key) === panels) shelf.panels.delete(key);
  };
}

export function noteVersion(key) {
  setTimeout(() => {
    const [desk, panels] = [shelf.desks.get(key), shelf.panels.get(key)];
    if (desk && panels && desk.version !== panels.version()) panels.refresh();
  }, LOST_AFTER);
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
