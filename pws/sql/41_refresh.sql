-- One desa-month: facts of balita, facts of posyandu, cells, freshness. Safe to run twice, in parallel, and
-- to be killed. Only rows that differ are written, because most of a desa-month stays as it was.

create or replace function pws_refresh_balita(d integer, p integer) returns void
language plpgsql security definer set search_path = public set plan_cache_mode = force_generic_plan
as $$
declare
    month_start date := period_start(p);
    month_end date := period_end(p);
    sixty_before date := (period_start(p) - interval '60 months')::date;
    window_start date := period_start(p - 2);
begin
    with sasaran as materialized (
        select r.person_id, coalesce(r.posyandu_id, 0) as posyandu_id
        from puskesmas_residence r
        where r.desa_id = d and r.born_on > sixty_before and r.born_on <= month_end
            and r.valid_from <= month_end and (r.valid_to is null or r.valid_to >= month_end)
    ),
    people as materialized (
        select t.id as person_id, t.sex, t.born_on, t.birth_weight_g, t.birth_is_estimated, t.buku_kia_since
        from puskesmas_person t
        join (
            select person_id from sasaran
            union
            select v.person_id
            from posyandu_visit v
            where v.desa_id = d and v.period = p and v.voided_at is null and v.weight_kg is not null
                and v.age_months < 60) c on c.person_id = t.id
        where t.voided_at is null
    ),
    visits as materialized (
        select v.*, (v.weight_kg * 1000)::integer as weight_g, people.birth_weight_g, people.birth_is_estimated
        from people
        join posyandu_visit v on v.person_id = people.person_id and v.voided_at is null
            and v.measured_on between window_start and month_end
            and v.age_months < 60
    ),
    weighed as materialized (
        select distinct on (person_id, period) *
        from visits
        where weight_kg is not null
        order by person_id, period, place <> 'POSYANDU',
            case when place = 'POSYANDU' then measured_on end,
            case when place <> 'POSYANDU' then measured_on end desc, id
    ),
    -- Each weighing beside the two before it; of these only neighbours in the calendar count.
    row_of_three as (
        select *, lag(period) over months = p - 1 as has_before, lag(weight_g) over months as before_g,
            lag(age_months) over months as before_age, lag(kbm_g) over months as before_kbm_g,
            lag(weight_g, 2) over months as before_that_g,
            p - 2 in (lag(period) over months, lag(period, 2) over months) as has_before_that
        from weighed
        window months as (partition by person_id order by period)
    ),
    judged as materialized (
        select c.*,
            pws_kms_status(c.age_months, c.weight_g, c.kbm_g, case when c.has_before then c.before_g end,
                coalesce(c.has_before, false) or earlier.yes, c.birth_weight_g) as status,
            case when c.has_before then pws_kms_status(c.before_age, c.before_g, c.before_kbm_g,
                case when c.has_before_that then c.before_that_g end, earlier.yes, c.birth_weight_g) end
                as status_before
        from row_of_three c
        cross join lateral (
            select coalesce(c.has_before_that, false) or exists (
                select from posyandu_visit x
                where x.person_id = c.person_id and x.voided_at is null and x.weight_kg is not null
                    and x.age_months < 60 and x.measured_on < window_start) as yes) earlier
        where c.period = p and c.desa_id = d
    ),
    lengths as materialized (
        select distinct on (person_id) person_id, period, lhfa_z
        from visits
        where pws_valid(lhfa_z, implausible, 2, is_confirmed, birth_is_estimated)
        order by person_id, measured_on desc, lhfa_z
    ),
    fresh as materialized (
        select
            people.person_id,
            coalesce(s.posyandu_id, j.posyandu_of_residence_id, 0) as posyandu_id,
            people.sex,
            least(p - period_of(people.born_on), 59)::smallint as age_months,
            pws_age_band(least(p - period_of(people.born_on), 59)) as age_band,
            j.id as visit_id,
            s.person_id is not null as is_s,
            s.person_id is not null and coalesce(people.buku_kia_since <= month_end, false) as is_k,
            j.id is not null as is_d,
            coalesce(j.status = 'N', false) as is_n,
            coalesce(j.status = 'T', false) as is_t,
            coalesce(j.status = 'O', false) as is_o,
            coalesce(j.status = 'B', false) as is_b,
            coalesce(j.status in ('N', 'T'), false) as is_judged,
            coalesce(j.status = 'T' and j.status_before = 'T', false) as is_2t,
            coalesce(j.is_bgm, false) as is_bgm,
            j.id is not null and l.period is not distinct from p as is_measured,
            coalesce(w.wfa, false) as has_wfa,
            coalesce(w.wfa and j.wfa_z < -2, false) as is_underweight,
            s.person_id is not null and l.person_id is not null as has_lhfa,
            s.person_id is not null and coalesce(l.lhfa_z < -2, false) as is_stunted,
            coalesce(w.wflh or j.has_oedema, false) as has_wflh,
            coalesce((w.wflh and j.wflh_z < -2) or j.has_oedema, false) as is_wasted,
            coalesce(w.wflh and j.wflh_z > 2, false) as is_overweight
        from people
        left join sasaran s on s.person_id = people.person_id
        left join judged j on j.person_id = people.person_id
        left join lengths l on l.person_id = people.person_id
        left join lateral (
            select pws_valid(j.wfa_z, j.implausible, 1, j.is_confirmed, j.birth_is_estimated) as wfa,
                   pws_valid(j.wflh_z, j.implausible, 4, j.is_confirmed, j.birth_is_estimated) as wflh) w on true
        where s.person_id is not null or j.id is not null
    ),
    gone as (
        delete from pws_balitamonth old
        where old.desa_id = d and old.period = p
            and not exists (select from fresh where fresh.person_id = old.person_id)
    )
    insert into pws_balitamonth (
        desa_id, period, person_id, posyandu_id, sex, age_months, age_band, visit_id, {{balita: $}})
    select d, p, fresh.*
    from fresh
    left join pws_balitamonth was
        on was.desa_id = d and was.period = p and was.person_id = fresh.person_id
    where (was.posyandu_id, was.sex, was.age_months, was.age_band, was.visit_id, {{balita: was.$}})
        is distinct from (fresh.posyandu_id, fresh.sex, fresh.age_months, fresh.age_band, fresh.visit_id,
                          {{balita: fresh.$}})
    on conflict (desa_id, period, person_id) do update set
        posyandu_id = excluded.posyandu_id, sex = excluded.sex, age_months = excluded.age_months,
        age_band = excluded.age_band, visit_id = excluded.visit_id, {{balita: $ = excluded.$}};
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
            coalesce(bool_or(h.state in ('DIVALIDASI', 'DILAPORKAN')), false) as is_validated
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
    insert into pws_posyandumonth (desa_id, period, posyandu_id, is_active, is_open, is_validated)
    select d, p, fresh.*
    from fresh
    left join pws_posyandumonth was
        on was.desa_id = d and was.period = p and was.posyandu_id = fresh.posyandu_id
    where (was.is_active, was.is_open, was.is_validated)
        is distinct from (fresh.is_active, fresh.is_open, fresh.is_validated)
    on conflict (desa_id, period, posyandu_id) do update set
        is_active = excluded.is_active, is_open = excluded.is_open, is_validated = excluded.is_validated;
end
$$;

-- One key, claimed and recomputed. False: somebody else holds it, or a rebuild is running.
-- The feed's rows are deleted in the transaction that answers them, so a kill leaves them to be done again.
create or replace function pws_refresh(d integer, p integer) returns boolean
language plpgsql security definer set search_path = public
as $$
begin
    -- Facts can be made again from the records, so losing a commit in a crash loses nothing: no wait for disk.
    perform set_config('synchronous_commit', 'off', true);
    if not pg_try_advisory_xact_lock_shared(73, 0) or not pg_try_advisory_xact_lock(d, p) then
        return false;
    end if;
    delete from base_change where desa_id = d and period = p;
    if p >= (select first_period from base_window) then
        perform pws_refresh_balita(d, p);
        perform pws_refresh_cells(d, p);
        perform pws_refresh_posyandu(d, p);
        insert into pws_desamonth values (d, p, clock_timestamp())
        on conflict (desa_id, period) do update set refreshed_at = excluded.refreshed_at;
    end if;
    return true;
end
$$;

-- The keys that wait, oldest first.
create or replace function pws_waiting(most integer) returns table (desa_id integer, period integer)
language sql security definer set search_path = public
as $$
    select desa_id, period from base_change group by desa_id, period order by min(id) limit most
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
