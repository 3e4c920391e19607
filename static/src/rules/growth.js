// Z-scores of one child from birth to 19 years; the twin of posyandu/rules/growth.py. Source: 02a §2 and §2.1.
import { DAYS_PER_MONTH, MISSING, between, indexOf, without } from "./growth_index.js";
import { tableOf } from "./growth_tables.js";

export const HEIGHT_FROM_DAY = 731; // from here height (standing) is wanted, before it length (lying)
const STANDING_FROM_DAYS = 9 * DAYS_PER_MONTH;
export const UNDER_FIVE_BEFORE_DAYS = 60 * DAYS_PER_MONTH;
const LAST_MONTH = 228;
const LAST_WEIGHT_MONTH = 120;

// Lengths are whole thousandths of a centimetre ("mcm") inside: 103.1 - 0.7 must be 102.4.
const MCM_PER_CM = 1000;
const MCM_PER_MM = 100;
const CORRECTION_MCM = 700;
const LENGTH_TABLE_BELOW_MCM = 87_000;
const SMALLEST_MEASURE = 0.001;

// ageDays: days, with a fraction when only months are known, or null. Measures in kg and cm, or null.
// position: "TELENTANG", "BERDIRI" or null. ruleset: as RuleSet.to_mapping gives it.
export function assess(sex, ageDays, measures, ruleset) {
  const position = measures.position ?? null;
  refuseNonsense(sex, ageDays, position);
  const length = read(measures.lengthCm);
  const mcm = correctedLengthMcm(length.value, ageDays, position);
  if (mcm <= 0 && length.missing === null) length.missing = MISSING.notPositive;
  const measured = readAll(measures, mcm, length.missing);
  const hasLength = length.missing === null;
  return {
    standard: standardAt(ageDays),
    correctedLengthCm: hasLength ? mcm / MCM_PER_CM : null,
    bmi: measured.bmi.value || null,
    positionAssumed: hasLength && position === null,
    standingTooYoung: hasLength && position === "BERDIRI" && ageDays !== null && ageDays < STANDING_FROM_DAYS,
    indices: indicesOf(sex, ageDays, position, measured, ruleset),
  };
}

export function standardAt(ageDays) {
  if (ageDays === null || ageDays > LAST_MONTH * DAYS_PER_MONTH) return null;
  return ageDays < UNDER_FIVE_BEFORE_DAYS ? "WHO_2006" : "WHO_2007";
}

export function correctedLengthMcm(lengthCm, ageDays, position) {
  const mcm = Math.floor(lengthCm * MCM_PER_CM + 0.5);
  if (position === null || ageDays === null) return mcm;
  if (ageDays + 0.5 < HEIGHT_FROM_DAY) {
    return position === "BERDIRI" && ageDays >= STANDING_FROM_DAYS ? mcm + CORRECTION_MCM : mcm;
  }
  return position === "TELENTANG" ? mcm - CORRECTION_MCM : mcm;
}

function refuseNonsense(sex, ageDays, position) {
  if (sex !== "L" && sex !== "P") throw new RangeError(`sex is ${sex}, expected L or P`);
  if (![null, "TELENTANG", "BERDIRI"].includes(position)) {
    throw new RangeError(`position is ${position}, expected TELENTANG, BERDIRI or null`);
  }
  if (ageDays !== null && !(ageDays >= 0)) throw new RangeError(`ageDays is ${ageDays}, expected zero or more`);
}

function read(value) {
  if (value === null || value === undefined) return { value: 0, missing: MISSING.notMeasured };
  if (value >= SMALLEST_MEASURE && value < Infinity) return { value, missing: null };
  return { value: 0, missing: MISSING.notPositive };
}

function readAll(measures, mcm, noLength) {
  const weight = read(measures.weightKg);
  const bmi = { value: 0, missing: weight.missing };
  if (noLength !== null && weight.missing !== MISSING.notMeasured) bmi.missing = noLength;
  if (bmi.missing === null) {
    const metres = mcm / MCM_PER_CM / 100;
    bmi.value = weight.value / (metres * metres);
  }
  if (measures.oedema) {
    // Water weighs: no index that uses the weight.
    weight.missing = weight.missing ?? MISSING.oedema;
    bmi.missing = bmi.missing ?? MISSING.oedema;
  }
  const length = { value: mcm / MCM_PER_CM, missing: noLength, mcm };
  return { weight, length, bmi, head: read(measures.headCm), muac: read(measures.muacCm) };
}

function indicesOf(sex, ageDays, position, measured, ruleset) {
  if (ageDays === null) return atUnknownAge(sex, position, measured, ruleset.flags_under_five);
  if (ageDays < UNDER_FIVE_BEFORE_DAYS) {
    return underFive(sex, Math.floor(ageDays + 0.5), measured, ruleset.flags_under_five);
  }
  return fiveToNineteen(sex, ageDays / DAYS_PER_MONTH, measured, ruleset.flags_5_19);
}

function underFive(sex, day, measured, flags) {
  const byDay = (name, { value, missing }, extends_ = true) => {
    if (missing !== null) return without(missing);
    const table = tableOf(name);
    if (day < table.first) return without(MISSING.ageOutsideTable);
    return indexOf(value, table.rows[sex][day - table.first], flags[name], extends_);
  };
  const table = day < HEIGHT_FROM_DAY ? "weight_for_length" : "weight_for_height";
  return {
    weight_for_age: byDay("weight_for_age", measured.weight),
    length_for_age: byDay("length_for_age", measured.length, false),
    weight_for_length: weightForLength(sex, table, measured, flags.weight_for_length),
    bmi_for_age: byDay("bmi_for_age", measured.bmi),
    head_for_age: byDay("head_for_age", measured.head),
    muac_for_age: byDay("muac_for_age", measured.muac),
  };
}

function weightForLength(sex, name, { weight, length, bmi }, plausible) {
  if (bmi.missing !== null) return without(bmi.missing);
  const table = tableOf(name);
  const fromFirst = length.mcm - table.first * MCM_PER_MM;
  if (fromFirst < 0 || length.mcm > table.last * MCM_PER_MM) return without(MISSING.lengthOutsideTable);
  const rest = fromFirst % MCM_PER_MM;
  const row = between(table.rows[sex], (fromFirst - rest) / MCM_PER_MM, rest / MCM_PER_MM);
  return indexOf(weight.value, row, plausible);
}

function fiveToNineteen(sex, months, measured, flags) {
  const byMonth = (name, { value, missing }, plausible, last, extends_ = true) => {
    if (missing !== null) return without(missing);
    if (months > last) return without(MISSING.ageOutsideTable);
    const table = tableOf(name);
    const month = Math.floor(months);
    return indexOf(value, between(table.rows[sex], month - table.first, months - month), plausible, extends_);
  };
  const { weight, length, bmi, head, muac } = measured;
  const outside = ({ missing }) => without(missing ?? MISSING.ageOutsideTable);
  return {
    weight_for_age: byMonth("weight_for_age_5_10", weight, flags.weight_for_age, LAST_WEIGHT_MONTH),
    length_for_age: byMonth("height_for_age_5_19", length, flags.height_for_age, LAST_MONTH, false),
    weight_for_length: outside(bmi),
    bmi_for_age: byMonth("bmi_for_age_5_19", bmi, flags.bmi_for_age, LAST_MONTH),
    head_for_age: outside(head),
    muac_for_age: outside(muac),
  };
}

function atUnknownAge(sex, position, measured, flags) {
  const { weight, length, bmi, head, muac } = measured;
  const byLength = position === "TELENTANG" || (position === null && length.mcm < LENGTH_TABLE_BELOW_MCM);
  const unknown = ({ missing }) => without(missing ?? MISSING.ageUnknown);
  const table = byLength ? "weight_for_length" : "weight_for_height";
  return {
    weight_for_age: unknown(weight),
    length_for_age: unknown(length),
    weight_for_length: weightForLength(sex, table, measured, flags.weight_for_length),
    bmi_for_age: unknown(bmi),
    head_for_age: unknown(head),
    muac_for_age: unknown(muac),
  };
}
