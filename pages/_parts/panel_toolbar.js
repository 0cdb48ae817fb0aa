// Buttons of the panel: tools with undo and clear, layouts, the inspector; and zoom in the corner of each frame.
import { element, shape } from "./dom.js";
import { chooseLayout } from "./panel_compare.js";
import { toggleInspector } from "./panel_inspector.js";
import { isPhone } from "./panel_strip.js";
import { changeRadius, clear, hasRadius, undo } from "./panel_tools.js";
import { fitFrame, redraw, zoomBy } from "./panel_view.js";

const ICONS = {
  hand: "M8 13V5.5a1.5 1.5 0 0 1 3 0V11m0-6.5v-1a1.5 1.5 0 0 1 3 0V11m0-5.500a1.500 1.500 0 0 1 3 0V12m0-4.500a1.500 1.500 0 0 1 3 0V15a7 7 0 0 1-7 7h-1c-3 0-4.500-1-6-3.500l-3-5c-.6-1 .9-2.200 2-1.200L8 14.500",
  point: "M12 2v6m0 8v6M2 12h6m8 0h6",
  box: "M4 6h16v12H4z",
  disc: "M12 4a8 8 0 1 0 0 16 8 8 0 1 0 0-16m0 7.500v1",
  lasso:
    "M12 4c5 0 9 2.500 9 6s-4 6-9 6-9-2.500-9-6 4-6 9-6M8 15.500c1.500 1 1.500 3-.5 3s-2-2 .5-3m0 0c1 2 .5 4-1 5.500",
  line: "M5 19 19 5",
  brush: "M4 20c3 0 5-1 5-3.500a2.500 2.500 0 0 0-5 0c0 2-1 3-2 3.500h2zm4.500-5.500L19 4l1.500 1.500L10 16",
  eraser: "M9 19h11M5 14 14 5l5 5-9 9H8l-3-3z",
  undo: "M9 7H15a5 5 0 0 1 0 10H8M9 7l3.500-3.500M9 7l3.500 3.500",
  clear: "M5 7h14M9 7V4h6v3m2 0-1 13H8L7 7m3 4v6m4-6v6",
  side: "M3 5h8v14H3zm10 0h8v14h-8z",
  divider: "M3 5h18v14H3zm9-3v20",
  flicker: "M4 4h11v11H4zm5 5h11v11H9z",
  inspect: "M10.500 4a6.500 6.500 0 1 1 0 13 6.500 6.500 0 0 1 0-13zm5 11.500L21 21M8 10.500h5M10.500 8v5",
};
const NAMES = {
  hand: "Move the picture (or hold the space bar)",
  point: "Point",
  box: "Box",
  disc: "Disc",
  lasso: "Lasso",
  line: "Line",
  brush: "Brush",
  eraser: "Eraser",
  undo: "Undo",
  clear: "Clear",
  side: "Side by side",
  divider: "Before and after, with a divider",
  flicker: "In turns",
  inspect: "Inspect a pixel",
};

export function createToolbar(group, root) {
  const bar = element("div", "toolbar", root);
  bar.setAttribute("role", "toolbar");
  bar.setAttribute("aria-label", "Picture tools");
  return bar;
}

export function updateToolbar(group) {
  const { toolbar, header } = group;
  const tools = [...new Set(header.panels.flatMap((panel) => panel.tools))];
  if (!tools.includes(group.tool)) group.tool = tools[0] ?? null;
  const hasPair = header.pair !== null;
  if (group.toolbarFor === undefined) group.isHand = isPhone() && isSwipedTo(group);
  const layout = JSON.stringify([tools, hasPair, Boolean(header.inspector), header.canUndo]);
  if (layout !== group.toolbarFor) {
    group.toolbarFor = layout;
    toolbar.replaceChildren();
    group.buttons = {};
    group.onRadius = group.radiusBox = null;
    if (tools.length) addTools(group, tools);
    if (hasPair) addLayouts(group);
    if (header.inspector) addSet(group, "", ["inspect"], () => toggleInspector(group));
    toolbar.hidden = toolbar.childElementCount === 0;
  }
  showPressed(group);
}

// Who swipes to a picture would draw on it at the next swipe: there a tool is for those who choose it.
function isSwipedTo({ header, tool }) {
  return tool !== null && tool !== "point" && header.panels.findIndex((panel) => panel.tools.includes(tool)) > 0;
}

export function showPressed(group) {
  const { buttons = {}, header } = group;
  for (const [name, button] of Object.entries(buttons)) {
    const isOn = isPressed(group, name);
    if (isOn !== null) button.setAttribute("aria-pressed", isOn);
    if (name === "undo" || name === "clear") button.disabled = header.strokes === 0;
  }
  // It keeps its room, so that no picture moves when a tool is chosen.
  group.radiusBox?.classList.toggle("aside", !hasRadius(group.tool) || group.isHand);
  for (const figure of group.figures) {
    figure.frame.classList.toggle("drawing", figure.panel.tools.includes(group.tool) && !group.isHand);
    figure.frame.classList.toggle("pointing", group.tool === "point");
  }
}

function isPressed(group, name) {
  if (name === "hand") return group.isHand;
  if (name === "undo" || name === "clear") return null;
  if (name === "inspect") return group.isInspecting;
  if (name in { side: 1, divider: 1, flicker: 1 }) return group.layout === name;
  return !group.isHand && group.tool === name;
}

function addTools(group, tools) {
  addSet(group, "Tools", [...tools, "hand"], (name) => {
    group.isHand = name === "hand";
    if (!group.isHand) group.tool = name;
    redraw(group);
  });
  if (tools.some(hasRadius)) addRadius(group);
  if (group.header.canUndo)
    addSet(group, "", ["undo", "clear"], (name) => (name === "undo" ? undo(group) : clear(group)));
}

function addRadius(group) {
  const box = element("label", "radius", group.toolbar);
  group.radiusBox = box;
  box.title = "Radius of the brush in pixels ([ and ])";
  const slider = element("input", "", box);
  Object.assign(slider, { type: "range", min: -1, max: 7, step: 0.05 });
  slider.setAttribute("aria-label", "Radius of the brush");
  const text = element("span", "", box);
  group.onRadius = () => {
    slider.value = Math.log2(group.radius);
    text.textContent = `${Number(group.radius.toPrecision(2))} px`;
  };
  slider.addEventListener("input", () => changeRadius(group, 2 ** Number(slider.value) / group.radius));
  group.onRadius();
}

function addLayouts(group) {
  addSet(group, "Layout", ["side", "divider", "flicker"], (name) => chooseLayout(group, name));
}

function addSet(group, label, names, choose) {
  const set = element("div", "set", group.toolbar);
  set.setAttribute("role", "group");
  if (label) set.setAttribute("aria-label", label);
  for (const name of names) {
    const button = iconButton(name, set);
    button.addEventListener("click", () => {
      choose(name);
      showPressed(group);
    });
    group.buttons[name] = button;
  }
}

function iconButton(name, parent) {
  const button = element("button", "icon", parent);
  button.type = "button";
  button.title = NAMES[name];
  button.setAttribute("aria-label", NAMES[name]);
  const icon = shape("svg", { viewBox: "0 0 24 24", "aria-hidden": "true" }, "", button);
  shape("path", { d: ICONS[name] }, "", icon);
  return button;
}

export function createZoomButtons(group, figure) {
  const corner = element("div", "corner", figure.frame);
  const add = (text, label, act) => {
    const button = element("button", "", corner);
    Object.assign(button, { type: "button", textContent: text, title: label });
    button.setAttribute("aria-label", label);
    button.addEventListener("click", act);
    return button;
  };
  add("−", "Zoom out", () => zoomBy(group, figure, 1 / 1.5));
  figure.zoomText = add("100 %", "Fit the whole picture", () => fitFrame(group, figure));
  add("+", "Zoom in", () => zoomBy(group, figure, 1.5));
}
