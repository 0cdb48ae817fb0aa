// The sums behind one pixel of a result, computed from exact numbers: one for each channel and kernel.
import { wholeNumbers } from "./panel_numbers.js";

// What is summed: the channels of one picture, or pictures that are a channel each. Null until all numbers are here.
export function planesOf(group) {
  const planes = [];
  for (const index of group.header.inspector.sources) {
    const figure = group.figures[index];
    const numbers = wholeNumbers(figure);
    if (!numbers) return null;
    const { channels } = figure.panel.numbers;
    for (let channel = 0; channel < channels; channel += 1) planes.push({ figure, numbers, channels, channel });
  }
  return planes;
}

// A sum below this part of its products' sizes is rounding.
const NOTHING = 1e-12;

// The patch and the products of the chosen plane, which of them lie beyond the edge, and the sums of all planes.
export function sumUp(kernel, planes, chosen, { row, column }, { padding, fill }) {
  const { rows, columns, origin, cells } = kernel;
  const { width, height } = planes[0].figure.panel;
  const patch = new Float64Array(rows * columns);
  const products = new Float64Array(rows * columns);
  const outside = new Uint8Array(rows * columns);
  const sums = planes.map(() => 0);
  const sizes = planes.map(() => 0);
  for (let i = 0; i < rows; i += 1) {
    const y = row + i - origin[0];
    const inY = sourcePlace(y, height, padding);
    for (let j = 0; j < columns; j += 1) {
      const x = column + j - origin[1];
      const inX = sourcePlace(x, width, padding);
      const at = i * columns + j;
      const isFill = inY < 0 || inX < 0;
      outside[at] = isFill || y !== inY || x !== inX ? 1 : 0;
      for (let index = 0; index < planes.length; index += 1) {
        const { numbers, channels, channel } = planes[index];
        const value = isFill ? fill : numbers[(inY * width + inX) * channels + channel];
        sums[index] += cells[at] * value;
        sizes[index] += Math.abs(cells[at] * value);
        if (index === chosen) {
          patch[at] = value;
          products[at] = cells[at] * value;
        }
      }
    }
  }
  const settled = sums.map((sum, index) => (Math.abs(sum) <= NOTHING * sizes[index] ? 0 : sum));
  return { kernel, patch, products, outside, sums: settled };
}

// Which pixel of a row of `size` stands at a place beyond its ends; -1 for the fill value. As core/padding.py.
export function sourcePlace(place, size, padding) {
  if (place >= 0 && place < size) return place;
  const modulo = (value, period) => ((value % period) + period) % period;
  if (padding === "constant") return -1;
  if (padding === "nearest") return place < 0 ? 0 : size - 1;
  if (padding === "wrap") return modulo(place, size);
  if (padding === "reflect") {
    const folded = modulo(place, 2 * size);
    return Math.min(folded, 2 * size - 1 - folded);
  }
  const period = Math.max(2 * size - 2, 1);
  const folded = modulo(place, period);
  return Math.min(folded, period - folded);
}

// The least and the largest number of a picture, or what its type or its legend says.
export function rangeOf({ figure, numbers }) {
  const { numbers: kind, scale } = figure.panel;
  if (kind.dtype === "uint8") return { low: 0, high: 255 };
  if (scale) return { low: scale.low, high: scale.high };
  if (figure.range?.of !== numbers) {
    let [low, high] = [Infinity, -Infinity];
    for (const value of numbers) {
      if (value < low) low = value;
      if (value > high) high = value;
    }
    figure.range = { of: numbers, low, high: high > low ? high : low + 1 };
  }
  return figure.range;
}
