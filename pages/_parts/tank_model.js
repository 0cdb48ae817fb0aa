// The tank's numbers: salt in cells that spreads through open faces and is carried by the water.
// The same formulas as core/diffusion/stirring.py, and the tests hold the two together. Salt is a Float64Array of
// height × width cells; a stream function has a value at each corner of a cell.

const LARGEST_SHARE = 0.125;
const LARGEST_OUTFLOW = 0.5;
const CORE = 1.06;
const LAYERS = 3;
const REACH = 4;
// Slopes look two cells beyond the last that moves.
const MARGIN = 2;

export function createTank(width, height, salt) {
  const cells = width * height;
  const corners = (width + 1) * (height + 1);
  const tank = {
    width,
    height,
    salt: Float64Array.from(salt),
    walls: new Uint8Array(cells),
    // Whether the face to the right of a cell, and the one below it, is open.
    beside: new Uint8Array(cells),
    below: new Uint8Array(cells),
    distance: new Int32Array(corners),
    spare: new Float64Array(cells),
    first: new Float64Array(cells),
    second: new Float64Array(cells),
    fromAbove: new Float64Array(width),
    stroke: new Float64Array(corners),
  };
  buildWalls(tank, tank.walls);
  return tank;
}

// Puts walls up, and prepares which faces are open and how far each corner is from a wall or the rim.
export function buildWalls(tank, walls) {
  const { width, height, beside, below } = tank;
  tank.walls.set(walls);
  for (let row = 0, i = 0; row < height; row++) {
    for (let column = 0; column < width; column++, i++) {
      const isOpen = !walls[i];
      beside[i] = isOpen && column + 1 < width && !walls[i + 1] ? 1 : 0;
      below[i] = isOpen && row + 1 < height && !walls[i + width] ? 1 : 0;
    }
  }
  measureDistance(tank);
}

function measureDistance({ width, height, walls, distance }) {
  const across = width + 1;
  distance.fill(width + height);
  for (let row = 0; row <= height; row++) {
    for (let column = 0; column <= width; column++) {
      const isRim = row === 0 || column === 0 || row === height || column === width;
      if (isRim) distance[row * across + column] = 0;
    }
  }
  for (let row = 0, i = 0; row < height; row++) {
    for (let column = 0; column < width; column++, i++) {
      if (!walls[i]) continue;
      const corner = row * across + column;
      distance[corner] = distance[corner + 1] = distance[corner + across] = distance[corner + across + 1] = 0;
    }
  }
  const last = distance.length - 1;
  for (let i = 0; i <= last; i++) {
    if (distance[i]) distance[i] = Math.min(distance[i], distance[i - 1] + 1, distance[i - across] + 1);
  }
  for (let i = last; i >= 0; i--) {
    if (distance[i]) distance[i] = Math.min(distance[i], distance[i + 1] + 1, distance[i + across] + 1);
  }
}

// Lets the salt spread at diffusivity 1, in equal steps of at most an eighth of a unit of time.
export function spread(tank, time) {
  const { width, height, beside, below, fromAbove } = tank;
  const steps = Math.ceil(time / LARGEST_SHARE);
  const share = time / steps;
  for (let step = 0; step < steps; step++) {
    const now = tank.salt;
    const next = tank.spare;
    fromAbove.fill(0);
    for (let row = 0, i = 0; row < height; row++) {
      let fromLeft = 0;
      for (let column = 0; column < width; column++, i++) {
        const here = now[i];
        const toRight = beside[i] ? share * (here - now[i + 1]) : 0;
        const toBelow = below[i] ? share * (here - now[i + width]) : 0;
        next[i] = here + fromLeft - toRight + fromAbove[column] - toBelow;
        fromLeft = toRight;
        fromAbove[column] = toBelow;
      }
    }
    tank.salt = next;
    tank.spare = now;
  }
}

export function swirl(tank, speed) {
  const { width, height } = tank;
  const scale = ((speed * Math.min(width, height)) / Math.PI) * Math.sqrt(CORE ** 2 - 1);
  return streamOf(tank, (x, y) => {
    const bowl = Math.sin((Math.PI * y) / height) * Math.sin((Math.PI * x) / width);
    return scale * Math.log(CORE / (CORE - bowl));
  });
}

export function shear(tank, speed) {
  const { width, height } = tank;
  const turn = height / (LAYERS * Math.PI);
  return streamOf(tank, (x, y) => {
    const sides = Math.tanh(x / turn) * Math.tanh((width - x) / turn);
    return speed * turn * Math.sin((LAYERS * Math.PI * y) / height) ** 2 * sides;
  });
}

function streamOf({ width, height }, formula) {
  const stream = new Float64Array((width + 1) * (height + 1));
  for (let y = 0, i = 0; y <= height; y++) for (let x = 0; x <= width; x++, i++) stream[i] = formula(x, y);
  return stream;
}

// Cuts a stream function in place, so that nothing flows through a wall and nothing faster than `speed`.
export function seal(tank, stream, speed) {
  const { distance } = tank;
  for (let i = 0; i < stream.length; i++) stream[i] = cut(stream[i], speed * distance[i]);
  return stream;
}

function cut(value, limit) {
  return Math.max(-limit, Math.min(limit, value));
}

// Moves the water by one short stroke of a spoon; only cells near it take part.
export function stroke(tank, start, end, radius) {
  const { width, height } = tank;
  const middle = { x: (start.x + end.x) / 2, y: (start.y + end.y) / 2 };
  const move = { x: end.x - start.x, y: end.y - start.y };
  const stream = tank.stroke;
  const reach = REACH * radius;
  const speed = Math.hypot(move.x, move.y);
  const window = {
    top: Math.max(0, Math.floor(middle.y - reach) - MARGIN),
    left: Math.max(0, Math.floor(middle.x - reach) - MARGIN),
    bottom: Math.min(height, Math.ceil(middle.y + reach) + MARGIN),
    right: Math.min(width, Math.ceil(middle.x + reach) + MARGIN),
  };
  for (let y = window.top; y <= window.bottom; y++) {
    for (let x = window.left; x <= window.right; x++) {
      const right = x - middle.x;
      const down = y - middle.y;
      const distance = right ** 2 + down ** 2;
      const i = y * (width + 1) + x;
      const isNear = distance < reach ** 2;
      stream[i] = isNear ? (down * move.x - right * move.y) * Math.exp(-distance / (2 * radius ** 2)) : 0;
      stream[i] = cut(stream[i], speed * tank.distance[i]);
    }
  }
  carry(tank, stream, 1, window);
}

// Carries the salt along a sealed stream function for some time, by Heun's method; see core/diffusion/stirring.py.
export function carry(tank, stream, time, window = { top: 0, left: 0, bottom: tank.height, right: tank.width }) {
  const { width, first, second } = tank;
  const steps = Math.ceil((time * largestOutflow(tank, stream, window)) / LARGEST_OUTFLOW);
  for (let step = 0; step < steps; step++) {
    carryOnce(tank, tank.salt, first, stream, time / steps, window);
    carryOnce(tank, first, second, stream, time / steps, window);
    for (let row = window.top; row < window.bottom; row++) {
      const end = row * width + window.right;
      for (let i = row * width + window.left; i < end; i++) tank.salt[i] = (tank.salt[i] + second[i]) / 2;
    }
  }
}

function largestOutflow({ width }, stream, window) {
  const across = width + 1;
  let largest = 0;
  for (let row = window.top; row < window.bottom; row++) {
    for (let column = window.left; column < window.right; column++) {
      const i = row * across + column;
      const right = stream[i + across + 1] - stream[i + 1];
      const left = stream[i] - stream[i + across];
      const down = stream[i + across] - stream[i + across + 1];
      const up = stream[i + 1] - stream[i];
      const leaving = Math.max(right, left, 0) + Math.max(down, up, 0);
      if (leaving > largest) largest = leaving;
    }
  }
  return largest;
}

// Half of van Leer's slope between two differences.
function halfSlope(before, after) {
  const product = before * after;
  return product > 0 ? product / (before + after) : 0;
}

// What crosses the face between `behind` and `ahead` if the water moves by `flow` cells; `before` and `after` are
// their further neighbours, or as good as the nearest of the two where there is a wall or the rim.
function moved(flow, before, behind, ahead, after) {
  return flow > 0
    ? flow * (behind + halfSlope(behind - before, ahead - behind))
    : flow * (ahead - halfSlope(ahead - behind, after - ahead));
}

function carryOnce(tank, now, next, stream, time, { top, left, bottom, right }) {
  const { width, height, beside, below, fromAbove } = tank;
  const across = width + 1;
  fromAbove.fill(0);
  for (let row = top; row < bottom; row++) {
    let fromLeft = 0;
    for (let column = left; column < right; column++) {
      const i = row * width + column;
      const corner = i + row;
      const here = now[i];
      const toRight = time * (stream[corner + across + 1] - stream[corner + 1]);
      const toBelow = time * (stream[corner + across] - stream[corner + across + 1]);
      let outRight = 0;
      let outBelow = 0;
      if (toRight !== 0) {
        const there = now[i + 1];
        const before = column > 0 && beside[i - 1] ? now[i - 1] : here;
        const after = column + 2 < width && beside[i + 1] ? now[i + 2] : there;
        outRight = moved(toRight, before, here, there, after);
      }
      if (toBelow !== 0) {
        const there = now[i + width];
        const before = row > 0 && below[i - width] ? now[i - width] : here;
        const after = row + 2 < height && below[i + width] ? now[i + 2 * width] : there;
        outBelow = moved(toBelow, before, here, there, after);
      }
      next[i] = here + fromLeft - outRight + fromAbove[column] - outBelow;
      fromLeft = outRight;
      fromAbove[column] = outBelow;
    }
  }
}

export function massOf(tank) {
  let sum = 0;
  for (let i = 0; i < tank.salt.length; i++) sum += tank.salt[i];
  return sum;
}

// How uneven the open water is: what a wall holds does not count.
export function varianceOf({ salt, walls }) {
  let open = 0;
  let mean = 0;
  for (let i = 0; i < salt.length; i++) {
    if (walls[i]) continue;
    open += 1;
    mean += (salt[i] - mean) / open;
  }
  let sum = 0;
  for (let i = 0; i < salt.length; i++) if (!walls[i]) sum += (salt[i] - mean) ** 2;
  return open ? sum / open : 0;
}
