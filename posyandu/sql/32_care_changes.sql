-- Change feed of care: pregnancies, births, doses, diagnoses, findings. Keys are (desa, month): from the month of
-- each event, before and after the change, as far as it can matter, wherever the person lived meanwhile.
--
-- One function for each table; "touched" holds the rows as they are after an insert or update, and in a second
-- trigger as they were before an update or delete.

-- `own`: only facts of these people depend on it. A pregnancy or birth is also the child's, or another row's.
drop function if exists posyandu_touch_care(uuid[], date[]);
create or replace function posyandu_touch_care(people uuid[], days date[], own boolean) returns void
language sql security definer set search_path = public
    set enable_hashjoin = off set enable_mergejoin = off set plan_cache_mode = force_generic_plan
as $$
    insert into base_change (desa_id, period, topic, person_id)
    select distinct r.desa_id, k, case when own and few then 'person' else '' end,
        case when own and few then event.person_id end
    from (select count(distinct person_id) <= posyandu_few() as few from unnest(people) person_id) number
    cross join unnest(people, days) as event (person_id, happened_on)
    join puskesmas_person p on p.id = event.person_id
    cross join base_window w
    cross join lateral generate_series(
        greatest(period_of(event.happened_on) - posyandu_reach_back(p.born_on, period_of(event.happened_on)),
                 w.first_period),
        least(period_of(event.happened_on) + posyandu_reach(p.born_on, period_of(event.happened_on)),
              greatest(w.last_period, period_of(event.happened_on)))) k
    join puskesmas_residence r on r.person_id = event.person_id
        and r.valid_from <= period_end(k) and (r.valid_to is null or r.valid_to >= period_start(k))
$$;

-- A bulk load touches nearly every key; looking at each row would cost more than all of them.
create or replace function posyandu_touch_all() returns void
language sql security definer set search_path = public
as $$
    insert into base_change (desa_id, period)
    select a.id, k
    from puskesmas_area a, base_window w, generate_series(w.first_period, w.last_period) k
    where a.level = 'desa'
$$;

create or replace function posyandu_pregnancy_changed() returns trigger
language plpgsql security definer set search_path = public
as $$
begin
    if (select count(*) from touched) > base_load_size() then
        perform posyandu_touch_all();
    else
        perform posyandu_touch_care(array_agg(t.person_id), array_agg(event), false)
        from touched t, unnest(array[t.lmp_on, t.first_known_on, t.ended_on]) event where event is not null
        having count(*) > 0;
    end if;
    return null;
end
$$;

-- The day of the birth is the day that ended the pregnancy.
create or replace function posyandu_delivery_changed() returns trigger
language plpgsql security definer set search_path = public
as $$
begin
    if (select count(*) from touched) > base_load_size() then
        perform posyandu_touch_all();
    else
        perform posyandu_touch_care(array_agg(g.person_id), array_agg(g.ended_on), false)
        from touched t join posyandu_pregnancy g on g.id = t.pregnancy_id where g.ended_on is not null
        having count(*) > 0;
    end if;
    return null;
end
$$;

-- Who was not born alive is no child in any month, as long as a balita counts.
create or replace function posyandu_newborn_changed() returns trigger
language plpgsql security definer set search_path = public
as $$
begin
    if (select count(*) from touched) > base_load_size() then
        perform posyandu_touch_all();
    else
        perform posyandu_touch_care(array_agg(t.child_id), array_agg(event), false)
        from touched t join puskesmas_person p on p.id = t.child_id, unnest(array[p.born_on, t.shk_on]) event
        where event is not null having count(*) > 0;
        perform posyandu_touch_state(array_agg(p.id), array_agg(p.born_on),
                                     array_agg((p.born_on + interval '72 months')::date), false)
        from touched t join puskesmas_person p on p.id = t.child_id
        where t.is_live is false having count(*) > 0;
    end if;
    return null;
end
$$;

-- A dose knows its desa, also after the residence was corrected; later months are those of the residences.
create or replace function posyandu_given_changed() returns trigger
language plpgsql security definer set search_path = public
as $$
begin
    if (select count(*) from touched) > base_load_size() then
        perform posyandu_touch_all();
    else
        insert into base_change (desa_id, period, topic, person_id)
        select distinct t.desa_id, t.period, 'person', t.person_id from touched t cross join base_window w
        where t.desa_id is not null and t.period >= w.first_period;
        perform posyandu_touch_care(array_agg(t.person_id), array_agg(t.given_on), true) from touched t
        having count(*) > 0;
    end if;
    return null;
end
$$;

create or replace function posyandu_diagnosis_changed() returns trigger
language plpgsql security definer set search_path = public
as $$
begin
    if (select count(*) from touched) > base_load_size() then
        perform posyandu_touch_all();
    else
        perform posyandu_touch_care(array_agg(t.person_id), array_agg(event), true)
        from touched t, unnest(array[t.diagnosed_on, t.resolved_on]) event where event is not null
        having count(*) > 0;
    end if;
    return null;
end
$$;

-- On the way of every save, so without a look at residences: the visit knows the desa of its day.
create or replace function posyandu_finding_changed() returns trigger
language plpgsql security definer set search_path = public
as $$
begin
    if (select count(*) from touched) > base_load_size() then
        perform posyandu_touch_all();
    else
        insert into base_change (desa_id, period, topic, person_id)
        select v.desa_id, v.period, 'person', t.person_id
        from touched t join posyandu_visit v on v.id = t.visit_id cross join base_window w
        where v.desa_id is not null and v.period >= w.first_period
        union
        select t.desa_id, period_of(posyandu_local_day(t.ended_at)), 'person', t.person_id from touched t
        where t.ended_at is not null and t.desa_id is not null;
    end if;
    return null;
end
$$;

do $$
declare
    name text;
begin
    foreach name in array array['pregnancy', 'delivery', 'newborn', 'given', 'diagnosis', 'finding'] loop
        execute format('create or replace trigger %1$s_inserted after insert on posyandu_%1$s
            referencing new table as touched for each statement execute function posyandu_%1$s_changed()', name);
        execute format('create or replace trigger %1$s_updated after update on posyandu_%1$s
            referencing new table as touched for each statement execute function posyandu_%1$s_changed()', name);
        execute format('create or replace trigger %1$s_was after update on posyandu_%1$s
            referencing old table as touched for each statement execute function posyandu_%1$s_changed()', name);
        execute format('create or replace trigger %1$s_deleted after delete on posyandu_%1$s
            referencing old table as touched for each statement execute function posyandu_%1$s_changed()', name);
    end loop;
end
$$;
