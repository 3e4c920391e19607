-- How many people have each disease (04 §7): counts by desa and month, ready to be added.
-- Diagnoses and flags belong to the desa where the person lives today. What changes them stands in 47_disease_due.sql.

-- Which diagnoses (ICD-10 from `low`, included, to `high`, not included) and which flags of a screening are counted
-- together: rows of pws/rules/diseases.py, which pws/families/diseases.py hands over after this file.
create table if not exists pws_diseasespan (disease text, low text, high text, primary key (disease, low));
create table if not exists pws_diseaseflag (disease text, code text, primary key (code, disease));

create or replace function pws_declare_diseases(spans jsonb, flags jsonb) returns void
language plpgsql set search_path = public
as $$
begin
    if spans = (select coalesce(jsonb_agg(jsonb_build_array(disease, low, high) order by disease collate "C", low collate "C"), '[]')
                from pws_diseasespan)
        and flags = (select coalesce(jsonb_agg(jsonb_build_array(disease, code) order by code collate "C", disease collate "C"), '[]')
                     from pws_diseaseflag) then
        return;
    end if;
    delete from pws_diseasespan;
    delete from pws_diseaseflag;
    insert into pws_diseasespan select s->>0, s->>1, s->>2 from jsonb_array_elements(spans) s;
    insert into pws_diseaseflag select f->>0, f->>1 from jsonb_array_elements(flags) f;
    analyze pws_diseasespan, pws_diseaseflag;  -- or the planner looks each finding up by itself
    perform posyandu_touch_all();
end
$$;

-- A window of k months is recent[k] of its last month, the window before it recent[k] of the month k earlier: a person
-- is counted once in each, however often found. So windows of 1 to 12 months add up over desa without any records.
select pws_make_table('pws_diseasecell',
    'desa_id integer, period integer, source text, disease text, recent integer[]',
    'desa_id, period, source, disease');
comment on table pws_diseasecell is 'People by desa, month, source (diagnosa, skrining) and disease; only where there are any.';
comment on column pws_diseasecell.recent is
    'recent[k]: people with a diagnosis or flag of the disease in the k months that end with the period; k = 1 to 12.';

-- One desa-month: everybody stands in the month of the latest diagnosis or flag, and the months are added up.
create or replace function pws_refresh_diseases(d integer, p integer) returns void
language plpgsql security definer set search_path = public set plan_cache_mode = force_generic_plan
as $$
declare
    since date := period_start(p - 11);
    until date := period_end(p);
    months date[] := (select array_agg(period_start(k) order by k) from generate_series(p - 11, p) k);
begin
    with voided as materialized (select id from puskesmas_person where voided_at is not null),
    diagnosed as materialized (
        select icd10, person_id, max(diagnosed_on) as seen_on
        from posyandu_diagnosis
        where desa_id = d and voided_at is null and diagnosed_on between since and until
        group by icd10, person_id
    ),
    -- Each code is looked up once: there are few of them, and many spans.
    meaning as materialized (
        select c.icd10, coalesce(s.disease, 'LAIN') as disease
        from (select distinct icd10 from diagnosed) c
        left join pws_diseasespan s on c.icd10 >= s.low and c.icd10 < s.high
    ),
    latest as (
        select 'diagnosa' as source, m.disease, o.person_id, max(o.seen_on) as seen_on
        from diagnosed o
        join meaning m using (icd10)
        group by m.disease, o.person_id
        union all
        select 'skrining', g.disease, f.person_id, max(f.found_on)
        from posyandu_finding f
        join pws_diseaseflag g on g.code = f.code
        where f.desa_id = d and f.voided_at is null and f.found_on between since and until
        group by g.disease, f.person_id
    ),
    counted as (
        select source, disease, 13 - width_bucket(seen_on, months) as back, count(*) as n
        from latest
        where person_id not in (select id from voided)
        group by 1, 2, 3
    ),
    fresh as materialized (
        select source, disease,
            array[{{disease_months: coalesce(sum(n) filter (where back <= $), 0)::integer}}] as recent
        from counted
        group by source, disease
    ),
    gone as (
        delete from pws_diseasecell old
        where old.desa_id = d and old.period = p
            and (old.source, old.disease) not in (select source, disease from fresh)
    )
    insert into pws_diseasecell (desa_id, period, source, disease, recent)
    select d, p, fresh.source, fresh.disease, fresh.recent
    from fresh
    left join pws_diseasecell was
        on was.desa_id = d and was.period = p and was.source = fresh.source and was.disease = fresh.disease
    where was.recent is distinct from fresh.recent
    on conflict (desa_id, period, source, disease) do update set recent = excluded.recent;
end
$$;

-- All months at once. A month in which somebody was found is that person's latest one until the next: how many of
-- these began in a month and lasted how long (`held`, twelve months at most) says all the counts. A source and disease
-- is one number until the end, because sorting by texts takes longer than all the rest.
create or replace function pws_half_diseases(half integer)
returns table (desa_id integer, period integer, source text, disease text, recent integer[])
language plpgsql stable parallel safe set search_path = public set enable_nestloop = off
as $half$
#variable_conflict use_column
begin
    return query
    with number as materialized (
        select row_number() over (order by source, disease)::integer as what, source, disease
        from (
            select 'diagnosa' as source, disease from pws_diseasespan
            union select 'diagnosa', 'LAIN'
            union select 'skrining', disease from pws_diseaseflag) each
    ),
    found as (
        select o.desa_id, m.what, o.person_id, period_of(o.diagnosed_on) as began
        from posyandu_diagnosis o
        join (
            select c.icd10, n.what
            from (select distinct icd10 from posyandu_diagnosis) c
            left join pws_diseasespan s on c.icd10 >= s.low and c.icd10 < s.high
            join number n on n.source = 'diagnosa' and n.disease = coalesce(s.disease, 'LAIN')
        ) m using (icd10)
        where o.desa_id % 2 = half and o.voided_at is null
        union
        select f.desa_id, g.what, f.person_id, period_of(f.found_on)
        from posyandu_finding f
        join (
            select flag.code, n.what
            from pws_diseaseflag flag
            join number n on n.source = 'skrining' and n.disease = flag.disease
        ) g using (code)
        where f.desa_id % 2 = half and f.voided_at is null
    ),
    latest as (
        select desa_id, what, began,
            least(12, lead(began, 1, began + 12) over (
                partition by desa_id, what, person_id order by began) - began) as held
        from found
        where person_id not in (select id from puskesmas_person where voided_at is not null)
    ),
    run as (
        select desa_id, what, began, held, count(*) as n from latest group by desa_id, what, began, held
    ),
    counted as (
        select run.desa_id, k as period, run.what,
            array[{{disease_months: coalesce(sum(n) filter (where k - began < $), 0)::integer}}] as recent
        from run
        cross join base_window w
        cross join lateral generate_series(
            greatest(began, w.first_period), least(began + held - 1, w.last_period)) k
        group by run.desa_id, k, run.what
    )
    select c.desa_id, c.period, n.source, n.disease, c.recent
    from counted c join number n on n.what = c.what;
end
$half$;

create or replace function pws_stage_diseases() returns void
language plpgsql security definer set search_path = public
as $stage$
begin
    perform pws_in_halves('pws_diseasecell_next', $q$ select * from pws_half_diseases(:half) half $q$);
end
$stage$;

-- Persons by desa, source and group in the `months` that end with month `p`, and in as many before them; residents by
-- desa as source "penduduk". The row without desa is the whole: of a puskesmas when one is named, which is all its
-- desa, also those the reader does not see. Of a window that ends before the first month of the roll-up there is
-- nothing; the roll-up reaches back to the first visit.
drop function if exists pws_disease_counts(integer, date, date, date, jsonb, jsonb);
create or replace function pws_disease_counts(puskesmas integer, p integer, months integer)
returns table (desa_id integer, source text, disease text, n integer, n_before integer)
language sql stable security definer set search_path = public
as $$
    with mine as (select unnest((select ilp_my_desa())::integer[]) as id),
    asked as materialized (
        select m.id from mine m where puskesmas is null
        union
        select w.desa_id from puskesmas_workingarea w
        where w.facility_id = puskesmas and w.kind = 'PUSKESMAS' and w.valid_from <= period_end(p)
            and (w.valid_to is null or w.valid_to >= period_end(p))
            and exists (select from mine m join puskesmas_workingarea o on o.desa_id = m.id
                        where o.facility_id = puskesmas)
    )
    select case when grouping(c.desa_id) = 0 then c.desa_id end, c.source, c.disease,
        coalesce(sum(c.recent[months]) filter (where c.period = p), 0)::integer,
        coalesce(sum(c.recent[months]) filter (where c.period <> p), 0)::integer
    from pws_diseasecell c
    where c.desa_id in (select id from asked) and c.period in (p, p - months) and c.recent[months] > 0
    group by grouping sets ((c.desa_id, c.source, c.disease), (c.source, c.disease))
    having grouping(c.desa_id) = 1 or c.desa_id in (select id from mine)
    union all
    select case when grouping(c.desa_id) = 0 then c.desa_id end, 'penduduk', '', sum("all")::integer, 0
    from pws_pendudukcell c
    where c.desa_id in (select id from asked) and c.period = p
    group by grouping sets ((c.desa_id), ())
    having grouping(c.desa_id) = 1 or c.desa_id in (select id from mine)
$$;
