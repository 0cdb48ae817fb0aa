// The picture panel: pictures in a row that zoom and pan together, read out numbers, compare, inspect and take strokes.
import { layOut, startFlicker } from "./panel_compare.js";
import { followPin, showCursor } from "./panel_cursor.js";
import { createFigure, updateFigure } from "./panel_figure.js";
import { createInspector, updateInspector } from "./panel_inspector.js";
import { forgetStale } from "./panel_numbers.js";
import { createToolbar, updateToolbar } from "./panel_toolbar.js";
import { createStrip } from "./panel_strip.js";
import { confirmStrokes } from "./panel_tools.js";
import { ringMarks } from "./panel_marks.js";
import { drawWhen, keepStep } from "./panel_view.js";
import { keepPicture, touchPicture, watchPointed, watchVersion } from "./shelf.js";
import { unpack } from "./unpack.js";

const groups = new WeakMap();

function createGroup(root) {
  const group = {
    root,
    figures: [],
    cursor: null, // The pixel that is read out and inspected: { index, row, column }.
    isPinned: false,
    pinsTold: 0, // Messages to Python about the pinned pixel.
    tool: null,
    isHand: false,
    radius: 8,
    stroke: null,
    sent: [], // Strokes on their way to Python.
    divider: 0.5,
    turn: 0,
  };
  group.toolbar = createToolbar(group, root);
  createStrip(group, root);
  group.inspector = createInspector(group, root);
  return group;
}

export default function ({ data, parentElement, setStateValue, setTriggerValue }) {
  const root = parentElement.querySelector(".panel");
  if (!groups.has(root)) groups.set(root, createGroup(root));
  const group = groups.get(root);
  const { header, parts } = unpack(data);
  Object.assign(group, { header, parts, send: (strokes) => setStateValue("strokes", strokes) });
  group.sendPin = (pin) => setStateValue("pin", pin);

  for (const { digest } of header.panels) touchPicture(digest);
  for (const picture of header.pictures) keepPicture(picture, parts[picture.part]);
  const { figures } = group;
  while (figures.length < header.panels.length) figures.push(createFigure(group, figures.length));
  while (figures.length > header.panels.length) figures.pop().remove();
  const leaveStep = keepStep(group);
  const arrivals = header.panels.map((panel, index) => updateFigure(group, figures[index], panel, parts));
  drawWhen(group, arrivals);
  if (group.cursor && !header.panels[group.cursor.index]) group.cursor = null;

  forgetStale(group);
  confirmStrokes(group);
  layOut(group);
  updateToolbar(group);
  updateInspector(group);
  followPin(group);
  showCursor(group);
  const stopFlicker = startFlicker(group);
  const stopWatching = watchVersion(header.key, {
    version: header.version,
    digests: header.panels.map((panel) => panel.digest),
    refresh: () => setTriggerValue("refresh", header.version),
  });
  const stopPointing = watchPointed(header.key, (name) => ringMarks(group, name));
  return () => {
    stopPointing();
    stopFlicker();
    stopWatching();
    leaveStep();
  };
}
