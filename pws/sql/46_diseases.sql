-- How many people have each disease: counts for who may see numbers, names for who may read names (04 §7).
-- Diagnoses and flags belong to the desa where the person lives today.

-- Persons by desa, source and group in the window [from_on, until_on] and in the one before it; residents by desa
-- as source "penduduk". The row without desa is the whole: of a puskesmas when one is named, which is all its desa, also those the reader does not see.
create or replace function pws_disease_counts(
    puskesmas integer, before_on date, from_on date, until_on date, spans jsonb, flags jsonb)
returns table (desa_id integer, source text, disease text, n integer, n_before integer)
language sql stable security definer set search_path = public
as $$
    with mine as (select unnest((select ilp_my_desa())::integer[]) as id),
    asked as materialized (
        select m.id from mine m where puskesmas is null
        union
        select w.desa_id from puskesmas_workingarea w
        where w.facility_id = puskesmas and w.kind = 'PUSKESMAS' and w.valid_from <= until_on
            and (w.valid_to is null or w.valid_to >= until_on)
            and exists (select from mine m join puskesmas_workingarea o on o.desa_id = m.id
                        where o.facility_id = puskesmas)
    ),
    span as materialized (
        select s->>0 as disease, s->>1 as low, s->>2 as high from jsonb_array_elements(spans) s
    ),
    flag as materialized (select f->>0 as disease, f->>1 as code from jsonb_array_elements(flags) f),
    found as materialized (
        select d.desa_id, 'diagnosa' as source, coalesce(s.disease, 'LAIN') as disease, d.person_id,
            bool_or(d.diagnosed_on >= from_on) as is_now, bool_or(d.diagnosed_on < from_on) as was_before
        from posyandu_diagnosis d
        join puskesmas_person p on p.id = d.person_id and p.voided_at is null
        left join span s on d.icd10 >= s.low and d.icd10 < s.high
        where d.desa_id in (select id from asked) and d.voided_at is null
            and d.diagnosed_on between before_on and until_on
        group by d.desa_id, coalesce(s.disease, 'LAIN'), d.person_id
        union all
        select f.desa_id, 'skrining', g.disease, f.person_id,
            bool_or(f.found_on >= from_on), bool_or(f.found_on < from_on)
        from posyandu_finding f
        join flag g on g.code = f.code
        join puskesmas_person p on p.id = f.person_id and p.voided_at is null
        where f.desa_id in (select id from asked) and f.voided_at is null
            and f.found_on between before_on and until_on
        group by f.desa_id, g.disease, f.person_id
    )
    select case when grouping(found.desa_id) = 0 then found.desa_id end, found.source, found.disease,
        count(*) filter (where is_now)::integer, count(*) filter (where was_before)::integer
    from found
    group by grouping sets ((found.desa_id, found.source, found.disease), (found.source, found.disease))
    having grouping(found.desa_id) = 1 or found.desa_id in (select id from mine)
    union all
    select case when grouping(c.desa_id) = 0 then c.desa_id end, 'penduduk', '', sum("all")::integer, 0
    from pws_pendudukcell c
    where c.desa_id in (select id from asked) and c.period = period_of(until_on)
    group by grouping sets ((c.desa_id), ())
    having grouping(c.desa_id) = 1 or c.desa_id in (select id from mine)
$$;
