-- Everything at once: facts and cells of every desa-month, set-based, into tables of their own that are
-- compared with the live ones and then take their place. The verifier of the refresh (architecture §4.5).
-- CREATE TABLE AS may use parallel workers, INSERT may not; that is why tables are swapped and not filled.
-- No table is unlogged: when a server dies just after one was taken back, its recovery can find the file of the one it
-- wants to make again, and ends ("could not create file … File exists"). Made and dropped in one transaction, a plain
-- table costs no more where wal_level is minimal.

-- `target` becomes the rows of `query` for `:half` 0 and for 1. Each half is computed whole by one parallel
-- worker, so that what cannot be shared between workers (sorting, windows, groups) runs on two cores too,
-- while this process writes the rows. Subqueries that end in `limit all` are computed once and not merged.
create or replace function pws_in_halves(target text, query text) returns void
language plpgsql set search_path = public set work_mem = '256MB'
    set max_parallel_workers_per_gather = 2 set parallel_setup_cost = 0 set parallel_tuple_cost = 0
    set parallel_leader_participation = off set min_parallel_table_scan_size = '1TB'
    set min_parallel_index_scan_size = '1TB' set client_min_messages = warning
as $$
begin
    execute format('drop table if exists %I', target);
    execute format('create table %I as %s union all %s', target,
                   replace(query, ':half', '0'), replace(query, ':half', '1'));
end
$$;

-- Whose turn it is to decide among the weighings of a month: the greatest. The first at a posyandu, else the
-- last elsewhere. Of those on one day, the smallest id.
create or replace function pws_turn(place text, measured_on date) returns integer
language sql immutable parallel safe
as $$
    select case when place = 'POSYANDU' then 2000000 - (measured_on - date '1970-01-01')
                else 1000000 + (measured_on - date '1970-01-01') end
$$;

-- Where each child was sasaran, in which months, and what a fact needs to know of the child. Then where
-- children were weighed without being sasaran there at the month's end: moved on, or died, in that month.
create or replace function pws_stage_homes() returns void
language plpgsql set search_path = public set work_mem = '256MB'
    set max_parallel_workers_per_gather = 2 set parallel_setup_cost = 0 set parallel_tuple_cost = 0
    set min_parallel_table_scan_size = '1MB' set default_statistics_target = 5
    set client_min_messages = warning
as $$
declare
    w base_window;
    sixty_before date;
begin
    select * into w from base_window;
    sixty_before := (period_start(w.first_period) - interval '60 months')::date;
    drop table if exists pws_stage_home, pws_stage_away;
    create table pws_stage_home as
    select r.person_id, r.desa_id, coalesce(r.posyandu_id, 0) as posyandu_id, true as is_s,
        greatest(period_of(greatest(r.valid_from, r.born_on)), w.first_period) as from_period,
        least(period_of(r.valid_to + 1) - 1, period_of((r.born_on + interval '60 months')::date - 1),
              w.last_period) as to_period,
        t.sex, period_of(t.born_on) as born_period, period_of(t.buku_kia_since) as book_period,
        t.birth_weight_g, coalesce(t.birth_is_estimated, false) as birth_is_estimated
    from puskesmas_residence r
    join puskesmas_person t on t.id = r.person_id
    where t.voided_at is null and t.born_on > sixty_before and r.born_on > sixty_before;
    analyze pws_stage_home;

    -- Who has lived in one desa since birth cannot have been weighed away from it.
    create table pws_stage_away as
    select distinct on (v.person_id, v.desa_id, v.period)
        v.person_id, v.desa_id, coalesce(v.posyandu_of_residence_id, 0) as posyandu_id, false as is_s,
        v.period as from_period, v.period as to_period,
        t.sex, period_of(t.born_on) as born_period, period_of(t.buku_kia_since) as book_period,
        t.birth_weight_g, coalesce(t.birth_is_estimated, false) as birth_is_estimated
    from puskesmas_person t
    join posyandu_visit v on v.person_id = t.id and v.voided_at is null and v.weight_kg is not null
        and v.age_months < 60 and v.desa_id is not null and v.period between w.first_period and w.last_period
    left join pws_stage_home h on h.person_id = v.person_id and h.desa_id = v.desa_id
        and v.period between h.from_period and h.to_period
    where t.voided_at is null and t.born_on > sixty_before and h.person_id is null and t.id not in (
        select r.person_id from puskesmas_residence r
        where r.born_on > sixty_before
        group by r.person_id having bool_and(r.valid_to is null and r.valid_from <= r.born_on)
    )
    order by v.person_id, v.desa_id, v.period, pws_turn(v.place, v.measured_on) desc, v.id;
    insert into pws_stage_home select * from pws_stage_away;
    drop table pws_stage_away;
end
$$;

-- What of each visit the facts of balita need. `turn`: the deciding weighing is the last of its month.
-- `length_code`: period, day, and one more when stunted, so that of two on one day the lower counts. `flags`:
-- bgm 1, weight-for-age 2, underweight 4, weight-for-length 8, wasted 16, overweight 32, oedema 64.
create or replace function pws_visits_of_lives()
returns table (person_id uuid, period integer, id uuid, desa_id integer, age_months smallint, weight_g integer,
               kbm_g smallint, turn integer, length_code integer, flags integer)
language sql stable parallel safe
as $$
    select person_id, period, id, desa_id, age_months, (weight_kg * 1000)::integer, kbm_g,
        case when weight_kg is null then 0 else pws_turn(place, measured_on) end,
        case when pws_valid(lhfa_z, implausible, 2, is_confirmed, false)
            then (period << 6) + (measured_on - period_start(period)) * 2 + (lhfa_z < -2)::integer end,
        is_bgm::integer
            | case when pws_valid(wfa_z, implausible, 1, is_confirmed, false)
                then case when wfa_z < -2 then 2 | 4 else 2 end else 0 end
            | case when pws_valid(wflh_z, implausible, 4, is_confirmed, false)
                then case when wflh_z < -2 then 8 | 16 when wflh_z > 2 then 8 | 32 else 8 end else 0 end
            | case when has_oedema then 64 | 8 | 16 else 0 end
    from posyandu_visit
    where voided_at is null and age_months < 60
$$;

-- Facts of balita for the whole window, into `pws_balitamonth_next`. A life is one row of arrays in the order
-- of its months; a month finds its weighing, and those one and two months before, by binary search.
create or replace function pws_stage_balita() returns void
language plpgsql security definer set search_path = public
as $$
begin
    perform pws_stage_homes();
    perform pws_in_halves('pws_balitamonth_next', $q$
    select desa_id, period, person_id, posyandu_id, sex, age_months, pws_age_band(age_months) as age_band,
        case when is_d then ids[at_now] end as visit_id,
        is_s,
        is_s and coalesce(book_period <= period, false) as is_k,
        is_d,
        coalesce(status = 'N', false) as is_n,
        coalesce(status = 'T', false) as is_t,
        coalesce(status = 'O', false) as is_o,
        coalesce(status = 'B', false) as is_b,
        coalesce(status in ('N', 'T'), false) as is_judged,
        coalesce(status = 'T' and status_before = 'T', false) as is_2t,
        found & 1 > 0 as is_bgm,
        is_d and coalesce(length_code >> 6 = period, false) as is_measured,
        found & 2 > 0 as has_wfa,
        found & 4 > 0 as is_underweight,
        is_s and length_code is not null as has_lhfa,
        is_s and coalesce(length_code & 1 = 1, false) as is_stunted,
        found & 8 > 0 as has_wflh,
        found & 16 > 0 as is_wasted,
        found & 32 > 0 as is_overweight
    from (
        select desa_id, period, person_id, posyandu_id, sex, ids, at_now, is_s, book_period,
            least(period - born_period, 59)::smallint as age_months,
            coalesce(is_d, false) as is_d,
            case when is_d then pws_kms_status(
                ages[at_now], weights[at_now], kbms[at_now], weights[before],
                first_weighed < period, birth_weight_g) end as status,
            case when is_d and weights[before] is not null then pws_kms_status(
                ages[before], weights[before], kbms[before], weights[before_that],
                first_weighed < period - 1, birth_weight_g) end as status_before,
            case when length_code >> 6 >= period - 2 and not birth_is_estimated then length_code end
                as length_code,
            -- When the birth date is estimated, only the red line and oedema count.
            case when is_d is not true then 0
                 when not birth_is_estimated then flags[at_now]
                 when flags[at_now] & 64 > 0 then flags[at_now] & 25
                 else flags[at_now] & 1 end as found
        from (
            select *,
                months[at_now] = period and desas[at_now] = desa_id and weights[at_now] is not null as is_d,
                case when months[at_before] = period - 1 then at_before end as before,
                case when months[at_before_that] = period - 2 then at_before_that end as before_that
            from (
                select *, width_bucket(period, months) as at_now, width_bucket(period - 1, months) as at_before,
                    width_bucket(period - 2, months) as at_before_that,
                    length_codes[width_bucket((period << 6) + 63, length_codes)] as length_code
                from (
                    select *, generate_series(from_period, to_period) as period
                    from pws_stage_home
                    left join (
                        select person_id as child_id,
                            min(period) filter (where weight_g is not null) as first_weighed,
                            array_agg(length_code order by length_code) filter (where length_code is not null)
                                as length_codes,
                            array_agg(period order by period, turn, id desc) as months,
                            array_agg(id order by period, turn, id desc) as ids,
                            array_agg(desa_id order by period, turn, id desc) as desas,
                            array_agg(age_months order by period, turn, id desc) as ages,
                            array_agg(weight_g order by period, turn, id desc) as weights,
                            array_agg(kbm_g order by period, turn, id desc) as kbms,
                            array_agg(flags order by period, turn, id desc) as flags
                        from pws_visits_of_lives()
                        where uuid_hash(person_id) & 1 = :half
                        group by person_id
                    ) life on child_id = person_id
                    where uuid_hash(person_id) & 1 = :half
                ) month limit all
            ) month limit all
        ) month limit all
    ) fact
    where is_s or is_d $q$);
    drop table pws_stage_home;
end
$$;

create or replace function pws_stage_cells() returns void
language plpgsql security definer set search_path = public
as $$
begin
    perform pws_in_halves('pws_balitacell_next', $q$
    select desa_id, period, posyandu_id, sex, age_band, {{balita: count(*) filter (where $)::integer as $}}
    from pws_balitamonth_next
    where period % 2 = :half
    group by desa_id, period, posyandu_id, sex, age_band $q$);
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
        h.posyandu_id is not null as is_open, coalesce(h.is_validated, false) as is_validated,
        coalesce(h.is_on_time, false) as is_on_time
    from puskesmas_facility f
    cross join base_window w
    cross join lateral generate_series(
        greatest(w.first_period, period_of(f.opened_on)), least(w.last_period, period_of(f.closed_on))) k
    left join (
        select h.posyandu_id, period_of(h.held_on) as period,
            bool_or(h.state in ('DIVALIDASI', 'DILAPORKAN')) as is_validated,
            bool_and(h.state in ('DIVALIDASI', 'DILAPORKAN') and coalesce(
                posyandu_local_day(h.validated_at) <= posyandu_report_due(period_of(h.held_on)), false)) as is_on_time
        from posyandu_haribuka h
        where h.state in ('DITUTUP', 'DIVALIDASI', 'DILAPORKAN')
            -- One look into an index for each day is cheaper than all visits at once.
            and (exists (select from posyandu_visit v where v.hari_buka_id = h.id and v.voided_at is null limit 1)
                 or exists (select from posyandu_attendance a
                            where a.hari_buka_id = h.id and a.voided_at is null limit 1))
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

-- Let a staged table take the place of the live one: same columns, key, comments, policies and rights. That no column
-- is null is believed of what the stages made (the tests compare every row), and enforced from now on; looking at
-- every value again takes as long as the key. Booleans get their statistics from autovacuum.
create or replace function pws_swap(live text, key text) returns void
language plpgsql security definer set search_path = public set maintenance_work_mem = '512MB'
    set default_statistics_target = 20
as $$
declare
    next text := live || '_next';
    keys text[] := string_to_array(key, ', ');
    commands text;
begin
    select string_agg(format('add not null %I not valid, ', attname), '') into commands
    from pg_attribute
    where attrelid = live::regclass and attnum > 0 and attnotnull and attname <> all (keys);
    execute format('alter table %I %s add primary key (%s)', next, commands, key);
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
    execute format('analyze %I (%s)', live, (
        select string_agg(quote_ident(attname), ', ') from pg_attribute
        where attrelid = live::regclass and attnum > 0 and (attname = any (keys) or atttypid <> 'boolean'::regtype)));
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
    found_diseases record;
    found_family record;
    family text;
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
    perform pws_stage_penduduk();
    perform pws_stage_diseases();
    foreach family in array pws_families() loop
        execute format('select pws_stage_%s()', family);
    end loop;
    select count(*) into facts from pws_balitamonth_next;
    if check_live then
        found_facts := pws_differences('pws_balitamonth', 'pws_balitamonth_next', 'desa_id, period, person_id');
        found_cells := pws_differences('pws_balitacell', 'pws_balitacell_next',
                                       'desa_id, period, posyandu_id, sex, age_band');
        found_posyandu := pws_differences('pws_posyandumonth', 'pws_posyandumonth_next',
                                          'desa_id, period, posyandu_id');
        found_family := pws_differences('pws_pendudukcell', 'pws_pendudukcell_next', 'desa_id, period, posyandu_id');
        found_diseases := pws_differences('pws_diseasecell', 'pws_diseasecell_next',
                                          'desa_id, period, source, disease');
        fact_differences := found_facts.n + found_posyandu.n;
        cell_differences := found_cells.n + found_family.n + found_diseases.n;
        examples := found_facts.examples || found_cells.examples || found_posyandu.examples || found_family.examples
            || found_diseases.examples;
        foreach family in array pws_families() loop
            found_family := pws_differences(
                format('pws_%smonth', family), format('pws_%smonth_next', family), 'desa_id, period, subject');
            fact_differences := fact_differences + found_family.n;
            examples := examples || found_family.examples;
            found_family := pws_differences(
                format('pws_%scell', family), format('pws_%scell_next', family), 'desa_id, period, posyandu_id');
            cell_differences := cell_differences + found_family.n;
            examples := examples || found_family.examples;
        end loop;
        insert into pws_rebuildrun (started_at, finished_at, facts, fact_differences, cell_differences, sample)
        values (began, clock_timestamp(), facts, fact_differences, cell_differences, examples);
    end if;
    if not swap then
        drop table pws_balitamonth_next, pws_balitacell_next, pws_posyandumonth_next, pws_pendudukcell_next,
            pws_diseasecell_next;
        foreach family in array pws_families() loop
            execute format('drop table pws_%1$smonth_next, pws_%1$scell_next', family);
        end loop;
        return;
    end if;
    perform pws_swap('pws_balitamonth', 'desa_id, period, person_id');
    perform pws_swap('pws_balitacell', 'desa_id, period, posyandu_id, sex, age_band');
    perform pws_swap('pws_posyandumonth', 'desa_id, period, posyandu_id');
    call ilp_protect('pws_balitamonth', 'desa_id', 'posyandu_id', true);
    call ilp_protect('pws_balitacell', 'desa_id', 'posyandu_id', false);
    call ilp_protect('pws_posyandumonth', 'desa_id', 'posyandu_id', false);
    perform pws_swap('pws_pendudukcell', 'desa_id, period, posyandu_id');
    call ilp_protect('pws_pendudukcell', 'desa_id', 'posyandu_id', false);
    perform pws_swap('pws_diseasecell', 'desa_id, period, source, disease');
    call ilp_protect('pws_diseasecell', 'desa_id', null, false);
    foreach family in array pws_families() loop
        perform pws_swap(format('pws_%smonth', family), 'desa_id, period, subject');
        perform pws_swap(format('pws_%scell', family), 'desa_id, period, posyandu_id');
        call ilp_protect(format('pws_%smonth', family)::regclass, 'desa_id', 'posyandu_id', true);
        call ilp_protect(format('pws_%scell', family)::regclass, 'desa_id', 'posyandu_id', false);
    end loop;
    perform pws_rebuild_quality();
    insert into pws_desamonth
    select a.id, k, clock_timestamp()
    from puskesmas_area a, base_window w, generate_series(w.first_period, w.last_period) k
    where a.level = 'desa'
    on conflict (desa_id, period) do update set refreshed_at = excluded.refreshed_at;
end
$$;
