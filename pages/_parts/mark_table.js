// A table whose rows point at marks on a picture: a column's head sorts, the pointer or the focus marks, a click keeps.
import { element } from "./dom.js";
import { pointTo } from "./shelf.js";

const tables = new WeakMap();

function createTable(root) {
  const node = element("table", "", root);
  node.setAttribute("role", "grid");
  const table = { root, node, head: element("thead", "", node), body: element("tbody", "", node) };
  listenToRows(table);
  return Object.assign(table, { column: 0, isDown: false, kept: null, text: "" });
}

function compare(one, other) {
  return typeof one === "number" ? one - other : String(one).localeCompare(String(other));
}

function sorted({ data, column, isDown }) {
  const rows = data.rows.toSorted((one, other) => compare(one[column], other[column]) || one[0] - other[0]);
  return isDown ? rows.toReversed() : rows;
}

function written(value, { digits, unit }) {
  return typeof value === "number" ? `${value.toFixed(digits).replace("-", "−")}${unit}` : value;
}

function drawHead(table) {
  table.head.replaceChildren();
  const line = element("tr", "", table.head);
  table.data.columns.forEach((column, index) => {
    const cell = element("th", column.kind, line);
    const isSorted = index === table.column;
    cell.setAttribute("aria-sort", isSorted ? (table.isDown ? "descending" : "ascending") : "none");
    const button = element("button", "", cell);
    button.type = "button";
    button.textContent = column.title;
    button.title = column.help;
    button.onclick = () => {
      // A score is wanted best first.
      table.isDown = isSorted ? !table.isDown : column.kind === "share";
      table.column = index;
      drawHead(table);
      drawBody(table);
      table.head.querySelectorAll("button")[index].focus();
    };
  });
}

function drawBody(table) {
  table.body.replaceChildren();
  for (const row of sorted(table)) {
    const line = element("tr", "", table.body);
    line.dataset.name = row[0];
    line.tabIndex = -1;
    table.data.columns.forEach((column, index) => {
      const cell = element("td", column.kind, line);
      cell.textContent = written(row[index], column);
      if (column.kind === "share") cell.style.setProperty("--part", Math.max(0, Math.min(1, row[index])));
    });
  }
  if (table.body.firstChild) table.body.firstChild.tabIndex = 0;
  showKept(table);
}

function showKept(table) {
  for (const line of table.body.children) line.setAttribute("aria-selected", line.dataset.name === table.kept);
}

function point(table, name) {
  pointTo(table.data.topic, name ?? table.kept);
}

function keep(table, line) {
  table.kept = table.kept === line.dataset.name ? null : line.dataset.name;
  showKept(table);
  point(table, line.dataset.name);
}

function move(table, line, event) {
  const rows = [...table.body.children];
  const at = rows.indexOf(line);
  const last = rows.length - 1;
  const to = { ArrowDown: Math.min(at + 1, last), ArrowUp: Math.max(at - 1, 0), Home: 0, End: last }[event.key];
  if (to !== undefined) rows[to].focus();
  else if (event.key === "Enter" || event.key === " ") keep(table, line);
  else return;
  event.preventDefault();
}

function listenToRows(table) {
  const { body } = table;
  const lineOf = (event) => event.target.closest("tr");
  body.addEventListener("pointerover", (event) => {
    if (event.pointerType === "mouse") point(table, lineOf(event).dataset.name);
  });
  body.addEventListener("pointerleave", () => point(table, null));
  body.addEventListener("focusin", (event) => {
    for (const line of body.children) line.tabIndex = line === lineOf(event) ? 0 : -1;
    point(table, lineOf(event).dataset.name);
  });
  body.addEventListener("focusout", () => point(table, null));
  body.addEventListener("click", (event) => keep(table, lineOf(event)));
  body.addEventListener("keydown", (event) => move(table, lineOf(event), event));
}

export default function ({ data, parentElement }) {
  const root = parentElement.querySelector(".mark_table");
  if (!tables.has(root)) tables.set(root, createTable(root));
  const table = tables.get(root);
  const text = JSON.stringify(data);
  if (table.text !== text) {
    Object.assign(table, { data, text, kept: null, column: Math.min(table.column, data.columns.length - 1) });
    table.node.setAttribute("aria-label", data.label);
    drawHead(table);
    drawBody(table);
  }
  point(table, null);
  return () => pointTo(data.topic, null);
}
