// Tells what Python says of its own accord from its echo of what the browser has just told it.

export function createEcho() {
  return { said: null, heard: null, underway: new Set(), send: null };
}

// Reports a value unless Python knows it.
export function tellPython(echo, value) {
  const text = JSON.stringify(value);
  if (text === echo.said) return;
  echo.said = text;
  echo.underway.add(text);
  echo.send(value);
}

// Whether a value that came from Python is another than before and than the browser's, and answers no earlier report.
export function isNews(echo, value) {
  const text = JSON.stringify(value);
  const isOld = text === echo.heard;
  echo.heard = text;
  if (text === echo.said) {
    echo.underway.clear();
    return false;
  }
  if (isOld || echo.underway.has(text)) return false;
  echo.said = text;
  return true;
}
