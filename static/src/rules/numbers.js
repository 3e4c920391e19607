// Rounding as the growth reference asks for it; the twin of ilp/base/numbers.py.
const NEAR_TIE = 1e-6; // how near to a tie the decimal digits have to decide
const LARGEST_FAST = 1e9; // from here on NEAR_TIE would be finer than the number itself

// A tie goes away from zero, judged on the digits the number shows: 2.005 becomes 2.01 (02a, row "Arithmetic").
export function halfUp(value, places = 0) {
  const scale = 10 ** places;
  const scaled = Math.abs(value) * scale;
  const whole = Math.floor(scaled + 0.5);
  const isTie = Math.abs(scaled - Math.floor(scaled) - 0.5) < NEAR_TIE;
  if (isTie || scaled > LARGEST_FAST) return onPaper(value, places);
  return signed(whole / scale, value);
}

function onPaper(value, places) {
  const [mantissa, exponent] = Math.abs(value).toExponential().split("e");
  const digits = mantissa.replace(".", "");
  const kept = Number(exponent) + 1 + places;
  if (kept >= digits.length) return value;
  if (kept < 0) return 0;
  const up = digits[kept] >= "5" ? 1 : 0;
  return signed(Number(`${Number(digits.slice(0, kept)) + up}e${-places}`), value);
}

// Never minus zero.
function signed(size, like) {
  return like < 0 && size !== 0 ? -size : size;
}
