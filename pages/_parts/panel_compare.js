// Side by side, or two pictures in one frame: under a divider, or in turns.
import { element } from "./dom.js";
import { updateStrip } from "./panel_strip.js";
import { redraw } from "./panel_view.js";

const TURN = 800; // ms; slow enough not to be a flash.

export function layOut(group) {
  const { header, root } = group;
  group.layout ??= recallLayout(header);
  if (group.defaultLayout !== undefined && group.defaultLayout !== header.layout) group.layout = header.layout;
  group.defaultLayout = header.layout;
  const pair = group.layout === "side" ? null : header.pair;
  group.pair = pair;
  root.dataset.layout = pair ? group.layout : "side";
  group.figures.forEach((figure, index) => {
    figure.isTucked = pair !== null && index === pair[1];
    figure.node.classList.toggle("tucked", figure.isTucked);
    figure.node.classList.toggle("shared", pair !== null && index === pair[0]);
    placeDivider(group, figure, pair !== null && index === pair[0] && group.layout === "divider");
    placeChips(group, figure, pair !== null && index === pair[0]);
  });
  updateStrip(group);
}

export function chooseLayout(group, layout) {
  group.layout = layout;
  try {
    localStorage.setItem(`convoscope.layout.${group.header.key}`, `${group.header.layout} ${layout}`);
  } catch {
    // A browser that keeps nothing forgets the choice with the page.
  }
  layOut(group);
  startFlicker(group);
  redraw(group);
}

function recallLayout(header) {
  try {
    const [usual, chosen] = (localStorage.getItem(`convoscope.layout.${header.key}`) ?? "").split(" ");
    if (usual === header.layout && chosen) return chosen;
  } catch {
    // As above.
  }
  return header.layout;
}

export function startFlicker(group) {
  clearInterval(group.flicker);
  if (group.pair && group.layout === "flicker") {
    group.flicker = setInterval(() => {
      group.turn = 1 - group.turn;
      redraw(group);
    }, TURN);
  }
  return () => clearInterval(group.flicker);
}

// Which figures' pictures fill a frame: from and to are fractions of its width.
export function compared(group, figure) {
  if (!group.pair || figure.index !== group.pair[0]) return [{ layer: figure, from: 0, to: 1 }];
  const other = group.figures[group.pair[1]];
  if (group.layout === "flicker") {
    figure.chips.forEach((chip, index) => chip.classList.toggle("off", index !== group.turn));
    return [{ layer: group.turn ? other : figure, from: 0, to: 1 }];
  }
  return [
    { layer: figure, from: 0, to: group.divider },
    { layer: other, from: group.divider, to: 1 },
  ];
}

function placeChips(group, figure, isWanted) {
  figure.chips?.forEach((chip) => chip.remove());
  figure.chips = [];
  if (!isWanted) return;
  figure.chips = group.pair.map((index, side) => {
    const chip = element("span", `chip ${side ? "right" : "left"}`, figure.frame);
    chip.textContent = group.header.panels[index].title;
    return chip;
  });
}

function placeDivider(group, figure, isWanted) {
  if (!isWanted) {
    figure.divider?.remove();
    figure.divider = null;
    return;
  }
  if (figure.divider) return;
  const divider = element("div", "divider", figure.frame);
  figure.divider = divider;
  divider.tabIndex = 0;
  divider.setAttribute("role", "slider");
  divider.setAttribute("aria-label", "Divider between the two pictures");
  const move = (part) => {
    group.divider = Math.max(0, Math.min(1, part));
    divider.style.left = `${100 * group.divider}%`;
    divider.setAttribute("aria-valuenow", Math.round(100 * group.divider));
    redraw(group);
  };
  divider.addEventListener("pointerdown", (event) => {
    event.stopPropagation();
    event.preventDefault();
    divider.setPointerCapture(event.pointerId);
    divider.focus({ preventScroll: true });
  });
  divider.addEventListener("pointermove", (event) => {
    if (!divider.hasPointerCapture(event.pointerId)) return;
    const { left, width } = figure.frame.getBoundingClientRect();
    move((event.clientX - left) / width);
  });
  divider.addEventListener("keydown", (event) => {
    const step = { ArrowLeft: -0.02, ArrowRight: 0.02 }[event.key];
    if (!step) return;
    event.preventDefault();
    event.stopPropagation();
    move(group.divider + step);
  });
  move(group.divider);
}
