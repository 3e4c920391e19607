-- Facts of children. Every event is one row: child, day, home on that day, and bits for the conditions that it
-- makes true; a month of a child is the union of its bits. Events are found for every set of clinical numbers
-- that applies in the months asked for (an *era*, nearly always one: pws/sql/42_anak_rules.sql) and kept in the
-- months of their own era. The refresh of one month looks only where something of that month could make them true.
--
--  0 live_birth     11 kpsp_due        22 vita_bayi        33 ipv2            44 bias_dt
--  1 birth_weighed  12 KPSP left alone 23 vita_balita_due  34 pcv2            45 bias_td_due
--  2 bblr           13 checklist       24 vita_balita      35 rv3             46 bias_td
--  3 imd            14 incomplete      25 cacing_due       36 mr1             47 bias_hpv_due
--  4 kn1            15 asi_6_known     26 cacing           37 idl             48 bias_hpv
--  5 kn_lengkap     16 asi_6           27 hb0_24           38 bayi_lengkap    49 ttd_26
--  6 komp_neo       17 asi_asked       28 hb0_7            39 baduta_lengkap  50 ttd_52
--  7 shk            18 not only milk   29 bcg              40 zero_dose       51 turned_1
--  8 bayi_paripurna 19 kurang_due      30 dpt1             41 bias_mr_due     52 turned_2
--  9 balita_parip.  20 without MT      31 dpt3             42 bias_mr
-- 10 sdidtk_2       21 vita_bayi_due   32 opv4             43 bias_dt_due
with era as materialized (
    select * from pws_anakera
    where {{one: spans @> p}}{{all: spans && (select int4range(first_period, last_period + 1) from base_window)}}
),
month_era as materialized (
    {{one: select p as k, era from era}}
    {{all: select k, era from base_window, generate_series(first_period, last_period) k join era on spans @> k}}
),
-- Children of the months, with what is known of them.
home as materialized (
    select r.person_id, r.born_on, r.desa_id, coalesce(r.posyandu_id, 0) as posyandu_id, r.valid_from, r.valid_to
    from puskesmas_residence r
    where r.born_on > (period_start({{one: p}}{{all: (select first_period from base_window)}}) - interval '62 months')::date
        {{one: and r.desa_id = d and r.born_on <= period_end(p) and r.valid_from <= period_end(p)
        and (r.valid_to is null or r.valid_to >= period_start(p))
        and not exists (select from posyandu_newborn n where n.child_id = r.person_id and n.is_live is false)}}
        {{all: and uuid_hash(r.person_id) & 1 = :half}}
),
child as materialized (
    {{one: select person_id, born_on, period_of(born_on) as born_in from home
    union
    -- A dose counts where its row says, also when the child is not known to have lived there.
    select t.id, t.born_on, period_of(t.born_on)
    from posyandu_given g
    join puskesmas_person t on t.id = g.person_id and t.voided_at is null
    where g.desa_id = d and g.period = p and g.voided_at is null
        and t.born_on > (period_start(p) - interval '62 months')::date
        and not exists (select from posyandu_newborn n where n.child_id = t.id and n.is_live is false)}}
    {{all: select t.id as person_id, t.born_on, t.birth_weight_g, n.had_imd, n.shk_on
    from puskesmas_person t
    left join posyandu_newborn n on n.child_id = t.id
    where t.voided_at is null and n.is_live is not false and uuid_hash(t.id) & 1 = :half
        and t.born_on > (period_start((select first_period from base_window)) - interval '62 months')::date}}
),
-- Visits. One month needs its own, and before it those that may still wait for follow-up.
visit as materialized (
    select c.person_id, c.born_on, v.id, v.measured_on as on_day, v.period, v.desa_id,
        coalesce(v.posyandu_of_residence_id, 0) as posyandu_id, v.age_months,
        v.weight_kg is not null as is_weighed, v.length_height_cm is not null as is_measured,
        v.details ?| array['kpsp_yes', 'development_checklist'] as is_sdidtk,
        v.form like 'neonatus%' as is_newborn,
        v.classes ->> 'kpsp' as kpsp, v.classes ->> 'checklist' as checklist,
        (v.details ->> 'exclusive_breastfeeding')::boolean as only_milk,
        coalesce((v.details ->> 'referred')::boolean, false) as is_referred,
        v.wflh_class = 'GIZI_KURANG' or v.muac_class = 'LILA_GIZI_KURANG' as is_thin
        {{all: , coalesce(v.details -> 'education' ? 'ASI', false) as told_asi,
        v.by_nakes and coalesce(v.details ->> 'examined_by', '') <> '' as is_examined,
        (v.details ->> 'mt_given')::boolean as has_mt, (v.details ->> 'mt_started_on')::date as mt_on,
        case when v.form like 'neonatus%' then v.details end as newborn}}
    from child c
    join {{one: lateral (
        select x.* from posyandu_visit x
        where x.person_id = c.person_id and x.voided_at is null and x.age_months < 60
            and x.measured_on between period_start(p) - (select greatest(kpsp_days, mt_days) from era) and period_end(p)
    )}}{{all: posyandu_visit}} v on {{one: true}}{{all: v.person_id = c.person_id
        and v.voided_at is null and v.age_months < 60 and uuid_hash(v.person_id) & 1 = :half}}
),
-- Cards of the newborn; for one month those of children whose first weeks may make something true in it.
newborn_card as materialized (
    {{one: select c.person_id, c.born_on, x.id, x.measured_on as on_day, x.details as newborn,
        x.by_nakes and coalesce(x.details ->> 'examined_by', '') <> '' as is_examined
    from child c
    join lateral (
        select x.* from posyandu_visit x
        where x.person_id = c.person_id and x.voided_at is null and x.age_months < 60
            and x.form like 'neonatus%' and x.measured_on >= c.born_on
            and x.measured_on <= period_end(p) + case when c.born_in = p then 31 else 0 end
    ) x on true
    where c.born_on >= period_start(p) - (select greatest(newborn_days, shk_days) from era) - 14
        or c.person_id in (select person_id from visit where is_newborn and period = p)
        or c.person_id in (
            select g.person_id from posyandu_given g
            where g.desa_id = d and g.period = p and g.voided_at is null
                and g.code in (select recorded from pws_anakcredit where series = 'HB0'))}}
    {{all: select person_id, born_on, id, on_day, newborn, is_examined from visit where is_newborn}}
),
{{one: -- Whose services of the first year, or of this year, may become complete in this month.
serving as materialized (
    select c.person_id, c.born_on, c.born_on as from_day
    from child c
    join era on c.born_on > (period_start(p) - make_interval(months => greatest(child_from,
            (select max(before_months) from pws_anakset s where s.era = era.era and s.set_code = 'IDL_KLASIK'))))::date
        and p - c.born_in >= infant_weighings - 1
    union all
    select c.person_id, c.born_on, period_start(p / 12 * 12)
    from child c
    join era on c.born_on <= (period_start(p) - make_interval(months => child_from))::date
        or p - c.born_in = child_from and p - c.born_in < infant_weighings - 1
    where c.person_id in (select person_id from visit where period = p and is_sdidtk)
        or p % 12 + 1 >= weighings
            and (c.person_id in (select person_id from visit where period = p)
                or c.person_id in (
                    select g.person_id from posyandu_given g
                    where g.desa_id = d and g.period = p and g.voided_at is null
                        and g.code in ('VITA_BIRU', 'VITA_MERAH')))
            and capsules <= (
                select count(distinct g.period) from posyandu_given g
                where g.person_id = c.person_id and g.code in ('VITA_BIRU', 'VITA_MERAH') and g.voided_at is null
                    and g.given_on between period_start(p / 12 * 12) and period_end(p))
            and weighings <= (
                select count(*) from posyandu_visit x
                where x.person_id = c.person_id and x.voided_at is null
                    and x.measured_on between period_start(p / 12 * 12) and period_end(p))
            and weighings <= (
                select count(distinct x.period) from posyandu_visit x
                where x.person_id = c.person_id and x.voided_at is null and x.age_months < 60
                    and x.weight_kg is not null
                    and x.measured_on between period_start(p / 12 * 12) and period_end(p))
),
}}gift as materialized (
    select c.person_id, c.born_on, g.code, g.given_on as on_day
    from {{one: serving}}{{all: child}} c
    join {{one: lateral (
        select x.code, x.given_on from posyandu_given x
        where x.person_id = c.person_id and x.code in ('VITA_BIRU', 'VITA_MERAH')
            and x.voided_at is null and x.given_on between c.from_day and period_end(p)
    )}}{{all: posyandu_given}} g on {{one: true}}{{all: g.person_id = c.person_id and g.voided_at is null
        and g.code in ('VITA_BIRU', 'VITA_MERAH', 'CACING') and uuid_hash(g.person_id) & 1 = :half}}
),
-- Services, once a month at most: the first day of each kind.
service as materialized (
    select person_id, era, period, age_months >= child_from as is_child,
        min(on_day) filter (where is_weighed) as weighed_on,
        min(on_day) filter (where is_measured) as measured_on,
        min(on_day) filter (where is_sdidtk) as sdidtk_on,
        min(on_day) filter (where told_asi) as told_asi_on,
        null::date as capsule_on
    from {{one: (
        select c.person_id, x.measured_on as on_day, x.period, x.age_months, x.weight_kg is not null as is_weighed,
            x.length_height_cm is not null as is_measured,
            x.details ?| array['kpsp_yes', 'development_checklist'] as is_sdidtk,
            coalesce(x.details -> 'education' ? 'ASI', false) as told_asi
        from serving c
        join lateral (
            select x.* from posyandu_visit x
            where x.person_id = c.person_id and x.voided_at is null and x.age_months < 60
                and x.measured_on between c.from_day and period_end(p)
        ) x on true)}}{{all: visit}} v
    cross join era
    group by person_id, era, period, age_months >= child_from
    union all
    select person_id, era, period_of(on_day), on_day >= (born_on + make_interval(months => child_from))::date,
        null, null, null, null, min(on_day)
    from gift cross join era
    where code like 'VITA%' and on_day < (born_on + make_interval(months => child_to))::date
    group by 1, 2, 3, 4
),
-- The last of the services of the first year, but for the doses.
served_infant as materialized (
    select person_id, era, greatest(eighth, fourth, told_asi_on, capsule_on) as on_day
    from (
        select person_id, era, (array_agg(weighed_on order by weighed_on))[min(infant_weighings)] as eighth,
            (array_agg(sdidtk_on order by sdidtk_on))[min(infant_sdidtk)] as fourth,
            min(told_asi_on) as told_asi_on, min(capsule_on) as capsule_on
        from service join era using (era) where not is_child
        group by person_id, era) x
    where eighth is not null and fourth is not null and told_asi_on is not null and capsule_on is not null
),
-- Doses by series, numbered as posyandu.rules.immunisation does. Who had none this month is asked about the first
-- DPT alone, and only at the age of a zero-dose child.
{{one: first_dpt as materialized (
    select credit.recorded, credit.series
    from pws_anakcredit credit join pws_anakseries using (era, series) join era using (era)
    where 'DPT1' = any (codes)
),
recorded as materialized (
    select c.person_id, c.born_on, true as is_whole, g.code, g.given_on, g.desa_id, g.posyandu_of_residence_id,
        g.source
    from child c
    join lateral (
        select x.* from posyandu_given x
        where x.person_id = c.person_id and x.voided_at is null and x.given_on <= period_end(p)) g on true
    where c.person_id in (
            select person_id from posyandu_given
            where desa_id = d and period = p and voided_at is null
                and code <> all (array['VITA_BIRU', 'VITA_MERAH', 'CACING']))
        or c.person_id in (select person_id from served_infant)
    union all
    select c.person_id, c.born_on, false, g.code, g.given_on, g.desa_id, g.posyandu_of_residence_id, g.source
    from child c
    join era on p - c.born_in >= zero_from and p - c.born_in < zero_to
    join lateral (
        select x.* from posyandu_given x
        where x.person_id = c.person_id and x.voided_at is null and x.given_on <= period_end(p)
            and x.code = any (array(select recorded from first_dpt))) g on true
),
}}dose as materialized (
    select distinct on (g.person_id, credit.era, credit.series, g.given_on)
        g.person_id, g.born_on, credit.era, credit.series, g.given_on as on_day, g.desa_id,
        coalesce(g.posyandu_of_residence_id, 0) as posyandu_id,
        credit.age_months, credit.age_days, credit.gap_months, credit.gap_days
    from {{one: recorded g}}{{all: (
        select c.person_id, c.born_on, x.code, x.given_on, x.desa_id, x.posyandu_of_residence_id, x.source
        from child c
        join posyandu_given x on x.person_id = c.person_id and x.voided_at is null
            and uuid_hash(x.person_id) & 1 = :half) g}}
    join pws_anakcredit credit on credit.recorded = g.code
    join era on era.era = credit.era
    -- Given later, it is no dose of a child under five.
    where g.given_on < (g.born_on + interval '60 months')::date
        {{one: and (g.is_whole or credit.series in (select series from first_dpt))}}
    order by g.person_id, credit.era, credit.series, g.given_on,
        array_position(array['DIBERIKAN', 'BUKU_KIA', 'PENGAKUAN'], g.source::text), g.code
),
-- Most series are as the schedule wants them: the n-th dose is the n-th that counts.
numbered as materialized (
    select d.*, s.codes[d.n] as code,
        n > doses
            or (on_day >= (born_on + make_interval(months => coalesce(d.age_months, s.ages[d.n])))::date
                    + coalesce(d.age_days, s.age_days[d.n])
                and (n = 1 or on_day >= (before + make_interval(months => coalesce(d.gap_months, s.gaps[d.n])))::date
                    + coalesce(d.gap_days, s.gap_days[d.n]))) as is_plain
    from (
        select *, (row_number() over series)::integer as n, lag(on_day) over series as before
        from dose
        window series as (partition by person_id, era, series order by on_day)) d
    join pws_anakseries s on s.era = d.era and s.series = d.series
),
-- The others are gone through one by one.
irregular as materialized (
    select person_id, born_on, era, series, array_agg(on_day order by on_day) as days,
        array_agg(desa_id order by on_day) as desas, array_agg(posyandu_id order by on_day) as homes,
        array_agg(age_months order by on_day) as age_months, array_agg(age_days order by on_day) as age_days,
        array_agg(gap_months order by on_day) as gap_months, array_agg(gap_days order by on_day) as gap_days
    from numbered
    where not is_plain
        or (person_id, era, series) in (select person_id, era, series from numbered where not is_plain)
    group by person_id, born_on, era, series
),
valid as materialized (
    select person_id, born_on, era, code, on_day, desa_id, posyandu_id from numbered
    where code is not null and (person_id, era, series) not in (select person_id, era, series from irregular)
    union all
    select w.person_id, w.born_on, w.era, w.codes[v.place], v.on_day, w.desas[array_position(w.days, v.on_day)],
        w.homes[array_position(w.days, v.on_day)]
    from (
        select n.*, s.codes, pws_valid_doses(
            n.born_on, n.days, n.age_months, n.age_days, n.gap_months, n.gap_days,
            s.ages, s.age_days, s.gaps, s.gap_days, era.repeat_days) as valid_days
        from irregular n
        join pws_anakseries s on s.era = n.era and s.series = n.series
        join era on era.era = n.era
    ) w
    cross join lateral unnest(w.valid_days) with ordinality v (on_day, place)
),
completed as materialized (
    select v.person_id, v.era, s.set_code, max(v.on_day) as on_day
    from valid v
    join pws_anakset s on s.era = v.era and v.code = any (s.codes)
    group by v.person_id, v.era, s.set_code
    having count(*) = min(cardinality(s.codes))
        and max(v.on_day) < min((v.born_on + make_interval(months => s.before_months))::date)
),
-- Contacts with a nakes in the windows after the birth.
newborn_contact as materialized (
    select v.person_id, era, w.kode, min(v.on_day) as on_day
    from newborn_card v
    cross join era
    cross join lateral (
        select x.s ->> 'kode' as kode
        from jsonb_array_elements(n -> 'kn') with ordinality x (s, place)
        where case when x.s ? 'jam' and v.newborn ->> 'hours_since_birth' is not null
            then (v.newborn ->> 'hours_since_birth')::numeric
                between (x.s #>> '{jam,0}')::numeric and (x.s #>> '{jam,1}')::numeric
            else v.on_day - v.born_on between (x.s #>> '{hari,0}')::integer and (x.s #>> '{hari,1}')::integer end
        order by x.place desc limit 1) w
    where v.is_examined
    group by v.person_id, era, w.kode
),
-- Gizi kurang, or a weight that did not rise: new when the weighing before was neither.
thin as materialized (
    select v.person_id, v.born_on, v.id, v.on_day,
        {{one: is_thin or exists (
            select from posyandu_finding f
            where f.visit_id = v.id and f.code in ('TIDAK_NAIK', 'TIDAK_NAIK_2X') and f.voided_at is null) as is_case}}
        {{all: is_thin or f.visit_id is not null as is_case}}
    from visit v
    {{all: left join (
        select distinct x.visit_id from posyandu_finding x
        where x.code in ('TIDAK_NAIK', 'TIDAK_NAIK_2X') and x.voided_at is null
            and uuid_hash(x.person_id) & 1 = :half
    ) f on f.visit_id = v.id}}
    where v.is_weighed
        {{one: and v.on_day between period_start(p) - (select max(mt_days) from era)
            and period_end(p) - (select min(mt_days) from era)}}
),
new_case as materialized (
    select person_id, born_on, on_day
    from (
        select *, lag(is_case) over (partition by person_id order by on_day, id) as was_case,
            lag(on_day) over (partition by person_id order by on_day, id) as before
        from thin) t
    where is_case and not coalesce(
        {{all: was_case}}
        {{one: was_case, (
            select x.wflh_class = 'GIZI_KURANG' or x.muac_class = 'LILA_GIZI_KURANG' or exists (
                select from posyandu_finding f
                where f.visit_id = x.id and f.code in ('TIDAK_NAIK', 'TIDAK_NAIK_2X') and f.voided_at is null)
            from posyandu_visit x
            where x.person_id = t.person_id and x.voided_at is null and x.age_months < 60
                and x.weight_kg is not null and x.measured_on < t.on_day
            order by x.measured_on desc, x.id desc limit 1)}}, false)
),
campaign as materialized (
    select k, era, kind, period_start(k) as starts_on, period_end(k) as ends_on,
        period_end(k) + (n ->> 'susulan')::integer as until, x.from_age, x.to_age
    from month_era
    join era using (era)
    cross join lateral (
        select 'VITA_' || (c ->> 'capsule') as kind, (c ->> 'from_month')::integer as from_age,
            (c ->> 'to_month')::integer as to_age
        from jsonb_array_elements(n -> 'vita') c where n -> 'vita_bulan' @> to_jsonb(k % 12 + 1)
        union all
        select 'CACING', (n #>> '{cacing_umur,0}')::integer, (n #>> '{cacing_umur,1}')::integer
        where n -> 'cacing_bulan' @> to_jsonb(k % 12 + 1)) x
),
-- BIAS: whose turn it is, and who got it. A dose of the year before takes a child off the list.
bias as materialized (
    select k, era, b ->> 'code' as code, b ->> 'sex' as sex, period_start(k) as starts_on, period_end(k) as ends_on,
        (period_start(k - 12) - make_interval(years => (b ->> 'due_years')::integer))::date as born_after,
        (period_start(k) - make_interval(years => (b ->> 'due_years')::integer))::date as born_until
    from month_era
    join era using (era)
    cross join lateral jsonb_array_elements(n -> 'bias') b
    where (b ->> 'campaign_month')::integer = k % 12 + 1
        and (not b ? 'only' or (n -> (b ->> 'only'))::boolean)
),
school_dose as materialized (
    select distinct on (g.person_id, bias.k, g.code) g.person_id, bias.k, g.code, g.given_on as on_day, g.desa_id,
        coalesce(g.posyandu_of_residence_id, 0) as posyandu_id
    from bias
    join posyandu_given g on g.code = bias.code and g.voided_at is null and g.period = bias.k
        {{one: and g.person_id in (
            select person_id from posyandu_given where desa_id = d and period = p and voided_at is null)}}
        {{all: and uuid_hash(g.person_id) & 1 = :half}}
    where not exists (
        select from posyandu_given x
        where x.person_id = g.person_id and x.code = g.code and x.voided_at is null
            and x.period between bias.k - 12 and bias.k - 1)
    order by g.person_id, bias.k, g.code, g.given_on
),
tablet as materialized (
    select person_id, era, period, on_day, desa_id, posyandu_id, sum(tablets) over (
            partition by person_id, era, period / 12 order by on_day) as of_year,
        sum(tablets) over (partition by person_id, era, period / 6 order by on_day) as of_half
    from (
        select v.person_id, era, v.period, v.measured_on as on_day, v.tablets_given as tablets, v.desa_id,
            coalesce(v.posyandu_of_residence_id, 0) as posyandu_id
        from posyandu_visit v
        join puskesmas_person t on t.id = v.person_id and t.voided_at is null and t.sex = 'P'
        cross join era
        where v.form = 'sekolah' and v.voided_at is null and v.tablets_given > 0
            and v.age_months >= 60 and v.age_months >= girl_from and v.age_months < girl_to
            {{one: and v.person_id in (
                select x.person_id from posyandu_visit x
                where x.desa_id = d and x.period = p and x.voided_at is null and x.age_months >= 60
                    and x.form = 'sekolah' and x.tablets_given > 0)
            and v.measured_on between period_start(p / 12 * 12) and period_end(p)}}
            {{all: and uuid_hash(v.person_id) & 1 = :half}}
    ) v
),
-- Events of a day, whose home is looked up.
happened as materialized (
    select person_id, era, born_on as on_day,
        1::bigint | case when grams is not null then 2 else 0 end | case when grams < low_weight_g then 4 else 0 end
            | case when had_imd then 8 else 0 end as bits
    from (
        {{one: select c.person_id, c.born_on, coalesce(t.birth_weight_g, v.grams) as grams,
            coalesce(n.had_imd, false) or coalesce(v.had_imd, false) as had_imd
        from (select * from child where born_in = p) c
        join puskesmas_person t on t.id = c.person_id
        left join posyandu_newborn n on n.child_id = c.person_id}}
        {{all: select c.person_id, c.born_on, coalesce(c.birth_weight_g, v.grams) as grams,
            coalesce(c.had_imd, false) or coalesce(v.had_imd, false) as had_imd
        from child c}}
        left join (
            select person_id, bool_or((newborn ->> 'had_imd')::boolean) as had_imd,
                (array_agg((newborn ->> 'birth_weight_g')::numeric order by on_day desc, id desc)
                    filter (where newborn ->> 'birth_weight_g' is not null))[1] as grams
            from newborn_card group by person_id) v using (person_id)) c
    cross join era
    union all
    select person_id, era, (born_on + make_interval(years => age))::date, 1::bigint << 50 + age
    from child, era, generate_series(1, 2) age
    {{one: where p - born_in = 12 * age}}
    union all
    select person_id, era, on_day, 1::bigint << 4 from newborn_contact where kode = 'KN1'
    union all
    select person_id, era, max(on_day), 1::bigint << 5
    from newborn_contact join era using (era)
    where kode = any (all_contacts)
    group by person_id, era, all_contacts
    having count(*) = cardinality(all_contacts)
    union all
    select person_id, era, min(on_day), 1::bigint << 6
    from (
        select c.person_id, era, f.ended_at::date as on_day
        from child c
        join posyandu_finding f on f.person_id = c.person_id and f.voided_at is null and f.state = 'SELESAI'
            and f.code in ('BAYI_BAHAYA', 'BAYI_BAHAYA_RS')
        cross join era
        where f.found_on - c.born_on <= newborn_days
            and f.ended_at < c.born_on + make_interval(months => child_from)
            {{one: and c.born_on > (period_start(p) - make_interval(months => greatest(child_from, 1)))::date}}
        union all
        select c.person_id, era, x.diagnosed_on
        from child c
        join posyandu_diagnosis x on x.person_id = c.person_id and x.voided_at is null
            and (x.icd10 like 'P%' or x.icd10 like 'Q%')
        cross join era
        where x.diagnosed_on - c.born_on between 0 and newborn_days
            {{one: and c.born_on > (period_start(p) - make_interval(months => greatest(child_from, 1)))::date}}) handled
    group by person_id, era
    union all
    select person_id, era, min(on_day), 1::bigint << 7
    from (
        select c.person_id, era, c.shk_on as on_day
        from {{one: (
            select x.person_id, x.born_on, n.shk_on
            from child x join posyandu_newborn n on n.child_id = x.person_id
            where x.born_on >= period_start(p) - (select max(shk_days) from era)
                or x.person_id in (select person_id from newborn_card))}}{{all: child}} c
        cross join era
        where c.shk_on - c.born_on between shk_from_hours / 24 and shk_days
        union all
        select v.person_id, era, v.on_day
        from newborn_card v cross join era
        where (v.newborn ->> 'shk_taken')::boolean
            and coalesce((v.newborn ->> 'shk_hours')::numeric, (v.on_day - v.born_on) * 24)
                between shk_from_hours and shk_days * 24) taken
    group by person_id, era
    union all
    select x.person_id, x.era, greatest(x.on_day, s.on_day), 1::bigint << 8
    from served_infant x
    join completed s using (person_id, era)
    where s.set_code = 'IDL_KLASIK'
    union all
    select person_id, era, greatest(weighed, measured, sdidtk, capsule), 1::bigint << 9
    from (
        select person_id, era, (array_agg(weighed_on order by weighed_on))[min(weighings)] as weighed,
            (array_agg(measured_on order by measured_on))[min(lengths)] as measured,
            (array_agg(sdidtk_on order by sdidtk_on))[min(era.sdidtk)] as sdidtk,
            (array_agg(capsule_on order by capsule_on))[min(capsules)] as capsule
        from service join era using (era) where is_child
        group by person_id, era, period / 12) x
    where weighed is not null and measured is not null and sdidtk is not null and capsule is not null
    union all
    select person_id, era, sdidtk_on, 1::bigint << 10
    from (
        select person_id, era, (array_agg(sdidtk_on order by sdidtk_on))[min(sdidtk)] as sdidtk_on
        from service join era using (era) where is_child and sdidtk_on is not null
        group by person_id, era, period / 12) x
    where sdidtk_on is not null
    union all
    select v.person_id, era, v.on_day + kpsp_days,
        1::bigint << 11 | case when v.is_referred or bool_or(x.person_id is not null) then 0 else 1::bigint << 12 end
    from visit v
    cross join era
    {{one: left join lateral (
        select x.person_id from posyandu_visit x
        where x.person_id = v.person_id and x.voided_at is null and x.age_months < 60
            and x.measured_on > v.on_day and x.measured_on <= v.on_day + kpsp_days
            and (x.classes ->> 'kpsp' is not null or coalesce((x.details ->> 'referred')::boolean, false))) x on true}}
    {{all: left join visit x on x.person_id = v.person_id and x.on_day > v.on_day and x.on_day <= v.on_day + kpsp_days
        and (x.kpsp is not null or x.is_referred)}}
    where v.kpsp in ('M', 'P')
        {{one: and v.on_day between period_start(p) - kpsp_days and period_end(p) - kpsp_days}}
        and v.on_day + kpsp_days < (v.born_on + make_interval(months => child_to))::date
    group by v.id, v.person_id, era, v.on_day, kpsp_days, v.is_referred
    union all
    select person_id, era, (born_on + make_interval(months => milk_months))::date,
        1::bigint << 15 | case when is_only then 1::bigint << 16 else 0 end
    from (
        select person_id, born_on, era, milk_months, count(distinct age_months) as months, bool_and(only_milk) as is_only
        from {{one: (
            select c.person_id, c.born_on, x.age_months,
                (x.details ->> 'exclusive_breastfeeding')::boolean as only_milk
            from (
                select child.* from child join era
                    on (born_on + make_interval(months => milk_months))::date
                        between period_start(p) and period_end(p)) c
            join lateral (
                select x.age_months, x.details from posyandu_visit x
                where x.person_id = c.person_id and x.voided_at is null and x.age_months < 60
                    and x.measured_on between c.born_on and period_end(p)) x on true)}}{{all: visit}} v
        cross join era
        where only_milk is not null and age_months < milk_months
        group by person_id, born_on, era, milk_months) x
    where not is_only or months = milk_months
    union all
    select c.person_id, era, c.on_day + mt_days,
        1::bigint << 19 | case when bool_or(x.person_id is not null) then 0 else 1::bigint << 20 end
    from new_case c
    cross join era
    {{one: left join lateral (
        select x.person_id from posyandu_visit x
        where x.person_id = c.person_id and x.voided_at is null and x.age_months < 60
            and (x.details ->> 'mt_given')::boolean
            and coalesce((x.details ->> 'mt_started_on')::date, x.measured_on) <= c.on_day + mt_days
            and x.measured_on between c.on_day and period_end(period_of(c.on_day + mt_days))) x on true}}
    {{all: left join visit x on x.person_id = c.person_id and x.has_mt
        and coalesce(x.mt_on, x.on_day) <= c.on_day + mt_days
        and x.on_day between c.on_day and period_end(period_of(c.on_day + mt_days))}}
    where c.on_day + mt_days < (c.born_on + make_interval(months => child_to))::date
    group by c.person_id, era, c.on_day, mt_days
    union all
    select g.person_id, k.era, least(min(g.on_day), k.ends_on),
        1::bigint << case k.kind when 'VITA_BIRU' then 22 when 'VITA_MERAH' then 24 else 26 end
    from campaign k
    join {{one: lateral (
        select c.person_id, c.born_on, x.given_on as on_day
        from child c
        join lateral (
            select x.given_on from posyandu_given x
            where x.person_id = c.person_id and x.code = k.kind and x.voided_at is null
                and x.given_on between k.starts_on and k.until) x on true
    ) g on g.born_on <= k.starts_on}}
        {{all: gift g on g.code = k.kind and g.on_day between k.starts_on and k.until
        and g.born_on <= k.starts_on}}
        and k.k - period_of(g.born_on - 1) - 1 >= k.from_age and k.k - period_of(g.born_on - 1) - 1 < k.to_age
    group by g.person_id, k.era, k.k, k.kind, k.ends_on
),
event as (
    select h.person_id, month_era.k as period, h.on_day, r.desa_id, coalesce(r.posyandu_id, 0) as posyandu_id, h.bits
    from happened h
    join month_era on month_era.k = period_of(h.on_day) and month_era.era = h.era
    join {{one: puskesmas_residence}}{{all: home}} r on r.person_id = h.person_id and h.on_day >= r.valid_from
        and (r.valid_to is null or h.on_day <= r.valid_to)
    union all
    select person_id, k, on_day, desa_id, posyandu_id,
        case code when 'BIAS_MR' then 3::bigint << 41 when 'BIAS_DT' then 3::bigint << 43
            when 'BIAS_HPV' then 3::bigint << 47 else 3::bigint << 45 end
    from school_dose
    union all
    (select distinct on (t.person_id, t.period / 12, t.era) t.person_id, month_era.k, t.on_day, t.desa_id,
        t.posyandu_id, case when month_era.k is not null then 1::bigint << 49 else 0 end
    from tablet t
    join era using (era)
    left join month_era on month_era.k = t.period and month_era.era = t.era
    where of_half >= tablets_26
    order by t.person_id, t.period / 12, t.era, t.on_day)
    union all
    (select distinct on (t.person_id, t.period / 12, t.era) t.person_id, month_era.k, t.on_day, t.desa_id,
        t.posyandu_id, case when month_era.k is not null then 1::bigint << 50 else 0 end
    from tablet t
    join era using (era)
    left join month_era on month_era.k = t.period and month_era.era = t.era
    where of_year >= tablets_52
    order by t.person_id, t.period / 12, t.era, t.on_day)
    union all
    select v.person_id, v.period, v.on_day, v.desa_id, v.posyandu_id,
        case when v.checklist is null then 0 when v.checklist = 'LENGKAP' then 1::bigint << 13
             else 3::bigint << 13 end
        | case when v.only_milk is null or v.age_months >= milk_months then 0 when v.only_milk then 1::bigint << 17
               else 3::bigint << 17 end
    from visit v
    join month_era on month_era.k = v.period
    join era using (era)
    where v.checklist is not null or v.only_milk is not null
    union all
    select v.person_id, month_era.k, v.on_day, v.desa_id, v.posyandu_id,
        case v.code when 'BCG' then 1::bigint << 29 when 'DPT1' then 1::bigint << 30 when 'DPT3' then 1::bigint << 31
            when 'OPV4' then 1::bigint << 32 when 'IPV2' then 1::bigint << 33 when 'PCV2' then 1::bigint << 34
            when 'RV3' then 1::bigint << 35 when 'MR1' then 1::bigint << 36
            when 'HB0' then case when v.on_day - v.born_on <= hb0_days then 1::bigint << 28 else 0 end
                | case when coalesce(told.hours <= hb0_hours, v.on_day = v.born_on) then 1::bigint << 27 else 0 end
            else 0 end
    from valid v
    join month_era on month_era.k = period_of(v.on_day) and month_era.era = v.era
    join era on era.era = v.era
    left join (
        select person_id, (newborn ->> 'hb0_on')::date as on_day, min((newborn ->> 'hb0_hours')::numeric) as hours
        from newborn_card where newborn ? 'hb0_on' and newborn ? 'hb0_hours'
        group by 1, 2) told on told.person_id = v.person_id and told.on_day = v.on_day and v.code = 'HB0'
    where v.code in ('HB0', 'BCG', 'DPT1', 'DPT3', 'OPV4', 'IPV2', 'PCV2', 'RV3', 'MR1')
    union all
    select s.person_id, month_era.k, s.on_day, v.desa_id, v.posyandu_id,
        1::bigint << case s.set_code when 'IDL_KLASIK' then 37 when 'BAYI_LENGKAP' then 38 else 39 end
    from completed s
    join month_era on month_era.k = period_of(s.on_day) and month_era.era = s.era
    join valid v on v.person_id = s.person_id and v.era = s.era and v.on_day = s.on_day
    union all
    -- What is so at the end of a month: infants without DPT1, and who is waited for in a campaign.
    select r.person_id, k.k, period_end(k.k), r.desa_id, r.posyandu_id, 1::bigint << 40
    from home r
    join month_era k on r.valid_from <= period_end(k.k) and (r.valid_to is null or r.valid_to >= period_end(k.k))
    join era on k.k - period_of(r.born_on) >= zero_from and k.k - period_of(r.born_on) < zero_to
        {{all: and era.era = k.era
    join child c on c.person_id = r.person_id}}
    where {{one: r.person_id not in (select person_id from valid where code = 'DPT1')}}
        {{all: not exists (
            select from valid v
            where v.person_id = c.person_id and v.era = k.era and v.code = 'DPT1' and v.on_day <= period_end(k.k))}}
    union all
    select r.person_id, k.k, k.ends_on, r.desa_id, r.posyandu_id,
        1::bigint << case k.kind when 'VITA_BIRU' then 21 when 'VITA_MERAH' then 23 else 25 end
    from home r
    join campaign k on r.born_on <= k.starts_on
        and k.k - period_of(r.born_on - 1) - 1 >= k.from_age and k.k - period_of(r.born_on - 1) - 1 < k.to_age
        and r.valid_from <= k.ends_on and (r.valid_to is null or r.valid_to >= k.ends_on)
    {{all: join child c on c.person_id = r.person_id}}
    union all
    select r.person_id, bias.k, bias.ends_on, r.desa_id, coalesce(r.posyandu_id, 0),
        1::bigint << case bias.code when 'BIAS_MR' then 41 when 'BIAS_DT' then 43 when 'BIAS_HPV' then 47 else 45 end
    from bias
    join puskesmas_residence r on r.born_on > bias.born_after and r.born_on <= bias.born_until
        and r.valid_from <= bias.ends_on and (r.valid_to is null or r.valid_to >= bias.ends_on)
        and (bias.sex is null or r.sex = bias.sex)
        {{one: and r.desa_id = d}}{{all: and uuid_hash(r.person_id) & 1 = :half}}
    where not exists (
        select from posyandu_given x
        where x.person_id = r.person_id and x.code = bias.code and x.voided_at is null
            and x.period between bias.k - 12 and bias.k - 1)
)
select e.desa_id, e.period, e.person_id as subject, e.person_id, e.posyandu_id, t.sex::text as sex,
    bits & 1 > 0 as live_birth,
    bits & 2 > 0 as birth_weighed,
    bits & 4 > 0 as bblr,
    bits & 8 > 0 as imd,
    bits >> 4 & 1 > 0 as kn1,
    bits >> 5 & 1 > 0 as kn_lengkap,
    bits >> 6 & 1 > 0 as komp_neo,
    bits >> 7 & 1 > 0 as shk,
    bits >> 8 & 1 > 0 as bayi_paripurna,
    bits >> 9 & 1 > 0 as balita_paripurna,
    bits >> 10 & 1 > 0 as sdidtk_2,
    bits >> 11 & 1 > 0 as kpsp_due,
    bits >> 11 & 3 = 1 as kpsp_followed,
    bits >> 13 & 1 > 0 as checklist,
    bits >> 13 & 3 = 1 as checklist_complete,
    bits >> 15 & 1 > 0 as asi_6_known,
    bits >> 16 & 1 > 0 as asi_6,
    bits >> 17 & 1 > 0 as asi_asked,
    bits >> 17 & 3 = 1 as asi_only,
    bits >> 19 & 1 > 0 as kurang_due,
    bits >> 19 & 3 = 1 as kurang_mt,
    bits >> 21 & 1 > 0 as vita_bayi_due,
    bits >> 22 & 1 > 0 as vita_bayi,
    bits >> 23 & 1 > 0 as vita_balita_due,
    bits >> 24 & 1 > 0 as vita_balita,
    bits >> 25 & 1 > 0 as cacing_due,
    bits >> 26 & 1 > 0 as cacing,
    bits >> 27 & 1 > 0 as hb0_24,
    bits >> 28 & 1 > 0 as hb0_7,
    bits >> 29 & 1 > 0 as bcg,
    bits >> 30 & 1 > 0 as dpt1,
    bits >> 31 & 1 > 0 as dpt3,
    bits >> 32 & 1 > 0 as opv4,
    bits >> 33 & 1 > 0 as ipv2,
    bits >> 34 & 1 > 0 as pcv2,
    bits >> 35 & 1 > 0 as rv3,
    bits >> 36 & 1 > 0 as mr1,
    bits >> 37 & 1 > 0 as idl,
    bits >> 38 & 1 > 0 as bayi_lengkap,
    bits >> 39 & 1 > 0 as baduta_lengkap,
    bits >> 40 & 1 > 0 as zero_dose,
    bits >> 41 & 1 > 0 as bias_mr_due,
    bits >> 42 & 1 > 0 as bias_mr,
    bits >> 43 & 1 > 0 as bias_dt_due,
    bits >> 44 & 1 > 0 as bias_dt,
    bits >> 45 & 1 > 0 as bias_td_due,
    bits >> 46 & 1 > 0 as bias_td,
    bits >> 47 & 1 > 0 as bias_hpv_due,
    bits >> 48 & 1 > 0 as bias_hpv,
    bits >> 49 & 1 > 0 as ttd_26,
    bits >> 50 & 1 > 0 as ttd_52,
    bits >> 51 & 1 > 0 as turned_1,
    bits >> 52 & 1 > 0 as turned_2
from (
    -- The posyandu is that of the last event of the month.
    select desa_id, period, person_id, bit_or(bits) as bits,
        (max(((on_day - date '2000-01-01')::bigint << 32) | posyandu_id) & 4294967295)::integer as posyandu_id
    from event
    where desa_id is not null and bits > 0 {{one: and desa_id = d and period = p}}
    group by desa_id, period, person_id
) e
join puskesmas_person t on t.id = e.person_id and t.voided_at is null
