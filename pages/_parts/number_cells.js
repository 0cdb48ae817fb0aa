// What tables of numbers share that the visitor can edit: a colour by sign and size, and tables pasted into a cell.
const COLD = "#3b8ae0";
const WARM = "#dc5648";

export function tint(value, largest) {
  const share = largest ? Math.round((80 * Math.abs(value)) / largest) : 0;
  return `color-mix(in srgb, ${value < 0 ? COLD : WARM} ${share}%, transparent)`;
}

// Returns the text of a pasted table and keeps it out of the cell; null for what one cell can take.
export function takeTable(event) {
  // A tab at either end stands beside an empty cell.
  const pasted = event.clipboardData.getData("text").replace(/^[\r\n]+|[\r\n]+$/g, "");
  if (!/[\t\n;]/.test(pasted)) return null;
  event.preventDefault();
  return pasted;
}
