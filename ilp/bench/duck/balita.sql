-- Balita of SKDN: who was sasaran, who was weighed and how it went (pws/sql/42_rebuild.sql says the same).
create or replace table cells_balita as
with deciding as (
    select * from posyandu_visit
    where voided_at is null and weight_kg is not null and age_months < 60
    qualify row_number() over (
        partition by person_id, period
        order by place <> 'POSYANDU', case when place = 'POSYANDU' then measured_on end,
            case when place <> 'POSYANDU' then measured_on end desc, id) = 1
),
judged as (
    select d.*, p.sex, p.born_on, p.birth_weight_g, p.birth_is_estimated,
        lag(d.period) over months as period_before,
        case when lag(d.period) over months = d.period - 1 then lag(d.weight_kg) over months end as before_kg
    from deciding d join puskesmas_person p on p.id = d.person_id and p.voided_at is null
    window months as (partition by d.person_id order by d.period)
),
marked as (
    select *, case
        when period_before is null then
            case when age_months <> 1 or birth_weight_g is null then 'B'
                 when weight_kg * 1000 - birth_weight_g >= kbm_g then 'N' else 'T' end
        when before_kg is null then 'O'
        when age_months = 0 then 'B'
        when (weight_kg - before_kg) * 1000 >= kbm_g then 'N' else 'T' end as status
    from judged
),
weighed as (
    select *, case when period_before = period - 1
        then lag(status) over (partition by person_id order by period) end as status_before
    from marked
),
length_of_month as (
    select v.person_id, v.period, v.lhfa_z < -2 as is_stunted
    from posyandu_visit v join puskesmas_person p on p.id = v.person_id
    where v.voided_at is null and age_months < 60 and lhfa_z is not null and not birth_is_estimated
        and (implausible & 2 = 0 or is_confirmed)
    qualify row_number() over (partition by v.person_id, v.period order by measured_on desc, lhfa_z) = 1
),
length_in_force as (
    select person_id, k as period, is_stunted, k = period as is_own
    from (
        select *, lead(period) over (partition by person_id order by period) as next_period from length_of_month
    ), unnest(range(greatest(period, {first}), least(period + 2, coalesce(next_period - 1, {last}), {last}) + 1)) u(k)
),
sasaran as (
    select r.desa_id, k as period, r.person_id, coalesce(r.posyandu_id, 0) as posyandu_id, r.sex,
        p.buku_kia_since, least(k - (year(r.born_on) * 12 + month(r.born_on) - 1), 59) as age_months
    from puskesmas_residence r join puskesmas_person p on p.id = r.person_id and p.voided_at is null,
        unnest(range(
            greatest({first}, year(greatest(r.valid_from, r.born_on)) * 12
                + month(greatest(r.valid_from, r.born_on)) - 1),
            least({last}, coalesce(year(r.valid_to + 1) * 12 + month(r.valid_to + 1) - 2, {last}),
                year((r.born_on + interval 60 month)::date - 1) * 12
                + month((r.born_on + interval 60 month)::date - 1) - 1) + 1)) u(k)
    where r.born_on > make_date({first} // 12, {first} % 12 + 1, 1) - interval 60 month
),
facts as (
    select coalesce(s.desa_id, w.desa_id) as desa_id, coalesce(s.period, w.period) as period,
        coalesce(s.posyandu_id, w.posyandu_of_residence_id, 0) as posyandu_id, coalesce(s.sex, w.sex) as sex,
        coalesce(s.age_months, least(w.period - (year(w.born_on) * 12 + month(w.born_on) - 1), 59)) as age_months,
        s.person_id is not null as is_s,
        coalesce(s.buku_kia_since < make_date((s.period + 1) // 12, (s.period + 1) % 12 + 1, 1), false) as has_book,
        w.id is not null as is_d, w.status, w.status_before, w.is_bgm, w.has_oedema, w.wfa_z, w.wflh_z,
        l.is_stunted, l.is_own,
        (w.implausible & 1 = 0 or w.is_confirmed) and not w.birth_is_estimated as wfa_counts,
        (w.implausible & 4 = 0 or w.is_confirmed) and not w.birth_is_estimated as wflh_counts
    from sasaran s
    full join (select * from weighed where desa_id is not null and period between {first} and {last}) w
        on w.person_id = s.person_id and w.period = s.period and w.desa_id = s.desa_id
    left join length_in_force l
        on l.person_id = coalesce(s.person_id, w.person_id) and l.period = coalesce(s.period, w.period)
)
select desa_id, period, posyandu_id, sex,
    case when age_months < 6 then 0 when age_months < 12 then 1 when age_months < 24 then 2
         when age_months < 36 then 3 else 4 end as age_band,
    count(*) filter (is_s) as is_s,
    count(*) filter (has_book) as is_k,
    count(*) filter (is_d) as is_d,
    count(*) filter (status = 'N') as is_n,
    count(*) filter (status = 'T') as is_t,
    count(*) filter (status = 'O') as is_o,
    count(*) filter (status = 'B') as is_b,
    count(*) filter (status in ('N', 'T')) as is_judged,
    count(*) filter (status = 'T' and status_before = 'T') as is_2t,
    count(*) filter (is_bgm) as is_bgm,
    count(*) filter (is_d and is_own) as is_measured,
    count(*) filter (wfa_z is not null and wfa_counts) as has_wfa,
    count(*) filter (wfa_z < -2 and wfa_counts) as is_underweight,
    count(*) filter (is_s and is_stunted is not null) as has_lhfa,
    count(*) filter (is_s and is_stunted) as is_stunted,
    count(*) filter ((wflh_z is not null and wflh_counts) or has_oedema) as has_wflh,
    count(*) filter ((wflh_z < -2 and wflh_counts) or has_oedema) as is_wasted,
    count(*) filter (wflh_z > 2 and wflh_counts) as is_overweight
from facts
group by all
