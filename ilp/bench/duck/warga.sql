-- Who was served in a month, what was measured, and which screening of the year became complete.
create or replace table cells_warga as
with field(name, bit) as (values
    ('weight_kg', 1), ('length_height_cm', 2), ('head_circumference_cm', 4), ('muac_cm', 8), ('has_oedema', 16),
    ('waist_cm', 32), ('systolic_mmhg', 64), ('diastolic_mmhg', 128), ('temperature_c', 256), ('hb_g_dl', 512),
    ('random_glucose_mg_dl', 1024), ('fasting_glucose_mg_dl', 2048), ('cholesterol_mg_dl', 4096),
    ('tablets_given', 8192)
),
required as (
    -- What makes a card complete: columns as bits, the four questions of TBC together, and other answers.
    select form, has_tbc, coalesce(bit_or(bit), 0) as bits, array_agg(name) filter (bit is null and not is_tbc) as others
    from (
        select card->>'kartu' as form, unnest((card->'isian')::varchar[]) as name,
            list_has_all((card->'isian')::varchar[], ['tbc_cough', 'tbc_fever', 'tbc_weight', 'tbc_contact']) as has_tbc,
            has_tbc and name in ('tbc_cough', 'tbc_fever', 'tbc_weight', 'tbc_contact') as is_tbc
        from (select unnest(value::json[]) as card from number where code = 'kelengkapan.isian_wajib')
    ) left join field using (name)
    group by all
),
people as (
    select id, sex = 'P' as is_woman, year(born_on) as born from puskesmas_person where voided_at is null
),
read as (
    select v.person_id, v.id, v.desa_id, v.period, v.measured_on, coalesce(v.posyandu_of_residence_id, 0) as home,
        v.form, v.age_months, v.place in ('POSYANDU', 'PUSTU', 'KUNJUNGAN_RUMAH') as is_near, p.is_woman,
        v.period // 12 - p.born as december, v.hb_g_dl is not null as has_hb, v.aks_score is not null as has_aks,
        v.skilas_count is not null as has_skilas, v.srq20_score is not null as has_srq20,
        v.puma_score is not null as has_puma, v.by_nakes, r.others, v.details,
        json_exists(v.details, ['$.tbc_cough', '$.tbc_fever', '$.tbc_weight', '$.tbc_contact', '$.caries',
                                '$.sadanis']) as answered,
        v.details->>['$.smokes', '$.puma_exposure'] as told,
        json_exists(v.classes, ['$.bmi_for_age', '$.bmi', '$.waist', '$.blood_pressure', '$.random_glucose',
            '$.fasting_glucose', '$.eyes', '$.visus', '$.ears', '$.phq9', '$.phqa', '$.phq4_anxiety',
            '$.phq4_depression', '$.sdq', '$.cervix', '$.blood_pressure_stage', '$.haemoglobin']) as has,
        v.classes->>['$.blood_pressure', '$.random_glucose', '$.bmi', '$.waist', '$.haemoglobin', '$.aks'] as class,
        v.tbc_count is not null and answered[1] and answered[2] and answered[3] and answered[4] as tbc_complete,
        r.form is null or ((not r.has_tbc or tbc_complete)
            and (r.bits & 1 = 0 or v.weight_kg is not null) and (r.bits & 2 = 0 or v.length_height_cm is not null)
            and (r.bits & 4 = 0 or v.head_circumference_cm is not null) and (r.bits & 8 = 0 or v.muac_cm is not null)
            and (r.bits & 16 = 0 or v.has_oedema is not null) and (r.bits & 32 = 0 or v.waist_cm is not null)
            and (r.bits & 64 = 0 or v.systolic_mmhg is not null) and (r.bits & 128 = 0 or v.diastolic_mmhg is not null)
            and (r.bits & 256 = 0 or v.temperature_c is not null) and (r.bits & 512 = 0 or v.hb_g_dl is not null)
            and (r.bits & 1024 = 0 or v.random_glucose_mg_dl is not null)
            and (r.bits & 2048 = 0 or v.fasting_glucose_mg_dl is not null)
            and (r.bits & 4096 = 0 or v.cholesterol_mg_dl is not null)
            and (r.bits & 8192 = 0 or v.tablets_given is not null)
            and case when r.others is null then true else list_has_all(json_keys(v.details), r.others) end) as is_complete
    from posyandu_visit v
    join people p on p.id = v.person_id
    left join required r on r.form = v.form
    where v.voided_at is null
),
-- One bit for each thing that a screening of a year consists of.
screened as (
    select *, case when age_months < 60 then 0 else
        has[1]::int | (has[1] or has[2])::int * 2 | has[3]::int * 4 | has[4]::int * 8 | (has[5] or has[6])::int * 16
        | (has[7] or has[8])::int * 32 | has[9]::int * 64 | (form = 'sekolah' and answered[5])::int * 128
        | has_hb::int * 256 | has_aks::int * 512 | has_skilas::int * 1024
        | (has_srq20 or has[10] or has[11] or (has[12] and has[13]))::int * 2048 | has[14]::int * 4096
        | has[15]::int * 8192 | (by_nakes and answered[6])::int * 16384 | has_puma::int * 32768
        | coalesce(told[1] in ('AKTIF', 'PASIF') or told[2] in ('PEROKOK', 'BEKAS', 'TERPAPAR'), false)::int * 65536
        end as items
    from read
),
years as (
    select *, coalesce(bit_or(items) over (partition by person_id, period // 12 order by measured_on, id
        rows between unbounded preceding and 1 preceding), 0) as had
    from screened
),
found as (
    select desa_id, period, person_id, is_woman,
        arg_max(home, (measured_on, home)) as posyandu_id,
        bool_or(is_near and form in ('bumil', 'nifas')) as attended_maternal,
        bool_or(is_near and age_months < 60) as attended_balita,
        bool_or(is_near and age_months between 60 and 71) as attended_preschool,
        bool_or(is_near and age_months between 72 and 227) as attended_school,
        bool_or(is_near and age_months between 228 and 719) as attended_adult,
        bool_or(is_near and age_months >= 720) as attended_elderly,
        bool_or(form <> 'neonatus') as tbc_due, bool_or(tbc_complete) as tbc_complete,
        bool_and(is_complete) as records_complete,
        bool_or(age_months >= 60 and has[16]) as pressure_measured,
        bool_or(age_months >= 60 and has[16] and class[1] = 'TINGGI') as pressure_high,
        bool_or(age_months >= 60 and has[5]) as glucose_measured,
        bool_or(age_months >= 60 and class[2] = 'TINGGI') as glucose_high,
        bool_or(age_months >= 60 and has[2]) as bmi_measured,
        bool_or(age_months >= 60 and class[3] = 'OBESITAS') as is_obese,
        bool_or(age_months >= 60 and has[3]) as waist_measured,
        bool_or(age_months >= 60 and class[4] = 'OBESITAS_SENTRAL') as waist_high,
        bool_or(age_months >= 228 and told[1] in ('AKTIF', 'PASIF', 'TIDAK')) as smoking_asked,
        bool_or(age_months >= 228 and told[1] = 'AKTIF') as is_smoker,
        bool_or(age_months between 120 and 227 and told[1] in ('AKTIF', 'PASIF', 'TIDAK')) as teen_smoking_asked,
        bool_or(age_months between 120 and 227 and told[1] = 'AKTIF') as teen_is_smoker,
        bool_or(is_woman and age_months between 144 and 227 and has_hb and has[17]) as girl_hb_tested,
        bool_or(is_woman and age_months between 144 and 227 and has_hb and has[17]
                and class[5] is distinct from 'NORMAL') as girl_is_anaemic,
        -- Of the last day with an AKS: 0 Mandiri, 2 Berat or Total.
        max(case when has_aks then (measured_on - date '2000-01-01') * 4 + case class[6] when 'MANDIRI' then 0
            when 'BERAT' then 2 when 'TOTAL' then 2 else 1 end end) as aks,
        bool_or(december between 7 and 15 and (items | had) & 233 = 233 and had & 233 <> 233) as school_screened_first,
        bool_or(is_woman and december between 12 and 18 and items & 256 > 0 and had & 256 = 0) as girl_hb_first,
        bool_or(december between 10 and 18 and items & 6144 > 0 and had & 6144 = 0) as teen_mind_first,
        bool_or(december between 15 and 59 and (items | had) & 30 = 30 and had & 30 <> 30) as adult_screened_first,
        bool_or(december >= 40 and items & 32768 > 0 and had & 32768 = 0) as puma_first,
        bool_or(december >= 40 and items & 65536 > 0 and had & 65536 = 0) as exposed_first,
        bool_or(is_woman and december between 30 and 50 and (items | had) & 24576 = 24576 and had & 24576 <> 24576)
            as cervix_breast_first,
        bool_or(december >= 15 and (items | had) & 96 = 96 and had & 96 <> 96) as senses_first,
        bool_or(december >= 15 and items & 2048 > 0 and had & 2048 = 0) as mind_first,
        bool_or(december >= 60 and (items | had) & 1560 = 1560 and had & 1560 <> 1560) as elderly_screened_first
    from years
    where desa_id is not null and period between {first} and {last}
    group by desa_id, period, person_id, is_woman
)
select desa_id, period, posyandu_id,
    count(*) filter (attended_maternal) as attended_maternal, count(*) filter (attended_balita) as attended_balita,
    count(*) filter (attended_preschool) as attended_preschool, count(*) filter (attended_school) as attended_school,
    count(*) filter (attended_adult) as attended_adult, count(*) filter (attended_elderly) as attended_elderly,
    count(*) filter (tbc_due) as tbc_due, count(*) filter (tbc_complete) as tbc_complete,
    count(*) as was_recorded, count(*) filter (records_complete) as records_complete,
    count(*) filter (pressure_measured) as pressure_measured, count(*) filter (pressure_high) as pressure_high,
    count(*) filter (glucose_measured) as glucose_measured, count(*) filter (glucose_high) as glucose_high,
    count(*) filter (bmi_measured) as bmi_measured, count(*) filter (is_obese) as is_obese,
    count(*) filter (waist_measured) as waist_measured, count(*) filter (waist_high) as waist_high,
    count(*) filter (smoking_asked) as smoking_asked, count(*) filter (is_smoker) as is_smoker,
    count(*) filter (teen_smoking_asked) as teen_smoking_asked, count(*) filter (teen_is_smoker) as teen_is_smoker,
    count(*) filter (girl_hb_tested) as girl_hb_tested, count(*) filter (girl_is_anaemic) as girl_is_anaemic,
    count(*) filter (aks is not null) as aks_done, count(*) filter (aks % 4 = 0) as aks_alone,
    count(*) filter (aks % 4 = 2) as aks_heavy,
    count(*) filter (school_screened_first) as school_screened_first, count(*) filter (girl_hb_first) as girl_hb_first,
    count(*) filter (teen_mind_first) as teen_mind_first, count(*) filter (adult_screened_first) as adult_screened_first,
    count(*) filter (puma_first) as puma_first, count(*) filter (exposed_first) as exposed_first,
    count(*) filter (cervix_breast_first) as cervix_breast_first, count(*) filter (senses_first) as senses_first,
    count(*) filter (mind_first) as mind_first, count(*) filter (elderly_screened_first) as elderly_screened_first
from found
group by desa_id, period, posyandu_id
