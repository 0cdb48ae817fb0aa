// Tells which frame is due: a clock that counts frames, wraps when it loops, and skips evenly when it is fast.

// A display shows about this many pictures a second; a faster film shows every second, third … of its frames.
const DISPLAY_RATE = 60;

export function startClock({ first, count, rate, loop }) {
  return { first, count, rate, loop, since: null, stride: Math.max(1, Math.round(rate / DISPLAY_RATE)) };
}

// Half a frame is added because a film at the display's own rate would else stumble over rounding.
export function frameAt(clock, now) {
  clock.since ??= now;
  const passed = ((now - clock.since) / 1000) * clock.rate;
  const steps = Math.floor(passed / clock.stride + 0.5);
  return settle(clock, clock.first + steps * clock.stride);
}

// The frames that will be due from here on, without repetition.
export function framesAhead(clock, from, most) {
  const frames = new Set();
  for (let step = 0; step < most; step++) frames.add(settle(clock, from + step * clock.stride));
  return [...frames];
}

export function isOver(clock, frame) {
  return !clock.loop && frame >= clock.count - 1;
}

function settle(clock, frame) {
  return clock.loop ? frame % clock.count : Math.min(frame, clock.count - 1);
}
