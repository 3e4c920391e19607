// The z-score of one measure; the twin of posyandu/rules/growth_index.py. Source: 02a §2 and §2.1.
import { halfUp } from "./numbers.js";

export const DAYS_PER_MONTH = 30.4375;

// Why an index has no z. Where several hold, the first in this order is given.
export const MISSING = {
  notMeasured: "TIDAK_DIUKUR",
  notPositive: "UKURAN_TIDAK_SAH",
  oedema: "EDEMA",
  ageUnknown: "UMUR_TIDAK_DIKETAHUI",
  ageOutsideTable: "UMUR_DI_LUAR_TABEL",
  lengthOutsideTable: "TINGGI_DI_LUAR_TABEL",
};

export function without(missing) {
  return { z: null, zRounded: null, isFlagged: false, missing };
}

export function zScore(y, [power, median, variation]) {
  if (power === 0) return Math.log(y / median) / variation;
  return ((y / median) ** power - 1) / (power * variation);
}

export function valueAt(z, [power, median, variation]) {
  if (power === 0) return median * Math.exp(variation * z);
  return median * (1 + power * variation * z) ** (1 / power);
}

// Beyond ±3 SD: count on in steps as wide as the one from 2 to 3 SD.
export function extended(z, y, row) {
  if (z > 3) {
    const at3 = valueAt(3, row);
    return 3 + (y - at3) / (at3 - valueAt(2, row));
  }
  if (z < -3) {
    const atMinus3 = valueAt(-3, row);
    return -3 + (y - atMinus3) / (valueAt(-2, row) - atMinus3);
  }
  return z;
}

// `plausible` is the range that is not flagged, both ends included.
export function indexOf(y, row, [low, high], extends_ = true) {
  const plain = zScore(y, row);
  const z = extends_ ? extended(plain, y, row) : plain;
  const zRounded = halfUp(z, 2);
  return { z, zRounded, isFlagged: zRounded < low || zRounded > high, missing: null };
}

// L, M and S between two neighbouring rows; a fraction of zero never looks at the next one.
export function between(rows, place, fraction) {
  const row = rows[place];
  if (fraction === 0) return row;
  const above = rows[place + 1];
  return row.map((cell, at) => cell + (above[at] - cell) * fraction);
}
