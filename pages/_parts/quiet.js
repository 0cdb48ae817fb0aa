// Tells when the page is at rest. Streamlit's browser side loses what a run has just drawn if a fragment's run follows
// on its heels, so numbers are asked for only when nothing was pressed lately and no script runs.
const REST = 350; // ms
const SENT_AFTER = 50; // ms

const rest = (globalThis[Symbol.for("convoscope.rest")] ??= { from: 0, touches: 0, isWatched: false });

function wait() {
  rest.from = performance.now();
}

function touch() {
  rest.touches += 1;
  wait();
}

if (!rest.isWatched) {
  rest.isWatched = true;
  for (const name of ["keydown", "pointerdown", "pointerup", "input", "change"]) {
    window.addEventListener(name, touch, { capture: true, passive: true });
  }
}

export function whenQuiet(act) {
  const app = document.querySelector("[data-testid=stApp]");
  const isRunning = !["notRunning", undefined].includes(app?.dataset.testScriptState);
  if (isRunning) wait();
  if (performance.now() - rest.from > REST) act();
  else setTimeout(() => whenQuiet(act), 40);
}

// What changes in the page before Streamlit's timer has sent our question goes out in one message with it, and that
// message runs our fragment alone: Python has the visitor's change, but nothing draws it. Then `act` has to.
export function ifTouchedBeforeSent(act) {
  const { touches } = rest;
  setTimeout(() => rest.touches !== touches && act(), SENT_AFTER);
}
