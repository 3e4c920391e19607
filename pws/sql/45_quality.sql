-- Counts about the records of a posyandu and month. Judged by pws/rules/quality.py; formulas stand there.
--
-- A session belongs to the desa and month of its day, and a balita's measures to the session. "Last month" is a
-- weighing at any posyandu, of a child of the same desa. The refresh of a key and the rebuild of all say the
-- same in two ways.

-- Tenths of a kg or cm: the digit a scale shows last.
create or replace function pws_last_digit(measure numeric) returns integer
language sql immutable parallel safe
as $$ select (floor(measure * 10)::integer % 10) $$;

drop function if exists pws_digit_counts(integer[]);

create or replace function pws_refresh_quality(d integer, p integer) returns void
language plpgsql security definer set search_path = public set plan_cache_mode = force_generic_plan
as $$
begin
    with days as materialized (
        select id, posyandu_id, state, validated_at
        from posyandu_haribuka
        where desa_id = d and held_on between period_start(p) and period_end(p)
            and state in ('DIBUKA', 'DITUTUP', 'DIVALIDASI', 'DILAPORKAN')
    ),
    before as materialized (
        select person_id, weight_kg
        from posyandu_visit
        where desa_id = d and period = p - 1 and voided_at is null and age_months < 60
            and weight_kg is not null and place = 'POSYANDU'
    ),
    visits as materialized (
        select days.posyandu_id, v.person_id, v.weight_kg, v.length_height_cm, v.position, v.implausible,
            v.is_confirmed, v.recorded_by_id
        from days
        join posyandu_visit v on v.hari_buka_id = days.id and v.voided_at is null and v.age_months < 60
            and (v.weight_kg is not null or v.length_height_cm is not null)
    ),
    measured as (
        select posyandu_id, count(*) as n, count(*) filter (where implausible > 0) as flagged,
            count(*) filter (where implausible > 0 and not is_confirmed) as waiting
        from visits group by posyandu_id
    ),
    pairs as (
        select v.posyandu_id, count(*) as n, count(*) filter (where v.weight_kg = b.weight_kg) as equal,
            count(*) filter (where abs(v.weight_kg - b.weight_kg) between 0.05 and 0.149) as near
        from visits v join before b on b.person_id = v.person_id
        where v.weight_kg is not null
        group by v.posyandu_id
    ),
    fresh as materialized (
        select s.*, coalesce(m.n, 0) as measured, coalesce(m.flagged, 0) as flagged,
            coalesce(m.waiting, 0) as waiting, coalesce(c.n, 0) as pairs, coalesce(c.equal, 0) as equal,
            coalesce(c.near, 0) as near
        from (
            select posyandu_id, count(*) as opened, count(*) filter (where state <> 'DIBUKA') as closed,
                count(*) filter (where state in ('DIVALIDASI', 'DILAPORKAN')) as validated,
                max(validated_at) as validated_at
            from days group by posyandu_id) s
        left join measured m using (posyandu_id)
        left join pairs c using (posyandu_id)
    ),
    gone as (
        delete from pws_qualitymonth
        where desa_id = d and period = p and posyandu_id not in (select posyandu_id from fresh)
    ),
    gone_digits as (
        delete from pws_qualitydigit where desa_id = d and period = p
            and posyandu_id not in (select posyandu_id from visits)
    ),
    kept as (
        insert into pws_qualitymonth as was (desa_id, period, posyandu_id, opened, closed, validated, validated_at,
            measured, flagged, waiting, pairs, equal, near)
        select d, p, fresh.* from fresh
        on conflict (desa_id, period, posyandu_id) do update set
            opened = excluded.opened, closed = excluded.closed, validated = excluded.validated,
            validated_at = excluded.validated_at, measured = excluded.measured, flagged = excluded.flagged,
            waiting = excluded.waiting, pairs = excluded.pairs, equal = excluded.equal, near = excluded.near
        where (was.opened, was.closed, was.validated, was.validated_at, was.measured, was.flagged, was.waiting,
                was.pairs, was.equal, was.near)
            is distinct from (excluded.opened, excluded.closed, excluded.validated, excluded.validated_at,
                excluded.measured, excluded.flagged, excluded.waiting, excluded.pairs, excluded.equal, excluded.near)
    ),
    digits as materialized (
        select posyandu_id, recorder_id, tool, array[{{digit: count(*) filter (where digit = $)::integer}}] as digits
        from (
            select posyandu_id, coalesce(recorded_by_id, 0) as recorder_id, 'W' as tool,
                pws_last_digit(weight_kg) as digit
            from visits where weight_kg is not null
            union all
            select posyandu_id, coalesce(recorded_by_id, 0), case position when 'TELENTANG' then 'L' else 'H' end,
                pws_last_digit(length_height_cm)
            from visits where length_height_cm is not null) one
        group by 1, 2, 3
    ),
    gone_measurers as (
        delete from pws_qualitydigit q
        where q.desa_id = d and q.period = p and q.posyandu_id in (select posyandu_id from visits)
            and (q.posyandu_id, q.recorder_id, q.tool) not in (
                select posyandu_id, recorder_id, tool from digits)
    )
    insert into pws_qualitydigit (desa_id, period, posyandu_id, recorder_id, tool, digits)
    select d, p, digits.* from digits
    on conflict (desa_id, period, posyandu_id, recorder_id, tool) do update set digits = excluded.digits
    where pws_qualitydigit.digits <> excluded.digits;
end
$$;

-- Half of the desa, for a parallel worker: under the tool '' measured, flagged, waiting, pairs, equal and near of a
-- posyandu and month; under a tool, its digits. Weights in units of 10 g, lengths of 1 mm. A visit of the other half's
-- sessions, or without one, is only what a later one is compared with.
create or replace function pws_half_quality(half integer) returns setof record
language plpgsql stable parallel safe set search_path = public set enable_nestloop = off set enable_mergejoin = off
as $$
begin
    return query
    with visit as materialized (
        select day.desa_id, day.period, day.posyandu_id, v.person_id, v.desa_id as home_id, v.period as weighed_in,
            v.place = 'POSYANDU' as at_posyandu, (v.weight_kg * 100)::integer as weight,
            (v.length_height_cm * 10)::integer as length, v.position = 'TELENTANG' as is_lying,
            coalesce(v.recorded_by_id, 0) as recorder_id, v.implausible > 0 as is_flagged, v.is_confirmed
        from posyandu_visit v
        left join (
            select h.id, desa_id, period_of(held_on) as period, posyandu_id
            from posyandu_haribuka h, base_window w
            where state in ('DIBUKA', 'DITUTUP', 'DIVALIDASI', 'DILAPORKAN') and desa_id % 2 = half
                and held_on between period_start(w.first_period) and period_end(w.last_period)
            limit all) day on day.id = v.hari_buka_id
        where v.voided_at is null and v.age_months < 60 and (v.weight_kg is not null or v.length_height_cm is not null)
            and (day.id is not null or v.desa_id % 2 = half)
    ),
    measured as (
        select desa_id, period, posyandu_id, count(*)::integer as n,
            count(*) filter (where is_flagged)::integer as flagged,
            count(*) filter (where is_flagged and not is_confirmed)::integer as waiting
        from visit where desa_id is not null group by 1, 2, 3
    ),
    compared as (
        select v.desa_id, v.period, v.posyandu_id, count(*)::integer as n,
            count(*) filter (where v.weight = b.weight)::integer as equal,
            count(*) filter (where abs(v.weight - b.weight) between 5 and 14)::integer as near
        from visit v
        join visit b on b.person_id = v.person_id and b.home_id = v.desa_id and b.weighed_in = v.period - 1
            and b.weight is not null and b.at_posyandu
        where v.weight is not null
        group by 1, 2, 3
    )
    select m.desa_id, m.period, m.posyandu_id, 0::bigint, ''::text, array[
        m.n, m.flagged, m.waiting, coalesce(c.n, 0), coalesce(c.equal, 0), coalesce(c.near, 0)]
    from measured m left join compared c using (desa_id, period, posyandu_id)
    union all
    select desa_id, period, posyandu_id, recorder_id, tool,
        array[{{digit: count(*) filter (where digit = $)::integer}}]
    from (
        select desa_id, period, posyandu_id, recorder_id, 'W' as tool, weight / 10 % 10 as digit
        from visit where weight is not null
        union all
        select desa_id, period, posyandu_id, recorder_id, case when is_lying then 'L' else 'H' end, length % 10
        from visit where length is not null) one
    where desa_id is not null
    group by 1, 2, 3, 4, 5;
end
$$;

create or replace function pws_rebuild_quality() returns void
language plpgsql security definer set search_path = public set client_min_messages = warning
as $$
declare
    w base_window;
begin
    select * into w from base_window;
    delete from pws_qualitymonth;
    delete from pws_qualitydigit;
    perform pws_in_halves('pws_quality_next', $q$
        select * from pws_half_quality(:half) half (
            desa_id integer, period integer, posyandu_id integer, recorder_id bigint, tool text, counts integer[]) $q$);
    insert into pws_qualitymonth (desa_id, period, posyandu_id, opened, closed, validated, validated_at,
        measured, flagged, waiting, pairs, equal, near)
    select s.*, coalesce(counts[1], 0), coalesce(counts[2], 0), coalesce(counts[3], 0), coalesce(counts[4], 0),
        coalesce(counts[5], 0), coalesce(counts[6], 0)
    from (
        select desa_id, period_of(held_on) as period, posyandu_id, count(*) as opened,
            count(*) filter (where state <> 'DIBUKA') as closed,
            count(*) filter (where state in ('DIVALIDASI', 'DILAPORKAN')) as validated,
            max(validated_at) as validated_at
        from posyandu_haribuka
        where state in ('DIBUKA', 'DITUTUP', 'DIVALIDASI', 'DILAPORKAN')
            and held_on between period_start(w.first_period) and period_end(w.last_period)
        group by 1, 2, 3) s
    left join (select * from pws_quality_next where tool = '') m using (desa_id, period, posyandu_id);
    insert into pws_qualitydigit (desa_id, period, posyandu_id, recorder_id, tool, digits)
    select * from pws_quality_next where tool <> '';
    drop table pws_quality_next;
end
$$;

-- The people of each posyandu as records. `pairs`: first and second id, desa of both, likeness and score.
create or replace function pws_keep_identities(pairs jsonb) returns integer
language plpgsql security definer set search_path = public
as $$
declare
    kept integer;
begin
    if not ilp_is_system() then
        raise insufficient_privilege using message = 'Identities are counted by a job.';
    end if;
    delete from pws_likelyduplicate;
    insert into pws_likelyduplicate (person_id, other_id, desa_id, other_desa_id, likeness, score)
    select x.person_id, x.other_id, x.desa_id, x.other_desa_id, x.likeness, x.score
    from jsonb_to_recordset(pairs) as x (person_id uuid, other_id uuid, desa_id integer, other_desa_id integer,
                                         likeness text, score double precision);
    get diagnostics kept = row_count;
    delete from pws_qualityplace;
    insert into pws_qualityplace (desa_id, posyandu_id, people, without_nik, duplicates, counted_at)
    select p.desa_id, coalesce(p.posyandu_id, 0), count(*), count(*) filter (where p.nik_hash is null),
        count(*) filter (where twin.person_id is not null), now()
    from puskesmas_person p
    left join (select person_id from pws_likelyduplicate union select other_id from pws_likelyduplicate) twin
        on twin.person_id = p.id
    where p.voided_at is null and p.died_on is null
    group by 1, 2;
    return kept;
end
$$;
