-- Residents of a desa-month by age (pws/families/penduduk.py): counted from the residences, no facts between.

select pws_make_table('pws_pendudukcell', $$desa_id integer, period integer, posyandu_id integer,
                      {{penduduk: $ integer}}$$, 'desa_id, period, posyandu_id');
comment on table pws_pendudukcell is
    'Residents at the end of a month by age, the sasaran riil; by desa, month and posyandu (0: none).';
do $comments$
declare
    said record;
begin
    for said in select key, value from jsonb_each_text(jsonb_build_object({{penduduk_said: $}})) loop
        execute format('comment on column pws_pendudukcell.%I is %L', said.key, said.value);
    end loop;
end
$comments$;

-- One desa-month. How many of the ages at which groups begin or end a resident has reached is found among the
-- days of birth that reach them by the month's end (or by 31 December); so few ages are left to be counted.
create or replace function pws_refresh_penduduk(d integer, p integer) returns void
language plpgsql security definer set search_path = public set plan_cache_mode = force_generic_plan
as $$
declare
    month_end date := period_end(p);
    -- Born before: has reached the age. The fifth birthday counts from the next month on, or from the first day.
    month_turns date[] := (select array_agg(period_start(p - age + 1 - (age = 60)::integer) + (age = 60)::integer
                                            order by age desc)
                           from unnest(array[{{penduduk_months: $}}]) age);
    year_turns date[] := (select array_agg(make_date(p / 12 - age + 1, 1, 1) order by age desc)
                          from unnest(array[{{penduduk_years: $}}]) age);
begin
    with resident as materialized (
        select coalesce(r.posyandu_id, 0) as posyandu_id, r.sex, odd.id is null as has_nik,
            cardinality(month_turns) - width_bucket(r.born_on, month_turns) as months,
            cardinality(year_turns) - width_bucket(r.born_on, year_turns) as years, count(*) as n
        from puskesmas_residence r
        left join puskesmas_person odd on odd.id = r.person_id
            and (odd.voided_at is not null or odd.nik_hash is null)
        where odd.voided_at is null and r.desa_id = d and r.born_on <= month_end and r.valid_from <= month_end
            and (r.valid_to is null or r.valid_to >= month_end)
        group by 1, 2, 3, 4, 5
    ),
    fresh as materialized (
        select posyandu_id, {{penduduk_of_month: $}} from resident group by posyandu_id
    ),
    gone as (
        delete from pws_pendudukcell old
        where old.desa_id = d and old.period = p and old.posyandu_id not in (select posyandu_id from fresh)
    )
    insert into pws_pendudukcell (desa_id, period, posyandu_id, {{penduduk: $}})
    select d, p, fresh.* from fresh
    on conflict (desa_id, period, posyandu_id) do update set {{penduduk: $ = excluded.$}}
    where ({{penduduk: pws_pendudukcell.$}}) is distinct from ({{penduduk: excluded.$}});
end
$$;

-- All months of the window at once. Nobody is looked at month by month: a person comes (the first month), changes
-- group (a birthday, a new year) and goes, and the sums of these differences are the counts.
-- `pws_stage_turn`: in which months those born in a month may change group (the fifth birthday is felt in its month
-- or in the next); two more rows are coming and going. `odd`: voided, or without NIK; there are few.
-- A function: windows are never given to a parallel worker, a function is.
create or replace function pws_half_penduduk(half integer) returns setof record
language plpgsql stable parallel safe set search_path = public
as $half$
begin
    return query
    select desa_id, k as period, posyandu_id, {{penduduk: $::integer}}
    from (
        select desa_id, posyandu_id, at, lead(at, 1, last_period + 1) over months - 1 as until,
            {{penduduk: sum($) over months as $}}
        from (
            select desa_id, posyandu_id, at, last_period, {{penduduk_change: $}}
            from (
                select desa_id, posyandu_id, sex, has_nik, home.born, fifth, last_period,
                    case kind when 0 then from_month when 1 then to_month + 1 else month end as at,
                    case kind when 0 then from_month when 2 then month end as came,
                    case kind when 1 then to_month when 2 then month - 1 end as went
                from (
                    select r.desa_id, coalesce(r.posyandu_id, 0) as posyandu_id, r.sex,
                        odd.id is null as has_nik, w.last_period,
                        period_of(r.born_on) as born, period_of(r.born_on - 1) + 61 as fifth,
                        greatest(period_of(greatest(r.valid_from, r.born_on)), w.first_period) as from_month,
                        least(period_of(r.valid_to + 1) - 1, w.last_period) as to_month
                    from (select * from puskesmas_residence where desa_id % 2 = half limit all) r
                    cross join (select * from base_window limit 1) w
                    left join puskesmas_person odd on odd.id = r.person_id
                        and (odd.voided_at is not null or odd.nik_hash is null)
                    where odd.voided_at is null
                    limit all
                ) home
                join pws_stage_turn turn on turn.born = home.born
                where from_month <= to_month and case kind when 0 then true when 1 then to_month < last_period
                    else month > from_month and month <= to_month end
                limit all
            ) moment
            group by desa_id, posyandu_id, at, last_period
        ) change
        window months as (partition by desa_id, posyandu_id order by at)
        limit all
    ) state
    cross join lateral generate_series(at, until) k
    where "all" > 0;
end
$half$;

create or replace function pws_stage_penduduk() returns void
language plpgsql security definer set search_path = public set client_min_messages = warning
as $stage$
begin
    drop table if exists pws_stage_turn;
    create table pws_stage_turn as
    select born, kind, null::integer as month
    from base_window, generate_series(1800 * 12, last_period) born, generate_series(0, 1) kind
    union all
    select * from (
        select month - age, 2, month
        from base_window, generate_series(first_period + 1, last_period) month,
            unnest(array[61, {{penduduk_months: $}}]) age
        union
        select (month / 12 - age) * 12 + k, 2, month
        from base_window, generate_series(first_period + 1, last_period) month,
            unnest(array[{{penduduk_years: $}}]) age, generate_series(0, 11) k
        where month % 12 = 0) birthdays;
    analyze pws_stage_turn;
    perform pws_in_halves('pws_pendudukcell_next', $q$
        select * from pws_half_penduduk(:half) half (
            desa_id integer, period integer, posyandu_id integer, {{penduduk: $ integer}}) $q$);
    drop table pws_stage_turn;
end
$stage$;

-- The names behind a count, for who may read names there: the people of these desa whom column `which` counts.
-- With the owner's rights, because who moved away since is still counted; rows of the scope only.
create or replace function pws_penduduk_people(desas integer[], p integer, which text)
returns table (person_id uuid, desa_id integer, posyandu_id integer, sex text, age_months integer)
language plpgsql stable security definer set search_path = public
as $people$
declare
    condition text := jsonb_build_object({{penduduk_where: $}}) ->> which;
begin
    if condition is null then
        raise exception 'pws_pendudukcell has no column %', which;
    end if;
    return query execute format($q$
        select person_id, desa_id, posyandu_id, sex, $2 - born
        from (
            select r.person_id, r.desa_id, coalesce(r.posyandu_id, 0) as posyandu_id, r.sex::text as sex,
                period_of(r.born_on) as born, period_of(r.born_on - 1) + 61 as fifth,
                t.nik_hash is not null as has_nik, $2 as p
            from puskesmas_residence r
            join puskesmas_person t on t.id = r.person_id and t.voided_at is null
            where r.desa_id = any ($1) and r.desa_id = any ((select ilp_named_desa())::integer[])
                and ((select ilp_my_posyandu()) is null
                     or r.posyandu_id = any ((select ilp_my_posyandu())::integer[]))
                and r.born_on <= period_end($2) and r.valid_from <= period_end($2)
                and (r.valid_to is null or r.valid_to >= period_end($2))
        ) resident
        where %s $q$, condition) using desas, p;
end
$people$;
