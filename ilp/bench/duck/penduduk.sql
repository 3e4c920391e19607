-- Residents at the end of each month by age: every resident is looked at in every month lived there.
create or replace table cells_penduduk as
with home as (
    select r.desa_id, coalesce(r.posyandu_id, 0) as posyandu_id, r.sex = 'P' as is_woman,
        p.nik_hash is not null as with_nik, year(r.born_on) * 12 + month(r.born_on) - 1 as born,
        -- Balita until the day before the fifth birthday, on any day of the month.
        year(r.born_on - 1) * 12 + month(r.born_on - 1) + 60 as fifth,
        greatest({first}, year(greatest(r.valid_from, r.born_on)) * 12
            + month(greatest(r.valid_from, r.born_on)) - 1) as from_month,
        least({last}, coalesce(year(r.valid_to + 1) * 12 + month(r.valid_to + 1) - 2, {last})) as to_month
    from puskesmas_residence r join puskesmas_person p on p.id = r.person_id and p.voided_at is null
),
resident as (
    select desa_id, k::integer as period, posyandu_id, is_woman, with_nik, k >= fifth as is_five, k - born as months,
        k // 12 - born // 12 as december
    from home, unnest(range(from_month, to_month + 1)) u(k)
)
select desa_id, period, posyandu_id,
    count(*) filter (months <= 11) as bayi_0_11,
    count(*) filter (months between 4 and 11) as infants_4_11,
    count(*) filter (months <= 23) as baduta,
    count(*) filter (not is_five) as balita,
    count(*) filter (months >= 12 and not is_five) as anak_balita,
    count(*) filter (is_five and months <= 71) as apras,
    count(*) filter (months between 72 and 227) as sekolah,
    count(*) filter (months between 120 and 227) as remaja,
    count(*) filter (months between 228 and 719) as dewasa,
    count(*) filter (months >= 720) as lansia,
    count(*) as "all",
    count(*) filter (with_nik) as with_nik,
    count(*) filter (is_woman and months between 180 and 599) as women_pus,
    count(*) filter (december = 1) as dec_baduta,
    count(*) filter (december between 1 and 4) as dec_anak_balita,
    count(*) filter (december between 7 and 15) as dec_dasar,
    count(*) filter (december between 10 and 18) as dec_remaja,
    count(*) filter (is_woman and december between 12 and 18) as dec_rematri,
    count(*) filter (december between 15 and 59) as dec_produktif,
    count(*) filter (december >= 15) as dec_15,
    count(*) filter (is_woman and december between 30 and 50) as dec_women_30_50,
    count(*) filter (december >= 60) as dec_lansia,
    count(*) filter (december >= 40) as dec_40
from resident
group by desa_id, period, posyandu_id
