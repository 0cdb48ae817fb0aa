// Tools that send strokes to Python: point, box, disc, lasso, line, brush, eraser; a stroke is shown until Python has it.
import { shape } from "./dom.js";
import { drawMarks } from "./panel_marks.js";

const FREEHAND = new Set(["lasso", "brush", "eraser"]);
const WITH_RADIUS = new Set(["brush", "eraser"]);
const MOST_POINTS = 4096;

export function toolFor(group, figure) {
  return figure.panel.tools.includes(group.tool) ? group.tool : null;
}

export function hasRadius(tool) {
  return WITH_RADIUS.has(tool);
}

export function changeRadius(group, factor) {
  group.radius = Math.max(0.5, Math.min(128, group.radius * factor));
  group.onRadius?.();
}

export function beginStroke(group, figure, point) {
  const tool = toolFor(group, figure);
  const at = within(figure, point, tool);
  const chosen = figure.panel.marks.find((mark) => mark.role === "selection");
  const moved = tool === "box" && chosen && contains(chosen, point) ? chosen : null;
  group.stroke = { figure, tool, moved, points: [at], radius: hasRadius(tool) ? group.radius : 0 };
  showStroke(group);
}

export function moveStroke(group, figure, point) {
  const { stroke } = group;
  if (!stroke || stroke.figure !== figure) return;
  const at = within(figure, point, stroke.tool);
  const [x, y] = stroke.points.at(-1);
  if (!FREEHAND.has(stroke.tool)) stroke.points[stroke.tool === "point" ? 0 : 1] = at;
  else if (stroke.points.length < MOST_POINTS && (at[0] !== x || at[1] !== y)) stroke.points.push(at);
  showStroke(group);
}

export function endStroke(group, figure, point) {
  const { stroke } = group;
  if (!stroke || stroke.figure !== figure) return;
  if (stroke.tool !== "lasso") moveStroke(group, figure, point);
  group.stroke = null;
  const points = finished(stroke);
  if (points) send(group, { panel: figure.index, tool: stroke.tool, points, radius: stroke.radius });
  else restore(figure);
  showStroke(group, figure);
}

// Returns whether there was a stroke to give up.
export function giveUpStroke(group) {
  const { stroke } = group;
  if (!stroke) return false;
  group.stroke = null;
  restore(stroke.figure);
  showStroke(group, stroke.figure);
  return true;
}

// Keys draw as well: Enter puts the pen down at the cursor and lifts it again, arrows move it.
export function strokeKey(group, figure, action) {
  const { row, column } = group.cursor;
  const point = { x: column + 0.5, y: row + 0.5 };
  if (action === "move") moveStroke(group, figure, edge(group, figure, point));
  else if (group.stroke) endStroke(group, figure, edge(group, figure, point));
  else {
    beginStroke(group, figure, toolFor(group, figure) === "box" ? { x: column, y: row } : point);
    if (group.stroke.tool === "point") endStroke(group, figure, point);
    else moveStroke(group, figure, edge(group, figure, point));
  }
}

// By keys a box holds the pixels at both its ends.
function edge(group, figure, point) {
  const { stroke } = group;
  if (stroke?.tool !== "box" || stroke.moved) return point;
  const [x, y] = stroke.points[0];
  return { x: point.x + (point.x > x ? 0.5 : -0.5), y: point.y + (point.y > y ? 0.5 : -0.5) };
}

export function undo(group) {
  if (group.header.canUndo && group.header.strokes > 0) send(group, { tool: "undo" });
}

export function clear(group) {
  if (group.header.canUndo && group.header.strokes > 0) send(group, { tool: "clear" });
}

// Strokes are numbered and sent again until Python says that it has seen them, so that none is lost in a quick series.
function send(group, stroke) {
  group.number = Math.max(group.number ?? 0, group.header.seen) + 1;
  group.sent.push({ number: group.number, ...stroke });
  group.send(group.sent.map((each) => ({ ...each })));
}

export function confirmStrokes(group) {
  group.sent = group.sent.filter((stroke) => stroke.number > group.header.seen);
  if (group.stroke && !group.figures.includes(group.stroke.figure)) group.stroke = null;
  showStroke(group);
}

export function previewAt(group, figure, point) {
  const tool = toolFor(group, figure);
  const isShown = point && hasRadius(tool) && !group.isHand;
  figure.preview = isShown ? { point, radius: group.radius } : null;
  showStroke(group, figure);
}

function within(figure, point, tool) {
  const { width, height } = figure.panel;
  const limit = (value, low, high) => Math.max(low, Math.min(high, value));
  if (tool === "box") return [limit(Math.round(point.x), 0, width), limit(Math.round(point.y), 0, height)];
  if (tool === "point" || tool === "line") {
    return [limit(Math.floor(point.x), 0, width - 1) + 0.5, limit(Math.floor(point.y), 0, height - 1) + 0.5];
  }
  const hundredth = (value) => Math.round(value * 100) / 100;
  return [hundredth(limit(point.x, 0, width)), hundredth(limit(point.y, 0, height))];
}

// The stroke's points as Python takes them, null for one too small to mean anything.
function finished(stroke) {
  const { tool, points } = stroke;
  if (tool === "point" || FREEHAND.has(tool)) return tool === "lasso" && points.length < 3 ? null : points;
  if (points.length < 2) return null;
  if (tool === "line" || tool === "disc") return points;
  const { left, top, width, height } = boxOf(stroke);
  const right = left + width;
  if (width === 0 || height === 0 || (stroke.moved && left === stroke.moved.left && top === stroke.moved.top))
    return null;
  return [
    [left, top],
    [right, top + height],
  ];
}

function boxOf(stroke) {
  const [[x0, y0], [x1, y1]] = [stroke.points[0], stroke.points.at(-1)];
  const { moved, figure } = stroke;
  if (!moved) {
    return { left: Math.min(x0, x1), top: Math.min(y0, y1), width: Math.abs(x0 - x1), height: Math.abs(y0 - y1) };
  }
  const limit = (value, most) => Math.max(0, Math.min(most, value));
  const left = limit(moved.left + x1 - x0, figure.panel.width - moved.width);
  const top = limit(moved.top + y1 - y0, figure.panel.height - moved.height);
  return { left, top, width: moved.width, height: moved.height };
}

function contains(box, point) {
  const { left, top, width, height } = box;
  return point.x >= left && point.x < left + width && point.y >= top && point.y < top + height;
}

function restore(figure) {
  drawMarks(
    figure,
    figure.panel.marks.filter((mark) => mark.kind !== "mask"),
  );
}

function showStroke(group, only) {
  for (const figure of only ? [only] : group.figures) {
    const strokes = group.sent.filter((stroke) => stroke.panel === figure.index);
    if (group.stroke?.figure === figure) strokes.push(group.stroke);
    figure.strokes.replaceChildren();
    for (const stroke of strokes) drawStroke(figure, stroke);
    if (figure.preview) {
      const { point, radius } = figure.preview;
      shape("circle", { cx: point.x, cy: point.y, r: radius }, "preview", figure.strokes);
    }
  }
}

function drawStroke(figure, stroke) {
  const { tool, points, radius } = stroke;
  if (tool === "box") drawBoxStroke(figure, stroke);
  else if (tool === "disc") drawDiscStroke(figure, stroke);
  else if (tool === "point")
    shape("circle", { cx: points[0][0], cy: points[0][1], r: 0.5 }, "stroke dot", figure.strokes);
  else {
    const line = points.length === 1 ? [...points, points[0]] : points;
    const text = line.map((point) => point.join(",")).join(" ");
    const tag = tool === "lasso" ? "polygon" : "polyline";
    const node = shape(tag, { points: text }, `stroke ${tool}`, figure.strokes);
    if (radius) node.style.strokeWidth = 2 * radius;
  }
}

// Round where the picture is stretched to a square, as Python takes it.
function drawDiscStroke(figure, { points }) {
  const { width, height } = figure.panel;
  const [cx, cy] = points[0];
  const [x, y] = points.at(-1);
  const reach = Math.hypot((x - cx) / width, (y - cy) / height);
  shape("ellipse", { cx, cy, rx: reach * width, ry: reach * height }, "stroke", figure.strokes);
}

function drawBoxStroke(figure, stroke) {
  if (stroke.points.length < 2) return;
  const box = stroke.figure ? boxOf(stroke) : boxOf({ points: stroke.points, figure });
  const others = figure.panel.marks.filter((mark) => mark.kind !== "mask" && mark.role !== "selection");
  const label = `${box.width} × ${box.height}`;
  drawMarks(figure, [...others, { ...box, kind: "box", role: "selection", label }]);
}
