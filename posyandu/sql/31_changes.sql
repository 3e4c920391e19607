-- Change feed of visits and hari buka. Keys are (desa, month).
--
-- A weighing of month p decides p (D, N/T/O/B), p + 1 (N or T is judged against it, and a length counts for
-- three months), p + 2 (2T looks two months back), and the month of the child's next weighing, however late
-- (O instead of B). What is reached once (K4, complete doses, screened in the year) may be reached in a later
-- month instead: two years of a child, twelve months of everybody else. Of a visit of this month that is this
-- month alone. What a card of the first weeks tells of the birth counts in the month of the birth. A desa is touched
-- when the person lived there in that month, or is named by the visit.
-- The topic is "person": no fact of anybody else and no number of residents depends on these rows. "session" is what
-- is known of a hari buka itself. Where many changed at once, the key alone is written.
-- Services lock the person first, so two transactions never miss each other's weighing.
-- The planner thinks that arrays and series are long, and would read every residence to join a few of them by hash;
-- without these joins it looks each one up. It would also plan anew for each array, which takes three times as long
-- as doing it.

-- How many later months an event can matter to. A pregnancy and the time after birth are within twelve months of the
-- first day, or of the birth.
create or replace function posyandu_reach(born_on date, period integer) returns integer
language sql immutable parallel safe
as $$
    select case when period - period_of(born_on) < 72 then 24 else 12 end
$$;

-- How many earlier months care can matter to: a capsule given after a campaign month counts to that month (02 §6.8).
create or replace function posyandu_reach_back(born_on date, period integer) returns integer
language sql immutable parallel safe
as $$
    select case when period - period_of(born_on) < 72 then 1 else 0 end
$$;

-- Of how many people at once the feed still names each.
create or replace function posyandu_few() returns integer
language sql immutable parallel safe
as $$ select 20 $$;

create or replace function posyandu_touch(people uuid[], periods integer[], desas integer[]) returns void
language sql security definer set search_path = public
    set enable_hashjoin = off set enable_mergejoin = off set plan_cache_mode = force_generic_plan
as $$
    with touched as (
        select distinct t.person_id, t.period, t.desa_id
        from unnest(people, periods, desas) as t (person_id, period, desa_id)
    ),
    months as (
        select t.person_id, k
        from touched t
        join puskesmas_person p on p.id = t.person_id
        cross join base_window w
        cross join lateral generate_series(
            greatest(t.period, w.first_period),
            least(t.period + posyandu_reach(p.born_on, t.period), greatest(w.last_period, t.period))) k
        union
        select t.person_id, n.period
        from touched t
        cross join base_window w
        cross join lateral (
            select v.period
            from posyandu_visit v
            where v.person_id = t.person_id and v.measured_on > period_end(t.period)
                and v.voided_at is null and v.weight_kg is not null
            order by v.measured_on
            limit 1) n
        where n.period >= w.first_period
    )
    insert into base_change (desa_id, period, topic, person_id)
    select distinct desa_id, period, case when few then 'person' else '' end, case when few then person_id end
    from (
        select r.desa_id, m.k as period, m.person_id
        from months m
        join puskesmas_residence r on r.person_id = m.person_id
            and r.valid_from <= period_end(m.k) and (r.valid_to is null or r.valid_to >= period_start(m.k))
        union
        select t.desa_id, t.period, t.person_id
        from touched t
        cross join base_window w
        where t.desa_id is not null and t.period >= w.first_period
    ) due
    cross join (select count(distinct person_id) <= posyandu_few() as few from touched) people
$$;

create or replace function posyandu_visit_changed() returns trigger
language plpgsql security definer set search_path = public
as $$
begin
    -- A bulk load touches nearly every key; looking at each row would cost more than all of them.
    if tg_op = 'INSERT' and (select count(*) from new_rows) > base_load_size() then
        perform posyandu_touch_all();
        return null;
    end if;
    if tg_op in ('INSERT', 'UPDATE') then
        perform posyandu_touch(array_agg(n.person_id), array_agg(n.period), array_agg(n.desa_id))
        from (
            select person_id, period, desa_id from new_rows
            union all
            select r.person_id, period_of(p.born_on), null
            from new_rows r join puskesmas_person p on p.id = r.person_id where r.form like 'neonatus%') n
        having count(*) > 0;
        -- A guest counts for the opening of the posyandu that served, wherever the guest lives.
        insert into base_change (desa_id, period, topic, person_id)
        select distinct h.desa_id, n.period, 'person', n.person_id
        from new_rows n join posyandu_haribuka h on h.id = n.hari_buka_id
        where h.desa_id is distinct from n.desa_id;
    end if;
    if tg_op in ('DELETE', 'UPDATE') then
        perform posyandu_touch(array_agg(o.person_id), array_agg(o.period), array_agg(o.desa_id))
        from (
            select person_id, period, desa_id from old_rows
            union all
            select r.person_id, period_of(p.born_on), null
            from old_rows r join puskesmas_person p on p.id = r.person_id where r.form like 'neonatus%') o
        having count(*) > 0;
        insert into base_change (desa_id, period, topic, person_id)
        select distinct h.desa_id, o.period, 'person', o.person_id
        from old_rows o join posyandu_haribuka h on h.id = o.hari_buka_id
        where h.desa_id is distinct from o.desa_id;
    end if;
    return null;
end
$$;

create or replace trigger visit_inserted after insert on posyandu_visit
    referencing new table as new_rows for each statement execute function posyandu_visit_changed();
create or replace trigger visit_updated after update on posyandu_visit
    referencing old table as old_rows new table as new_rows
    for each statement execute function posyandu_visit_changed();
create or replace trigger visit_deleted after delete on posyandu_visit
    referencing old table as old_rows for each statement execute function posyandu_visit_changed();

create or replace function posyandu_hari_buka_changed() returns trigger
language plpgsql security definer set search_path = public
as $$
begin
    if tg_op in ('INSERT', 'UPDATE') then
        insert into base_change (desa_id, period, topic)
        select distinct desa_id, period_of(held_on), 'session' from new_rows;
    end if;
    if tg_op in ('DELETE', 'UPDATE') then
        insert into base_change (desa_id, period, topic)
        select distinct desa_id, period_of(held_on), 'session' from old_rows;
    end if;
    return null;
end
$$;

create or replace trigger hari_buka_inserted after insert on posyandu_haribuka
    referencing new table as new_rows for each statement execute function posyandu_hari_buka_changed();
create or replace trigger hari_buka_updated after update on posyandu_haribuka
    referencing old table as old_rows new table as new_rows
    for each statement execute function posyandu_hari_buka_changed();
create or replace trigger hari_buka_deleted after delete on posyandu_haribuka
    referencing old table as old_rows for each statement execute function posyandu_hari_buka_changed();

create or replace function posyandu_attendance_changed() returns trigger
language plpgsql security definer set search_path = public
as $$
begin
    insert into base_change (desa_id, period, topic)
    select distinct h.desa_id, period_of(h.held_on), 'session'
    from new_rows n join posyandu_haribuka h on h.id = n.hari_buka_id;
    return null;
end
$$;

create or replace trigger attendance_inserted after insert on posyandu_attendance
    referencing new table as new_rows for each statement execute function posyandu_attendance_changed();
create or replace trigger attendance_updated after update on posyandu_attendance
    referencing new table as new_rows for each statement execute function posyandu_attendance_changed();
