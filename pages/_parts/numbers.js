// Fetches exact numbers for the panels of one key: asks Python by a trigger that reruns this element alone.
import { takeNoPlace } from "./dom.js";
import { ifTouchedBeforeSent } from "./quiet.js";
import { refreshPanels, serveNumbers } from "./shelf.js";
import { unpack } from "./unpack.js";

const desks = new WeakMap();

export default function ({ data, parentElement, setTriggerValue }) {
  const { header, parts } = unpack(data);
  const desk = desks.get(parentElement) ?? { waiting: null };
  desks.set(parentElement, desk);
  takeNoPlace(parentElement);
  desk.version = header.version;
  desk.ask = (request, settle) => {
    desk.waiting = { number: request.number, settle };
    setTriggerValue("ask", request);
    ifTouchedBeforeSent(() => refreshPanels(header.key));
  };
  desk.refresh = () => setTriggerValue("refresh", header.version);
  if (desk.waiting && header.number === desk.waiting.number) {
    const { settle } = desk.waiting;
    desk.waiting = null;
    settle(header, parts);
  }
  return serveNumbers(header.key, desk);
}
