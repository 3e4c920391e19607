-- Chronic patients, cases, deaths, dependence, contraception (pws/families/kronis.sql says the same).
create or replace table cells_kronis as
with n as materialized (
    select m['dewasa.dm_kendali_gdp']::double[] as glucose, m['dewasa.kb_konseling_bulan']::integer[] as fertile,
        [w.metode for w in from_json(m['dewasa.kb_mkjp'], '[{"metode": "VARCHAR"}]')] as long_acting
    from (select map(list(code), list(value)) as m from number)
),
months as (
    select k as period, make_date(k // 12, k % 12 + 1, 1) as first_day,
        make_date((k + 1) // 12, (k + 1) % 12 + 1, 1) - 1 as last_day
    from range({first}, {last} + 1) m(k)
),
home as (
    select person_id, desa_id, coalesce(posyandu_id, 0) as posyandu_id, valid_from,
        coalesce(valid_to, 'infinity'::date) as valid_to, sex, born_on
    from puskesmas_residence
),
ill as (
    select person_id, diagnosed_on, coalesce(resolved_on, 'infinity'::date) as resolved_on,
        case when icd10 >= 'I10' and icd10 < 'I16' then 'ht' when icd10 >= 'E10' and icd10 < 'E15' then 'dm'
            when icd10 >= 'F20' and icd10 < 'F30' then 'odgj' when icd10 >= 'A15' and icd10 < 'A20' then 'tbc'
            when icd10 >= 'A90' and icd10 < 'A92' then 'dbd' end as kind
    from posyandu_diagnosis
    where voided_at is null and kind is not null
),
-- What a card says of dependence and of contraception, of those past five years.
said as (
    select id, person_id, period, measured_on as day, c[1] as aks, c[2] as contraception,
        case when form = 'nifas' then d[1] end as after_birth, d[2] as uses
    from (
        select id, person_id, period, measured_on, form,
            json_extract_string(classes, ['$.aks', '$.contraception']) as c,
            json_extract_string(details, ['$.contraception_method', '$.uses_contraception']) as d
        from posyandu_visit
        where voided_at is null and form in ('dewasa', 'lansia', 'nifas') and age_months >= 60
    )
),
-- What was done for a patient while the diagnosis stood.
service as (
    select distinct on (i.kind, v.id) i.kind, v.person_id, v.period, v.measured_on as day, v.id, v.desa_id,
        coalesce(v.posyandu_of_residence_id, 0) as posyandu_id,
        case i.kind when 'ht' then systolic_mmhg is not null and diastolic_mmhg is not null
            when 'dm' then random_glucose_mg_dl is not null or fasting_glucose_mg_dl is not null
                or json_exists(details, '$.glucose_device')
            else by_nakes end as is_served,
        case i.kind when 'ht' then case when is_served then coalesce(
                classes ->> '$.blood_pressure', classes ->> '$.td_bumil') in ('RENDAH', 'NORMAL') end
            when 'dm' then fasting_glucose_mg_dl between n.glucose[1] and n.glucose[2] end as control
    from ill i
    join posyandu_visit v on v.person_id = i.person_id and v.measured_on between i.diagnosed_on and i.resolved_on
    cross join n
    where i.kind in ('ht', 'dm', 'odgj') and v.voided_at is null and v.desa_id is not null
),
served as (
    select *, period = min(period) over (partition by kind, person_id, period // 12) as is_first
    from service
    where is_served
    qualify row_number() over (partition by kind, person_id, period order by day, id) = 1
),
read as (
    select *
    from service
    where control is not null
    qualify row_number() over (partition by kind, person_id, period order by day desc, id desc) = 1
),
-- The last answer of a month stands for twelve months, or until the next one.
last_answer as (
    select *
    from (
        select 'dependent' as kind, id, person_id, period, day, aks in ('BERAT', 'TOTAL') as yes, false as is_long
        from said
        where aks is not null
        union all
        select 'contraception', id, person_id, period, day,
            coalesce(contraception <> 'TIDAK', after_birth <> 'BELUM', uses = 'true'),
            case when contraception is not null then contraception = 'MKJP'
                else coalesce(list_contains(n.long_acting, after_birth), false) end
        from said cross join n
        where coalesce(contraception, after_birth, uses) is not null
    )
    qualify row_number() over (partition by kind, person_id, period order by day desc, id desc) = 1
),
answer as (
    select *, least(period + 11, coalesce(lead(period) over (partition by kind, person_id order by period) - 1,
        {last})) as until
    from last_answer
),
happened as (
    -- At the end of a month.
    select h.desa_id, m.period, i.person_id, m.last_day as day, h.posyandu_id,
        i.kind = 'ht' as is_ht, i.kind = 'dm' as is_dm, i.kind = 'odgj' as is_odgj
    from ill i
    join home h on h.person_id = i.person_id
    join months m on m.last_day >= greatest(i.diagnosed_on, h.valid_from)
        and m.last_day <= h.valid_to and m.last_day < i.resolved_on
    where i.kind in ('ht', 'dm', 'odgj')
    union all by name
    select h.desa_id, m.period, a.person_id, m.last_day as day, h.posyandu_id,
        a.kind = 'dependent' as is_dependent,
        a.kind = 'dependent' and exists (
            select 1 from posyandu_visit v
            where v.person_id = a.person_id and v.period = m.period and v.place = 'KUNJUNGAN_RUMAH'
                and v.voided_at is null)
            as dependent_visited,
        a.kind = 'contraception' as uses_contraception,
        a.kind = 'contraception' and a.is_long as uses_long_acting
    from answer a
    join home h on h.person_id = a.person_id
    join months m on m.period between a.period and a.until and m.last_day between h.valid_from and h.valid_to
    cross join n
    where a.yes and (a.kind = 'dependent' or h.sex = 'P'
        and h.born_on + to_months(n.fertile[1]) <= m.last_day and h.born_on + to_months(n.fertile[2]) > m.last_day)
    union all by name
    -- On a day.
    select desa_id, period, person_id, day, posyandu_id,
        kind = 'ht' as ht_served, kind = 'ht' and is_first as ht_first,
        kind = 'dm' as dm_served, kind = 'dm' and is_first as dm_first,
        kind = 'odgj' as odgj_served, kind = 'odgj' and is_first as odgj_first
    from served
    where period between {first} and {last}
    union all by name
    select desa_id, period, person_id, day, posyandu_id,
        kind = 'ht' as ht_measured, kind = 'ht' and control as ht_controlled,
        kind = 'dm' as dm_measured, kind = 'dm' and control as dm_controlled
    from read
    where period between {first} and {last}
    union all by name
    select h.desa_id, m.period, i.person_id, i.day, h.posyandu_id,
        i.kind = 'tbc' as tbc_new, i.kind = 'dbd' as dbd_new
    from (
        select kind, person_id, min(diagnosed_on) as day
        from ill
        where kind in ('tbc', 'dbd')
        group by kind, person_id, year(diagnosed_on), case when kind = 'dbd' then month(diagnosed_on) end
    ) i
    join home h on h.person_id = i.person_id and i.day between h.valid_from and h.valid_to
    join months m on i.day between m.first_day and m.last_day
    union all by name
    select h.desa_id, m.period, p.id as person_id, p.died_on as day, h.posyandu_id,
        exists (
            select 1 from posyandu_pregnancy g
            where g.person_id = p.id and g.voided_at is null and g.outcome not in ('PINDAH', 'SALAH_DATA')
                and p.died_on >= g.lmp_on and (g.ended_on is null or p.died_on <= g.ended_on + 42)) as died_mother,
        p.died_on - p.born_on <= 28 as died_neonate,
        p.died_on < p.born_on + to_months(12) as died_infant,
        p.died_on < p.born_on + to_months(60) as died_under_five
    from home h
    join puskesmas_person p on p.id = h.person_id and p.died_on = h.valid_to
    join months m on p.died_on between m.first_day and m.last_day
),
facts as (
    select desa_id, period, person_id, arg_max(posyandu_id, (day, posyandu_id)) as posyandu_id,
        bool_or(is_ht) as is_ht,
        bool_or(ht_served) as ht_served,
        bool_or(ht_first) as ht_first,
        bool_or(ht_measured) as ht_measured,
        bool_or(ht_controlled) as ht_controlled,
        bool_or(is_dm) as is_dm,
        bool_or(dm_served) as dm_served,
        bool_or(dm_first) as dm_first,
        bool_or(dm_measured) as dm_measured,
        bool_or(dm_controlled) as dm_controlled,
        bool_or(is_odgj) as is_odgj,
        bool_or(odgj_served) as odgj_served,
        bool_or(odgj_first) as odgj_first,
        bool_or(tbc_new) as tbc_new,
        bool_or(dbd_new) as dbd_new,
        bool_or(died_mother) as died_mother,
        bool_or(died_neonate) as died_neonate,
        bool_or(died_infant) as died_infant,
        bool_or(died_under_five) as died_under_five,
        bool_or(is_dependent) as is_dependent,
        bool_or(dependent_visited) as dependent_visited,
        bool_or(uses_contraception) as uses_contraception,
        bool_or(uses_long_acting) as uses_long_acting
    from happened
    where person_id not in (select id from puskesmas_person where voided_at is not null)
    group by desa_id, period, person_id
)
select desa_id, period, posyandu_id, count(*) filter (is_ht) as is_ht,
    count(*) filter (ht_served) as ht_served,
    count(*) filter (ht_first) as ht_first,
    count(*) filter (ht_measured) as ht_measured,
    count(*) filter (ht_controlled) as ht_controlled,
    count(*) filter (is_dm) as is_dm,
    count(*) filter (dm_served) as dm_served,
    count(*) filter (dm_first) as dm_first,
    count(*) filter (dm_measured) as dm_measured,
    count(*) filter (dm_controlled) as dm_controlled,
    count(*) filter (is_odgj) as is_odgj,
    count(*) filter (odgj_served) as odgj_served,
    count(*) filter (odgj_first) as odgj_first,
    count(*) filter (tbc_new) as tbc_new,
    count(*) filter (dbd_new) as dbd_new,
    count(*) filter (died_mother) as died_mother,
    count(*) filter (died_neonate) as died_neonate,
    count(*) filter (died_infant) as died_infant,
    count(*) filter (died_under_five) as died_under_five,
    count(*) filter (is_dependent) as is_dependent,
    count(*) filter (dependent_visited) as dependent_visited,
    count(*) filter (uses_contraception) as uses_contraception,
    count(*) filter (uses_long_acting) as uses_long_acting
from facts
group by desa_id, period, posyandu_id
having is_ht + ht_served + ht_first + ht_measured + ht_controlled + is_dm + dm_served + dm_first + dm_measured +
    dm_controlled + is_odgj + odgj_served + odgj_first + tbc_new + dbd_new + died_mother + died_neonate +
    died_infant + died_under_five + is_dependent + dependent_visited + uses_contraception + uses_long_acting > 0
