-- Who was served in a month (04 §5.5, §5.8). There are more visits than anything else: what one shows is kept as
-- bits of integers (`answered`, `items`, `month`, `year`) until the last step, so that little is carried and sorted.
-- A half is asked for as "not the other one": the planner takes an equation of a hash for one row in 200.
with recorded(name, bit) as (values
    ('weight_kg', 1), ('length_height_cm', 2), ('head_circumference_cm', 4), ('muac_cm', 8), ('has_oedema', 16),
    ('waist_cm', 32), ('systolic_mmhg', 64), ('diastolic_mmhg', 128), ('temperature_c', 256), ('hb_g_dl', 512),
    ('random_glucose_mg_dl', 1024), ('fasting_glucose_mg_dl', 2048), ('cholesterol_mg_dl', 4096),
    ('tablets_given', 8192)
),
cards as materialized (
    -- What each card must answer to be complete; `others` is what has no bit in `answered`.
    select m.period, card->>'kartu' as form, b.bits | case when b.has_tbc then 16384 else 0 end as bits,
        array(select name from jsonb_array_elements_text(card->'isian') name
              where name not in (select r.name from recorded r)
                  and not (b.has_tbc and name in ('tbc_cough', 'tbc_fever', 'tbc_weight', 'tbc_contact'))) as others
    from {{one: (select p as period) m}}
         {{all: generate_series((select first_period from base_window), (select last_period from base_window))
             m(period)}}
    cross join lateral jsonb_array_elements(pws_number('kelengkapan.isian_wajib', m.period)) card
    cross join lateral (
        select card->'isian' ?& '{tbc_cough,tbc_fever,tbc_weight,tbc_contact}' as has_tbc,
            coalesce(bit_or(r.bit) filter (where card->'isian' ? r.name), 0) as bits
        from recorded r) b
),
{{all: people as materialized (
    select id, sex, extract(year from born_on)::integer as born from puskesmas_person
    where voided_at is null and uuid_hash(id) & 1 <> 1 - :half
),
}}seen as materialized (
    select v.person_id, v.desa_id, v.period, v.measured_on, v.id, v.form,
        (v.measured_on - date '2000-01-01')::bigint << 32 | coalesce(v.posyandu_of_residence_id, 0) as home,
        case when v.aks_score is not null then (v.measured_on - date '2000-01-01') * 4
            + case v.classes->>'aks' when 'MANDIRI' then 0 when 'BERAT' then 2 when 'TOTAL' then 2 else 1 end
            end as aks,
        -- Screenings of a year: what was measured or asked.
        case when v.age_months < 60 then 0 else
            case when v.classes ? 'bmi_for_age' then 3 when v.classes ? 'bmi' then 2 else 0 end
            | case when v.classes ? 'waist' then 4 else 0 end
            | case when v.classes ? 'blood_pressure' then 8 else 0 end
            | case when v.classes ?| '{random_glucose,fasting_glucose}' then 16 else 0 end
            | case when v.classes ?| '{eyes,visus}' then 32 else 0 end
            | case when v.classes ? 'ears' then 64 else 0 end
            | case when v.form = 'sekolah' and v.details ? 'caries' then 128 else 0 end
            | case when v.hb_g_dl is not null then 256 else 0 end
            | case when v.aks_score is not null then 512 else 0 end
            | case when v.skilas_count is not null then 1024 else 0 end
            | case when v.srq20_score is not null or v.classes ?| '{phq9,phqa}'
                        or v.classes ?& '{phq4_anxiety,phq4_depression}' then 2048 else 0 end
            | case when v.classes ? 'sdq' then 4096 else 0 end
            | case when v.classes ? 'cervix' then 8192 else 0 end
            | case when v.by_nakes and v.details ? 'sadanis' then 16384 else 0 end
            | case when v.puma_score is not null then 32768 else 0 end
            | case when v.details->>'smokes' in ('AKTIF', 'PASIF')
                        or v.details->>'puma_exposure' in ('PEROKOK', 'BEKAS', 'TERPAPAR') then 65536 else 0 end
        end as items,
        -- What the month counts; of earlier visits it is not asked.
        {{one: case when v.period < p then 0 else}}
        case when v.place not in ('POSYANDU', 'PUSTU', 'KUNJUNGAN_RUMAH') then 0 else
            case when v.form in ('bumil', 'nifas') then 1 else 0 end
            | case when v.age_months < 60 then 2 when v.age_months < 72 then 4 when v.age_months < 228 then 8
                   when v.age_months < 720 then 16 else 32 end
        end
        | case when v.form = 'neonatus' then 0 else 64 end
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
            -- Of girls only; who is one is not known here.
            | case when v.hb_g_dl is not null and v.age_months >= 144 and v.age_months < 228
                        and v.classes ? 'haemoglobin'
                   then case v.classes->>'haemoglobin' when 'NORMAL' then 2097152 else 6291456 end else 0 end
        end {{one: end}} as month,
        -- What the card answers.
        {{one: case when v.period < p then 0 else}}
        case when v.weight_kg is not null then 1 else 0 end
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
        | case when v.tablets_given is not null then 8192 else 0 end
        | case when v.tbc_count is not null
                    and v.details ?& '{tbc_cough,tbc_fever,tbc_weight,tbc_contact}' then 16384 else 0 end
            {{one: end}} as answered,
        case when (select bool_or(others <> '{}') from cards)
             then array(select jsonb_object_keys(v.details)) else '{}' end as others
    {{one: from (
        select v.* from posyandu_visit v
        where v.desa_id = d and v.period = p and v.voided_at is null and v.age_months < 60
        union all
        select v.* from (
            select distinct x.person_id from posyandu_visit x
            where x.desa_id = d and x.period = p and x.voided_at is null and x.age_months >= 60) here
        join posyandu_visit v on v.person_id = here.person_id and v.voided_at is null and v.age_months >= 60
            and v.measured_on between make_date(p / 12, 1, 1) and period_end(p)) v}}
    {{all: from posyandu_visit v where v.voided_at is null and uuid_hash(v.person_id) & 1 <> 1 - :half}}
),
-- What the year had before each visit.
running as (
    select *,
        coalesce(bit_or(items) over (partition by person_id, period / 12 order by measured_on, id
                                     rows between unbounded preceding and 1 preceding), 0) as items_before
    from seen
    where items > 0
    union all
    select *, 0 from seen where items <= 0
),
marked as (
    select r.person_id, r.desa_id, r.period, t.sex, r.home, r.aks,
        case t.sex when 'P' then r.month else r.month & ~6291456 end
        | case when r.answered & 16384 > 0 then 128 else 0 end
        | case when r.answered & c.bits <> c.bits or c.others <> '{}' and not r.others @> c.others then 256 else 0 end
            as month,
        case when r.items = 0 then 0 else
            case when n.age between 7 and 15 and n.items & 233 = 233 and items_before & 233 <> 233 then 1 else 0 end
            | case when t.sex <> 'P' then 0 else
                case when n.age between 12 and 18 and n.items & 256 > 0 and items_before & 256 = 0 then 2 else 0 end
                | case when n.age between 30 and 50 and n.items & 24576 = 24576 and items_before & 24576 <> 24576
                       then 128 else 0 end end
            | case when n.age between 10 and 18 and n.items & 6144 > 0 and items_before & 6144 = 0 then 8 else 0 end
            | case when n.age between 15 and 59 and n.items & 30 = 30 and items_before & 30 <> 30 then 16 else 0 end
            | case when n.age >= 40 and n.items & 32768 > 0 and items_before & 32768 = 0 then 32 else 0 end
            | case when n.age >= 40 and n.items & 65536 > 0 and items_before & 65536 = 0 then 64 else 0 end
            | case when n.age >= 15 and n.items & 96 = 96 and items_before & 96 <> 96 then 256 else 0 end
            | case when n.age >= 15 and n.items & 2048 > 0 and items_before & 2048 = 0 then 512 else 0 end
            | case when n.age >= 60 and n.items & 1560 = 1560 and items_before & 1560 <> 1560 then 1024 else 0 end
        end as year
    from running r
    join {{one: puskesmas_person t on t.id = r.person_id and t.voided_at is null}}
         {{all: people t on t.id = r.person_id}}
    left join cards c on c.form = r.form and c.period = r.period
    cross join lateral (
        select {{one: p / 12 - extract(year from t.born_on)}}{{all: r.period / 12 - t.born}} as age,
            r.items | r.items_before as items) n
    where {{one: r.desa_id = d and r.period = p}}{{all: r.desa_id is not null}}
),
found as (
    select desa_id, period, person_id, min(sex) as sex, max(home) as home, max(aks) as aks,
        bit_or(month) as month, bit_or(year) as year
    from marked
    group by desa_id, period, person_id
)
select desa_id, period, person_id as subject, person_id, (home & 4294967295)::integer as posyandu_id, sex,
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
from found
{{all: where period between (select first_period from base_window) and (select last_period from base_window)}}
