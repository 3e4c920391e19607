-- One desa-month: facts of balita, facts of posyandu, cells, freshness. Safe to run twice, in parallel, and
-- to be killed. Only rows that differ are written, because most of a desa-month stays as it was.

-- `who`: only their facts may have changed; null: anybody's. `coalesce(x = any (who), true)` says so in a condition,
-- and the planner takes it for half of the rows, not for a few.
-- Answers whether any fact is another one now.
drop function if exists pws_refresh_balita(integer, integer);
do $$
begin
    if pg_get_function_result(to_regprocedure('pws_refresh_balita(integer, integer, uuid[])')) = 'void' then
        drop function pws_refresh_balita(integer, integer, uuid[]);
    end if;
end
$$;
create or replace function pws_refresh_balita(d integer, p integer, who uuid[] default null) returns boolean
language plpgsql security definer set search_path = public set plan_cache_mode = force_generic_plan
as $$
declare
    is_changed boolean;
    month_start date := period_start(p);
    month_end date := period_end(p);
    sixty_before date := (period_start(p) - interval '60 months')::date;
    window_start date := period_start(p - 2);
begin
    with sasaran as materialized (
        -- Settled: lives here since the window began or since birth, so each visit in it is of this desa.
        select r.person_id, coalesce(r.posyandu_id, 0) as posyandu_id,
            r.valid_from <= greatest(window_start, r.born_on) as is_settled
        from puskesmas_residence r
        where r.desa_id = d and r.born_on > sixty_before and r.born_on <= month_end
            and r.valid_from <= month_end and (r.valid_to is null or r.valid_to >= month_end)
            and coalesce(r.person_id = any (who), true)
    ),
    here as materialized (
        select v.id, v.person_id, v.period, v.desa_id, v.measured_on, v.place, v.posyandu_of_residence_id,
            v.age_months, (v.weight_kg * 1000)::integer as weight_g, v.kbm_g, v.is_bgm, v.has_oedema,
            v.wfa_z, v.lhfa_z, v.wflh_z, v.implausible, v.is_confirmed
        from posyandu_visit v
        where v.desa_id = d and v.period between p - 2 and p and v.voided_at is null and v.age_months < 60
            and coalesce(v.person_id = any (who), true)
    ),
    people as materialized (
        select t.id as person_id, t.sex, t.born_on, t.birth_weight_g, t.birth_is_estimated, t.buku_kia_since,
            c.posyandu_id, c.is_settled
        from puskesmas_person t
        join (
            select person_id, posyandu_id, is_settled from sasaran
            union all
            select distinct h.person_id, null::integer, false
            from here h
            where h.period = p and h.weight_g is not null
                and h.person_id not in (select s.person_id from sasaran s)) c on c.person_id = t.id
        where t.voided_at is null
    ),
    visits as materialized (
        select h.*, people.birth_weight_g, people.birth_is_estimated
        from people
        join here h on h.person_id = people.person_id
        where people.is_settled
        union all
        select v.id, v.person_id, v.period, v.desa_id, v.measured_on, v.place, v.posyandu_of_residence_id,
            v.age_months, (v.weight_kg * 1000)::integer, v.kbm_g, v.is_bgm, v.has_oedema,
            v.wfa_z, v.lhfa_z, v.wflh_z, v.implausible, v.is_confirmed,
            people.birth_weight_g, people.birth_is_estimated
        from people
        join posyandu_visit v on v.person_id = people.person_id and v.voided_at is null
            and v.measured_on between window_start and month_end and v.age_months < 60
        where not people.is_settled
    ),
    weighed as materialized (
        select distinct on (person_id, period)
            person_id, period, id, desa_id, posyandu_of_residence_id, age_months, weight_g, kbm_g,
            birth_weight_g, is_bgm, has_oedema, wfa_z, wflh_z, implausible, is_confirmed, birth_is_estimated,
            array[period, age_months, weight_g, kbm_g] as weighing
        from visits
        where weight_g is not null
        order by person_id, period, place <> 'POSYANDU',
            case when place = 'POSYANDU' then measured_on end,
            case when place <> 'POSYANDU' then measured_on end desc, id
    ),
    -- Each weighing beside the two before it; of these only neighbours in the calendar count.
    row_of_three as (
        select *, lag(weighing) over months as before, lag(weighing, 2) over months as before_that
        from weighed
        window months as (partition by person_id order by period)
    ),
    judged as materialized (
        select c.*,
            pws_kms_status(c.age_months, c.weight_g, c.kbm_g,
                case when c.before[1] = p - 1 then c.before[3] end,
                coalesce(c.before[1] = p - 1, false) or earlier.yes, c.birth_weight_g) as status,
            case when c.before[1] = p - 1 then pws_kms_status(c.before[2], c.before[3], c.before[4],
                case when c.before_that[1] = p - 2 then c.before_that[3] end, earlier.yes, c.birth_weight_g)
                end as status_before
        from row_of_three c
        cross join lateral (
            select coalesce(p - 2 in (c.before[1], c.before_that[1]), false) or exists (
                select from posyandu_visit x
                where x.person_id = c.person_id and x.voided_at is null and x.weight_kg is not null
                    and x.age_months < 60 and x.measured_on < window_start) as yes) earlier
        where c.period = p and c.desa_id = d
    ),
    -- The last valid length: twice its day, one more when stunted: of two on one day the lower counts.
    lengths as materialized (
        select person_id, max((measured_on - date '1970-01-01') * 2 + (lhfa_z < -2)::integer) as code
        from visits
        where pws_valid(lhfa_z, implausible, 2, is_confirmed, birth_is_estimated)
        group by person_id
    ),
    fresh as materialized (
        select
            people.person_id,
            coalesce(people.posyandu_id, j.posyandu_of_residence_id, 0) as posyandu_id,
            people.sex,
            least(p - period_of(people.born_on), 59)::smallint as age_months,
            pws_age_band(least(p - period_of(people.born_on), 59)) as age_band,
            j.id as visit_id,
            people.posyandu_id is not null as is_s,
            people.posyandu_id is not null and coalesce(people.buku_kia_since <= month_end, false) as is_k,
            j.id is not null as is_d,
            coalesce(j.status = 'N', false) as is_n,
            coalesce(j.status = 'T', false) as is_t,
            coalesce(j.status = 'O', false) as is_o,
            coalesce(j.status = 'B', false) as is_b,
            coalesce(j.status in ('N', 'T'), false) as is_judged,
            coalesce(j.status = 'T' and j.status_before = 'T', false) as is_2t,
            coalesce(j.is_bgm, false) as is_bgm,
            j.id is not null and coalesce(l.code / 2 >= month_start - date '1970-01-01', false)
                as is_measured,
            coalesce(w.wfa, false) as has_wfa,
            coalesce(w.wfa and j.wfa_z < -2, false) as is_underweight,
            people.posyandu_id is not null and l.person_id is not null as has_lhfa,
            people.posyandu_id is not null and coalesce(l.code % 2 = 1, false) as is_stunted,
            coalesce(w.wflh or j.has_oedema, false) as has_wflh,
            coalesce((w.wflh and j.wflh_z < -2) or j.has_oedema, false) as is_wasted,
            coalesce(w.wflh and j.wflh_z > 2, false) as is_overweight
        from people
        left join judged j on j.person_id = people.person_id
        left join lengths l on l.person_id = people.person_id
        left join lateral (
            select pws_valid(j.wfa_z, j.implausible, 1, j.is_confirmed, j.birth_is_estimated) as wfa,
                   pws_valid(j.wflh_z, j.implausible, 4, j.is_confirmed, j.birth_is_estimated) as wflh) w on true
        where people.posyandu_id is not null or j.id is not null
    ),
    was as materialized (
        select * from pws_balitamonth where desa_id = d and period = p
    ),
    gone as (
        -- `not in` is always answered from a hash; how many are fresh, the plan cannot know.
        delete from pws_balitamonth old
        where old.desa_id = d and old.period = p and old.person_id not in (select person_id from fresh)
            and coalesce(old.person_id = any (who), true)
        returning 1
    ),
    made as (
        insert into pws_balitamonth (
            desa_id, period, person_id, posyandu_id, sex, age_months, age_band, visit_id, {{balita: $}})
        select d, p, fresh.*
        from fresh
        left join was on was.person_id = fresh.person_id
        where (was.posyandu_id, was.sex, was.age_months, was.age_band, was.visit_id, {{balita: was.$}})
            is distinct from (fresh.posyandu_id, fresh.sex, fresh.age_months, fresh.age_band, fresh.visit_id,
                              {{balita: fresh.$}})
        on conflict (desa_id, period, person_id) do update set
            posyandu_id = excluded.posyandu_id, sex = excluded.sex, age_months = excluded.age_months,
            age_band = excluded.age_band, visit_id = excluded.visit_id, {{balita: $ = excluded.$}}
        returning 1
    )
    select exists (select from gone) or exists (select from made) into is_changed;
    return is_changed;
end
$$;

create or replace function pws_refresh_cells(d integer, p integer) returns void
language plpgsql security definer set search_path = public set plan_cache_mode = force_generic_plan
as $$
begin
    with fresh as materialized (
        select posyandu_id, sex, age_band, {{balita: count(*) filter (where $)::integer as $}}
        from pws_balitamonth
        where desa_id = d and period = p
        group by posyandu_id, sex, age_band
    ),
    gone as (
        delete from pws_balitacell old
        where old.desa_id = d and old.period = p
            and not exists (select from fresh f where f.posyandu_id = old.posyandu_id and f.sex = old.sex
                            and f.age_band = old.age_band)
    )
    insert into pws_balitacell (desa_id, period, posyandu_id, sex, age_band, {{balita: $}})
    select d, p, fresh.*
    from fresh
    left join pws_balitacell was on was.desa_id = d and was.period = p
        and was.posyandu_id = fresh.posyandu_id and was.sex = fresh.sex and was.age_band = fresh.age_band
    where ({{balita: was.$}}) is distinct from ({{balita: fresh.$}})
    on conflict (desa_id, period, posyandu_id, sex, age_band) do update set {{balita: $ = excluded.$}};
end
$$;

-- Which posyandu of the desa were active, and which opened: a session closed with at least one attendance.
create or replace function pws_refresh_posyandu(d integer, p integer) returns void
language plpgsql security definer set search_path = public set plan_cache_mode = force_generic_plan
as $$
begin
    with fresh as materialized (
        select f.id as posyandu_id, true as is_active,
            coalesce(bool_or(h.id is not null), false) as is_open,
            coalesce(bool_or(h.state in ('DIVALIDASI', 'DILAPORKAN')), false) as is_validated,
            coalesce(bool_and(h.state in ('DIVALIDASI', 'DILAPORKAN') and coalesce(
                posyandu_local_day(h.validated_at) <= posyandu_report_due(p), false))
                filter (where h.id is not null), false) as is_on_time
        from puskesmas_facility f
        left join posyandu_haribuka h on h.posyandu_id = f.id
            and h.held_on between period_start(p) and period_end(p)
            and h.state in ('DITUTUP', 'DIVALIDASI', 'DILAPORKAN')
            and (exists (select from posyandu_visit v where v.hari_buka_id = h.id and v.voided_at is null)
                 or exists (select from posyandu_attendance a where a.hari_buka_id = h.id and a.voided_at is null))
        where f.kind = 'POSYANDU' and f.area_id = d
            and (f.opened_on is null or f.opened_on <= period_end(p))
            and (f.closed_on is null or f.closed_on >= period_start(p))
        group by f.id
    ),
    gone as (
        delete from pws_posyandumonth old
        where old.desa_id = d and old.period = p
            and not exists (select from fresh where fresh.posyandu_id = old.posyandu_id)
    )
    insert into pws_posyandumonth (desa_id, period, posyandu_id, is_active, is_open, is_validated, is_on_time)
    select d, p, fresh.*
    from fresh
    left join pws_posyandumonth was
        on was.desa_id = d and was.period = p and was.posyandu_id = fresh.posyandu_id
    where (was.is_active, was.is_open, was.is_validated, was.is_on_time)
        is distinct from (fresh.is_active, fresh.is_open, fresh.is_validated, fresh.is_on_time)
    on conflict (desa_id, period, posyandu_id) do update set
        is_active = excluded.is_active, is_open = excluded.is_open, is_validated = excluded.is_validated,
        is_on_time = excluded.is_on_time;
end
$$;

-- One key, claimed and recomputed. False: somebody else holds it, or a rebuild is running.
-- The feed's rows are deleted in the transaction that answers them, so a kill leaves them to be done again. When all
-- have a topic (ilp.base.models.Change), only that is recomputed.
create or replace function pws_refresh(d integer, p integer) returns boolean
language plpgsql security definer set search_path = public set plan_cache_mode = force_generic_plan
as $$
declare
    is_anything boolean;
    has_sessions boolean;
    has_diseases boolean;
    who uuid[];
begin
    -- Facts can be made again from the records, so losing a commit in a crash loses nothing: no wait for disk.
    perform set_config('synchronous_commit', 'off', true);
    if not pg_try_advisory_xact_lock_shared(73, 0) or not pg_try_advisory_xact_lock(d, p) then
        return false;
    end if;
    with gone as (delete from base_change where desa_id = d and period = p returning topic, person_id)
    select coalesce(bool_or(topic not in ('person', 'session', 'diseases')), true)
            -- So many take a third of the time of everybody.
            or count(distinct person_id) > 200,
        bool_or(topic = 'session'), bool_or(topic = 'diseases'),
        array_agg(distinct person_id) filter (where topic = 'person')
    into is_anything, has_sessions, has_diseases, who
    from gone;
    if p < (select first_period from base_window) then
        return true;
    end if;
    if is_anything then
        who := null;
        perform pws_refresh_penduduk(d, p);
    end if;
    if is_anything or who is not null then
        if pws_refresh_balita(d, p, who) or who is null then
            perform pws_refresh_cells(d, p);
        end if;
        perform pws_refresh_families(d, p, who);
    end if;
    if is_anything or who is not null or has_sessions then
        perform pws_refresh_posyandu(d, p);
        perform pws_refresh_quality(d, p);
    end if;
    if is_anything or has_diseases then
        perform pws_refresh_diseases(d, p);
    end if;
    insert into pws_desamonth values (d, p, clock_timestamp())
    on conflict (desa_id, period) do update set refreshed_at = excluded.refreshed_at;
    return true;
end
$$;

-- The keys that wait, oldest first, each with the seconds until it has rested so long since it was last counted.
drop function if exists pws_waiting(integer);
create or replace function pws_waiting(most integer, rest_s double precision)
returns table (desa_id integer, period integer, due_in_s double precision)
language sql security definer set search_path = public set plan_cache_mode = force_generic_plan
as $$
    select c.desa_id, c.period, coalesce(rest_s - extract(epoch from clock_timestamp() - m.refreshed_at), 0)
    from (select desa_id, period, min(id) as id from base_change group by desa_id, period order by min(id) limit most) c
    -- Counted in what is the future since the clock was set back: nothing to rest from.
    left join pws_desamonth m on m.desa_id = c.desa_id and m.period = c.period and m.refreshed_at <= clock_timestamp()
    order by c.id
$$;

-- Move the window on to this month and make every desa due there. Returns how many keys that made.
create or replace function pws_open_month(this_period integer) returns integer
language plpgsql security definer set search_path = public
as $$
declare
    made integer;
begin
    perform pg_advisory_xact_lock(73, 1);
    insert into base_change (desa_id, period)
    select a.id, k
    from base_window w, puskesmas_area a, generate_series(w.last_period + 1, this_period) k
    where a.level = 'desa';
    get diagnostics made = row_count;
    update base_window set last_period = this_period where last_period < this_period;
    return made;
end
$$;
