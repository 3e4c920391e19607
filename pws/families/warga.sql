-- Who was served in a month (04 §5.5, §5.8). There are more visits than anything else: what one shows is kept as
-- bits of integers (`items`, `shown`) until the last step, so that little is carried and sorted. An answer is looked
-- for only at ages that count it, because reading JSON is most of the work. `limit all`: worked out once, here.
-- A half is asked for as "not the other one": the planner takes an equation of a hash for one row in 200.
with seen as (
    select v.person_id, v.desa_id, v.period, v.measured_on, v.id, t.born,
        (v.measured_on - date '2000-01-01')::bigint << 32 | coalesce(v.posyandu_of_residence_id, 0) as home,
        case when v.aks_score is not null then (v.measured_on - date '2000-01-01') * 4
            + case v.classes->>'aks' when 'MANDIRI' then 0 when 'BERAT' then 2 when 'TOTAL' then 2 else 1 end
            end as aks,
        -- Screenings of a year: what was measured or asked.
        case when v.age_months < 60 then 0 else
            case when v.classes ? 'bmi' and v.age_months >= 192 then 2 when v.classes ? 'bmi_for_age' then 3
                 when v.classes ? 'bmi' then 2 else 0 end
            | case when v.classes ? 'waist' then 4 else 0 end
            | case when v.classes ? 'blood_pressure' then 8 else 0 end
            | case when v.classes ?| '{random_glucose,fasting_glucose}' then 16 else 0 end
            | case when v.classes ?| '{eyes,visus}' then 32 else 0 end
            | case when v.classes ? 'ears' then 64 else 0 end
            | case when v.form = 'sekolah' and v.details ? 'caries' then 128 else 0 end
            | case when v.hb_g_dl is not null then 256 else 0 end
            | case when v.aks_score is not null then 512 else 0 end
            | case when v.skilas_count is not null then 1024 else 0 end
            | case when v.age_months < 108 then 0 when v.srq20_score is not null or v.classes ?| '{phq9,phqa}'
                        or v.classes ?& '{phq4_anxiety,phq4_depression}' then 2048 else 0 end
            | case when v.age_months between 108 and 228 and v.classes ? 'sdq' then 4096 else 0 end
            | case when t.sex = 'P' and v.age_months between 348 and 612 and v.classes ? 'cervix' then 8192 else 0 end
            | case when v.by_nakes and v.details ? 'sadanis' then 16384 else 0 end
            | case when v.puma_score is not null then 32768 else 0 end
            | case when v.age_months >= 468 and (v.details->>'smokes' in ('AKTIF', 'PASIF')
                        or v.details->>'puma_exposure' in ('PEROKOK', 'BEKAS', 'TERPAPAR')) then 65536 else 0 end
        end as items,
        -- What the month counts; of earlier visits it is not asked. The highest bits: a woman, TBC must be answered.
        case t.sex when 'P' then 1073741824 else 0 end | case when c.bits & 16384 > 0 then 536870912 else 0 end
        | {{one: case when v.period < p then 0 else}}
        case when v.place not in ('POSYANDU', 'PUSTU', 'KUNJUNGAN_RUMAH') then 0 else
            case when v.form in ('bumil', 'nifas') then 1 else 0 end
            | case when v.age_months < 60 then 2 when v.age_months < 72 then 4 when v.age_months < 228 then 8
                   when v.age_months < 720 then 16 else 32 end
        end
        | case when v.form = 'neonatus' then 0 else 64 end
        | case when v.tbc_count is not null
                    and v.details ?& '{tbc_cough,tbc_fever,tbc_weight,tbc_contact}' then 128 else 0 end
        | case when v.age_months < 60 then 0 else
            case when v.classes ? 'blood_pressure_stage'
                 then case v.classes->>'blood_pressure' when 'TINGGI' then 1536 else 512 end else 0 end
            | case when v.classes ? 'random_glucose'
                   then case v.classes->>'random_glucose' when 'TINGGI' then 6144 else 2048 end else 0 end
            | case when v.classes ? 'bmi'
                   then case v.classes->>'bmi' when 'OBESITAS' then 24576 else 8192 end else 0 end
            | case when v.classes ? 'waist'
                   then case v.classes->>'waist' when 'OBESITAS_SENTRAL' then 98304 else 32768 end else 0 end
            | case when v.age_months < 120 then 0
                   when v.age_months < 228
                   then case v.details->>'smokes' when 'AKTIF' then 1572864 when 'PASIF' then 524288
                        when 'TIDAK' then 524288 else 0 end
                   else case v.details->>'smokes' when 'AKTIF' then 393216 when 'PASIF' then 131072
                        when 'TIDAK' then 131072 else 0 end end
            | case when t.sex = 'P' and v.hb_g_dl is not null and v.age_months >= 144 and v.age_months < 228
                        and v.classes ? 'haemoglobin'
                   then case v.classes->>'haemoglobin' when 'NORMAL' then 2097152 else 6291456 end else 0 end
        end
        -- A required answer is missing.
        | case when c.bits & 16383 & ~(case when v.weight_kg is not null then 1 else 0 end
            | case when v.length_height_cm is not null then 2 else 0 end
            | case when v.head_circumference_cm is not null then 4 else 0 end
            | case when v.muac_cm is not null then 8 else 0 end
            | case when v.has_oedema is not null then 16 else 0 end
            | case when v.waist_cm is not null then 32 else 0 end
            | case when v.systolic_mmhg is not null then 64 else 0 end
            | case when v.diastolic_mmhg is not null then 128 else 0 end
            | case when v.temperature_c is not null then 256 else 0 end
            | case when v.hb_g_dl is not null then 512 else 0 end
            | case when v.random_glucose_mg_dl is not null then 1024 else 0 end
            | case when v.fasting_glucose_mg_dl is not null then 2048 else 0 end
            | case when v.cholesterol_mg_dl is not null then 4096 else 0 end
            | case when v.tablets_given is not null then 8192 else 0 end) > 0
            or c.others is not null and not v.details ?& c.others then 256 else 0 end {{one: end}} as shown
    {{one: from (
        select v.*, t.sex, t.born_on
        from posyandu_visit v
        join puskesmas_person t on t.id = v.person_id and t.voided_at is null
        where v.desa_id = d and v.period = p and v.voided_at is null and v.age_months < 60
            and coalesce(v.person_id = any (who), true)
        union all
        select v.*, t.sex, t.born_on
        from (
            select distinct x.person_id from posyandu_visit x
            where x.desa_id = d and x.period = p and x.voided_at is null and x.age_months >= 60
                and coalesce(x.person_id = any (who), true)) here
        join puskesmas_person t on t.id = here.person_id and t.voided_at is null
        join posyandu_visit v on v.person_id = t.id and v.voided_at is null and v.age_months >= 60
            and v.measured_on between make_date(p / 12, 1, 1) and period_end(p)) v
    cross join lateral (select v.sex, extract(year from v.born_on)::integer as born) t}}
    {{all: from posyandu_visit v
    join (select id, sex, extract(year from born_on)::integer as born from puskesmas_person
          where voided_at is null and uuid_hash(id) & 1 <> 1 - :half limit all) t on t.id = v.person_id}}
    left join pws_wargacard c on c.form = v.form and v.period between c.from_period and c.to_period
    {{all: where v.voided_at is null and uuid_hash(v.person_id) & 1 <> 1 - :half}}
    limit all
),
running as (
    -- What the year had before each visit.
    select *, coalesce(bit_or(items) over (partition by person_id, period / 12 order by measured_on, id
                                           rows between unbounded preceding and 1 preceding), 0) as had
    from seen
),
found as (
    select desa_id, period, person_id, max(home) as home, max(aks) as aks,
        bit_or((shown | case when shown & 536871040 = 536870912 then 256 else 0 end)::bigint
            | case when r.items = 0 then 0::bigint else
                (case when n.age between 7 and 15 and n.items & 233 = 233 and had & 233 <> 233 then 1 else 0 end
                | case when shown < 1073741824 then 0 else
                    case when n.age between 12 and 18 and n.items & 256 > 0 and had & 256 = 0 then 2 else 0 end
                    | case when n.age between 30 and 50 and n.items & 24576 = 24576 and had & 24576 <> 24576
                           then 128 else 0 end end
                | case when n.age between 10 and 18 and n.items & 6144 > 0 and had & 6144 = 0 then 8 else 0 end
                | case when n.age between 15 and 59 and n.items & 30 = 30 and had & 30 <> 30 then 16 else 0 end
                | case when n.age >= 40 and n.items & 32768 > 0 and had & 32768 = 0 then 32 else 0 end
                | case when n.age >= 40 and n.items & 65536 > 0 and had & 65536 = 0 then 64 else 0 end
                | case when n.age >= 15 and n.items & 96 = 96 and had & 96 <> 96 then 256 else 0 end
                | case when n.age >= 15 and n.items & 2048 > 0 and had & 2048 = 0 then 512 else 0 end
                | case when n.age >= 60 and n.items & 1560 = 1560 and had & 1560 <> 1560 then 1024 else 0 end
                )::bigint << 32 end) as shown
    from running r
    cross join lateral (
        select r.period / 12 - r.born as age, r.items | r.had as items) n
    {{one: where r.desa_id = d and r.period = p}}
    group by desa_id, period, person_id
    limit all
)
select desa_id, period, person_id as subject, person_id, (home & 4294967295)::integer as posyandu_id,
    case when month & 1073741824 > 0 then 'P' else 'L' end as sex,
    month & 1 > 0 as attended_maternal, month & 2 > 0 as attended_balita, month & 4 > 0 as attended_preschool,
    month & 8 > 0 as attended_school, month & 16 > 0 as attended_adult, month & 32 > 0 as attended_elderly,
    month & 64 > 0 as tbc_due, month & 128 > 0 as tbc_complete,
    true as was_recorded, month & 256 = 0 as records_complete,
    month & 512 > 0 as pressure_measured, month & 1024 > 0 as pressure_high,
    month & 2048 > 0 as glucose_measured, month & 4096 > 0 as glucose_high,
    month & 8192 > 0 as bmi_measured, month & 16384 > 0 as is_obese,
    month & 32768 > 0 as waist_measured, month & 65536 > 0 as waist_high,
    month & 131072 > 0 as smoking_asked, month & 262144 > 0 as is_smoker,
    month & 524288 > 0 as teen_smoking_asked, month & 1048576 > 0 as teen_is_smoker,
    month & 2097152 > 0 as girl_hb_tested, month & 4194304 > 0 as girl_is_anaemic,
    aks is not null as aks_done, coalesce(aks % 4 = 0, false) as aks_alone, coalesce(aks % 4 = 2, false) as aks_heavy,
    year & 1 > 0 as school_screened_first, year & 2 > 0 as girl_hb_first,
    year & 8 > 0 as teen_mind_first, year & 16 > 0 as adult_screened_first,
    year & 32 > 0 as puma_first, year & 64 > 0 as exposed_first, year & 128 > 0 as cervix_breast_first,
    year & 256 > 0 as senses_first, year & 512 > 0 as mind_first, year & 1024 > 0 as elderly_screened_first
from (select *, (shown & 2147483647)::integer as month, (shown >> 32)::integer as year from found limit all) found
{{all: where period between (select first_period from base_window) and (select last_period from base_window)}}
