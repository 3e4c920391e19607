-- Everything at once: facts and cells of every desa-month, set-based, into tables of their own that are
-- compared with the live ones and then take their place. The verifier of the refresh (architecture §4.5).
-- CREATE TABLE AS may use parallel workers, INSERT may not; that is why tables are swapped and not filled.

-- Facts of balita for the whole window, into `pws_balitamonth_next`.
create or replace function pws_stage_balita() returns void
language plpgsql security definer set search_path = public set work_mem = '256MB'
    set max_parallel_workers_per_gather = 2 set parallel_setup_cost = 0 set parallel_tuple_cost = 0
    set min_parallel_table_scan_size = '1MB' set maintenance_work_mem = '512MB'
    set client_min_messages = warning
as $$
declare
    w base_window;
begin
    select * into w from base_window;
    drop table if exists pws_stage_visit, pws_stage_first, pws_stage_home, pws_balitamonth_next;

    -- One row per child and month with a visit: the deciding weighing, and the last valid length of the month
    -- as `length_code`: period * 2, one more when stunted. Of two on one day the lower counts.
    create unlogged table pws_stage_visit as
    select distinct on (person_id, period)
        v.person_id, v.period, case when weight_kg is not null then v.id end as id, v.desa_id,
        v.posyandu_of_residence_id, v.age_months, (v.weight_kg * 1000)::integer as weight_g, v.kbm_g, v.is_bgm,
        v.has_oedema, t.sex, period_of(t.born_on) as born_month, t.birth_weight_g,
        pws_valid(v.wfa_z, v.implausible, 1, v.is_confirmed, t.birth_is_estimated) as valid_wfa,
        v.wfa_z < -2 as low_wfa,
        pws_valid(v.wflh_z, v.implausible, 4, v.is_confirmed, t.birth_is_estimated) as valid_wflh,
        v.wflh_z < -2 as low_wflh, v.wflh_z > 2 as high_wflh,
        max(case when pws_valid(v.lhfa_z, v.implausible, 2, v.is_confirmed, t.birth_is_estimated)
            then (v.measured_on - date '1970-01-01') * 2 + (v.lhfa_z < -2)::integer end)
            over (partition by v.person_id, v.period) % 2 + v.period * 2 as length_code
    from posyandu_visit v
    join puskesmas_person t on t.id = v.person_id
    where v.voided_at is null and t.voided_at is null and v.period <= w.last_period and v.age_months < 60
    order by v.person_id, v.period, v.weight_kg is null, v.place <> 'POSYANDU',
        case when v.place = 'POSYANDU' then v.measured_on end,
        case when v.place <> 'POSYANDU' then v.measured_on end desc, v.id;
    analyze pws_stage_visit;

    create unlogged table pws_stage_first as
    select person_id, min(period) as period from pws_stage_visit where id is not null group by person_id;
    analyze pws_stage_first;

    -- Where each child was sasaran, and in which months.
    create unlogged table pws_stage_home as
    select r.desa_id, r.person_id, coalesce(r.posyandu_id, 0) as posyandu_id, r.sex, t.buku_kia_since,
        period_of(r.born_on) as born_month,
        period_of(greatest(r.valid_from, r.born_on)) as from_period,
        least(period_of(r.valid_to + 1) - 1, period_of((r.born_on + interval '60 months')::date - 1)) as to_period
    from puskesmas_residence r
    join puskesmas_person t on t.id = r.person_id
    where t.voided_at is null and r.born_on > (period_start(w.first_period) - interval '60 months')::date;
    analyze pws_stage_home;

    create table pws_balitamonth_next as
    select f.desa_id, f.period, f.person_id, f.posyandu_id, f.sex, f.age_months,
        pws_age_band(f.age_months) as age_band, case when f.is_d then f.id end as visit_id,
        f.is_s, f.is_s and coalesce(f.buku_kia_since <= period_end(f.period), false) as is_k, f.is_d,
        f.is_d and f.status = 'N' as is_n,
        f.is_d and f.status = 'T' as is_t,
        f.is_d and f.status = 'O' as is_o,
        f.is_d and f.status = 'B' as is_b,
        f.is_d and f.status in ('N', 'T') as is_judged,
        f.is_d and f.status = 'T' and coalesce(f.status_before = 'T', false) as is_2t,
        f.is_d and f.is_bgm as is_bgm,
        f.is_d and coalesce(f.length_code / 2 = f.period, false) as is_measured,
        f.is_d and f.valid_wfa as has_wfa,
        f.is_d and f.valid_wfa and f.low_wfa as is_underweight,
        f.is_s and f.length_code is not null as has_lhfa,
        f.is_s and coalesce(f.length_code % 2 = 1, false) as is_stunted,
        f.is_d and (f.valid_wflh or coalesce(f.has_oedema, false)) as has_wflh,
        f.is_d and ((f.valid_wflh and f.low_wflh) or coalesce(f.has_oedema, false)) as is_wasted,
        f.is_d and f.valid_wflh and f.high_wflh as is_overweight
    from (
        select x.*,
            case when x.is_d then pws_kms_status(
                x.weighed_age, x.weight_g, x.kbm_g, b.weight_g, first.period < x.period, x.birth_weight_g) end
                as status,
            case when x.is_d and b.weight_g is not null then pws_kms_status(
                b.age_months, b.weight_g, b.kbm_g, bb.weight_g, first.period < x.period - 1, x.birth_weight_g) end
                as status_before,
            coalesce(x.length_code_now, b.length_code, bb.length_code) as length_code
        from (
            -- Sasaran of a month, with the weighing of that month if it was made while living there.
            select coalesce(s.desa_id, m.desa_id) as desa_id, coalesce(s.period, m.period) as period,
                coalesce(s.person_id, m.person_id) as person_id,
                coalesce(s.posyandu_id, m.posyandu_of_residence_id, 0) as posyandu_id,
                coalesce(s.sex, m.sex) as sex,
                least(coalesce(s.period - s.born_month, m.period - m.born_month), 59)::smallint as age_months,
                s.person_id is not null as is_s, s.buku_kia_since,
                m.id is not null and m.desa_id is not null and (s.desa_id is null or s.desa_id = m.desa_id)
                    as is_d,
                m.id, m.age_months as weighed_age, m.weight_g, m.kbm_g, m.birth_weight_g, m.is_bgm,
                m.has_oedema, m.valid_wfa, m.low_wfa, m.valid_wflh, m.low_wflh, m.high_wflh,
                m.length_code as length_code_now
            from (
                select h.*, k as period
                from pws_stage_home h
                join generate_series(w.first_period, w.last_period) k on k between h.from_period and h.to_period
            ) s
            full join (select * from pws_stage_visit where period >= w.first_period) m
                on m.person_id = s.person_id and m.period = s.period
            union all
            -- Weighed before moving on in the same month: counted where the child lived on that day.
            select m.desa_id, m.period, m.person_id, coalesce(m.posyandu_of_residence_id, 0), m.sex,
                least(m.period - m.born_month, 59)::smallint, false, null, true,
                m.id, m.age_months, m.weight_g, m.kbm_g, m.birth_weight_g, m.is_bgm,
                m.has_oedema, m.valid_wfa, m.low_wfa, m.valid_wflh, m.low_wflh, m.high_wflh, m.length_code
            from pws_stage_visit m
            join pws_stage_home h on h.person_id = m.person_id and h.desa_id <> m.desa_id
                and m.period between h.from_period and h.to_period
            where m.id is not null and m.period >= w.first_period
        ) x
        left join pws_stage_visit b on b.person_id = x.person_id and b.period = x.period - 1
        left join pws_stage_visit bb on bb.person_id = x.person_id and bb.period = x.period - 2
        left join pws_stage_first first on first.person_id = x.person_id
        where x.is_s or x.is_d
    ) f;
    drop table pws_stage_visit, pws_stage_first, pws_stage_home;
end
$$;

create or replace function pws_stage_cells() returns void
language plpgsql security definer set search_path = public set work_mem = '256MB'
    set max_parallel_workers_per_gather = 2 set parallel_setup_cost = 0 set parallel_tuple_cost = 0
    set client_min_messages = warning
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
    set client_min_messages = warning
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
    execute format('analyze %I', live);
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
