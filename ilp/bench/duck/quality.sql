-- What the records of a posyandu and month are like (pws_qualitymonth) over the same rows: every balita measured at
-- its sessions, and of those who live in the desa the weight beside the one of the month before.
create or replace table cells_quality as
with session as (
    select id, desa_id, year(held_on) * 12 + month(held_on) - 1 as period, posyandu_id, state, validated_at
    from posyandu_haribuka
    where state in ('DIBUKA', 'DITUTUP', 'DIVALIDASI', 'DILAPORKAN')
        and year(held_on) * 12 + month(held_on) - 1 between {first} and {last}
),
balita as (
    select hari_buka_id, person_id, desa_id, period, place, (weight_kg * 100)::integer as weight,
        implausible > 0 as is_flagged, is_confirmed
    from posyandu_visit
    where voided_at is null and age_months < 60 and (weight_kg is not null or length_height_cm is not null)
),
measured as (
    select s.desa_id, s.period, s.posyandu_id, v.person_id, v.weight, v.is_flagged, v.is_confirmed
    from balita v join session s on s.id = v.hari_buka_id
),
counted as (
    select desa_id, period, posyandu_id, count(*) as measured, count(*) filter (is_flagged) as flagged,
        count(*) filter (is_flagged and not is_confirmed) as waiting
    from measured
    group by all
),
compared as (
    select m.desa_id, m.period, m.posyandu_id, count(*) as pairs, count(*) filter (m.weight = b.weight) as equal,
        count(*) filter (abs(m.weight - b.weight) between 5 and 14) as near
    from measured m
    join balita b on b.person_id = m.person_id and b.desa_id = m.desa_id and b.period = m.period - 1
        and b.weight is not null and b.place = 'POSYANDU'
    where m.weight is not null
    group by all
)
select s.desa_id, s.period, s.posyandu_id, count(*) as opened, count(*) filter (s.state <> 'DIBUKA') as closed,
    count(*) filter (s.state in ('DIVALIDASI', 'DILAPORKAN')) as validated, max(s.validated_at) as validated_at,
    coalesce(any_value(c.measured), 0) as measured, coalesce(any_value(c.flagged), 0) as flagged,
    coalesce(any_value(c.waiting), 0) as waiting, coalesce(any_value(d.pairs), 0) as pairs,
    coalesce(any_value(d.equal), 0) as equal, coalesce(any_value(d.near), 0) as near
from session s
left join counted c using (desa_id, period, posyandu_id)
left join compared d using (desa_id, period, posyandu_id)
group by s.desa_id, s.period, s.posyandu_id
