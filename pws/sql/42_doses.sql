-- The day so many months and days later; most limits are days alone.
create or replace function pws_later(day date, months integer, days integer) returns date
language sql immutable parallel safe
as $$
    select case when months = 0 then day + days else (day + make_interval(months => months))::date + days end
$$;

-- Which doses of a series count (02 §8.1; posyandu.rules.immunisation.walk says the same in Python).
--
-- `days`: days of the doses, ascending, one for each day, with the months and days of age and of interval that
-- their vaccine demands in the place of the schedule's (null: the schedule decides). `slot_…`: those of the
-- schedule by dose. A dose that came too early is to be repeated, no sooner than `repeat_days` after it. Returns
-- the days of the doses that count, in order.
create or replace function pws_valid_doses(
    born_on date, days date[], age_months integer[], age_days integer[], gap_months integer[], gap_days integer[],
    slot_age_months integer[], slot_age_days integer[], slot_gap_months integer[], slot_gap_days integer[],
    repeat_days integer)
returns date[]
language plpgsql immutable parallel safe
as $$
declare
    valid date[] := '{}';
    slot integer := 1;
    not_before date := '-infinity';
    one integer;
    from_age date;
    from_last date;
begin
    for one in 1 .. cardinality(days) loop
        from_age := (born_on + make_interval(months => coalesce(age_months[one], slot_age_months[slot])))::date
            + coalesce(age_days[one], slot_age_days[slot]);
        from_last := (valid[slot - 1]
                + make_interval(months => coalesce(gap_months[one], slot_gap_months[slot])))::date
            + coalesce(gap_days[one], slot_gap_days[slot]);
        if days[one] < from_age or days[one] < not_before or days[one] < from_last then
            not_before := days[one] + repeat_days;
        else
            valid := valid || days[one];
            not_before := '-infinity';
            slot := slot + 1;
            exit when slot > cardinality(slot_age_months);
        end if;
    end loop;
    return valid;
end
$$;
