// Ages by the calendar; the twin of ilp/base/dates.py. A day is a text like "2026-03-31" (02 §2).
const DAY_MS = 86_400_000;

function parts(day) {
  return day.split("-").map(Number);
}

function utc(day) {
  const [year, month, date] = parts(day);
  return Date.UTC(year, month - 1, date);
}

function refuseBeforeBirth(bornOn, on) {
  if (on < bornOn) throw new RangeError(`${on} is before the birth on ${bornOn}`);
}

export function ageDays(bornOn, on) {
  refuseBeforeBirth(bornOn, on);
  return Math.round((utc(on) - utc(bornOn)) / DAY_MS);
}

// A month is one number: the previous one is one less, also in January.
export function periodOf(on) {
  const [year, month] = parts(on);
  return year * 12 + month - 1;
}

// Born on the 29th to 31st: the last day of a shorter month completes it.
export function completedMonths(bornOn, on) {
  refuseBeforeBirth(bornOn, on);
  const months = periodOf(on) - periodOf(bornOn);
  const [year, month, date] = parts(on);
  if (date >= parts(bornOn)[2]) return months;
  const lastOfMonth = new Date(Date.UTC(year, month, 0)).getUTCDate();
  return months - (date < lastOfMonth ? 1 : 0);
}
