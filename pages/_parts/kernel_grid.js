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
  const { cells, numbers } = data;
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
      if (root.getRootNode().activeElement !== input || input.value === input.dataset.sent) input.value = text;
      input.dataset.sent = text;
      input.title = String(numbers[row][column]);
      input.style.background = tint(numbers[row][column], largest);
      const commit = () => {
        if (input.value === input.dataset.sent) return;
        input.dataset.sent = input.value;
        setTriggerValue("edit", { row, column, text: input.value });
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
        if (table !== null) setTriggerValue("edit", { table });
      };
    }),
  );
}
