-- Findings that send somebody on, and what became of them (pws/families/temuan.sql says the same).
create or replace table cells_temuan as
with n as materialized (
    select any_value(value) filter (code = 'tindak_lanjut.temuan_hari')::integer as days,
        any_value(value) filter (code = 'tindak_lanjut.tbc_hari')::integer as tbc_days,
        any_value(value) filter (code = 'tindak_lanjut.puma_hari')::integer as puma_days,
        any_value(value) filter (code = 'tindak_lanjut.skilas_hari')::integer as skilas_days,
        any_value(value) filter (code = 'tindak_lanjut.bahaya_hari')::integer as danger_days
    from number
),
found as materialized (
    select f.id, f.person_id, f.visit_id, f.state, f.due_on, v.measured_on as found_on, v.period, v.desa_id,
        coalesce(v.posyandu_of_residence_id, 0) as posyandu_id,
        (f.ended_at at time zone 'Asia/Makassar')::date - v.measured_on as ended_after,
        case when f.code in ('BUMIL_JANIN', 'BUMIL_BAHAYA_SEGERA', 'BUMIL_BAHAYA', 'NIFAS_BAHAYA_RS', 'NIFAS_BAHAYA',
                             'BAYI_BAHAYA_RS', 'BAYI_BAHAYA') then 'BAHAYA'
            when f.code in ('TBC_GEJALA', 'TBC_KONTAK') then f.code
            when f.code in ('PUMA_RISIKO', 'PUMA_SPIROMETRI') then 'PUMA'
            when f.code = 'SKILAS_RISIKO' then 'SKILAS' else '' end as kind
    from posyandu_finding f
    join posyandu_visit v on v.id = f.visit_id
    join puskesmas_person t on t.id = f.person_id
    where f.voided_at is null and v.voided_at is null and t.voided_at is null and v.desa_id is not null
        and v.period between {first} and {last}
),
-- The first alarm of each kind that a person has in a month.
first_alarm as (
    select arg_min(id, (found_on, id)) as id
    from found where kind in ('BAHAYA', 'TBC_GEJALA')
    group by person_id, kind, period
),
-- Those whose end needs another record, with the first such record in their time.
seen as (
    select f.id
    from found f, n
    join posyandu_visit x on x.person_id = f.person_id
    where f.kind in ('PUMA', 'SKILAS', 'BAHAYA') and x.voided_at is null and x.measured_on >= f.found_on
        and case f.kind
            when 'PUMA' then x.measured_on <= f.found_on + puma_days and x.details ->> 'referred' = 'true'
            when 'SKILAS' then x.by_nakes and x.measured_on <= f.found_on + skilas_days
                and len(list_intersect(json_keys(x.classes), ['gds15', 'ad8', 'minicog', 'amt', 'mnasf', 'tug'])) > 0
            when 'BAHAYA' then x.by_nakes and x.measured_on <= f.found_on + danger_days end
    union
    select f.id
    from found f, n
    join posyandu_diagnosis g on g.person_id = f.person_id
    where f.kind in ('TBC_GEJALA', 'TBC_KONTAK') and g.voided_at is null
        and g.diagnosed_on between f.found_on and f.found_on + tbc_days
        and (g.icd10 >= 'A15' and g.icd10 < 'A20' or g.icd10 in ('Z03.0', 'Z20.1'))
),
fact as (
    select f.*, case when f.state = 'SELESAI' then f.ended_after end as done_after, s.id is not null as is_seen,
        a.id is not null as is_first,
        f.kind = 'TBC_GEJALA' or f.kind = 'TBC_KONTAK' and b.visit_id is null as is_tbc
    from found f
    left join seen s on s.id = f.id
    left join first_alarm a on a.id = f.id
    left join (select visit_id from found where kind = 'TBC_GEJALA') b on b.visit_id = f.visit_id
    where f.due_on is not null
)
select desa_id, period, posyandu_id, count(*) as refers,
    count(*) filter (state <> 'TERBUKA' and ended_after <= days) as closed_in_time,
    count(*) filter (is_tbc) as is_tbc,
    count(*) filter (is_tbc and (is_seen or done_after <= tbc_days)) as tbc_examined,
    count(*) filter (kind = 'PUMA') as is_puma,
    count(*) filter (kind = 'PUMA' and (is_seen or done_after <= puma_days)) as puma_referred,
    count(*) filter (kind = 'SKILAS') as is_skilas,
    count(*) filter (kind = 'SKILAS' and (is_seen or done_after <= skilas_days)) as skilas_assessed,
    count(*) filter (kind = 'BAHAYA' and is_first) as is_danger,
    count(*) filter (kind = 'BAHAYA' and is_first and is_seen) as danger_seen,
    count(*) filter (kind = 'TBC_GEJALA' and is_first) as has_tbc_symptoms
from fact, n
group by desa_id, period, posyandu_id;
