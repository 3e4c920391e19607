-- Each source yields events: a day, a place and bits; the bits of one person, desa and month together are one row.
-- Bits in the order of the columns: ht 1-16, dm 32-512, odgj 1024-4096, tbc 8192, dbd 16384, deaths 32768-262144,
-- dependent 524288-1048576, contraception 2097152-4194304. A death closes the residence on its day; 42, 28 and the
-- birthdays are the definitions of 04 §5.6.
with homes as {{one: materialized}} (
    select r.person_id, r.desa_id, coalesce(r.posyandu_id, 0) as posyandu_id, r.valid_from, r.valid_to, r.sex, r.born_on
    from puskesmas_residence r
    where {{one: r.desa_id = d and r.valid_from <= period_end(p) and (r.valid_to is null or r.valid_to >= period_start(p))}}
        {{all: uuid_hash(r.person_id) & 1 = :half}}
),
months as materialized (
    select k as period, period_end(k) as last_day,
        (control.pair->>0)::numeric as gdp_low, (control.pair->>1)::numeric as gdp_high,
        (fertile.pair->>0)::integer as fertile_from, (fertile.pair->>1)::integer as fertile_until,
        pws_number('dewasa.kb_mkjp', k) as long_acting
    from {{one: (values (p)) w (k)}}
        {{all: base_window w cross join lateral generate_series(w.first_period, w.last_period) k}}
    cross join lateral (select pws_number('dewasa.dm_kendali_gdp', k) as pair) control
    cross join lateral (select pws_number('dewasa.kb_konseling_bulan', k) as pair) fertile
),
diagnoses as materialized (
    -- A diagnosis stands at the person's place of today; of who has left since, it is found by the person.
    {{one: select g.id, g.person_id, g.icd10, g.diagnosed_on, g.resolved_on
    from posyandu_diagnosis g
    where g.desa_id = d and g.voided_at is null and g.diagnosed_on <= period_end(p)
    union
    select g.id, g.person_id, g.icd10, g.diagnosed_on, g.resolved_on
    from homes h join posyandu_diagnosis g on g.person_id = h.person_id
    where h.valid_to is not null and g.voided_at is null and g.diagnosed_on <= period_end(p)}}
    {{all: select g.id, g.person_id, g.icd10, g.diagnosed_on, g.resolved_on
    from posyandu_diagnosis g
    where g.voided_at is null and uuid_hash(g.person_id) & 1 = :half}}
),
patients as materialized (
    select person_id, diagnosed_on, resolved_on,
        case when icd10 >= 'I' then 1 when icd10 >= 'F' then 1024 else 32 end as kind
    from diagnoses
    where (icd10 >= 'I10' and icd10 < 'I16') or (icd10 >= 'E10' and icd10 < 'E15')
        or (icd10 >= 'F20' and icd10 < 'F30')
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
    from patients c
    join posyandu_visit v on v.person_id = c.person_id and v.measured_on >= c.diagnosed_on
        and (c.resolved_on is null or v.measured_on <= c.resolved_on)
        {{one: and v.measured_on between period_start(p / 12 * 12) and period_end(p) cross join months m}}
        {{all: join months m on m.period = v.period}}
    where v.voided_at is null and v.desa_id is not null
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
answers as (
    -- AKS (524288) and contraception (2097152): the last of each month.
    select distinct on (kind, person_id, period) kind, person_id, period, yes, is_long, method
    from (
        select v.person_id, v.period, v.measured_on, v.id, said.*
        from (
            select v.person_id, v.period, v.measured_on, v.id, v.classes->>'aks' as aks,
                v.classes->>'contraception' as contraception, v.details->>'uses_contraception' as uses,
                case when v.form = 'nifas' then v.details->>'contraception_method' end as after_birth
            from {{one: (
                select v.* from posyandu_visit v
                where v.desa_id = d and v.period between p - 11 and p and v.age_months >= 60 and v.voided_at is null
                union all
                select v.* from homes h join posyandu_visit v on v.person_id = h.person_id
                where h.valid_from > period_start(p - 11) and v.voided_at is null and v.age_months >= 60
                    and v.measured_on between period_start(p - 11) and period_end(p)) v}}
                {{all: posyandu_visit v}}
            where v.voided_at is null and v.form in ('dewasa', 'lansia', 'nifas')
                {{all: and v.age_months >= 60 and uuid_hash(v.person_id) & 1 = :half}}
        ) v
        cross join lateral (
            select 524288 as kind, aks in ('BERAT', 'TOTAL') as yes, false as is_long, null as method
            where aks is not null
            union all
            select 2097152, coalesce(contraception <> 'TIDAK', after_birth <> 'BELUM', uses = 'true'),
                coalesce(contraception = 'MKJP', false), after_birth
            where coalesce(contraception, after_birth, uses) is not null
        ) said
        where coalesce(v.aks, v.contraception, v.after_birth, v.uses) is not null
    ) given
    order by kind, person_id, period, measured_on desc, id desc
),
holding as (
    select a.*, least(period + 11, lead(period) over (partition by kind, person_id order by period) - 1) as until
    from answers a
),
events as (
    -- States at the end of the month.
    select g.person_id, m.period, h.desa_id, m.last_day as happened_on, h.posyandu_id, g.kind as bits
    from patients g
    join homes h on h.person_id = g.person_id
    join months m on m.last_day >= g.diagnosed_on and (g.resolved_on is null or m.last_day < g.resolved_on)
        and m.last_day between h.valid_from and coalesce(h.valid_to, 'infinity')
    union all
    select a.person_id, m.period, h.desa_id, m.last_day, h.posyandu_id,
        case when a.kind = 524288 then 524288 | case when exists (
                select from posyandu_visit v
                where v.person_id = a.person_id and v.voided_at is null and v.place = 'KUNJUNGAN_RUMAH'
                    and v.measured_on between period_start(m.period) and m.last_day) then 1048576 else 0 end
            else 2097152 | case when a.is_long or m.long_acting @> jsonb_build_array(
                jsonb_build_object('metode', a.method)) then 4194304 else 0 end end
    from holding a
    join homes h on h.person_id = a.person_id
    join months m on m.period between a.period and a.until
        and m.last_day between h.valid_from and coalesce(h.valid_to, 'infinity')
    where a.yes and (a.kind = 524288 or (h.sex = 'P'
        and h.born_on + make_interval(months => m.fertile_from) <= m.last_day
        and h.born_on + make_interval(months => m.fertile_until) > m.last_day))
    union all
    -- Services, readings, cases and deaths on their day.
    select person_id, period, desa_id, measured_on, coalesce(posyandu_id, 0),
        kind * 2 | case when is_first then kind * 4 else 0 end
    from first_services
    {{one: where desa_id = d and period = p}}
    union all
    select person_id, period, desa_id, measured_on, coalesce(posyandu_id, 0),
        kind * 8 | case when control then kind * 16 else 0 end
    from last_readings
    {{one: where desa_id = d}}
    union all
    select c.person_id, period_of(c.diagnosed_on), h.desa_id, c.diagnosed_on, h.posyandu_id, c.bit
    from (
        (select distinct on (person_id, extract(year from diagnosed_on)) person_id, diagnosed_on, 8192 as bit
        from diagnoses
        where icd10 >= 'A15' and icd10 < 'A20'
        order by person_id, extract(year from diagnosed_on), diagnosed_on)
        union all
        (select distinct on (person_id, period_of(diagnosed_on)) person_id, diagnosed_on, 16384
        from diagnoses
        where icd10 >= 'A90' and icd10 < 'A92'
        order by person_id, period_of(diagnosed_on), diagnosed_on)
    ) c
    join homes h on h.person_id = c.person_id
        and c.diagnosed_on between h.valid_from and coalesce(h.valid_to, 'infinity')
    {{one: where period_of(c.diagnosed_on) = p}}
    union all
    select t.id, period_of(t.died_on), h.desa_id, t.died_on, h.posyandu_id,
        case when exists (
            select from posyandu_pregnancy g
            where g.person_id = t.id and g.voided_at is null and g.lmp_on <= t.died_on
                and g.outcome not in ('PINDAH', 'SALAH_DATA')
                and (g.ended_on is null or t.died_on <= g.ended_on + 42)) then 32768 else 0 end
        | case when t.died_on - t.born_on <= 28 then 65536 else 0 end
        | case when t.died_on < t.born_on + interval '12 months' then 131072 else 0 end
        | case when t.died_on < t.born_on + interval '60 months' then 262144 else 0 end
    from homes h
    join puskesmas_person t on t.id = h.person_id and t.died_on = h.valid_to
    where h.valid_to is not null {{one: and h.valid_to between period_start(p) and period_end(p)}}
)
select b.desa_id, b.period, b.person_id as subject, b.person_id, b.place[2] as posyandu_id, t.sex::text as sex,
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
        max(array[e.happened_on - date '1970-01-01', e.posyandu_id]) as place
    from events e
    {{all: where e.period between (select first_period from base_window) and (select last_period from base_window)}}
    group by e.desa_id, e.period, e.person_id
) b
join puskesmas_person t on t.id = b.person_id and t.voided_at is null
