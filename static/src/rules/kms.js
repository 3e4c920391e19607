// Monthly status on the KMS (N, T, O, B); the twin of posyandu/rules/kms.py. Source: 02 §6.4, 04 §4.
import { ageDays, completedMonths, periodOf } from "./dates.js";

const SKDN_BEFORE_MONTH = 60;
const POSYANDU = "POSYANDU";

// Least gain in grams at this completed month; null in the month of birth.
export function kbmG(sex, months, ruleset) {
  const reached = ruleset.kbm.filter((step) => step.from_month <= months);
  return reached.length ? reached[reached.length - 1][sex] : null;
}

// Kilograms as whole grams: 6.6 - 5.8 kg must be 800 g.
function grams(weightKg) {
  return Math.round(weightKg * 1000);
}

// The first weighing of the month at the posyandu, else the last one elsewhere.
export function decidingWeighing(weighings) {
  const byDay = [...weighings].sort((one, other) => one.weighedOn.localeCompare(other.weighedOn));
  const atPosyandu = byDay.filter(({ place = POSYANDU }) => place === POSYANDU);
  return atPosyandu[0] ?? byDay[byDay.length - 1] ?? null;
}

// The status of every month with a weighing before 60 months, by period. A weighing is
// { weighedOn, weightKg, place }; birthWeightKg counts only in its one exception.
export function monthStatuses(sex, bornOn, weighings, ruleset, birthWeightKg = null) {
  const months = new Map();
  for (const weighing of weighings) {
    const period = periodOf(weighing.weighedOn);
    months.set(period, [...(months.get(period) ?? []), weighing]);
  }
  const found = new Map();
  for (const period of [...months.keys()].sort((one, other) => one - other)) {
    const now = decidingWeighing(months.get(period));
    const age = completedMonths(bornOn, now.weighedOn);
    if (age >= SKDN_BEFORE_MONTH) continue;
    const judged = judge(now, age, { sex, bornOn, birthWeightKg, ruleset, before: found.get(period - 1), found });
    if (judged.status === "T") judged.timesNotGained = 1 + (found.get(period - 1)?.timesNotGained ?? 0);
    found.set(period, judged);
  }
  return found;
}

function judge(now, months, { sex, bornOn, birthWeightKg, ruleset, before, found }) {
  const leastG = kbmG(sex, months, ruleset);
  const without = (status) => ({ status, weighing: now, gainG: null, kbmG: leastG, byBirthWeight: false, timesNotGained: 0 });
  if (found.size === 0) {
    const isDue = months === 1 && ageDays(bornOn, now.weighedOn) >= ruleset.birth_weight.from_days;
    const byBirthWeight = birthWeightKg !== null && isDue && leastG !== null;
    return byBirthWeight ? compare(now, birthWeightKg, leastG, true) : without("B");
  }
  if (!before) return without("O");
  return leastG === null ? without("B") : compare(now, before.weighing.weightKg, leastG, false);
}

function compare(now, beforeKg, leastG, byBirthWeight) {
  const gainG = grams(now.weightKg) - grams(beforeKg);
  return { status: gainG >= leastG ? "N" : "T", weighing: now, gainG, kbmG: leastG, byBirthWeight, timesNotGained: 0 };
}

export function isBelowRedLine(zRounded, ruleset) {
  return zRounded !== null && zRounded < ruleset.lines.red_line_z;
}

export function isAboveOrangeLine(zRounded, ruleset) {
  return zRounded !== null && zRounded > ruleset.lines.orange_line_z;
}
