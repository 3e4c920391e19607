-- People by disease and month (pws_diseasecell) over the same rows: of each person and disease the months in which it
-- was found, each the latest one until the next. What ICD-10 codes and flags are counted together is the reference
-- data of both.
create or replace table cells_disease as
with meaning as (
    select c.icd10, coalesce(s.disease, 'LAIN') as disease
    from (select distinct icd10 from posyandu_diagnosis) c
    left join pws_diseasespan s on c.icd10 >= s.low and c.icd10 < s.high
),
found as (
    select o.desa_id, 'diagnosa' as source, m.disease, o.person_id,
        year(o.diagnosed_on) * 12 + month(o.diagnosed_on) - 1 as began
    from posyandu_diagnosis o join meaning m using (icd10)
    where o.voided_at is null and o.desa_id is not null
    union
    select f.desa_id, 'skrining', g.disease, f.person_id, year(f.found_on) * 12 + month(f.found_on) - 1
    from posyandu_finding f join pws_diseaseflag g on g.code = f.code
    where f.voided_at is null and f.desa_id is not null
),
latest as (
    select f.desa_id, f.source, f.disease, f.began,
        least(12, lead(f.began, 1, f.began + 12) over (
            partition by f.desa_id, f.source, f.disease, f.person_id order by f.began) - f.began) as held
    from found f join puskesmas_person p on p.id = f.person_id
    where p.voided_at is null
),
runs as (
    select desa_id, source, disease, began, held, count(*) as n from latest group by all
),
months as (
    select r.desa_id, k as period, r.source, r.disease, k - r.began as back, sum(r.n) as n
    from runs r, unnest(range(greatest(r.began, {first}), least(r.began + r.held - 1, {last}) + 1)) u(k)
    group by all
)
select desa_id, period, source, disease,
    [
        coalesce(sum(n) filter (back < 1), 0)::integer, coalesce(sum(n) filter (back < 2), 0)::integer,
        coalesce(sum(n) filter (back < 3), 0)::integer, coalesce(sum(n) filter (back < 4), 0)::integer,
        coalesce(sum(n) filter (back < 5), 0)::integer, coalesce(sum(n) filter (back < 6), 0)::integer,
        coalesce(sum(n) filter (back < 7), 0)::integer, coalesce(sum(n) filter (back < 8), 0)::integer,
        coalesce(sum(n) filter (back < 9), 0)::integer, coalesce(sum(n) filter (back < 10), 0)::integer,
        coalesce(sum(n) filter (back < 11), 0)::integer, coalesce(sum(n) filter (back < 12), 0)::integer
    ] as recent
from months
group by all;
