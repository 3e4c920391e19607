-- Each source yields events: a day, a place and bits; the bits of one person, desa and month together are one row.
-- Bits in the order of the columns: ht 1-16, dm 32-512, odgj 1024-4096, tbc 8192, dbd 16384, deaths 32768-262144,
-- dependent 524288-1048576, contraception 2097152-4194304; a woman 8388608. A death closes the residence on its day;
-- 42, 28 and the birthdays are the definitions of 04 §5.6.
-- For one desa-month, homes are looked up where they are asked for; the rebuild reads them once.
with homes as {{one: not materialized}}{{all: materialized}} (
    select r.person_id, r.desa_id, coalesce(r.posyandu_id, 0) as posyandu_id, r.valid_from, r.valid_to, r.born_on,
        case r.sex when 'P' then 8388608 else 0 end as woman
    from puskesmas_residence r
    where {{one: r.desa_id = d and r.valid_from <= month_end and (r.valid_to is null or r.valid_to >= month_start)
            and coalesce(r.person_id = any (who), true)}}
        {{all: uuid_hash(r.person_id) & 1 = :half}}
),
-- Months, from January of the first year on, because the first service of a year may lie before the window.
months as materialized (
    select k as period, period_end(k) as last_day,
        (control.pair->>0)::numeric as gdp_low, (control.pair->>1)::numeric as gdp_high,
        (fertile.pair->>0)::integer as fertile_from, (fertile.pair->>1)::integer as fertile_until,
        pws_number('dewasa.kb_mkjp', k) as long_acting
    from {{one: (values (p)) w (k)}}
        {{all: generate_series((select first_period / 12 * 12 from base_window),
                               (select last_period from base_window)) k}}
    cross join lateral (select pws_number('dewasa.dm_kendali_gdp', k) as pair) control
    cross join lateral (select pws_number('dewasa.kb_konseling_bulan', k) as pair) fertile
),
-- A diagnosis stands at the person's place of today; of who has left since, it is found by the person.
diagnoses as materialized (
    select person_id, diagnosed_on, resolved_on,
        case when icd10 >= 'I' then 1 when icd10 >= 'F' then 1024 when icd10 >= 'E' then 32
            when icd10 >= 'A9' then 16384 else 8192 end as kind
    from {{one: (
        select person_id, diagnosed_on, resolved_on, icd10 from posyandu_diagnosis
        where desa_id = d and voided_at is null and coalesce(person_id = any (who), true)
        union all
        select g.person_id, g.diagnosed_on, g.resolved_on, g.icd10
        from homes h join posyandu_diagnosis g on g.person_id = h.person_id
        where h.valid_to >= month_start and g.voided_at is null) g}}
        {{all: posyandu_diagnosis}}
    where (icd10 >= 'I10' and icd10 < 'I16' or icd10 >= 'E10' and icd10 < 'E15' or icd10 >= 'F20' and icd10 < 'F30'
        or icd10 >= 'A15' and icd10 < 'A20' or icd10 >= 'A90' and icd10 < 'A92')
        {{one: and diagnosed_on <= month_end}}
        {{all: and voided_at is null and uuid_hash(person_id) & 1 = :half}}
),
services as materialized (
    -- What was done for a patient while the diagnosis stood. `control`: null where nothing can be judged.
    select c.kind, v.person_id, v.period, v.measured_on, v.id, v.desa_id, v.posyandu_of_residence_id as posyandu_id,
        case c.kind when 1 then v.systolic_mmhg is not null and v.diastolic_mmhg is not null
            when 32 then v.random_glucose_mg_dl is not null or v.fasting_glucose_mg_dl is not null
                or v.details ? 'glucose_device'
            else v.by_nakes end as is_served,
        case when c.kind = 1 and v.systolic_mmhg is not null and v.diastolic_mmhg is not null
                then coalesce(v.classes->>'blood_pressure', v.classes->>'td_bumil') in ('RENDAH', 'NORMAL')
            when c.kind = 32 then v.fasting_glucose_mg_dl between m.gdp_low and m.gdp_high end as control
    from diagnoses c
    join posyandu_visit v on v.person_id = c.person_id and v.measured_on >= c.diagnosed_on
        and (c.resolved_on is null or v.measured_on <= c.resolved_on)
        {{one: and v.measured_on between period_start(p / 12 * 12) and month_end
            and exists (select from posyandu_visit s where s.person_id = c.person_id and s.voided_at is null
                        and s.measured_on between month_start and month_end)
    cross join months m}}
        {{all: join months m on m.period = v.period}}
    where c.kind in (1, 32, 1024) and v.voided_at is null and v.desa_id is not null
),
first_services as (
    select *, row_number() over (partition by kind, person_id, period / 12 order by period) = 1 as is_first
    from (
        select distinct on (kind, person_id, period) *
        from services
        where is_served
        order by kind, person_id, period, measured_on, id
    ) of_month
),
last_readings as (
    select distinct on (kind, person_id, period) *
    from services
    where control is not null {{one: and period = p}}
    order by kind, person_id, period, measured_on desc, id desc
),
{{one: -- Cards of twelve months, of who came to live here in them.
arrived as materialized (
    select v.person_id, v.period, v.measured_on, v.id, v.form, v.classes, v.details
    from homes h
    join posyandu_visit v on v.person_id = h.person_id and v.measured_on between period_start(p - 11) and month_end
    where h.valid_from > period_start(p - 11) and h.valid_from > h.born_on
        and v.voided_at is null and v.age_months >= 60 and v.form in ('dewasa', 'lansia', 'nifas')
),}}
-- Few are dependent: who was so once is found first, then all that is known of their AKS.
dependents as (
    select distinct person_id from posyandu_visit
    -- As the index `visit_dependent` has it.
    where voided_at is null and age_months >= 60 and form in ('dewasa', 'lansia', 'nifas')
        and classes->>'aks' in ('BERAT', 'TOTAL')
        {{all: and uuid_hash(person_id) & 1 = :half}}
        {{one: and desa_id = d and period between p - 11 and p and coalesce(person_id = any (who), true)
    union
    select person_id from arrived where classes->>'aks' in ('BERAT', 'TOTAL')}}
),
-- Cards that say something of contraception.
cards as (
    select person_id, period, measured_on, id, form, classes, details from posyandu_visit
    -- As the index `visit_contraception` has it.
    where voided_at is null and age_months >= 60 and form in ('dewasa', 'lansia', 'nifas')
        and (classes ? 'contraception' or details ?| array['uses_contraception', 'contraception_method'])
        {{all: and uuid_hash(person_id) & 1 = :half}}
        {{one: and desa_id = d and period between p - 11 and p and coalesce(person_id = any (who), true)
    union all
    select * from arrived}}
),
-- AKS (524288) and contraception (2097152): the last answer of each month. It holds for twelve months at most.
answers as (
    select distinct on (kind, person_id{{all: , period}}) *
    from (
        select v.person_id, v.period, v.measured_on, v.id, 524288 as kind,
            v.classes->>'aks' in ('BERAT', 'TOTAL') as yes, null as method
        from dependents o
        join posyandu_visit v on v.person_id = o.person_id
            {{one: and v.measured_on between period_start(p - 11) and month_end}}
        where v.voided_at is null and v.age_months >= 60 and v.form in ('dewasa', 'lansia', 'nifas')
            and v.classes->>'aks' is not null
        union all
        select person_id, period, measured_on, id, 2097152, method not in ('TIDAK', 'BELUM', 'false'), method
        from (
            -- A class, the method after birth, or that there is one.
            select person_id, period, measured_on, id, coalesce(classes->>'contraception',
                case when form = 'nifas' then details->>'contraception_method' end,
                details->>'uses_contraception') as method
            from cards
            limit all
        ) said
        where method is not null
    ) given
    order by kind, person_id, {{all: period,}} measured_on desc, id desc
),
holding as (
    select *, least(period + 11{{all: , lead(period) over (partition by kind, person_id order by period) - 1}}) as until
    from answers
),
-- What holds at the ends of months: from the first of them to the last, in one home.
states as (
    select s.person_id, s.kind, s.method, h.desa_id, h.posyandu_id, h.woman,
        period_of(h.born_on) as born_period, greatest(s.period, period_of(h.valid_from)) as period,
        least(s.until, period_of(h.valid_to + 1) - 1) as until
    from (
        select person_id, kind, null as method, period_of(diagnosed_on) as period, period_of(resolved_on) - 1 as until
        from diagnoses
        where kind in (1, 32, 1024)
        union all
        select person_id, kind, method, period, until from holding where yes
    ) s
    join {{one: (select * from homes limit all)}}{{all: homes}} h on h.person_id = s.person_id
    limit all
),
events as (
    select s.person_id, m.period, s.desa_id, m.last_day as happened_on, s.posyandu_id,
        s.woman | s.kind | case
            when s.kind = 524288 and exists (
                select from posyandu_visit v
                where v.person_id = s.person_id and v.voided_at is null and v.place = 'KUNJUNGAN_RUMAH'
                    and v.measured_on between period_start(m.period) and m.last_day) then 1048576
            when s.kind = 2097152 and (s.method = 'MKJP' or m.long_acting @> jsonb_build_array(
                jsonb_build_object('metode', s.method))) then 4194304 else 0 end as bits
    from states s
    join months m on m.period >= s.period and (s.until is null or m.period <= s.until)
    -- An age in months is reached in its month, so by the end of it.
    where s.kind <> 2097152 or s.woman > 0 and s.born_period + m.fertile_from <= m.period
        and s.born_period + m.fertile_until > m.period
    union all
    -- Services, readings, cases and deaths on their day.
    select s.person_id, s.period, s.desa_id, s.measured_on, coalesce(s.posyandu_id, 0),
        s.bits | case t.sex when 'P' then 8388608 else 0 end
    from (
        select person_id, period, desa_id, measured_on, posyandu_id,
            kind * 2 | case when is_first then kind * 4 else 0 end as bits
        from first_services
        {{one: where desa_id = d and period = p}}
        union all
        select person_id, period, desa_id, measured_on, posyandu_id,
            kind * 8 | case when control then kind * 16 else 0 end
        from last_readings
        {{one: where desa_id = d}}
    ) s
    join puskesmas_person t on t.id = s.person_id
    union all
    select c.person_id, period_of(c.diagnosed_on), h.desa_id, c.diagnosed_on, h.posyandu_id, h.woman | c.kind
    from (
        -- Tuberculosis once a year, dengue once a month.
        select distinct on (kind, person_id, span) *
        from (
            select *, case kind when 8192 then period_of(diagnosed_on) / 12 else period_of(diagnosed_on) end as span
            from diagnoses
            where kind in (8192, 16384)
        ) found
        order by kind, person_id, span, diagnosed_on
    ) c
    join homes h on h.person_id = c.person_id
        and c.diagnosed_on between h.valid_from and coalesce(h.valid_to, 'infinity')
    {{one: where c.diagnosed_on >= month_start}}
    union all
    select t.id, period_of(t.died_on), h.desa_id, t.died_on, h.posyandu_id,
        h.woman | case when exists (
            select from posyandu_pregnancy g
            where g.person_id = t.id and g.voided_at is null and g.lmp_on <= t.died_on
                and g.outcome not in ('PINDAH', 'SALAH_DATA')
                and (g.ended_on is null or t.died_on <= g.ended_on + 42)) then 32768 else 0 end
        | case when t.died_on - t.born_on <= 28 then 65536 else 0 end
        | case when t.died_on < t.born_on + interval '12 months' then 131072 else 0 end
        | case when t.died_on < t.born_on + interval '60 months' then 262144 else 0 end
    from homes h
    join puskesmas_person t on t.id = h.person_id and t.died_on = h.valid_to
    where {{all: h.valid_to is not null}}{{one: h.valid_to between month_start and month_end}}
)
select b.desa_id, b.period, b.person_id as subject, b.person_id, (b.place & 4294967295)::integer as posyandu_id,
    case when bits & 8388608 > 0 then 'P' else 'L' end as sex,
    bits & 1 > 0 as is_ht, bits & 2 > 0 as ht_served, bits & 4 > 0 as ht_first,
    bits & 8 > 0 as ht_measured, bits & 16 > 0 as ht_controlled,
    bits & 32 > 0 as is_dm, bits & 64 > 0 as dm_served, bits & 128 > 0 as dm_first,
    bits & 256 > 0 as dm_measured, bits & 512 > 0 as dm_controlled,
    bits & 1024 > 0 as is_odgj, bits & 2048 > 0 as odgj_served, bits & 4096 > 0 as odgj_first,
    bits & 8192 > 0 as tbc_new, bits & 16384 > 0 as dbd_new,
    bits & 32768 > 0 as died_mother, bits & 65536 > 0 as died_neonate, bits & 131072 > 0 as died_infant,
    bits & 262144 > 0 as died_under_five,
    bits & 524288 > 0 as is_dependent, bits & 1048576 > 0 as dependent_visited,
    bits & 2097152 > 0 as uses_contraception, bits & 4194304 > 0 as uses_long_acting
from (
    select e.desa_id, e.period, e.person_id, bit_or(e.bits) as bits,
        max(((e.happened_on - date '1970-01-01')::bigint << 32) + e.posyandu_id) as place
    from events e
    {{all: where e.period between (select first_period from base_window) and (select last_period from base_window)}}
    group by e.desa_id, e.period, e.person_id
) b
where not exists (select from puskesmas_person t where t.id = b.person_id and t.voided_at is not null)
