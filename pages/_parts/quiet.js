// Tells when the page is at rest. Streamlit's browser side loses what a run has just drawn if a fragment's run follows
// on its heels, so numbers are asked for only when nothing was pressed lately and no script runs.
const REST = 350; // ms

const rest = (globalThis[Symbol.for("convoscope.rest")] ??= { from: 0, isWatched: false });

function touch() {
  rest.from = performance.now();
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
  if (isRunning) touch();
  if (performance.now() - rest.from > REST) act();
  else setTimeout(() => whenQuiet(act), 40);
}
