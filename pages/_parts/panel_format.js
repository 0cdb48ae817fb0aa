// Writes numbers as people read them.

const GROUPED = 1e5;
const LONG = 1e9;
const FINE = 1e-6; // Below it JavaScript writes powers of ten itself, in another style.
const RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹";

// The number in full: whole numbers as they are, others to seven significant digits, as float32 holds them.
export function exact(value) {
  const size = Math.abs(value);
  const rounded = Number(value.toPrecision(7));
  if (size >= LONG || (size > 0 && size < FINE)) return powerOfTen(rounded);
  const number = Number.isInteger(value) ? value : rounded;
  return minus(size < GROUPED ? String(number) : grouped(number));
}

// The number with as few digits as lie within `noise` of it: what single precision leaves behind is not read out.
export function settled(value, noise) {
  if (Math.abs(value) <= noise) return 0;
  for (let digits = 1; digits < 7; digits += 1) {
    const rounded = Number(value.toPrecision(digits));
    if (Math.abs(rounded - value) <= noise) return rounded;
  }
  return value;
}

// A number by its leading digits: 1.234568 × 10¹³.
function powerOfTen(value) {
  const [digits, power] = value.toExponential().split("e");
  return minus(`${digits} × 10`) + Array.from(power.replace("+", ""), (digit) => RAISED[digit] ?? "⁻").join("");
}

// Digits before the point in groups of three, apart by narrow spaces that do not break.
function grouped(value) {
  const [whole, rest] = String(value).split(".");
  const spaced = whole.replace(/\B(?=(\d{3})+$)/g, "\u202f");
  return rest ? `${spaced}.${rest}` : spaced;
}

// The number in at most so many characters, at least four; as few digits as that takes are left out.
export function short(value, most) {
  const size = Math.abs(value);
  const sign = value < 0 ? 1 : 0;
  if (size === 0) return "0";
  const before = size >= 1 ? Math.floor(Math.log10(size)) + 1 : 1;
  const decimals = Math.min(6, most - sign - before - 1);
  if (before + sign > most || size < Math.min(1, 10 ** -decimals)) return exponential(value);
  if (Number.isInteger(value) || decimals <= 0) return minus(String(Math.round(value)));
  return minus(value.toFixed(decimals).replace(/\.?0+$/, ""));
}

function exponential(value) {
  return minus(value.toExponential(0).replace("e+", "e"));
}

function minus(text) {
  return text.replaceAll("-", "−");
}
