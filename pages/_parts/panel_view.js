// Where on the picture one looks: shared by all figures of a group that move together, so that they stay in step.
// A view is a zoom (1 fits the frame) and a centre in fractions of the picture. Places in a spectrum are waves, not
// places in a picture: so each plane has a view of its own.
import { drawFigure } from "./panel_canvas.js";
import { drawCursor } from "./panel_cursor.js";
import { stepOf } from "./shelf.js";

const LARGEST_SCALE = 64; // Screen pixels for a picture pixel: a number of eight digits is readable then.
const PATIENCE_WITH_PICTURES = 200; // ms

export function createView() {
  return { zoom: 1, x: 0.5, y: 0.5 };
}

export function planeOf(panel) {
  return panel.spectrum ? "waves" : "places";
}

export function viewOf(group, figure) {
  return figure.panel.together ? group.steps[planeOf(figure.panel)].view : figure.ownView;
}

// Takes up the views of the groups that this one keeps step with; returns what ends that.
export function keepStep(group) {
  const old = group.steps;
  const stepIn = (plane) => stepOf(`${group.header.stepWith} ${plane}`, old?.[plane].view ?? createView());
  group.steps = { places: stepIn("places"), waves: stepIn("waves") };
  const steps = Object.values(group.steps);
  for (const { groups } of steps) groups.add(group);
  return () => steps.forEach(({ groups }) => groups.delete(group));
}

// The part of the picture in the frame, in picture pixels, and screen pixels for a picture pixel.
export function windowOf(group, figure) {
  const { zoom, x, y } = viewOf(group, figure);
  const { width, height } = figure.panel;
  const left = x * width - width / (2 * zoom);
  const top = y * height - height / (2 * zoom);
  const scaleX = (figure.width * zoom) / width;
  const scaleY = (figure.height * zoom) / height;
  return { left, top, width: width / zoom, height: height / zoom, scaleX, scaleY };
}

export function pointAt(group, figure, event) {
  const frame = figure.frame.getBoundingClientRect();
  const { left, top, width, height } = windowOf(group, figure);
  const x = left + ((event.clientX - frame.left) / frame.width) * width;
  const y = top + ((event.clientY - frame.top) / frame.height) * height;
  return { x, y };
}

export function zoomBy(group, figure, factor, fixed) {
  const view = viewOf(group, figure);
  const zoom = Math.max(1, Math.min(largestZoom(group, figure), view.zoom * factor));
  const { width, height } = figure.panel;
  const fixedX = fixed ? fixed.x / width : view.x;
  const fixedY = fixed ? fixed.y / height : view.y;
  const ratio = view.zoom / zoom;
  look(group, view, zoom, fixedX + (view.x - fixedX) * ratio, fixedY + (view.y - fixedY) * ratio);
}

export function panBy(group, figure, dx, dy) {
  const view = viewOf(group, figure);
  const { scaleX, scaleY } = windowOf(group, figure);
  const { width, height } = figure.panel;
  look(group, view, view.zoom, view.x - dx / scaleX / width, view.y - dy / scaleY / height);
}

export function fitFrame(group, figure) {
  look(group, viewOf(group, figure), 1, 0.5, 0.5);
}

// Pans as little as it takes to have the pixel in the frame.
export function bringIntoView(group, figure, row, column) {
  const view = viewOf(group, figure);
  const { width, height } = figure.panel;
  const reach = 0.5 / view.zoom;
  const near = (value, start, stop) => Math.max(stop - reach, Math.min(start + reach, value));
  const x = near(view.x, column / width, (column + 1) / width);
  const y = near(view.y, row / height, (row + 1) / height);
  look(group, view, view.zoom, x, y);
}

function look(group, view, zoom, x, y) {
  const reach = 0.5 / zoom;
  const within = (value) => Math.max(reach, Math.min(1 - reach, value));
  Object.assign(view, { zoom, x: within(x), y: within(y) });
  const step = Object.values(group.steps).find((each) => each.view === view);
  for (const other of step?.groups ?? [group]) redraw(other);
}

function largestZoom(group, figure) {
  const view = viewOf(group, figure);
  const members = group.figures.filter((other) => viewOf(group, other) === view);
  const zooms = members.map((member) => (LARGEST_SCALE * member.panel.width) / Math.max(1, member.width));
  return Math.max(1, ...zooms);
}

// Draws an update once, with its new pictures, and not before they are decoded; without those that let wait too long.
export async function drawWhen(group, arrivals) {
  group.awaited = arrivals;
  await Promise.race([Promise.all(arrivals), new Promise((resolve) => setTimeout(resolve, PATIENCE_WITH_PICTURES))]);
  if (group.awaited === arrivals) group.awaited = null;
  group.isNew = true;
  redraw(group);
}

// Draws the group once before the next frame: its figures too, unless only what lies under the pointer changed.
export function redraw(group, isPointerOnly = false) {
  group.isStale ||= !isPointerOnly;
  if (group.isScheduled || group.awaited) return;
  group.isScheduled = true;
  requestAnimationFrame(() => {
    group.isScheduled = false;
    if (group.isStale) for (const figure of group.figures) drawFigure(group, figure);
    group.isStale = false;
    for (const figure of group.figures) drawCursor(group, figure);
    // New pictures are not held up by the numbers below them, which follow in the next frame.
    if (group.isNew) setTimeout(() => group.onDrawn?.());
    else group.onDrawn?.();
    group.isNew = false;
  });
}
