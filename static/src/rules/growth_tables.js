// The WHO tables, unpacked once when somebody first asks; the twin of posyandu/rules/growth_tables.py.
import { TABLES } from "./growth_data.js";

const SCALES = [10_000, 10_000, 100_000]; // L and M have four decimals, S has five
const unpacked = new Map();

function column(text, scale) {
  let slope = 0;
  let value = 0;
  return text.split(" ").map((difference, place) => {
    if (place > 0) slope += Number(difference);
    value = place > 0 ? value + slope : Number(difference);
    return value / scale;
  });
}

// { first, last, rows: { L, P } }: a row is [L, M, S]; row 0 belongs to the key `first`.
export function tableOf(name) {
  if (!unpacked.has(name)) {
    const [first, last, texts] = TABLES[name];
    const columns = texts.map((text, place) => column(text, SCALES[place % 3]));
    const rows = (at) => columns[at].map((power, key) => [power, columns[at + 1][key], columns[at + 2][key]]);
    unpacked.set(name, { first, last, rows: { L: rows(0), P: rows(3) } });
  }
  return unpacked.get(name);
}
