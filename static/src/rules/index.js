// The rules a laptop needs without a network. One case file of tests/golden/rules is run by Python and by this.
export { ageDays, completedMonths, periodOf } from "./dates.js";
export { assess, correctedLengthMcm, standardAt } from "./growth.js";
export { tableOf } from "./growth_tables.js";
export { decidingWeighing, isAboveOrangeLine, isBelowRedLine, kbmG, monthStatuses } from "./kms.js";
export { halfUp } from "./numbers.js";
export { acuteMalnutrition, classify, muacClass } from "./nutrition.js";
export { rulesetOn } from "./rulesets.js";
