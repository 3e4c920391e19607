-- Facts of children: birth, first weeks, growth, feeding, capsules, doses, school, tablets (pws/families/anak.sql).
-- An event is a child, a day, a home and bits, numbered as the columns at the end.
create or replace macro month_of(day) as year(day) * 12 + month(day) - 1;
create or replace macro first_day(p) as make_date((p) // 12, (p) % 12 + 1, 1);
create or replace macro after_months(day, months) as (day + to_months(months::integer))::date;
create or replace table cells_anak as
with recursive n as materialized (
    select any_value(value) filter (code = 'anak.shk_hari')::integer as shk_days,
        any_value(value -> 0) filter (code = 'neonatus.shk_jam')::double as shk_from_hours,
        any_value(value) filter (code = 'neonatus.hb0_jam')::double as hb0_hours,
        any_value(value) filter (code = 'neonatus.hb0_hari')::integer as hb0_days,
        any_value(value -> 2) filter (code = 'neonatus.berat_lahir_g')::double as low_weight_g,
        any_value(value -> 0) filter (code = 'anak.umur_bulan')::integer as child_from,
        any_value(value -> 1) filter (code = 'anak.umur_bulan')::integer as child_to,
        any_value(value -> 'timbang') filter (code = 'anak.bayi_paripurna')::integer as infant_weighings,
        any_value(value -> 'sdidtk') filter (code = 'anak.bayi_paripurna')::integer as infant_sdidtk,
        any_value(value -> 'timbang') filter (code = 'anak.balita_paripurna')::integer as weighings,
        any_value(value -> 'panjang') filter (code = 'anak.balita_paripurna')::integer as lengths,
        any_value(value -> 'sdidtk') filter (code = 'anak.balita_paripurna')::integer as sdidtk,
        any_value(value -> 'vitamin_a') filter (code = 'anak.balita_paripurna')::integer as capsules,
        any_value(value) filter (code = 'anak.kpsp_tindak_hari')::integer as kpsp_days,
        any_value(value) filter (code = 'anak.mt_hari')::integer as mt_days,
        any_value(value -> 'setengah_tahun') filter (code = 'anak.ttd_rematri')::integer as tablets_26,
        any_value(value -> 'setahun') filter (code = 'anak.ttd_rematri')::integer as tablets_52,
        any_value(value -> 'umur_bulan' -> 0) filter (code = 'anak.ttd_rematri')::integer as girl_from,
        any_value(value -> 'umur_bulan' -> 1) filter (code = 'anak.ttd_rematri')::integer as girl_to,
        any_value(value) filter (code = 'balita.asi_eksklusif_bulan')::integer as milk_months,
        any_value(value) filter (code = 'imunisasi.ulang_hari')::integer as repeat_days,
        any_value(value -> 0) filter (code = 'anak.zero_dose_bulan')::integer as zero_from,
        any_value(value -> 1) filter (code = 'anak.zero_dose_bulan')::integer as zero_to,
        any_value(value) filter (code = 'neonatus.lengkap')::varchar[] as all_contacts,
        any_value(value) filter (code = 'neonatus.kunjungan')::json[] as contacts,
        any_value(value) filter (code = 'balita.vitamin_a_susulan_hari')::integer as late_days,
        any_value(value) filter (code = 'balita.vitamin_a')::json[] as capsule_ages,
        any_value(value) filter (code = 'balita.vitamin_a_bulan_kampanye')::integer[] as capsule_months,
        any_value(value) filter (code = 'balita.cacing_umur_bulan')::integer[] as worm_ages,
        any_value(value) filter (code = 'balita.cacing_prevalensi')::double as worms,
        any_value(value) filter (code = 'balita.cacing_prevalensi_batas')::double[] as worm_limits,
        any_value(value) filter (code = 'balita.cacing_bulan_sekali')::integer[] as worm_months_1,
        any_value(value) filter (code = 'balita.cacing_bulan_dua_kali')::integer[] as worm_months_2,
        any_value(value) filter (code = 'imunisasi.bias')::json[] as school,
        any_value(value) filter (code = 'imunisasi.bias_hpv')::boolean as bias_hpv,
        any_value(value) filter (code = 'imunisasi.endemis_je')::boolean as endemis_je,
        any_value(value ->> '$') filter (code = 'imunisasi.jadwal') as schedule,
        any_value(value) filter (code = 'imunisasi.vaksin_gabungan')::json[] as combined,
        any_value(value) filter (code = 'imunisasi.lengkap')::json[] as complete_sets
    from number
),
month as materialized (
    select k, first_day(k) as starts_on, last_day(first_day(k)) as ends_on, k % 12 + 1 as of_year
    from range({first}, {last} + 1) m (k)
),
child as materialized (
    select t.id as person_id, t.born_on, t.birth_weight_g, b.had_imd, b.shk_on
    from puskesmas_person t
    left join posyandu_newborn b on b.child_id = t.id
    where t.voided_at is null and b.is_live is distinct from false
        and t.born_on > (first_day({first}) - interval 62 months)::date
),
home as materialized (
    select r.person_id, r.born_on, r.desa_id, coalesce(r.posyandu_id, 0) as posyandu_id, r.valid_from,
        coalesce(r.valid_to, date '9999-12-31') as valid_to
    from puskesmas_residence r
    semi join child c on c.person_id = r.person_id
),
visit as materialized (
    select v.*, c.born_on
    from (
        select person_id, id, measured_on as on_day, period, desa_id,
            coalesce(posyandu_of_residence_id, 0) as posyandu_id, age_months, by_nakes,
            weight_kg is not null as is_weighed, length_height_cm is not null as is_measured,
            form like 'neonatus%' as is_newborn,
            wflh_class = 'GIZI_KURANG' or muac_class = 'LILA_GIZI_KURANG' as is_thin,
            classes ->> 'kpsp' as kpsp, classes ->> 'checklist' as checklist,
            json_exists(details, 'kpsp_yes') or json_exists(details, 'development_checklist') as is_sdidtk,
            (details ->> 'exclusive_breastfeeding')::boolean as only_milk,
            coalesce((details ->> 'referred')::boolean, false) as is_referred,
            coalesce(json_contains(details -> 'education', '"ASI"'), false) as told_asi,
            (details ->> 'mt_given')::boolean as has_mt, (details ->> 'mt_started_on')::date as mt_on,
            case when form like 'neonatus%' then details end as newborn
        from posyandu_visit
        where voided_at is null and age_months < 60) v
    join child c using (person_id)
),
-- Services, once a month at most.
service as materialized (
    select person_id, period, age_months >= child_from as is_child,
        min(on_day) filter (is_weighed) as weighed_on, min(on_day) filter (is_measured) as measured_on,
        min(on_day) filter (is_sdidtk) as sdidtk_on, min(on_day) filter (told_asi) as told_asi_on,
        null::date as capsule_on
    from visit, n
    group by all
    union all
    select g.person_id, month_of(g.given_on), g.given_on >= after_months(c.born_on, child_from),
        null, null, null, null, min(g.given_on)
    from posyandu_given g
    join child c using (person_id), n
    where g.voided_at is null and g.code in ('VITA_BIRU', 'VITA_MERAH')
        and g.given_on < after_months(c.born_on, child_to)
    group by 1, 2, 3
),
served_infant as materialized (
    select person_id, greatest(eighth, fourth, told_asi_on, capsule_on) as on_day
    from (
        select person_id, list(weighed_on order by weighed_on) filter (weighed_on is not null) as weighed,
            weighed[any_value(infant_weighings)] as eighth,
            list(sdidtk_on order by sdidtk_on) filter (sdidtk_on is not null) as checks,
            checks[any_value(infant_sdidtk)] as fourth,
            min(told_asi_on) as told_asi_on, min(capsule_on) as capsule_on
        from service, n
        where not is_child
        group by person_id)
    where eighth is not null and fourth is not null and told_asi_on is not null and capsule_on is not null
),
served_child as materialized (
    select person_id, list(sdidtk_on order by sdidtk_on) filter (sdidtk_on is not null) as checks,
        checks[any_value(sdidtk)] as sdidtk_on,
        list(weighed_on order by weighed_on) filter (weighed_on is not null) as weighed,
        weighed[any_value(weighings)] as weighed_on,
        list(measured_on order by measured_on) filter (measured_on is not null) as measured,
        measured[any_value(lengths)] as measured_on,
        list(capsule_on order by capsule_on) filter (capsule_on is not null) as given,
        given[any_value(capsules)] as capsule_on
    from service, n
    where is_child
    group by person_id, period // 12
),
-- The schedule, and what a recorded code counts for.
slot as materialized (
    select antigen as series, row_number() over (partition by antigen order by place) as n, code,
        coalesce((s ->> 'min_age_months')::integer, 0) as age_months,
        coalesce((s ->> 'min_age_days')::integer, 0) as age_days,
        coalesce((s ->> 'min_interval_months')::integer, 0) as gap_months,
        coalesce((s ->> 'min_interval_days')::integer, 0) as gap_days
    from (
        select s ->> 'code' as code, s ->> 'antigen' as antigen, arg_max(s, later) as s, min(place) as place
        from (
            select unnest(value::json[]) as s, generate_subscripts(value::json[], 1) as place, 0 as later
            from number where code = 'imunisasi.jadwal_baku'
            union all
            select unnest(value::json[]), 1000 + generate_subscripts(value::json[], 1), 1
            from number where code = 'imunisasi.jadwal_' || (select schedule from n))
        group by 1, 2)
),
credit as materialized (
    select code as recorded, series, null::integer as age_months, null::integer as age_days,
        null::integer as gap_months, null::integer as gap_days
    from slot
    union all
    select name || digit, series, age_months, age_days, gap_months, gap_days
    from (
        select distinct series as name, series, null::integer as age_months, null::integer as age_days,
            null::integer as gap_months, null::integer as gap_days
        from slot
        union all
        select x ->> 'vaccine', x ->> 'antigen',
            case when json_exists(x, 'min_age_days') or json_exists(x, 'min_age_months')
                then coalesce((x ->> 'min_age_months')::integer, 0) end,
            case when json_exists(x, 'min_age_days') or json_exists(x, 'min_age_months')
                then coalesce((x ->> 'min_age_days')::integer, 0) end,
            case when json_exists(x, 'min_interval_days') or json_exists(x, 'min_interval_months')
                then coalesce((x ->> 'min_interval_months')::integer, 0) end,
            case when json_exists(x, 'min_interval_days') or json_exists(x, 'min_interval_months')
                then coalesce((x ->> 'min_interval_days')::integer, 0) end
        from (select unnest(combined) as x from n)),
        unnest(['', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9']) d (digit)
    where name || digit not in (select code from slot)
),
-- Doses by series; the n-th of a series is the n-th that counts, unless one came too early.
dose as materialized (
    select *, row_number() over (partition by person_id, series order by on_day) as n,
        lag(on_day) over (partition by person_id, series order by on_day) as before
    from (
        select g.person_id, c.born_on, r.series, g.given_on as on_day, g.desa_id,
            coalesce(g.posyandu_of_residence_id, 0) as posyandu_id, r.age_months, r.age_days, r.gap_months, r.gap_days
        from posyandu_given g
        join child c using (person_id)
        join credit r on r.recorded = g.code
        where g.voided_at is null and g.given_on < (c.born_on + interval 60 months)::date
        qualify row_number() over (
            partition by g.person_id, r.series, g.given_on
            order by list_position(['DIBERIKAN', 'BUKU_KIA', 'PENGAKUAN'], g.source), g.code) = 1)
),
numbered as materialized (
    select d.*, s.code, s.n is null or (
        on_day >= after_months(born_on, coalesce(d.age_months, s.age_months)) + coalesce(d.age_days, s.age_days)
        and (d.n = 1 or on_day >= after_months(before, coalesce(d.gap_months, s.gap_months))
            + coalesce(d.gap_days, s.gap_days))) as is_plain
    from dose d
    left join slot s on s.series = d.series and s.n = d.n
),
irregular as materialized (
    select distinct person_id, series from numbered where not is_plain
),
-- Those series are walked dose by dose.
walked as (
    select person_id, series, 0::bigint as n, 1::bigint as slot, null::date as not_before, null::date as last_valid,
        null::varchar as code, null::date as on_day, null::integer as desa_id, null::integer as posyandu_id,
        null::date as born_on, false as is_valid
    from irregular
    union all
    select person_id, series, n, slot + is_valid::integer, case when is_valid then null else on_day + repeat_days end,
        case when is_valid then on_day else last_valid end, code, on_day, desa_id, posyandu_id, born_on, is_valid
    from (
        select w.person_id, w.series, d.n, w.slot, w.last_valid, s.code, d.on_day, d.desa_id, d.posyandu_id, d.born_on,
            d.on_day >= after_months(d.born_on, coalesce(d.age_months, s.age_months)) + coalesce(d.age_days, s.age_days)
                and d.on_day >= coalesce(w.not_before, d.on_day)
                and d.on_day >= coalesce(after_months(w.last_valid, coalesce(d.gap_months, s.gap_months))
                    + coalesce(d.gap_days, s.gap_days), d.on_day) as is_valid
        from walked w
        join numbered d on d.person_id = w.person_id and d.series = w.series and d.n = w.n + 1
        join slot s on s.series = w.series and s.n = w.slot), n as numbers
),
valid as materialized (
    select person_id, born_on, code, on_day, desa_id, posyandu_id
    from numbered anti join irregular using (person_id, series)
    where code is not null
    union all
    select person_id, born_on, code, on_day, desa_id, posyandu_id from walked where is_valid
),
completed as materialized (
    select v.person_id, s.set_code, max(v.on_day) as on_day
    from valid v
    join (
        select x ->> 'code' as set_code, (x ->> 'before_months')::integer as before_months, len(codes) as wanted,
            unnest(codes) as code
        from (
            select x, list_distinct((x -> 'doses')::varchar[]
                || case when endemis_je then coalesce((x -> 'endemis_je')::varchar[], []) else [] end) as codes
            from (select unnest(complete_sets) as x, endemis_je from n))) s using (code)
    group by v.person_id, s.set_code
    having count(*) = any_value(wanted) and max(v.on_day) < min(after_months(v.born_on, before_months))
),
newborn_card as materialized (
    select person_id, born_on, id, on_day, by_nakes and coalesce(newborn ->> 'examined_by', '') <> '' as is_examined,
        (newborn ->> 'hours_since_birth')::double as hours, (newborn ->> 'had_imd')::boolean as had_imd,
        (newborn ->> 'birth_weight_g')::double as grams, (newborn ->> 'shk_taken')::boolean as shk_taken,
        (newborn ->> 'shk_hours')::double as shk_hours, (newborn ->> 'hb0_on')::date as hb0_on,
        (newborn ->> 'hb0_hours')::double as hb0_hours
    from visit
    where is_newborn
),
newborn_contact as materialized (
    select person_id, kode, min(on_day) as on_day
    from (
        select v.person_id, v.on_day, arg_max(w.kode, w.place) as kode
        from newborn_card v
        join (
            select w ->> 'kode' as kode, place, (w ->> '$.jam[0]')::double as from_hour,
                (w ->> '$.jam[1]')::double as to_hour, (w ->> '$.hari[0]')::integer as from_day,
                (w ->> '$.hari[1]')::integer as to_day
            from (select unnest(contacts) as w, generate_subscripts(contacts, 1) as place from n)) w
            on case when from_hour is not null and v.hours is not null then v.hours between from_hour and to_hour
                else v.on_day - v.born_on between from_day and to_day end
        where v.is_examined
        group by v.person_id, v.id, v.on_day)
    group by all
),
-- Gizi kurang, or a weight that did not rise: new when the weighing before was neither.
new_case as materialized (
    select v.person_id, v.born_on, v.on_day
    from visit v
    left join (
        select distinct visit_id from posyandu_finding
        where code in ('TIDAK_NAIK', 'TIDAK_NAIK_2X') and voided_at is null) f on f.visit_id = v.id
    where v.is_weighed
    qualify (v.is_thin or f.visit_id is not null) and not coalesce(
        lag(v.is_thin or f.visit_id is not null) over (partition by v.person_id order by v.on_day, v.id), false)
),
campaign as materialized (
    select k, starts_on, ends_on, ends_on + late_days as until, kind, from_age, to_age, bit
    from month, n, (
        select 'VITA_' || (c ->> 'capsule') as kind, (c ->> 'from_month')::integer as from_age,
            (c ->> 'to_month')::integer as to_age, capsule_months as months,
            case c ->> 'capsule' when 'BIRU' then 21 else 23 end as bit
        from (select unnest(capsule_ages) as c, capsule_months from n)
        union all
        select 'CACING', worm_ages[1], worm_ages[2], case when worms < worm_limits[1] then []
            when worms > worm_limits[2] then worm_months_2 else worm_months_1 end, 25
        from n) c
    where list_contains(c.months, of_year)
),
bias as materialized (
    select k, starts_on, ends_on, b ->> 'code' as code, b ->> 'sex' as sex,
        (first_day(k - 12) - to_years((b ->> 'due_years')::integer))::date as born_after,
        (starts_on - to_years((b ->> 'due_years')::integer))::date as born_until,
        case b ->> 'code' when 'BIAS_MR' then 41 when 'BIAS_DT' then 43 when 'BIAS_HPV' then 47 else 45 end as bit
    from month, (select unnest(school) as b, bias_hpv from n)
    where (b ->> 'campaign_month')::integer = of_year and (not json_exists(b, 'only') or bias_hpv)
),
school_dose as materialized (
    select person_id, code, period, given_on, desa_id, coalesce(posyandu_of_residence_id, 0) as posyandu_id
    from posyandu_given
    where voided_at is null and code like 'BIAS%'
),
-- A dose of the year before takes a child off the list.
had_school_dose as (
    select distinct s.person_id, s.code, b.k from school_dose s
    join bias b on b.code = s.code and s.period between b.k - 12 and b.k - 1
),
tablet as (
    select v.person_id, v.period, v.measured_on as on_day, v.desa_id,
        coalesce(v.posyandu_of_residence_id, 0) as posyandu_id,
        sum(tablets_given) over (partition by v.person_id, v.period // 12 order by v.measured_on) as of_year,
        sum(tablets_given) over (partition by v.person_id, v.period // 6 order by v.measured_on) as of_half
    from posyandu_visit v
    join puskesmas_person t on t.id = v.person_id, n
    where t.voided_at is null and t.sex = 'P' and v.form = 'sekolah' and v.voided_at is null and v.tablets_given > 0
        and v.age_months >= 60 and v.age_months >= girl_from and v.age_months < girl_to
),
happened as (
    select c.person_id, c.born_on as on_day, 1::bigint
            | case when coalesce(c.birth_weight_g, v.grams) is not null then 2 else 0 end
            | case when coalesce(c.birth_weight_g, v.grams) < low_weight_g then 4 else 0 end
            | case when c.had_imd or v.had_imd then 8 else 0 end as bits
    from child c
    left join (
        select person_id, bool_or(had_imd) as had_imd,
            arg_max(grams, (on_day, id)) filter (grams is not null) as grams
        from newborn_card group by person_id) v using (person_id), n
    union all
    select person_id, after_months(born_on, 12 * age), 1::bigint << (50 + age) from child, range(1, 3) a (age)
    union all
    select person_id, on_day, 1::bigint << 4 from newborn_contact where kode = 'KN1'
    union all
    select person_id, max(on_day), 1::bigint << 5
    from newborn_contact, n
    where list_contains(all_contacts, kode)
    group by person_id
    having count(*) = len(any_value(all_contacts))
    union all
    select person_id, min(on_day), 1::bigint << 6
    from (
        select c.person_id, (f.ended_at at time zone 'Asia/Makassar')::date as on_day
        from posyandu_finding f
        join child c using (person_id), n
        where f.voided_at is null and f.state = 'SELESAI' and f.code in ('BAYI_BAHAYA', 'BAYI_BAHAYA_RS')
            and f.found_on - c.born_on <= (select max((x ->> '$.hari[1]')::integer) from (select unnest(contacts) as x))
            and (f.ended_at at time zone 'Asia/Makassar')::date < after_months(c.born_on, child_from)
        union all
        select c.person_id, x.diagnosed_on
        from posyandu_diagnosis x
        join child c using (person_id), n
        where x.voided_at is null and x.icd10[1] in ('P', 'Q') and x.diagnosed_on - c.born_on between 0
            and (select max((x ->> '$.hari[1]')::integer) from (select unnest(contacts) as x)))
    group by person_id
    union all
    select person_id, min(on_day), 1::bigint << 7
    from (
        select person_id, shk_on as on_day from child, n
        where shk_on - born_on between shk_from_hours / 24 and shk_days
        union all
        select person_id, on_day from newborn_card, n
        where shk_taken and coalesce(shk_hours, (on_day - born_on) * 24) between shk_from_hours and shk_days * 24)
    group by person_id
    union all
    select person_id, greatest(x.on_day, s.on_day), 1::bigint << 8
    from served_infant x join completed s using (person_id)
    where s.set_code = 'IDL_KLASIK'
    union all
    select person_id, greatest(weighed_on, measured_on, sdidtk_on, capsule_on), 1::bigint << 9
    from served_child
    where weighed_on is not null and measured_on is not null and sdidtk_on is not null and capsule_on is not null
    union all
    select person_id, sdidtk_on, 1::bigint << 10 from served_child where sdidtk_on is not null
    union all
    select v.person_id, v.on_day + any_value(kpsp_days),
        1::bigint << 11 | case when v.is_referred or bool_or(x.person_id is not null) then 0 else 1::bigint << 12 end
    from visit v
    cross join n
    left join (select person_id, on_day from visit where kpsp is not null or is_referred) x
        on x.person_id = v.person_id and x.on_day > v.on_day and x.on_day <= v.on_day + kpsp_days
    where v.kpsp in ('M', 'P') and v.on_day + kpsp_days < after_months(v.born_on, child_to)
    group by v.id, v.person_id, v.on_day, v.is_referred
    union all
    select person_id, after_months(born_on, milk_months),
        1::bigint << 15 | case when is_only then 1::bigint << 16 else 0 end
    from (
        select person_id, born_on, milk_months, count(distinct age_months) as months, bool_and(only_milk) as is_only
        from visit, n
        where only_milk is not null and age_months < milk_months
        group by all)
    where not is_only or months = milk_months
    union all
    select c.person_id, c.on_day + any_value(mt_days),
        1::bigint << 19 | case when bool_or(x.person_id is not null) then 0 else 1::bigint << 20 end
    from new_case c
    cross join n
    left join (select person_id, on_day, coalesce(mt_on, on_day) as mt_on from visit where has_mt) x
        on x.person_id = c.person_id and x.mt_on <= c.on_day + mt_days
        and x.on_day between c.on_day and last_day(c.on_day + mt_days)
    where c.on_day + mt_days < after_months(c.born_on, child_to)
    group by c.person_id, c.on_day
    union all
    select c.person_id, least(min(g.given_on), k.ends_on), 1::bigint << (k.bit + 1)
    from posyandu_given g
    join child c using (person_id)
    join campaign k on k.kind = g.code and g.given_on between k.starts_on and k.until and c.born_on <= k.starts_on
        and k.k - month_of(c.born_on - 1) - 1 >= k.from_age and k.k - month_of(c.born_on - 1) - 1 < k.to_age
    where g.voided_at is null
    group by c.person_id, k.k, k.bit, k.ends_on
),
event as (
    select h.person_id, month_of(h.on_day) as period, h.on_day, r.desa_id, r.posyandu_id, h.bits
    from happened h
    join home r on r.person_id = h.person_id and h.on_day between r.valid_from and r.valid_to
    union all
    select s.person_id, b.k, min(s.given_on), arg_min(s.desa_id, s.given_on), arg_min(s.posyandu_id, s.given_on),
        3::bigint << b.bit
    from school_dose s
    join bias b on b.code = s.code and s.period = b.k
    anti join had_school_dose h on h.person_id = s.person_id and h.code = s.code and h.k = b.k
    group by s.person_id, b.k, b.bit, s.code
    union all
    select person_id, arg_min(period, on_day), min(on_day), arg_min(desa_id, on_day), arg_min(posyandu_id, on_day),
        1::bigint << 49
    from tablet, n where of_half >= tablets_26 group by person_id, period // 12
    union all
    select person_id, arg_min(period, on_day), min(on_day), arg_min(desa_id, on_day), arg_min(posyandu_id, on_day),
        1::bigint << 50
    from tablet, n where of_year >= tablets_52 group by person_id, period // 12
    union all
    select person_id, period, on_day, desa_id, posyandu_id,
        case when checklist is null then 0 when checklist = 'LENGKAP' then 1::bigint << 13 else 3::bigint << 13 end
        | case when only_milk is null or age_months >= milk_months then 0 when only_milk then 1::bigint << 17
               else 3::bigint << 17 end
    from visit, n
    where checklist is not null or only_milk is not null
    union all
    select v.person_id, month_of(v.on_day), v.on_day, v.desa_id, v.posyandu_id,
        case v.code when 'BCG' then 1::bigint << 29 when 'DPT1' then 1::bigint << 30 when 'DPT3' then 1::bigint << 31
            when 'OPV4' then 1::bigint << 32 when 'IPV2' then 1::bigint << 33 when 'PCV2' then 1::bigint << 34
            when 'RV3' then 1::bigint << 35 when 'MR1' then 1::bigint << 36
            else case when v.on_day - v.born_on <= hb0_days then 1::bigint << 28 else 0 end
                | case when coalesce(told.hours <= hb0_hours, v.on_day = v.born_on) then 1::bigint << 27 else 0 end end
    from valid v
    left join (
        select person_id, hb0_on as on_day, min(hb0_hours) as hours, 'HB0' as code
        from newborn_card where hb0_on is not null and hb0_hours is not null
        group by 1, 2) told using (person_id, on_day, code), n
    where v.code in ('HB0', 'BCG', 'DPT1', 'DPT3', 'OPV4', 'IPV2', 'PCV2', 'RV3', 'MR1')
    union all
    select s.person_id, month_of(s.on_day), s.on_day, v.desa_id, v.posyandu_id,
        1::bigint << case s.set_code when 'IDL_KLASIK' then 37 when 'BAYI_LENGKAP' then 38 else 39 end
    from completed s
    join valid v using (person_id, on_day)
    union all
    -- What is so at the end of a month: infants without DPT1, and who is waited for in a campaign.
    select r.person_id, k.k, k.ends_on, r.desa_id, r.posyandu_id, 1::bigint << 40
    from home r
    cross join n
    join month k on k.k >= month_of(r.born_on) + zero_from and k.k < month_of(r.born_on) + zero_to
        and r.valid_from <= k.ends_on and r.valid_to >= k.ends_on
    anti join (select person_id, on_day from valid where code = 'DPT1') v
        on v.person_id = r.person_id and v.on_day <= k.ends_on
    union all
    select r.person_id, k.k, k.ends_on, r.desa_id, r.posyandu_id, 1::bigint << k.bit
    from home r
    join campaign k on r.born_on <= k.starts_on
        and k.k - month_of(r.born_on - 1) - 1 >= k.from_age and k.k - month_of(r.born_on - 1) - 1 < k.to_age
        and r.valid_from <= k.ends_on and r.valid_to >= k.ends_on
    union all
    select r.person_id, b.k, b.ends_on, r.desa_id, coalesce(r.posyandu_id, 0), 1::bigint << b.bit
    from puskesmas_residence r
    join bias b on r.born_on > b.born_after and r.born_on <= b.born_until
        and r.valid_from <= b.ends_on and coalesce(r.valid_to, b.ends_on) >= b.ends_on
        and (b.sex is null or r.sex = b.sex)
    anti join had_school_dose h on h.person_id = r.person_id and h.code = b.code and h.k = b.k
),
fact as (
    select desa_id, period, person_id, bit_or(bits) as bits, max((on_day, posyandu_id))[2] as posyandu_id
    from event
    where desa_id is not null and bits > 0 and period between {first} and {last}
    group by desa_id, period, person_id
)
select f.desa_id, f.period, f.posyandu_id,
    count(*) filter (bits & 1 > 0) as live_birth,
    count(*) filter (bits & 2 > 0) as birth_weighed,
    count(*) filter (bits & 4 > 0) as bblr,
    count(*) filter (bits & 8 > 0) as imd,
    count(*) filter (bits >> 4 & 1 > 0) as kn1,
    count(*) filter (bits >> 5 & 1 > 0) as kn_lengkap,
    count(*) filter (bits >> 6 & 1 > 0) as komp_neo,
    count(*) filter (bits >> 7 & 1 > 0) as shk,
    count(*) filter (bits >> 8 & 1 > 0) as bayi_paripurna,
    count(*) filter (bits >> 9 & 1 > 0) as balita_paripurna,
    count(*) filter (bits >> 10 & 1 > 0) as sdidtk_2,
    count(*) filter (bits >> 11 & 1 > 0) as kpsp_due,
    count(*) filter (bits >> 11 & 3 = 1) as kpsp_followed,
    count(*) filter (bits >> 13 & 1 > 0) as checklist,
    count(*) filter (bits >> 13 & 3 = 1) as checklist_complete,
    count(*) filter (bits >> 15 & 1 > 0) as asi_6_known,
    count(*) filter (bits >> 16 & 1 > 0) as asi_6,
    count(*) filter (bits >> 17 & 1 > 0) as asi_asked,
    count(*) filter (bits >> 17 & 3 = 1) as asi_only,
    count(*) filter (bits >> 19 & 1 > 0) as kurang_due,
    count(*) filter (bits >> 19 & 3 = 1) as kurang_mt,
    count(*) filter (bits >> 21 & 1 > 0) as vita_bayi_due,
    count(*) filter (bits >> 22 & 1 > 0) as vita_bayi,
    count(*) filter (bits >> 23 & 1 > 0) as vita_balita_due,
    count(*) filter (bits >> 24 & 1 > 0) as vita_balita,
    count(*) filter (bits >> 25 & 1 > 0) as cacing_due,
    count(*) filter (bits >> 26 & 1 > 0) as cacing,
    count(*) filter (bits >> 27 & 1 > 0) as hb0_24,
    count(*) filter (bits >> 28 & 1 > 0) as hb0_7,
    count(*) filter (bits >> 29 & 1 > 0) as bcg,
    count(*) filter (bits >> 30 & 1 > 0) as dpt1,
    count(*) filter (bits >> 31 & 1 > 0) as dpt3,
    count(*) filter (bits >> 32 & 1 > 0) as opv4,
    count(*) filter (bits >> 33 & 1 > 0) as ipv2,
    count(*) filter (bits >> 34 & 1 > 0) as pcv2,
    count(*) filter (bits >> 35 & 1 > 0) as rv3,
    count(*) filter (bits >> 36 & 1 > 0) as mr1,
    count(*) filter (bits >> 37 & 1 > 0) as idl,
    count(*) filter (bits >> 38 & 1 > 0) as bayi_lengkap,
    count(*) filter (bits >> 39 & 1 > 0) as baduta_lengkap,
    count(*) filter (bits >> 40 & 1 > 0) as zero_dose,
    count(*) filter (bits >> 41 & 1 > 0) as bias_mr_due,
    count(*) filter (bits >> 42 & 1 > 0) as bias_mr,
    count(*) filter (bits >> 43 & 1 > 0) as bias_dt_due,
    count(*) filter (bits >> 44 & 1 > 0) as bias_dt,
    count(*) filter (bits >> 45 & 1 > 0) as bias_td_due,
    count(*) filter (bits >> 46 & 1 > 0) as bias_td,
    count(*) filter (bits >> 47 & 1 > 0) as bias_hpv_due,
    count(*) filter (bits >> 48 & 1 > 0) as bias_hpv,
    count(*) filter (bits >> 49 & 1 > 0) as ttd_26,
    count(*) filter (bits >> 50 & 1 > 0) as ttd_52,
    count(*) filter (bits >> 51 & 1 > 0) as turned_1,
    count(*) filter (bits >> 52 & 1 > 0) as turned_2
from fact f
join puskesmas_person t on t.id = f.person_id
where t.voided_at is null
group by all;
