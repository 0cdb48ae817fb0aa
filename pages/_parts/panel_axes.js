// Ticks along two sides of a spectrum, in cycles per pixel, where its zoom has them: not below, where buttons stand.
const TICK_STEPS = [0.25, 0.1, 0.05, 0.025, 0.01, 0.005, 0.0025, 0.001, 0.0005];
const APART = 36; // Screen pixels between ticks.
const TICK = 6;
const MARGIN = 16; // Nearer to a corner, labels would be cut off or meet.

export function drawAxes(context, { width, height }, place, across, down) {
  context.save();
  context.font = '11px "Source Sans", "Source Sans Pro", sans-serif';
  const zeroX = Math.floor(width / 2) + 0.5;
  const zeroY = Math.floor(height / 2) + 0.5;
  context.textAlign = "center";
  context.textBaseline = "top";
  for (const { text, at } of ticksOf(width, zeroX, place.left, place.scaleX, across)) {
    drawTick(context, at, 0, 0, TICK);
    if (at > 2 * MARGIN && at < across - MARGIN) write(context, text, at, TICK + 2);
  }
  context.textAlign = "left";
  context.textBaseline = "middle";
  for (const { text, at } of ticksOf(height, zeroY, place.top, place.scaleY, down)) {
    drawTick(context, 0, at, TICK, 0);
    if (at > 1.5 * MARGIN && at < down - 1.5 * MARGIN) write(context, text, TICK + 3, at);
  }
  write(context, "cycles/px", TICK + 3, down - 10);
  context.restore();
}

// Round frequencies in sight, as texts and places on the screen.
function ticksOf(side, zero, start, scale, length) {
  const step = TICK_STEPS.findLast((each) => each * side * scale >= APART) ?? TICK_STEPS[0];
  const frequencyAt = (at) => (start + at / scale - zero) / side;
  const first = Math.ceil(Math.max(-0.5, frequencyAt(0)) / step - 1e-9);
  const last = Math.floor(Math.min(0.5, frequencyAt(length)) / step + 1e-9);
  const ticks = [];
  for (let count = first; count <= last; count += 1) {
    const frequency = Number((count * step).toPrecision(6));
    const text = String(frequency).replace("-", "−");
    ticks.push({ text, at: (frequency * side + zero - start) * scale });
  }
  return ticks;
}

function drawTick(context, x, y, dx, dy) {
  for (const [width, color] of [
    [3, "rgb(0 0 0 / 85%)"],
    [1.25, "#fff"],
  ]) {
    context.beginPath();
    context.moveTo(x, y);
    context.lineTo(x + dx, y + dy);
    context.lineWidth = width;
    context.strokeStyle = color;
    context.stroke();
  }
}

function write(context, text, x, y) {
  // A plate of its own, for what lies below may be black, white, or both.
  const box = context.measureText(text);
  context.fillStyle = "rgb(0 0 0 / 72%)";
  context.fillRect(
    x - box.actualBoundingBoxLeft - 2,
    y - box.actualBoundingBoxAscent - 2,
    box.actualBoundingBoxLeft + box.actualBoundingBoxRight + 4,
    box.actualBoundingBoxAscent + box.actualBoundingBoxDescent + 4,
  );
  context.fillStyle = "#fff";
  context.fillText(text, x, y);
}
