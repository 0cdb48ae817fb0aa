// Mouse, touch and keys on a frame: point, pan, pinch, zoom, and hand strokes over to the tools.
import { pinCursor, moveCursor, leaveCursor, pixelAt, unpin } from "./panel_cursor.js";
import {
  changeRadius,
  giveUpStroke,
  beginStroke,
  moveStroke,
  endStroke,
  strokeKey,
  toolFor,
  undo,
} from "./panel_tools.js";
import { fitFrame, panBy, pointAt, viewOf, zoomBy } from "./panel_view.js";

const RIM = 6; // A stroke may begin so many screen pixels beside the picture, as one that takes all of it does.
const CLICK = 4; // A press that moves less than this many screen pixels is a click.
const WHEEL_PAUSE = 250; // ms without a turn of the wheel after which a gesture has ended.
let pageScrolledAt = -Infinity;
// The space bar moves the picture under the pointer, whatever has the focus; a press that did so does nothing else.
const space = { group: null, isDown: false, isUsed: false };

export function listen(group, figure) {
  const { frame } = figure;
  const press = { pointers: new Map(), mode: null };
  figure.press = press;
  frame.addEventListener("pointerdown", (event) => down(group, figure, press, event));
  const beside = (event) => {
    if (!frame.isConnected) document.removeEventListener("pointerdown", beside);
    else if (isBeside(group, figure, event)) down(group, figure, press, event);
  };
  document.addEventListener("pointerdown", beside);
  frame.addEventListener("pointermove", (event) => move(group, figure, press, event));
  frame.addEventListener("pointerup", (event) => up(group, figure, press, event));
  frame.addEventListener("pointercancel", (event) => cancel(group, figure, press, event));
  frame.addEventListener("pointerenter", () => (space.group = group));
  frame.addEventListener("pointerleave", (event) => {
    space.group = null;
    leaveCursor(group, figure, event.pointerType === "touch");
  });
  // Two fingers are for the picture, whatever one would scroll.
  frame.addEventListener("touchstart", (event) => event.touches.length > 1 && event.preventDefault(), {
    passive: false,
  });
  frame.addEventListener("wheel", (event) => wheel(group, figure, event), { passive: false });
  frame.addEventListener("keydown", (event) => key(group, figure, event));
}

// Whether a tool is put down just outside the frame, on nothing else that would answer.
function isBeside(group, figure, event) {
  if (event.pointerType === "touch" || event.button !== 0 || group.isHand || !toolFor(group, figure)) return false;
  const target = event.composedPath()[0];
  const root = figure.frame.getRootNode();
  // What lies over the page, such as a dialog, is neither around the panels nor among them.
  if (target.getRootNode() !== root && !target.contains(root.host ?? root)) return false;
  if (target.closest("button, input, a, label, summary, .frame")) return false;
  const { left, right, top, bottom } = figure.frame.getBoundingClientRect();
  const { clientX: x, clientY: y } = event;
  return x >= left - RIM && x <= right + RIM && y >= top - RIM && y <= bottom + RIM;
}

function down(group, figure, press, event) {
  if (event.target.closest("button, .divider") || event.button > 1) return;
  figure.frame.focus({ preventScroll: true });
  if (event.button === 1) event.preventDefault();
  figure.frame.setPointerCapture(event.pointerId);
  press.pointers.set(event.pointerId, { x: event.clientX, y: event.clientY });
  if (press.pointers.size >= 2) {
    giveUpStroke(group);
    press.mode = "pinch";
    return;
  }
  press.start = { x: event.clientX, y: event.clientY };
  press.moved = false;
  space.isUsed ||= space.isDown;
  const pans = event.button === 1 || group.isHand || space.isDown || !toolFor(group, figure);
  press.mode = pans ? "pan" : "tool";
  if (press.mode === "tool") beginStroke(group, figure, pointAt(group, figure, event));
}

function move(group, figure, press, event) {
  const last = press.pointers.get(event.pointerId);
  const point = pointAt(group, figure, event);
  if (!last || press.mode === "tool") moveCursor(group, figure, pixelAt(figure, point), point);
  if (!last) return;
  const now = { x: event.clientX, y: event.clientY };
  if (press.mode === "pinch") pinch(group, figure, press, event.pointerId, now);
  press.pointers.set(event.pointerId, now);
  press.moved ||= Math.hypot(now.x - press.start.x, now.y - press.start.y) > CLICK;
  if (press.mode === "pan" && press.moved) panBy(group, figure, now.x - last.x, now.y - last.y);
  if (press.mode === "tool") {
    const events = event.getCoalescedEvents?.() ?? [];
    for (const part of events.length ? events : [event]) moveStroke(group, figure, pointAt(group, figure, part));
  }
}

function pinch(group, figure, press, moving, now) {
  const [other] = [...press.pointers].filter(([id]) => id !== moving).map(([, place]) => place);
  const before = press.pointers.get(moving);
  if (!other || !before) return;
  const reach = (place) => Math.max(1, Math.hypot(place.x - other.x, place.y - other.y));
  // Zoomed first, because a picture that is shown whole cannot be moved.
  const between = { clientX: (before.x + other.x) / 2, clientY: (before.y + other.y) / 2 };
  zoomBy(group, figure, reach(now) / reach(before), pointAt(group, figure, between));
  panBy(group, figure, (now.x - before.x) / 2, (now.y - before.y) / 2);
}

function up(group, figure, press, event) {
  if (!press.pointers.delete(event.pointerId)) return;
  const { mode } = press;
  if (press.pointers.size === 0) press.mode = null;
  else press.mode = "done";
  if (mode === "tool") endStroke(group, figure, pointAt(group, figure, event));
  if (mode === "pan" && !press.moved) pinCursor(group, figure, pixelAt(figure, pointAt(group, figure, event)));
}

function cancel(group, figure, press, event) {
  press.pointers.delete(event.pointerId);
  press.mode = null;
  giveUpStroke(group);
}

// A gesture that began by scrolling the page goes on scrolling it; at the smallest zoom, turning back scrolls too.
function wheel(group, figure, event) {
  const isZoomedIn = viewOf(group, figure).zoom > 1;
  if (Math.abs(event.deltaX) > Math.abs(event.deltaY)) return;
  const isPages = event.timeStamp - pageScrolledAt < WHEEL_PAUSE && !event.ctrlKey;
  if (isPages || (event.deltaY > 0 && !isZoomedIn && !event.ctrlKey)) return;
  event.preventDefault();
  event.stopPropagation();
  const lines = event.deltaMode === 1 ? 16 : 1;
  const turn = Math.max(-120, Math.min(120, event.deltaY * lines));
  zoomBy(group, figure, Math.exp(-turn * (event.ctrlKey ? 0.01 : 0.0025)), pointAt(group, figure, event));
}

window.addEventListener("wheel", (event) => (pageScrolledAt = event.timeStamp), { passive: true });
window.addEventListener("keydown", pressSpace, { capture: true });
window.addEventListener("keyup", liftSpace, { capture: true });
window.addEventListener("blur", () => Object.assign(space, { isDown: false, isUsed: false }));

function pressSpace(event) {
  const [target] = event.composedPath();
  if (event.key !== " " || !space.group?.root.isConnected || target.matches?.("input, textarea, [contenteditable]"))
    return;
  space.isDown = true;
  // Here the page would scroll.
  if (target === document.body) event.preventDefault();
}

function liftSpace(event) {
  if (event.key !== " ") return;
  // A button that has the focus would be pressed.
  if (space.isUsed) event.preventDefault();
  Object.assign(space, { isDown: false, isUsed: false });
}

const STEPS = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };

function key(group, figure, event) {
  if (event.target !== figure.frame) return;
  const step = STEPS[event.key];
  if (step) {
    const far = event.shiftKey ? 10 : 1;
    const { row, column } = group.cursor ?? middle(figure);
    const pixel = pixelAt(figure, { x: column + step[1] * far + 0.5, y: row + step[0] * far + 0.5 });
    moveCursor(group, figure, pixel, { x: pixel.column + 0.5, y: pixel.row + 0.5 }, true);
    strokeKey(group, figure, "move");
  } else if (event.key === "+" || event.key === "=") zoomBy(group, figure, 1.5, cursorPoint(group));
  else if (event.key === "-") zoomBy(group, figure, 1 / 1.5, cursorPoint(group));
  else if (event.key === "0") fitFrame(group, figure);
  else if (event.key === "Enter") pressEnter(group, figure);
  else if (event.key === "Escape") escape(group);
  else if (event.key === " ") space.isDown = true;
  else if (event.key === "[" || event.key === "]") changeRadius(group, event.key === "]" ? 1.25 : 0.8);
  else if (event.key === "z" && (event.ctrlKey || event.metaKey)) undo(group);
  else return;
  event.preventDefault();
  event.stopPropagation();
}

function escape(group) {
  if (!giveUpStroke(group)) unpin(group);
}

function pressEnter(group, figure) {
  if (!group.cursor) moveCursor(group, figure, middle(figure), null, true);
  if (toolFor(group, figure) && !group.isHand) strokeKey(group, figure, "press");
  else pinCursor(group, figure, group.cursor);
}

function middle(figure) {
  return { row: figure.panel.height >> 1, column: figure.panel.width >> 1 };
}

function cursorPoint(group) {
  return group.cursor && { x: group.cursor.column + 0.5, y: group.cursor.row + 0.5 };
}
