// A kernel as a grid of numbers: arrows move, Enter or leaving a cell commits it, a pasted table replaces all.
import { takeTable, tint } from "./number_cells.js";

const STEPS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], Enter: [1, 0] };

function createCell(root, row, column) {
  const input = document.createElement("input");
  input.setAttribute("inputmode", "text");
  input.setAttribute("autocomplete", "off");
  input.setAttribute("aria-label", `Row ${row + 1}, column ${column + 1}`);
  root.append(input);
  return input;
}

export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".kernel_grid");
  const { cells, numbers, of, taken } = data;
  // Of two events on their way only the later may arrive: each holds all changes that the server has not taken yet.
  if (root.dataset.of !== String(of)) root.changes = new Map();
  root.dataset.of = of;
  root.serial = Math.max(root.serial ?? 0, taken);
  for (const [place, change] of root.changes) if (change.serial <= taken) root.changes.delete(place);
  const columns = cells[0].length;
  const largest = Math.max(...numbers.flat().map(Math.abs));
  root.style.setProperty("--columns", columns);
  if (root.dataset.shape !== `${cells.length}x${columns}`) {
    root.replaceChildren();
    root.dataset.shape = `${cells.length}x${columns}`;
  }

  const inputAt = (row, column) => root.children[row * columns + column];
  cells.forEach((line, row) =>
    line.forEach((text, column) => {
      const input = inputAt(row, column) ?? createCell(root, row, column);
      const isLeft = root.getRootNode().activeElement !== input || input.value === input.dataset.sent;
      const change = root.changes.get(`${row},${column}`);
      if (isLeft) input.value = change?.text ?? text;
      input.dataset.sent = change?.text ?? text;
      input.title = String(numbers[row][column]);
      input.style.background = tint(numbers[row][column], largest);
      const commit = () => {
        if (input.value === input.dataset.sent) return;
        input.dataset.sent = input.value;
        root.serial += 1;
        root.changes.set(`${row},${column}`, { row, column, text: input.value, serial: root.serial });
        setTriggerValue("edit", { of, changes: [...root.changes.values()] });
      };
      input.onblur = commit;
      input.onfocus = () => input.select();
      input.onkeydown = (event) => {
        const step = STEPS[event.key];
        if (event.key === "Escape") input.value = input.dataset.sent;
        if (!step) return;
        event.preventDefault();
        commit();
        inputAt(row + step[0], column + step[1])?.focus();
      };
      input.onpaste = (event) => {
        const table = takeTable(event);
        if (table !== null) setTriggerValue("edit", { of, table });
      };
    }),
  );
}
