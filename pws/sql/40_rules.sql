-- Rules of the roll-up that both the refresh and the rebuild use. Inlined by the planner.

-- N, T, O or B of a weighing (02 §6.4; posyandu.rules.kms says the same in Python).
-- Grams. `before_g`: the deciding weighing of the month before; `ever_before`: any earlier month with one.
create or replace function pws_kms_status(
    age_months integer, weight_g integer, kbm_g integer, before_g integer, ever_before boolean, birth_g integer)
returns text
language sql immutable parallel safe
as $$
    select case
        when age_months >= 60 then null
        when not ever_before then
            case when age_months <> 1 or birth_g is null then 'B'
                 when weight_g - birth_g >= kbm_g then 'N' else 'T' end
        when before_g is null then 'O'
        when age_months = 0 then 'B'
        when weight_g - before_g >= kbm_g then 'N'
        else 'T'
    end
$$;

-- An index counts for a prevalence when it is there, is not outside WHO's flags (unless a nakes confirmed
-- it), and the birth date is known (02 §6.2, 02a §2.1).
create or replace function pws_valid(z double precision, implausible integer, flag integer, confirmed boolean,
                                     birth_is_estimated boolean)
returns boolean
language sql immutable parallel safe
as $$
    select z is not null and (implausible & flag = 0 or confirmed) and not coalesce(birth_is_estimated, false)
$$;

-- Age bands by completed months: 0-5, 6-11, 12-23, 24-35, 36-59.
create or replace function pws_age_band(age_months integer) returns smallint
language sql immutable parallel safe
as $$
    select (case when age_months < 6 then 0 when age_months < 12 then 1 when age_months < 24 then 2
                 when age_months < 36 then 3 else 4 end)::smallint
$$;
