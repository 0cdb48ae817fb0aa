// Pictures that have arrived, by the digest of their content: put there by picture.js, taken by panel.js.
const shelf = (globalThis[Symbol.for("convoscope.shelf")] ??= { pictures: new Map(), waiting: new Map() });

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
