-- Everything at once: facts and cells of every desa-month, set-based, into tables of their own that are
-- compared with the live ones and then take their place. The verifier of the refresh (architecture §4.5).
-- CREATE TABLE AS may use parallel workers, INSERT may not; that is why tables are swapped and not filled.

-- Facts of balita for the whole window, into `pws_balitamonth_next`.
create or replace function pws_stage_balita() returns void
language plpgsql security definer set search_path = public set work_mem = '256MB'
    set max_parallel_workers_per_gather = 2 set parallel_setup_cost = 100 set parallel_tuple_cost = 0.005
    set maintenance_work_mem = '512MB'
as $$
declare
    w base_window;
begin
    select * into w from base_window;
    drop table if exists pws_stage_weighed, pws_stage_length, pws_balitamonth_next;

    -- One row per person and month with a weighing, and what the month before said.
    create unlogged table pws_stage_weighed as
    select *, case when period_before = period - 1 then lag(status) over months end as status_before
    from (
        select v.*, t.birth_is_estimated,
            lag(v.period) over months as period_before,
            pws_kms_status(v.age_months, v.weight_kg, v.kbm_g,
                case when lag(v.period) over months = v.period - 1 then lag(v.weight_kg) over months end,
                lag(v.period) over months is not null, t.birth_weight_g) as status
        from (
            select distinct on (person_id, period)
                person_id, period, id, desa_id, posyandu_of_residence_id, age_months, weight_kg, kbm_g, is_bgm,
                wfa_z, wflh_z, implausible, is_confirmed, has_oedema
            from posyandu_visit
            where voided_at is null and weight_kg is not null and period <= w.last_period
            order by person_id, period, place <> 'POSYANDU',
                case when place = 'POSYANDU' then measured_on end,
                case when place <> 'POSYANDU' then measured_on end desc, id
        ) v
        join puskesmas_person t on t.id = v.person_id
        window months as (partition by v.person_id order by v.period)
    ) s
    window months as (partition by person_id order by period);
    analyze pws_stage_weighed;

    -- One row per person and month in which a valid length counts: its own and two more, or until the next.
    create unlogged table pws_stage_length as
    select person_id, k as period, lhfa_z < -2 as is_stunted, k = period as is_own
    from (
        select person_id, period, lhfa_z, lead(period) over (partition by person_id order by period) as next_period
        from (
            select distinct on (v.person_id, v.period) v.person_id, v.period, v.lhfa_z
            from posyandu_visit v
            join puskesmas_person t on t.id = v.person_id
            where v.voided_at is null
                and pws_valid(v.lhfa_z, v.implausible, 2, v.is_confirmed, t.birth_is_estimated)
            order by v.person_id, v.period, v.measured_on desc, v.id desc
        ) last_of_month
    ) spans
    cross join lateral generate_series(
        greatest(period, w.first_period), least(period + 2, next_period - 1, w.last_period)) k;
    analyze pws_stage_length;

    create table pws_balitamonth_next as
    select
        coalesce(s.desa_id, j.desa_id) as desa_id,
        coalesce(s.period, j.period) as period,
        coalesce(s.person_id, j.person_id) as person_id,
        coalesce(s.posyandu_id, j.posyandu_of_residence_id, 0) as posyandu_id,
        coalesce(s.sex, j.sex) as sex,
        coalesce(s.age_months, j.age_at_end)::smallint as age_months,
        pws_age_band(coalesce(s.age_months, j.age_at_end)) as age_band,
        j.id as visit_id,
        s.person_id is not null as is_s,
        coalesce(s.buku_kia_since <= period_end(s.period), false) as is_k,
        j.id is not null as is_d,
        coalesce(j.status = 'N', false) as is_n,
        coalesce(j.status = 'T', false) as is_t,
        coalesce(j.status = 'O', false) as is_o,
        coalesce(j.status = 'B', false) as is_b,
        coalesce(j.status in ('N', 'T'), false) as is_judged,
        coalesce(j.status = 'T' and j.status_before = 'T', false) as is_2t,
        coalesce(j.is_bgm, false) as is_bgm,
        j.id is not null and coalesce(l.is_own, false) as is_measured,
        coalesce(j.has_wfa, false) as has_wfa,
        coalesce(j.has_wfa and j.wfa_z < -2, false) as is_underweight,
        s.person_id is not null and l.person_id is not null as has_lhfa,
        s.person_id is not null and coalesce(l.is_stunted, false) as is_stunted,
        coalesce(j.valid_wflh or j.has_oedema, false) as has_wflh,
        coalesce((j.valid_wflh and j.wflh_z < -2) or j.has_oedema, false) as is_wasted,
        coalesce(j.valid_wflh and j.wflh_z > 2, false) as is_overweight
    from (
        select r.desa_id, k as period, r.person_id, coalesce(r.posyandu_id, 0) as posyandu_id, r.sex,
            t.buku_kia_since, least(k - period_of(r.born_on), 59) as age_months
        from puskesmas_residence r
        join puskesmas_person t on t.id = r.person_id
        cross join lateral generate_series(
            greatest(w.first_period, period_of(greatest(r.valid_from, r.born_on))),
            least(w.last_period, period_of(r.valid_to + 1) - 1,
                  period_of((r.born_on + interval '60 months')::date - 1))) k
        where r.born_on > (period_start(w.first_period) - interval '60 months')::date
    ) s
    full join (
        select g.*, t.sex, least(g.period - period_of(t.born_on), 59) as age_at_end,
            pws_valid(g.wfa_z, g.implausible, 1, g.is_confirmed, g.birth_is_estimated) as has_wfa,
            pws_valid(g.wflh_z, g.implausible, 4, g.is_confirmed, g.birth_is_estimated) as valid_wflh
        from pws_stage_weighed g
        join puskesmas_person t on t.id = g.person_id
        where g.period >= w.first_period and g.desa_id is not null and g.age_months < 60
    ) j on j.person_id = s.person_id and j.period = s.period and j.desa_id = s.desa_id
    left join pws_stage_length l
        on l.person_id = coalesce(s.person_id, j.person_id) and l.period = coalesce(s.period, j.period);
    drop table pws_stage_weighed, pws_stage_length;
end
$$;

create or replace function pws_stage_cells() returns void
language plpgsql security definer set search_path = public set work_mem = '256MB'
    set max_parallel_workers_per_gather = 2
as $$
begin
    drop table if exists pws_balitacell_next;
    create table pws_balitacell_next as
    select desa_id, period, posyandu_id, sex, age_band, {{balita: count(*) filter (where $)::integer as $}}
    from pws_balitamonth_next
    group by desa_id, period, posyandu_id, sex, age_band;
end
$$;

create or replace function pws_stage_posyandu() returns void
language plpgsql security definer set search_path = public set work_mem = '256MB'
as $$
begin
    drop table if exists pws_posyandumonth_next;
    create table pws_posyandumonth_next as
    select f.area_id as desa_id, k as period, f.id as posyandu_id, true as is_active,
        h.posyandu_id is not null as is_open, coalesce(h.is_validated, false) as is_validated
    from puskesmas_facility f
    cross join base_window w
    cross join lateral generate_series(
        greatest(w.first_period, period_of(f.opened_on)), least(w.last_period, period_of(f.closed_on))) k
    left join (
        select h.posyandu_id, period_of(h.held_on) as period,
            bool_or(h.state in ('DIVALIDASI', 'DILAPORKAN')) as is_validated
        from posyandu_haribuka h
        where h.state in ('DITUTUP', 'DIVALIDASI', 'DILAPORKAN')
            and (h.id in (select v.hari_buka_id from posyandu_visit v where v.voided_at is null)
                 or h.id in (select a.hari_buka_id from posyandu_attendance a where a.voided_at is null))
        group by h.posyandu_id, period_of(h.held_on)
    ) h on h.posyandu_id = f.id and h.period = k
    where f.kind = 'POSYANDU';
end
$$;

-- Rows that are in one of two tables only, or differ; a few of them as examples. Desa-months that still wait
-- to be refreshed are no difference.
create or replace function pws_differences(live text, next text, key text, out n integer, out examples jsonb)
language plpgsql security definer set search_path = public set work_mem = '256MB'
as $$
begin
    execute format($q$
        with unequal as (
            select to_jsonb(live) as kept, to_jsonb(next) as computed
            from %1$I live full join %2$I next using (%3$s)
            where live.* is distinct from next.*
                and not exists (select from base_change c where (c.desa_id, c.period) = (desa_id, period))
        )
        select (select count(*) from unequal),
               (select coalesce(jsonb_agg(u), '[]') from (select * from unequal limit 20) u)
    $q$, live, next, key) into n, examples;
end
$$;

-- Let a staged table take the place of the live one: same columns, key, comments, policies and rights.
create or replace function pws_swap(live text, key text) returns void
language plpgsql security definer set search_path = public set maintenance_work_mem = '512MB'
as $$
declare
    next text := live || '_next';
    commands text;
begin
    select string_agg(format('alter column %I set not null', attname), ', ') into commands
    from pg_attribute where attrelid = live::regclass and attnum > 0 and attnotnull;
    execute format('alter table %I %s, add primary key (%s)', next, commands, key);
    for commands in
        select case when d.objsubid = 0 then format('comment on table %I is %L', next, d.description)
               else format('comment on column %I.%I is %L', next, a.attname, d.description) end
        from pg_description d
        left join pg_attribute a on a.attrelid = d.objoid and a.attnum = d.objsubid and d.objsubid > 0
        where d.objoid = live::regclass and d.classoid = 'pg_class'::regclass
    loop
        execute commands;
    end loop;
    execute format('drop table %I', live);
    execute format('alter table %I rename to %I', next, live);
    execute format('alter index %I rename to %I', next || '_pkey', live || '_pkey');
    execute format('grant select on %I to ilp_app', live);
end
$$;

-- The full rebuild. `check_live`: count the differences to the live tables, and keep the run; `swap`: put
-- the new tables in place. Refreshes wait for it; saves do not.
create or replace function pws_rebuild(check_live boolean, swap boolean, out facts integer, out fact_differences integer,
                                       out cell_differences integer, out examples jsonb)
language plpgsql security definer set search_path = public
as $$
declare
    began timestamptz := clock_timestamp();
    found_facts record;
    found_cells record;
    found_posyandu record;
begin
    perform pg_advisory_xact_lock(73, 0);
    if swap then
        delete from base_change;
    end if;
    -- Before the first facts, the window reaches back to the first record there is.
    update base_window set first_period = least(first_period, (
        select min(period) from (
            select min(v.period) as period from posyandu_visit v
            union all select period_of(min(h.held_on)) from posyandu_haribuka h) first_records))
    where not exists (select from pws_balitamonth);
    perform pws_stage_balita();
    perform pws_stage_cells();
    perform pws_stage_posyandu();
    select count(*) into facts from pws_balitamonth_next;
    if check_live then
        found_facts := pws_differences('pws_balitamonth', 'pws_balitamonth_next', 'desa_id, period, person_id');
        found_cells := pws_differences('pws_balitacell', 'pws_balitacell_next',
                                       'desa_id, period, posyandu_id, sex, age_band');
        found_posyandu := pws_differences('pws_posyandumonth', 'pws_posyandumonth_next',
                                          'desa_id, period, posyandu_id');
        fact_differences := found_facts.n + found_posyandu.n;
        cell_differences := found_cells.n;
        examples := found_facts.examples || found_cells.examples || found_posyandu.examples;
        insert into pws_rebuildrun (started_at, finished_at, facts, fact_differences, cell_differences, sample)
        values (began, clock_timestamp(), facts, fact_differences, cell_differences, examples);
    end if;
    if not swap then
        drop table pws_balitamonth_next, pws_balitacell_next, pws_posyandumonth_next;
        return;
    end if;
    perform pws_swap('pws_balitamonth', 'desa_id, period, person_id');
    perform pws_swap('pws_balitacell', 'desa_id, period, posyandu_id, sex, age_band');
    perform pws_swap('pws_posyandumonth', 'desa_id, period, posyandu_id');
    call ilp_protect('pws_balitamonth', 'desa_id', 'posyandu_id', true);
    call ilp_protect('pws_balitacell', 'desa_id', 'posyandu_id', false);
    call ilp_protect('pws_posyandumonth', 'desa_id', 'posyandu_id', false);
    insert into pws_desamonth
    select a.id, k, clock_timestamp()
    from puskesmas_area a, base_window w, generate_series(w.first_period, w.last_period) k
    where a.level = 'desa'
    on conflict (desa_id, period) do update set refreshed_at = excluded.refreshed_at;
end
$$;
