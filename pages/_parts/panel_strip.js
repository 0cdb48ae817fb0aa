// On a phone several pictures lie side by side in a strip: a finger moves it, or a name above it is pressed.
import { element } from "./dom.js";

const phone = window.matchMedia("(max-width: 640px)");

export function isPhone() {
  return phone.matches;
}

export function createStrip(group, root) {
  group.names = element("div", "names", root);
  group.names.setAttribute("role", "group");
  group.names.setAttribute("aria-label", "Pictures");
  group.row = element("div", "figures", root);
  group.row.addEventListener("scroll", () => showPlace(group), { passive: true });
}

export function updateStrip(group) {
  const { names, root, row } = group;
  const figures = group.figures.filter((figure) => !figure.isTucked);
  root.classList.toggle("strip", figures.length > 1);
  shareReadout(group, figures.length > 1 && isPhone());
  const nameOf = ({ title, alt }) => title || alt;
  const titles = figures.map(({ index, panel }) =>
    index === group.pair?.[0] ? group.pair.map((each) => nameOf(group.header.panels[each])).join(" | ") : nameOf(panel),
  );
  if (JSON.stringify(titles) === names.dataset.titles) return;
  names.dataset.titles = JSON.stringify(titles);
  names.replaceChildren();
  group.stops = titles.map((title, index) => {
    const button = element("button", "name", names);
    Object.assign(button, { type: "button", textContent: title });
    const { node } = figures[index];
    button.addEventListener("click", () => row.scrollTo({ left: leftOf(row, node), behavior: "smooth" }));
    return { button, node };
  });
  showPlace(group);
}

// Of two pictures in one frame the strip shows one figure, with what is read in both.
function shareReadout({ figures, pair }, isStrip) {
  for (const { frame, readout } of figures) frame.after(readout);
  if (pair && isStrip) figures[pair[0]].readout.after(figures[pair[1]].readout);
}

function leftOf(row, node) {
  return node.getBoundingClientRect().left - row.getBoundingClientRect().left + row.scrollLeft;
}

// Marks the name of the picture that is in front, and brings it into view.
function showPlace({ names, row, stops }) {
  const isAtEnd = row.scrollLeft + row.clientWidth >= row.scrollWidth - 2;
  const away = stops.map(({ node }) => Math.abs(leftOf(row, node) - row.scrollLeft));
  const front = isAtEnd && row.scrollLeft > 0 ? stops.length - 1 : away.indexOf(Math.min(...away));
  stops.forEach(({ button }, index) => button.setAttribute("aria-pressed", index === front));
  const { button } = stops[front] ?? {};
  if (button) names.scrollTo({ left: leftOf(names, button) - (names.clientWidth - button.clientWidth) / 2 });
}
