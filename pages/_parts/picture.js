// Receives one picture, decodes it and lends it to the panels: an element of its own, because
// Streamlit sends an element again only when it has changed.
import { unpack } from "./unpack.js";
import { lendPicture } from "./shelf.js";

const lent = new WeakMap();

export default function ({ data, parentElement }) {
  const { header, parts } = unpack(data);
  const giveBack = lendPicture(header.digest, new Blob([parts[0]], { type: header.mime }));
  lent.get(parentElement)?.();
  lent.set(parentElement, giveBack);
  return () => {
    giveBack();
    lent.delete(parentElement);
  };
}
