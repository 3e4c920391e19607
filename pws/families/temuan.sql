-- Findings of a month and what became of them. Later records of the person are looked at up to the end of the time.
with months as materialized (
    select k as period, (pws_number('tindak_lanjut.temuan_hari', k)#>>'{}')::integer as days,
        (pws_number('tindak_lanjut.tbc_hari', k)#>>'{}')::integer as tbc_days,
        (pws_number('tindak_lanjut.puma_hari', k)#>>'{}')::integer as puma_days,
        (pws_number('tindak_lanjut.skilas_hari', k)#>>'{}')::integer as skilas_days,
        (pws_number('tindak_lanjut.bahaya_hari', k)#>>'{}')::integer as danger_days
    from {{one: (values (p)) w (k)}}
        {{all: base_window w cross join lateral generate_series(w.first_period, w.last_period) k}}
),
found as {{one: materialized}} (
    select f.id, f.person_id, f.visit_id, f.code, f.state, v.measured_on as found_on,
        posyandu_local_day(f.ended_at) - v.measured_on as ended_after, v.period, v.desa_id,
        coalesce(v.posyandu_of_residence_id, 0) as posyandu_id,
        f.code in ('BUMIL_JANIN', 'BUMIL_BAHAYA_SEGERA', 'BUMIL_BAHAYA', 'NIFAS_BAHAYA_RS', 'NIFAS_BAHAYA',
                   'BAYI_BAHAYA_RS', 'BAYI_BAHAYA') as has_danger,
        f.code in ('TBC_GEJALA', 'TBC_KONTAK') as is_tbc, f.code in ('PUMA_RISIKO', 'PUMA_SPIROMETRI') as is_puma,
        f.code = 'SKILAS_RISIKO' as is_skilas
    from {{one: (
        select id, measured_on, period, desa_id, posyandu_of_residence_id
        from posyandu_visit where desa_id = d and period = p and voided_at is null and age_months < 60
            and coalesce(person_id = any (who), true)
        union all
        select id, measured_on, period, desa_id, posyandu_of_residence_id
        from posyandu_visit where desa_id = d and period = p and voided_at is null and age_months >= 60
            and coalesce(person_id = any (who), true)) v}}
        {{all: posyandu_visit v}}
    join posyandu_finding f on f.visit_id = v.id
    where f.voided_at is null and f.due_on is not null
        {{all: and v.voided_at is null and v.desa_id is not null and uuid_hash(f.person_id) & 1 = :half
            and uuid_hash(v.person_id) & 1 = :half}}
),
firsts as materialized (
    -- Persons are counted, so the first alarm of each kind in the month, wherever the person lived then.
    select distinct on (f.person_id, f.code = 'TBC_GEJALA', v.period) f.id
    from {{one: (select distinct person_id from found where has_danger or code = 'TBC_GEJALA') w
        join posyandu_finding f on f.person_id = w.person_id and f.found_on between period_start(p) and period_end(p)}}
        {{all: posyandu_finding f}}
    join posyandu_visit v on v.id = f.visit_id
    where f.voided_at is null and v.voided_at is null and v.desa_id is not null
        and f.code in ('BUMIL_JANIN', 'BUMIL_BAHAYA_SEGERA', 'BUMIL_BAHAYA', 'NIFAS_BAHAYA_RS', 'NIFAS_BAHAYA',
                       'BAYI_BAHAYA_RS', 'BAYI_BAHAYA', 'TBC_GEJALA')
        {{all: and uuid_hash(f.person_id) & 1 = :half}}
    order by f.person_id, f.code = 'TBC_GEJALA', v.period, v.measured_on, f.id
)
select f.desa_id, f.period, lpad(to_hex(f.id), 32, '0')::uuid as subject, f.person_id, f.posyandu_id, t.sex::text as sex,
    true as refers,
    f.state <> 'TERBUKA' and coalesce(f.ended_after <= m.days, false) as closed_in_time,
    tbc.flag as is_tbc,
    tbc.flag and (done.after <= m.tbc_days or exists (
        select from posyandu_diagnosis g
        where g.person_id = f.person_id and g.voided_at is null
            and g.diagnosed_on between f.found_on and f.found_on + m.tbc_days
            and ((g.icd10 >= 'A15' and g.icd10 < 'A20') or g.icd10 in ('Z03.0', 'Z20.1')))) as tbc_examined,
    f.is_puma,
    f.is_puma and (done.after <= m.puma_days or exists (
        select from posyandu_visit x
        where x.person_id = f.person_id and x.voided_at is null
            and x.measured_on between f.found_on and f.found_on + m.puma_days
            and x.details->>'referred' = 'true')) as puma_referred,
    f.is_skilas,
    f.is_skilas and (done.after <= m.skilas_days or exists (
        select from posyandu_visit x
        where x.person_id = f.person_id and x.voided_at is null and x.by_nakes
            and x.measured_on between f.found_on and f.found_on + m.skilas_days
            and x.classes ?| '{gds15,ad8,minicog,amt,mnasf,tug}')) as skilas_assessed,
    f.has_danger and alarm.first as is_danger,
    f.has_danger and alarm.first and exists (
        select from posyandu_visit x
        where x.person_id = f.person_id and x.voided_at is null and x.by_nakes
            and x.measured_on between f.found_on and f.found_on + m.danger_days) as danger_seen,
    f.code = 'TBC_GEJALA' and alarm.first as has_tbc_symptoms
from found f
join months m on m.period = f.period
join puskesmas_person t on t.id = f.person_id and t.voided_at is null {{all: and uuid_hash(t.id) & 1 = :half}}
cross join lateral (
    select f.code = 'TBC_GEJALA' or (f.code = 'TBC_KONTAK' and not exists (
        select from posyandu_finding g
        where g.visit_id = f.visit_id and g.code = 'TBC_GEJALA' and g.voided_at is null)) as flag) tbc
cross join lateral (select case when f.state = 'SELESAI' and f.ended_after is not null then f.ended_after
                    else 2147483647 end as after) done
cross join lateral (
    select (f.has_danger or f.code = 'TBC_GEJALA') and f.id in (select id from firsts) as first) alarm
