-- Change feed of what is followed up: a visit, a diagnosis or the end of a finding can answer a finding of up to
-- thirty days before, so the month of that finding is due again (pws/families/temuan.sql). The days are generous,
-- because a Dinkes may allow more time than is shipped.

create or replace function posyandu_touch_follow_up(people uuid[], days date[]) returns void
language sql security definer set search_path = public
    set enable_hashjoin = off set enable_mergejoin = off set plan_cache_mode = force_generic_plan
as $$
    insert into base_change (desa_id, period, topic, person_id)
    select distinct v.desa_id, v.period, 'person', event.person_id
    from unnest(people, days) as event (person_id, happened_on)
    join posyandu_finding f on f.person_id = event.person_id and f.voided_at is null
        and f.found_on between event.happened_on - 62 and event.happened_on
        and f.code in ('TBC_GEJALA', 'TBC_KONTAK', 'PUMA_RISIKO', 'PUMA_SPIROMETRI', 'SKILAS_RISIKO',
            'BUMIL_JANIN', 'BUMIL_BAHAYA_SEGERA', 'BUMIL_BAHAYA', 'NIFAS_BAHAYA_RS', 'NIFAS_BAHAYA', 'BAYI_BAHAYA_RS',
            'BAYI_BAHAYA')
    join posyandu_visit v on v.id = f.visit_id
    cross join base_window w
    where v.desa_id is not null and v.period >= w.first_period
$$;
revoke execute on function posyandu_touch_follow_up(uuid[], date[]) from public;

-- What is a state and no event, such as a diagnosis, counts in every month until it is over. `own` as in
-- posyandu_touch_care.
drop function if exists posyandu_touch_state(uuid[], date[], date[]);
create or replace function posyandu_touch_state(people uuid[], starts date[], ends date[], own boolean) returns void
language sql security definer set search_path = public
    set enable_hashjoin = off set enable_mergejoin = off set plan_cache_mode = force_generic_plan
as $$
    insert into base_change (desa_id, period, topic, person_id)
    select distinct r.desa_id, k, case when own then 'person' else '' end, case when own then state.person_id end
    from unnest(people, starts, ends) as state (person_id, since, until)
    cross join base_window w
    cross join lateral generate_series(
        greatest(period_of(state.since), w.first_period), least(period_of(state.until), w.last_period)) k
    join puskesmas_residence r on r.person_id = state.person_id
        and r.valid_from <= period_end(k) and (r.valid_to is null or r.valid_to >= period_start(k))
$$;
revoke execute on function posyandu_touch_state(uuid[], date[], date[], boolean) from public;
drop function if exists posyandu_touch_illness(uuid[], date[], date[]);  -- its name before

-- "touched" as in 32_care_changes.sql. Of a load every month is due already.
create or replace function posyandu_visit_answers() returns trigger
language plpgsql security definer set search_path = public set enable_hashjoin = off set enable_mergejoin = off
as $$
begin
    -- Of most visits there is nothing to answer, and to ask that is less than half of the work.
    if (select count(*) from touched) <= base_load_size() and exists (
        select from touched t
        join posyandu_finding f on f.person_id = t.person_id
            and f.found_on between t.measured_on - 62 and t.measured_on) then
        perform posyandu_touch_follow_up(array_agg(t.person_id), array_agg(t.measured_on)) from touched t
        having count(*) > 0;
    end if;
    return null;
end
$$;

create or replace function posyandu_diagnosis_answers() returns trigger
language plpgsql security definer set search_path = public
as $$
begin
    if (select count(*) from touched) <= base_load_size() then
        perform posyandu_touch_follow_up(array_agg(t.person_id), array_agg(t.diagnosed_on)),
            posyandu_touch_state(array_agg(t.person_id), array_agg(t.diagnosed_on), array_agg(t.resolved_on), true)
        from touched t having count(*) > 0;
    end if;
    return null;
end
$$;

do $$
declare
    name text;
begin
    foreach name in array array['visit', 'diagnosis'] loop
        execute format('create or replace trigger %1$s_answers_inserted after insert on posyandu_%1$s
            referencing new table as touched for each statement execute function posyandu_%1$s_answers()', name);
        execute format('create or replace trigger %1$s_answers_updated after update on posyandu_%1$s
            referencing new table as touched for each statement execute function posyandu_%1$s_answers()', name);
        execute format('create or replace trigger %1$s_answers_were after update on posyandu_%1$s
            referencing old table as touched for each statement execute function posyandu_%1$s_answers()', name);
        execute format('create or replace trigger %1$s_answers_deleted after delete on posyandu_%1$s
            referencing old table as touched for each statement execute function posyandu_%1$s_answers()', name);
    end loop;
end
$$;
