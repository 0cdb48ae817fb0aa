// Decodes the frames of a film ahead of the playhead and keeps a bounded number of them decoded.
import { decodePicture } from "./decoding.js";

// Bytes of decoded pixels that all films of one player hold together: 16 frames of 1024 × 1024.
export const DECODED_BYTES = 64 * 2 ** 20;
const FEWEST = 6;
const AT_ONCE = 3;

export function createStore(film, parts, films, onDecoded) {
  const room = Math.floor(DECODED_BYTES / films / (4 * film.width * film.height));
  return {
    film,
    parts,
    onDecoded,
    room: Math.min(parts.length, Math.max(FEWEST, room)),
    pictures: new Map(),
    wished: [],
    busy: new Set(),
    broken: new Set(),
    closed: false,
  };
}

// Says which frames are needed, the most urgent first; whatever else is held may be given up for them.
export function wish(store, frames) {
  store.wished = frames.slice(0, store.room);
  decodeNext(store);
}

export function close(store) {
  store.closed = true;
  for (const picture of store.pictures.values()) picture.close();
  store.pictures.clear();
}

function makeRoom(store) {
  if (store.pictures.size + store.busy.size < store.room) return true;
  for (const frame of store.pictures.keys()) {
    if (store.wished.includes(frame)) continue;
    store.pictures.get(frame).close();
    store.pictures.delete(frame);
    return true;
  }
  return false;
}

async function decodeNext(store) {
  if (store.closed || store.busy.size >= AT_ONCE) return;
  const next = store.wished.find(
    (frame) => !store.pictures.has(frame) && !store.busy.has(frame) && !store.broken.has(frame),
  );
  if (next === undefined || !makeRoom(store)) return;
  store.busy.add(next);
  const decoded = decodePicture(new Blob([store.parts[next]], { type: store.film.mime }));
  decodeNext(store);
  const picture = await decoded.catch(() => null);
  store.busy.delete(next);
  if (store.closed) {
    picture?.close();
    return;
  }
  // A frame that cannot be had is passed over, else it would be asked for again and again.
  if (picture) store.pictures.set(next, picture);
  else store.broken.add(next);
  store.onDecoded();
  decodeNext(store);
}
