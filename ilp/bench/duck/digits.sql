-- How often each last digit was read from scale, length board and height board (pws_qualitydigit).
create or replace table cells_digits as
with session as (
    select id, desa_id, year(held_on) * 12 + month(held_on) - 1 as period, posyandu_id
    from posyandu_haribuka
    where state in ('DIBUKA', 'DITUTUP', 'DIVALIDASI', 'DILAPORKAN')
        and year(held_on) * 12 + month(held_on) - 1 between {first} and {last}
),
balita as (
    select s.desa_id, s.period, s.posyandu_id, coalesce(v.recorded_by_id, 0) as recorder_id, v.position,
        (v.weight_kg * 100)::integer as weight, (v.length_height_cm * 10)::integer as length
    from posyandu_visit v join session s on s.id = v.hari_buka_id
    where v.voided_at is null and v.age_months < 60
),
ends as (
    select desa_id, period, posyandu_id, recorder_id, 'W' as tool, weight // 10 % 10 as digit
    from balita where weight is not null
    union all
    select desa_id, period, posyandu_id, recorder_id, case position when 'TELENTANG' then 'L' else 'H' end, length % 10
    from balita where length is not null
)
select desa_id, period, posyandu_id, recorder_id, tool,
    [
        count(*) filter (digit = 0), count(*) filter (digit = 1), count(*) filter (digit = 2),
        count(*) filter (digit = 3), count(*) filter (digit = 4), count(*) filter (digit = 5),
        count(*) filter (digit = 6), count(*) filter (digit = 7), count(*) filter (digit = 8),
        count(*) filter (digit = 9)
    ] as digits
from ends
group by all
