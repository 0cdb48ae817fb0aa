// Writes numbers as people read them.

// The number in full: whole numbers as they are, others to seven significant digits, as float32 holds them.
export function exact(value) {
  if (Number.isInteger(value) && Math.abs(value) < 1e9) return minus(String(value));
  return minus(String(Number(value.toPrecision(7))));
}

// The number in at most so many characters.
export function short(value, most) {
  const whole = exact(value);
  if (whole.length <= most) return whole;
  for (let digits = 6; digits > 0; digits -= 1) {
    const text = minus(String(Number(value.toPrecision(digits)))).replace(/^(−?)0\./, "$1.");
    if (text.length <= most) return text;
  }
  return minus(value.toExponential(0).replace("e+", "e"));
}

function minus(text) {
  return text.replaceAll("-", "−");
}
