// Answers the questions of test_javascript_twin.py: a JSON list on standard input, [name, ...arguments] each.
import { readFileSync } from "fs";
import * as rules from "../../../static/src/rules/index.js";

const errorOf = (work) => {
  try {
    return work();
  } catch (error) {
    return { error: error.message };
  }
};

const ask = {
  completedMonths: rules.completedMonths,
  ageDays: rules.ageDays,
  halfUp: rules.halfUp,
  row: (table, sex, key) => rules.tableOf(table).rows[sex][key - rules.tableOf(table).first],
  table: (name) => rules.tableOf(name),
  rulesetOn: (on) => rules.rulesetOn(on),
  lines: (z, ruleset) => [rules.isBelowRedLine(z, ruleset), rules.isAboveOrangeLine(z, ruleset)],
  classOfZ: (growth, child, ruleset) => rules.classify(growth, child, ruleset),
  muacClass: rules.muacClass,
  child(sex, ageDays, measures, ageMonths, ruleset) {
    const growth = rules.assess(sex, ageDays, measures, ruleset);
    const { muacCm, oedema } = measures;
    return { growth, classes: rules.classify(growth, { ageMonths, muacCm, oedema }, ruleset) };
  },
  kms: (sex, bornOn, weighings, ruleset, birthWeightKg) => [
    ...rules.monthStatuses(sex, bornOn, weighings, ruleset, birthWeightKg),
  ],
};

const questions = JSON.parse(readFileSync(0, "utf-8"));
console.log(JSON.stringify(questions.map(([name, ...rest]) => errorOf(() => ask[name](...rest)))));
