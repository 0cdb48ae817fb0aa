// Spoon, wall and lift: under the pointer, or from the keyboard by arrows and Enter.
import { drawWall, remember } from "./tank_run.js";
import { TOOLS } from "./tank_view.js";

const STRIDE = 4;
const KEYS = "Arrows move the tool, Enter puts it down and lifts it, Shift makes small steps, Space plays.";

// `app` is the tank on the page; `touched` is called after each change.
export function useTools(app, touched) {
  const { view } = app;
  app.sizes ??= Object.fromEntries(Object.entries(TOOLS).map(([name, { size }]) => [name, size]));
  view.tool.onchange = () => chooseTool(app);
  view.size.oninput = () => {
    app.sizes[view.tool.value] = Number(view.size.value);
  };
  chooseTool(app);
  view.figures.forEach((figure, index) => useTool(app, figure, index, touched));
}

function chooseTool(app) {
  const { view, sizes } = app;
  const { least, most, hint } = TOOLS[view.tool.value];
  Object.assign(view.size, { min: least, max: most });
  view.size.value = sizes[view.tool.value];
  view.hint.textContent = hint;
  markIdle(app);
}

// Where the tool does nothing, the pointer says so and a finger scrolls the page.
function markIdle(app) {
  app.view.figures.forEach(({ canvas }, index) => canvas.classList.toggle("idle", isIdle(app, index)));
}

function useTool(app, figure, index, touched) {
  const { canvas } = figure;
  const { width, height } = app.header;
  const placeOf = ({ clientX, clientY }) => {
    const box = canvas.getBoundingClientRect();
    return {
      x: Math.max(0, Math.min(width, ((clientX - box.left) / box.width) * width)),
      y: Math.max(0, Math.min(height, ((clientY - box.top) / box.height) * height)),
    };
  };
  canvas.onpointerdown = (event) => {
    if (event.button !== 0 || !event.isPrimary) return;
    if (isIdle(app, index)) {
      beginStroke(app, placeOf(event), index, touched);
      return;
    }
    event.preventDefault();
    canvas.focus({ preventScroll: true });
    canvas.setPointerCapture(event.pointerId);
    beginStroke(app, placeOf(event), index, touched);
  };
  canvas.onpointermove = (event) => {
    showRing(app, figure, placeOf(event), index);
    if (!app.pen) return;
    const moves = event.getCoalescedEvents?.() ?? [];
    for (const move of moves.length ? moves : [event]) continueStroke(app, placeOf(move), touched);
  };
  canvas.onpointerup = canvas.onpointercancel = () => endStroke(app, touched);
  canvas.onpointerleave = () => !app.pen && hideRing(app, figure);
  canvas.onfocus = () => {
    if (canvas.matches(":focus-visible")) app.view.hint.textContent = KEYS;
  };
  canvas.onblur = () => {
    if (app.pen?.isKeyboard) endStroke(app, touched);
    hideRing(app, figure);
  };
  canvas.onkeydown = (event) => {
    const step = event.shiftKey ? 1 : STRIDE;
    const moves = { ArrowLeft: [-step, 0], ArrowRight: [step, 0], ArrowUp: [0, -step], ArrowDown: [0, step] };
    const place = app.place ?? { x: width / 2, y: height / 2 };
    if (event.key === "Enter") {
      if (app.pen) endStroke(app, touched);
      else beginStroke(app, place, index, touched, true);
    } else if (event.key === "Escape") endStroke(app, touched);
    else if (moves[event.key]) {
      const [dx, dy] = moves[event.key];
      const next = {
        x: Math.max(0, Math.min(width, place.x + dx)),
        y: Math.max(0, Math.min(height, place.y + dy)),
      };
      showRing(app, figure, next, index);
      continueStroke(app, next, touched);
    } else return;
    event.preventDefault();
    event.stopPropagation();
  };
}

// The spoon stirs only the last tank; beside it stands the one that waits.
function isIdle(app, index) {
  return app.view.tool.value === "spoon" && index < app.run.vessels.length - 1;
}

function beginStroke(app, place, index, touched, isKeyboard = false) {
  if (isIdle(app, index)) {
    app.view.hint.textContent = "This tank waits: nobody stirs here. Stir the other one.";
    return;
  }
  app.view.hint.textContent = TOOLS[app.view.tool.value].hint;
  remember(app.run);
  app.pen = { place, isKeyboard };
  if (app.view.tool.value === "spoon") app.run.path = [place];
  else continueStroke(app, place, touched);
}

function continueStroke(app, place, touched) {
  if (!app.pen) return;
  const tool = app.view.tool.value;
  if (tool === "spoon") app.run.path.push(place);
  else drawWall(app.run, app.pen.place, place, app.sizes[tool], tool === "wall");
  app.pen.place = place;
  touched();
}

function endStroke(app, touched) {
  if (!app.pen) return;
  app.pen = null;
  touched();
}

function showRing(app, { ring, canvas }, place, index) {
  app.place = place;
  const { width, height } = app.header;
  const tool = app.view.tool.value;
  const across = Math.max(1, app.sizes[tool] * (tool === "spoon" ? 2 : 1));
  const share = canvas.clientWidth / width;
  Object.assign(ring.style, {
    display: isIdle(app, index) ? "none" : "block",
    width: `${across * share}px`,
    left: `${(100 * place.x) / width}%`,
    top: `${(100 * place.y) / height}%`,
  });
  const [column, row] = [Math.min(width - 1, Math.floor(place.x)), Math.min(height - 1, Math.floor(place.y))];
  app.under = { index, cell: row * width + column, row, column };
}

function hideRing(app, { ring }) {
  ring.style.display = "none";
  app.under = null;
}
