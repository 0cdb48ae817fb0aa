// Makes HTML and SVG elements.
const SVG = "http://www.w3.org/2000/svg";

export function element(tag, className, parent) {
  const node = document.createElement(tag);
  node.className = className;
  parent.append(node);
  return node;
}

export function shape(tag, attributes, className, parent) {
  const node = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  if (className) node.setAttribute("class", className);
  parent.append(node);
  return node;
}

// What shows nothing takes no place among the page's elements either.
export function takeNoPlace(parentElement) {
  const place = parentElement.getRootNode().host?.closest("[data-testid=stElementContainer]");
  if (place) place.style.position = "absolute";
}
