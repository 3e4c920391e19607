// From z-scores, arm and oedema to the printed classes; the twin of posyandu/rules/nutrition.py.
// Source: PMK 2/2020 as in 02 §6.3, §6.5, §6.6 and §7. A class is its stored code, in ascending order of the measure.
const WEIGHT = ["BB_SANGAT_KURANG", "BB_KURANG", "BB_NORMAL", "BB_RISIKO_LEBIH"];
const LENGTH = ["SANGAT_PENDEK", "PENDEK", "TB_NORMAL", "TINGGI"];
const PROPORTION = ["GIZI_BURUK", "GIZI_KURANG", "GIZI_BAIK", "BERISIKO_GIZI_LEBIH", "GIZI_LEBIH", "OBESITAS"];
const FROM_FIVE = PROPORTION.filter((code) => code !== "BERISIKO_GIZI_LEBIH");
const HEIGHT_FROM_FIVE = ["PENDEK", "TB_NORMAL"];
const HEAD = ["MIKROSEFALI", "LK_NORMAL", "MAKROSEFALI"];
const MUAC = ["LILA_GIZI_BURUK", "LILA_GIZI_KURANG", "LILA_NORMAL"];

// How many bounds the value has reached; a value on a bound belongs to the class nearer to normal.
function position(value, { below, above }) {
  return below.filter((bound) => value >= bound).length + above.filter((bound) => value > bound).length;
}

export function classOf(classes, zRounded, bounds) {
  return zRounded === null ? null : classes[position(zRounded, bounds)];
}

// ageMonths: completed months, or null. ruleset: as RuleSet.to_mapping gives it.
export function classify(growth, { ageMonths, muacCm = null, oedema = false, isPregnant = false }, ruleset) {
  const { bounds } = ruleset;
  const isUnderFive = growth.standard === "WHO_2006";
  const z = (name) => growth.indices[name].zRounded;
  let weightForLength = classOf(PROPORTION, z("weight_for_length"), bounds.weight_for_length);
  if (oedema && isUnderFive) weightForLength = "GIZI_BURUK";
  const muac = muacClass(muacCm, ageMonths, ruleset);
  const bmi = isPregnant ? null : bmiClass(growth, bounds);
  return {
    weight_for_age: isUnderFive ? classOf(WEIGHT, z("weight_for_age"), bounds.weight_for_age) : null,
    length_for_age: isUnderFive
      ? classOf(LENGTH, z("length_for_age"), bounds.length_for_age)
      : classOf(HEIGHT_FROM_FIVE, z("length_for_age"), bounds.height_for_age_5_18),
    weight_for_length: weightForLength,
    bmi_for_age: bmi,
    head_for_age: classOf(HEAD, z("head_for_age"), bounds.head_for_age),
    muac,
    acute: acuteMalnutrition(weightForLength ?? (isUnderFive ? bmi : null), muac, oedema),
    needs_remeasure: Object.values(growth.indices).some((index) => index.isFlagged),
  };
}

function bmiClass(growth, bounds) {
  const z = growth.indices.bmi_for_age.zRounded;
  if (growth.standard === "WHO_2006") return classOf(PROPORTION, z, bounds.weight_for_length);
  return classOf(FROM_FIVE, z, bounds.bmi_for_age_5_18);
}

export function muacClass(muacCm, ageMonths, ruleset) {
  if (muacCm === null || ageMonths === null || muacCm <= 0) return null;
  const { from_month: from, to_month: to } = ruleset.muac_age;
  return ageMonths >= from && ageMonths < to ? MUAC[position(muacCm, ruleset.bounds.muac_cm)] : null;
}

// The worst of weight-for-length, arm and oedema decides; null when nothing was measured.
export function acuteMalnutrition(proportion, muac, oedema) {
  if (oedema || proportion === "GIZI_BURUK" || muac === "LILA_GIZI_BURUK") return "AKUT_GIZI_BURUK";
  if (proportion === "GIZI_KURANG" || muac === "LILA_GIZI_KURANG") return "AKUT_GIZI_KURANG";
  return proportion === null && muac === null ? null : "AKUT_TIDAK_ADA";
}
