// The numbers of the rules by the day they are valid; the twin of ruleset_on in posyandu/rules/ruleset.py.
import { RULESETS } from "./growth_data.js";

export function rulesetOn(on, rulesets = RULESETS) {
  const valid = rulesets.filter((one) => one.valid_from <= on && (one.valid_to === null || on <= one.valid_to));
  if (!valid.length) throw new RangeError(`no rule set applies on ${on}`);
  return valid.reduce((latest, one) => (one.valid_from > latest.valid_from ? one : latest));
}
