-- Facts of children. Every event is one row: child, day, home on that day, and bits for the conditions that it
-- makes true; a month of a child is the union of its bits. `era` holds the clinical numbers and the months that have
-- them (pws/sql/42_anak_rules.sql); a rebuild does this for each era, nearly always one. The refresh of one month
-- looks only where something of that month could make a condition true.
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
with month as materialized (
    {{one: select p as k}}
    {{all: select k from base_window, generate_series(first_period, last_period) k where era.spans @> k}}
),
{{one: -- Homes in the month. Settled: here as long as follow-up looks back, so that each visit since is of this desa.
home as materialized (
    select r.person_id, r.born_on, r.desa_id, coalesce(r.posyandu_id, 0) as posyandu_id, r.valid_from, r.valid_to,
        r.valid_from <= greatest(month_start - greatest(era.kpsp_days, era.mt_days), r.born_on)
            and (r.valid_to is null or r.valid_to >= month_end) as is_settled
    from puskesmas_residence r
    -- One bound is no plain comparison: of two, the planner would expect a narrow range, and hardly a child.
    where r.desa_id = d and r.born_on > (month_start - interval '62 months')::date and r.born_on - month_end <= 0
        and r.valid_from <= month_end and (r.valid_to is null or r.valid_to >= month_start)
        and r.person_id not in (select child_id from posyandu_newborn where is_live is false)
        and coalesce(r.person_id = any (who), true)
),
child as materialized (
    select person_id, born_on, period_of(born_on) as born_in, bool_or(is_settled) as is_settled,
        (born_on + make_interval(months => era.child_to))::date as grown_on
    from (
        select person_id, born_on, is_settled from home
        union all
        -- A dose counts where its row says, also when the child is not known to have lived there.
        select t.id, t.born_on, false
        from posyandu_given g
        join puskesmas_person t on t.id = g.person_id and t.voided_at is null
        where g.desa_id = d and g.period = p and g.voided_at is null and coalesce(g.person_id = any (who), true)
            and g.person_id not in (select person_id from home)
            and t.born_on > (month_start - interval '62 months')::date
            and t.id not in (select child_id from posyandu_newborn where is_live is false)) c
    group by person_id, born_on
),
}}{{all: child as materialized (
    select t.id as person_id, t.born_on, period_of(t.born_on) as born_in,
        (t.born_on + make_interval(months => era.child_to))::date as grown_on, t.birth_weight_g, n.had_imd, n.shk_on
    from puskesmas_person t
    left join posyandu_newborn n on n.child_id = t.id
    where t.voided_at is null and n.is_live is not false and uuid_hash(t.id) & 1 = :half
        and t.born_on > (period_start((select first_period from base_window)) - interval '62 months')::date
),
home as materialized (
    select r.person_id, c.born_on, r.desa_id, coalesce(r.posyandu_id, 0) as posyandu_id, r.valid_from, r.valid_to
    from puskesmas_residence r
    join child c on c.person_id = r.person_id
    where r.born_on > (period_start((select first_period from base_window)) - interval '62 months')::date
        and uuid_hash(r.person_id) & 1 = :half
),
given as materialized (
    select person_id, code, given_on, period, desa_id, coalesce(posyandu_of_residence_id, 0) as posyandu_id, source
    from posyandu_given
    where voided_at is null and uuid_hash(person_id) & 1 = :half
),
school_given as materialized (select * from given where code like 'BIAS%'),
}}-- Visits under five; for one month its own, and before it those that may still wait for follow-up.
visit as materialized (
    select v.person_id, v.id, v.measured_on as on_day, v.period, v.desa_id,
        coalesce(v.posyandu_of_residence_id, 0) as posyandu_id, v.age_months, v.weight_kg is not null as is_weighed,
        v.form like 'neonatus%' as is_newborn,
        v.classes ->> 'kpsp' as kpsp, v.classes ->> 'checklist' as checklist,
        (v.details ->> 'exclusive_breastfeeding')::boolean as only_milk,
        coalesce((v.details ->> 'referred')::boolean, false) as is_referred,
        v.wflh_class = 'GIZI_KURANG' or v.muac_class = 'LILA_GIZI_KURANG' as is_thin
        {{all: , v.length_height_cm is not null as is_measured,
        coalesce(v.details -> 'education' ? 'ASI', false) as told_asi,
        (v.details ->> 'mt_given')::boolean as has_mt, (v.details ->> 'mt_started_on')::date as mt_on,
        case when v.form like 'neonatus%' then v.details end as newborn,
        v.by_nakes and coalesce(v.details ->> 'examined_by', '') <> '' as is_examined}}
    from {{all: posyandu_visit v
    where v.voided_at is null and v.age_months < 60 and uuid_hash(v.person_id) & 1 = :half}}{{one: (
        select * from (
            select x.id, x.person_id, x.measured_on, x.period, x.desa_id, x.posyandu_of_residence_id, x.age_months,
                x.weight_kg, x.form, x.classes, x.details, x.wflh_class, x.muac_class
            from posyandu_visit x
            where x.desa_id = d and x.voided_at is null and x.age_months < 60
                and x.period between period_of(month_start - greatest(era.kpsp_days, era.mt_days)) and p
                and coalesce(x.person_id = any (who), true) limit all) x
        where x.person_id in (select person_id from child where is_settled)
        union all
        select x.id, x.person_id, x.measured_on, x.period, x.desa_id, x.posyandu_of_residence_id, x.age_months,
            x.weight_kg, x.form, x.classes, x.details, x.wflh_class, x.muac_class
        from child c
        join posyandu_visit x on x.person_id = c.person_id and x.voided_at is null and x.age_months < 60
            and x.measured_on between month_start - greatest(era.kpsp_days, era.mt_days) and month_end
        where not c.is_settled) v}}
),
-- Cards of the newborn; for one month those of children whose first weeks may make something true in it.
newborn_card as materialized (
    {{one: select c.person_id, c.born_on, x.id, x.measured_on as on_day, x.details as newborn,
        x.by_nakes and coalesce(x.details ->> 'examined_by', '') <> '' as is_examined
    from child c
    join posyandu_visit x on x.person_id = c.person_id and x.voided_at is null and x.age_months < 60
        and x.form like 'neonatus%' and x.measured_on >= c.born_on
        -- Of a birth in this month whenever it was written: the day of birth may have been corrected since.
        and (c.born_in = p or x.measured_on <= month_end)
    where c.born_on >= month_start - greatest(era.newborn_days, era.shk_days) - 14
        or c.person_id in (select person_id from visit where is_newborn and period = p)
        or c.person_id in (
            select g.person_id from posyandu_given g
            where g.desa_id = d and g.period = p and g.voided_at is null
                and g.code in (select recorded from pws_anakcredit where series = 'HB0'))}}
    {{all: select v.person_id, c.born_on, v.id, v.on_day, v.newborn, v.is_examined
    from visit v join child c using (person_id) where v.is_newborn}}
),
told_at_birth as materialized (
    select person_id, bool_or((newborn ->> 'had_imd')::boolean) as had_imd,
        (array_agg((newborn ->> 'birth_weight_g')::numeric order by on_day desc, id desc)
            filter (where newborn ->> 'birth_weight_g' is not null))[1] as grams
    from newborn_card group by person_id
),
-- Services, once a month at most: of the first year (year 0), and of each year from the first birthday on. The checks
-- of development are the rarest, so they say whose other services are looked at.
{{one: may_complete as materialized (
    select c.person_id, c.born_on, c.born_on as from_day
    from child c
    where c.born_on > (month_start - make_interval(months => greatest(era.child_from, era.idl_months)))::date
        and p - c.born_in >= era.infant_weighings - 1
    union all
    select c.person_id, c.born_on, period_start(p / 12 * 12)
    from child c
    where c.born_in <= p - era.child_from
        and (c.person_id in (select person_id from visit where period = p)
            or c.person_id in (
                select g.person_id from posyandu_given g
                where g.desa_id = d and g.period = p and g.voided_at is null
                    and g.code in ('VITA_BIRU', 'VITA_MERAH')))
),
}}checked as materialized (
    select x.person_id, (x.age_months >= era.child_from)::integer * (x.period / 12) as year, x.period,
        min(x.measured_on) as on_day
    from {{one: may_complete c
    join posyandu_visit x on x.person_id = c.person_id and x.measured_on between c.from_day and month_end}}
        {{all: posyandu_visit x}}
    where x.details ?| array['kpsp_yes', 'development_checklist'] and x.voided_at is null and x.age_months < 60
        {{all: and uuid_hash(x.person_id) & 1 = :half}}
    group by 1, 2, 3
),
developed as materialized (
    select person_id, year,
        (array_agg(on_day order by on_day))[case year when 0 then era.infant_sdidtk else era.sdidtk end] as on_day
    from checked
    group by person_id, year
    having count(*) >= case year when 0 then era.infant_sdidtk else era.sdidtk end
),
served as materialized (
    select person_id, year, greatest(developed_on, weighed_on, capsule_on, other_on) as on_day
    from (
        select person_id, year, developed_on,
            (array_agg(weighed_on order by weighed_on))[
                case year when 0 then era.infant_weighings else era.weighings end] as weighed_on,
            (array_agg(capsule_on order by capsule_on))[case year when 0 then 1 else era.capsules end] as capsule_on,
            case year when 0 then min(told_asi_on)
                else (array_agg(measured_on order by measured_on))[era.lengths] end as other_on
        from (
            select w.person_id, w.year, w.on_day as developed_on, v.period,
                min(v.on_day) filter (where v.is_weighed) as weighed_on,
                min(v.on_day) filter (where v.is_measured) as measured_on,
                min(v.on_day) filter (where v.told_asi) as told_asi_on, null::date as capsule_on
            from developed w
            join {{all: visit}}{{one: lateral (
                select x.person_id, x.measured_on as on_day, x.period, x.age_months,
                    x.weight_kg is not null as is_weighed, x.length_height_cm is not null as is_measured,
                    coalesce(x.details -> 'education' ? 'ASI', false) as told_asi
                from posyandu_visit x
                where x.person_id = w.person_id and x.voided_at is null and x.age_months < 60
                    and x.measured_on <= month_end)}} v on v.person_id = w.person_id
                and (v.age_months >= era.child_from)::integer * (v.period / 12) = w.year
            group by 1, 2, 3, 4
            union all
            select w.person_id, w.year, w.on_day, period_of(g.given_on), null, null, null, min(g.given_on)
            from developed w
            join child c on c.person_id = w.person_id
            join {{all: given}}{{one: posyandu_given}} g on g.person_id = w.person_id
                and g.code in ('VITA_BIRU', 'VITA_MERAH') and g.given_on < c.grown_on
                {{one: and g.voided_at is null and g.given_on <= month_end}}
                and case when g.given_on >= (c.born_on + make_interval(months => era.child_from))::date
                    then period_of(g.given_on) / 12 else 0 end = w.year
            group by 1, 2, 3, 4) service
        group by person_id, year, developed_on) x
    where num_nulls(weighed_on, capsule_on, other_on) = 0
),
-- Doses by series, numbered as posyandu.rules.immunisation does. Who had none this month is asked about the first
-- DPT alone, and only at the age of a zero-dose child.
{{one: first_dpt as materialized (
    select recorded, series from pws_anakcredit
    where pws_anakcredit.era = era.era
        and series in (select s.series from pws_anakseries s where s.era = era.era and 'DPT1' = any (s.codes))
),
recorded as materialized (
    select c.person_id, true as is_whole, g.code, g.given_on, g.period, g.desa_id,
        coalesce(g.posyandu_of_residence_id, 0) as posyandu_id, g.source
    from child c
    join posyandu_given g on g.person_id = c.person_id and g.voided_at is null and g.given_on <= month_end
    where c.person_id in (
            select person_id from posyandu_given
            where desa_id = d and period = p and voided_at is null
                and code <> all (array['VITA_BIRU', 'VITA_MERAH', 'CACING']))
        or c.person_id in (select person_id from served where year = 0)
    union all
    select c.person_id, false, g.code, g.given_on, g.period, g.desa_id, coalesce(g.posyandu_of_residence_id, 0),
        g.source
    from child c
    join posyandu_given g on g.person_id = c.person_id and g.voided_at is null and g.given_on <= month_end
        and g.code = any (array(select recorded from first_dpt))
    where p - c.born_in >= era.zero_from and p - c.born_in < era.zero_to
),
}}-- Most series are as the schedule wants them: the n-th dose is the n-th that counts.
numbered as materialized (
    select g.person_id, c.born_on, g.series, g.given_on as on_day, g.period, g.desa_id, g.posyandu_id,
        g.age_months, g.age_days, g.gap_months, g.gap_days, s.marks[n] as marks, s.slots[n] as slot,
        n > s.doses
            or g.given_on >= pws_later(
                    c.born_on, coalesce(g.age_months, s.ages[n]), coalesce(g.age_days, s.age_days[n]))
                and (n = 1 or g.given_on >= pws_later(
                    before, coalesce(g.gap_months, s.gaps[n]), coalesce(g.gap_days, s.gap_days[n]))) as is_plain
    from (
        select *, (row_number() over days)::integer as n, lag(given_on) over days as before
        from (
            select distinct on (g.person_id, credit.series, g.given_on) g.*, credit.series,
                credit.age_months, credit.age_days, credit.gap_months, credit.gap_days
            from {{one: recorded}}{{all: given}} g
            join pws_anakcredit credit on credit.recorded = g.code and credit.era = era.era
            {{one: where g.is_whole or credit.series in (select series from first_dpt)}}
            order by g.person_id, credit.series, g.given_on,
                array_position(array['DIBERIKAN', 'BUKU_KIA', 'PENGAKUAN'], g.source::text), g.code) dose
        window days as (partition by person_id, series order by given_on)) g
    join child c on c.person_id = g.person_id
    join pws_anakseries s on s.era = era.era and s.series = g.series
    -- Given later, it is no dose of a child under five.
    where g.given_on < (c.born_on + interval '60 months')::date
),
-- The others are gone through one by one.
irregular as materialized (
    select distinct person_id, series from numbered where not is_plain
),
valid as materialized (
    select person_id, born_on, on_day, period, desa_id, posyandu_id, marks, slot from numbered
    where slot is not null and (person_id, series) not in (select person_id, series from irregular)
    union all
    select w.person_id, w.born_on, v.on_day, period_of(v.on_day), w.desas[array_position(w.days, v.on_day)],
        w.homes[array_position(w.days, v.on_day)], w.marks[v.place], w.slots[v.place]
    from (
        select n.*, s.marks, s.slots, pws_valid_doses(
            n.born_on, n.days, n.age_months, n.age_days, n.gap_months, n.gap_days,
            s.ages, s.age_days, s.gaps, s.gap_days, era.repeat_days) as valid_days
        from (
            select person_id, born_on, series, array_agg(on_day order by on_day) as days,
                array_agg(desa_id order by on_day) as desas, array_agg(posyandu_id order by on_day) as homes,
                array_agg(age_months order by on_day) as age_months, array_agg(age_days order by on_day) as age_days,
                array_agg(gap_months order by on_day) as gap_months, array_agg(gap_days order by on_day) as gap_days
            from numbered join irregular using (person_id, series)
            group by person_id, born_on, series) n
        join pws_anakseries s on s.era = era.era and s.series = n.series
    ) w
    cross join lateral unnest(w.valid_days) with ordinality v (on_day, place)
),
-- Complete sets: every dose of the set, all before its age.
completed as materialized (
    select person_id, bit, on_day
    from (
        select person_id, born_on, bit_or(slot) as slots, max(on_day) filter (where slot & era.idl > 0) as idl_on,
            max(on_day) filter (where slot & era.infant > 0) as infant_on,
            max(on_day) filter (where slot & era.second_year > 0) as second_year_on
        from valid
        group by person_id, born_on) v
    cross join lateral (values
        (37, era.idl, era.idl_months, idl_on), (38, era.infant, era.infant_months, infant_on),
        (39, era.second_year, era.second_year_months, second_year_on)) s (bit, wanted, months, on_day)
    where slots & wanted = wanted and on_day < (born_on + make_interval(months => months))::date
),
-- Contacts with a nakes in the windows after the birth.
newborn_contact as materialized (
    select person_id, kode, min(on_day) as on_day
    from (
        select distinct on (v.id) v.person_id, v.on_day, w.kode
        from newborn_card v
        join (
            select s ->> 'kode' as kode, place, (s #>> '{jam,0}')::numeric as from_hour,
                (s #>> '{jam,1}')::numeric as to_hour, (s #>> '{hari,0}')::integer as from_day,
                (s #>> '{hari,1}')::integer as to_day
            from jsonb_array_elements(era.n -> 'kn') with ordinality x (s, place) limit all) w
            on case when from_hour is not null and v.newborn ->> 'hours_since_birth' is not null
                then (v.newborn ->> 'hours_since_birth')::numeric between from_hour and to_hour
                else v.on_day - v.born_on between from_day and to_day end
        where v.is_examined
        order by v.id, w.place desc) v
    group by person_id, kode
),
-- Gizi kurang, or a weight that did not rise: new when the weighing before was neither.
new_case as materialized (
    select person_id, on_day
    from (
        select *, lag(is_case) over (partition by person_id order by on_day, id) as was_case
        from (
            select v.person_id, v.on_day, v.id,
                {{one: is_thin or exists (
                    select from posyandu_finding f
                    where f.visit_id = v.id and f.code in ('TIDAK_NAIK', 'TIDAK_NAIK_2X') and f.voided_at is null)}}
                {{all: is_thin or v.id in (
                    select f.visit_id from posyandu_finding f
                    where f.code in ('TIDAK_NAIK', 'TIDAK_NAIK_2X') and f.voided_at is null)}} as is_case
            from visit v
            where v.is_weighed
                {{one: and v.on_day <= month_end - era.mt_days}} limit all) thin) t
    where is_case {{one: and on_day >= month_start - era.mt_days}} and not coalesce(
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
    select k, kind, bit, period_start(k) as starts_on, period_end(k) as ends_on,
        period_end(k) + (era.n ->> 'susulan')::integer as until,
        period_start(k - to_age) as born_after, period_start(k - from_age) as born_until
    from month
    cross join lateral (
        select 'VITA_' || (c ->> 'capsule') as kind, case c ->> 'capsule' when 'BIRU' then 21 else 23 end as bit,
            (c ->> 'from_month')::integer as from_age, (c ->> 'to_month')::integer as to_age
        from jsonb_array_elements(era.n -> 'vita') c where era.n -> 'vita_bulan' @> to_jsonb(k % 12 + 1)
        union all
        select 'CACING', 25, (era.n #>> '{cacing_umur,0}')::integer, (era.n #>> '{cacing_umur,1}')::integer
        where era.n -> 'cacing_bulan' @> to_jsonb(k % 12 + 1)) x
),
-- BIAS: whose turn it is, and who got it. A dose of the year before takes a child off the list.
bias as materialized (
    select k, b ->> 'code' as code, b ->> 'sex' as sex, period_start(k) as starts_on, period_end(k) as ends_on,
        (period_start(k - 12) - make_interval(years => (b ->> 'due_years')::integer))::date as born_after,
        (period_start(k) - make_interval(years => (b ->> 'due_years')::integer))::date as born_until,
        case b ->> 'code' when 'BIAS_MR' then 41 when 'BIAS_DT' then 43 when 'BIAS_HPV' then 47 else 45 end as bit
    from month
    cross join lateral jsonb_array_elements(era.n -> 'bias') b
    where (b ->> 'campaign_month')::integer = k % 12 + 1
        and (not b ? 'only' or (era.n -> (b ->> 'only'))::boolean)
),
school_dose as materialized (
    select distinct on (g.person_id, bias.k, g.code) g.person_id, bias.k, bias.bit, g.given_on as on_day, g.desa_id,
        {{one: coalesce(g.posyandu_of_residence_id, 0) as posyandu_id}}{{all: g.posyandu_id}}
    from bias
    join {{one: posyandu_given}}{{all: school_given}} g on g.code = bias.code and g.period = bias.k
        {{one: and g.voided_at is null and g.person_id in (
            select person_id from posyandu_given
            where desa_id = d and period = p and voided_at is null and coalesce(person_id = any (who), true))}}
    where not exists (
        select from {{one: posyandu_given}}{{all: school_given}} x
        where x.person_id = g.person_id and x.code = g.code {{one: and x.voided_at is null}}
            and x.period between bias.k - 12 and bias.k - 1)
    order by g.person_id, bias.k, g.code, g.given_on
),
{{one: girl as materialized (
    select distinct x.person_id from posyandu_visit x
    where x.desa_id = d and x.period = p and x.voided_at is null and x.age_months >= 60
        and x.form = 'sekolah' and x.tablets_given > 0 and coalesce(x.person_id = any (who), true)
),
}}tablet as materialized (
    select v.person_id, v.period, v.measured_on as on_day, v.desa_id,
        coalesce(v.posyandu_of_residence_id, 0) as posyandu_id,
        sum(v.tablets_given) over (partition by v.person_id, v.period / 12 order by v.measured_on) as of_year,
        sum(v.tablets_given) over (partition by v.person_id, v.period / 6 order by v.measured_on) as of_half
    from {{all: posyandu_visit v}}{{one: girl cross join lateral (
        -- Girl by girl: the planner would rather look at all tablets of the district.
        select * from posyandu_visit x
        where x.person_id = girl.person_id and x.form = 'sekolah' and x.voided_at is null and x.tablets_given > 0
            and x.age_months >= 60 and x.measured_on between period_start(p / 12 * 12) and month_end limit all) v}}
    join puskesmas_person t on t.id = v.person_id and t.voided_at is null and t.sex = 'P'
    where v.form = 'sekolah' and v.voided_at is null and v.tablets_given > 0
        and v.age_months >= 60 and v.age_months >= era.girl_from and v.age_months < era.girl_to
        {{all: and uuid_hash(v.person_id) & 1 = :half}}
),
-- Events of a day, whose home is looked up.
happened as materialized (
    select c.person_id, c.born_on as on_day,
        1::bigint | case when grams is not null then 2 else 0 end | case when grams < era.low_weight_g then 4 else 0 end
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
        left join told_at_birth v using (person_id)) c
    union all
    select person_id, (born_on + make_interval(years => age))::date, 1::bigint << 50 + age
    from child, generate_series(1, 2) age
    {{one: where p - born_in = 12 * age}}
    union all
    select person_id, on_day, 1::bigint << 4 from newborn_contact where kode = 'KN1'
    union all
    select person_id, max(on_day), 1::bigint << 5
    from newborn_contact
    where kode = any (era.all_contacts)
    group by person_id
    having count(*) = cardinality(era.all_contacts)
    union all
    select person_id, min(on_day), 1::bigint << 6
    from (
        select c.person_id, posyandu_local_day(f.ended_at) as on_day
        from child c
        join posyandu_finding f on f.person_id = c.person_id and f.voided_at is null and f.state = 'SELESAI'
            and f.code in ('BAYI_BAHAYA', 'BAYI_BAHAYA_RS')
        where f.found_on - c.born_on <= era.newborn_days
            and posyandu_local_day(f.ended_at) < (c.born_on + make_interval(months => era.child_from))::date
            {{one: and c.born_on > (month_start - make_interval(months => greatest(era.child_from, 1)))::date}}
        union all
        select c.person_id, x.diagnosed_on
        from child c
        join posyandu_diagnosis x on x.person_id = c.person_id and x.voided_at is null
            and (x.icd10 like 'P%' or x.icd10 like 'Q%')
        where x.diagnosed_on - c.born_on between 0 and era.newborn_days
            {{one: and c.born_on > (month_start - make_interval(months => greatest(era.child_from, 1)))::date}}) handled
    group by person_id
    union all
    select person_id, min(on_day), 1::bigint << 7
    from (
        select c.person_id, c.shk_on as on_day
        from {{one: (
            select x.person_id, x.born_on, n.shk_on
            from child x join posyandu_newborn n on n.child_id = x.person_id
            where x.born_on >= month_start - era.shk_days
                or x.person_id in (select person_id from newborn_card))}}{{all: child}} c
        where c.shk_on - c.born_on between era.shk_from_hours / 24 and era.shk_days
        union all
        select v.person_id, v.on_day
        from newborn_card v
        where (v.newborn ->> 'shk_taken')::boolean
            and coalesce((v.newborn ->> 'shk_hours')::numeric, (v.on_day - v.born_on) * 24)
                between era.shk_from_hours and era.shk_days * 24) taken
    group by person_id
    union all
    select x.person_id, greatest(x.on_day, s.on_day), 1::bigint << 8
    from served x
    join completed s on s.person_id = x.person_id and s.bit = 37
    where x.year = 0
    union all
    select person_id, on_day, 1::bigint << 9 from served where year > 0
    union all
    select person_id, on_day, 1::bigint << 10 from developed where year > 0
    union all
    select v.person_id, v.on_day + era.kpsp_days,
        1::bigint << 11 | case when v.is_referred or bool_or(x.person_id is not null) then 0 else 1::bigint << 12 end
    from visit v
    join child c on c.person_id = v.person_id and v.on_day + era.kpsp_days < c.grown_on
    {{one: left join lateral (
        select x.person_id from posyandu_visit x
        where x.person_id = v.person_id and x.voided_at is null and x.age_months < 60
            and x.measured_on > v.on_day and x.measured_on <= v.on_day + era.kpsp_days
            and (x.classes ->> 'kpsp' is not null or coalesce((x.details ->> 'referred')::boolean, false))) x on true}}
    {{all: left join visit x on x.person_id = v.person_id and x.on_day > v.on_day
        and x.on_day <= v.on_day + era.kpsp_days and (x.kpsp is not null or x.is_referred)}}
    where v.kpsp in ('M', 'P')
        {{one: and v.on_day between month_start - era.kpsp_days and month_end - era.kpsp_days}}
    group by v.id, v.person_id, v.on_day, v.is_referred
    union all
    select person_id, (born_on + make_interval(months => era.milk_months))::date,
        1::bigint << 15 | case when is_only then 1::bigint << 16 else 0 end
    from (
        select v.person_id, c.born_on, count(distinct v.age_months) as months, bool_and(v.only_milk) as is_only
        from child c
        join {{one: lateral (
            select x.person_id, x.age_months, (x.details ->> 'exclusive_breastfeeding')::boolean as only_milk
            from posyandu_visit x
            where x.person_id = c.person_id and x.voided_at is null and x.age_months < 60
                and x.measured_on between c.born_on and month_end)}}{{all: visit}} v on v.person_id = c.person_id
        where v.only_milk is not null and v.age_months < era.milk_months
            {{one: and (c.born_on + make_interval(months => era.milk_months))::date between month_start and month_end}}
        group by v.person_id, c.born_on) x
    where not is_only or months = era.milk_months
    union all
    select n.person_id, n.on_day + era.mt_days,
        1::bigint << 19 | case when bool_or(x.person_id is not null) then 0 else 1::bigint << 20 end
    from new_case n
    join child c on c.person_id = n.person_id and n.on_day + era.mt_days < c.grown_on
    {{one: left join lateral (
        select x.person_id from posyandu_visit x
        where x.person_id = n.person_id and x.voided_at is null and x.age_months < 60
            and (x.details ->> 'mt_given')::boolean
            and coalesce((x.details ->> 'mt_started_on')::date, x.measured_on) <= n.on_day + era.mt_days
            and x.measured_on between n.on_day and month_end) x on true}}
    {{all: left join visit x on x.person_id = n.person_id and x.has_mt
        and coalesce(x.mt_on, x.on_day) <= n.on_day + era.mt_days
        and x.on_day between n.on_day and period_end(period_of(n.on_day + era.mt_days))}}
    group by n.person_id, n.on_day
    union all
    select c.person_id, least(min(g.given_on), k.ends_on), 1::bigint << k.bit + 1
    from child c
    join {{one: posyandu_given}}{{all: (
        select * from given where code in ('VITA_BIRU', 'VITA_MERAH', 'CACING') limit all)}} g
        on g.person_id = c.person_id {{one: and g.voided_at is null}}
    join campaign k on g.code = k.kind and g.given_on between k.starts_on and k.until
        and c.born_on > k.born_after and c.born_on <= k.born_until
    group by c.person_id, k.k, k.bit, k.ends_on
),
event as {{one: materialized}} (
    select h.person_id, period_of(h.on_day) as period, h.on_day, r.desa_id, r.posyandu_id, h.bits
    from happened h
    join home r on r.person_id = h.person_id and h.on_day >= r.valid_from
        and (r.valid_to is null or h.on_day <= r.valid_to)
    {{all: where h.on_day between (select period_start(first_period) from base_window)
        and (select period_end(last_period) from base_window)}}
    union all
    select person_id, k, on_day, desa_id, posyandu_id, 3::bigint << bit from school_dose
    union all
    (select distinct on (person_id, period / 12) person_id, period, on_day, desa_id, posyandu_id, 1::bigint << 49
    from tablet where of_half >= era.tablets_26
    order by person_id, period / 12, on_day)
    union all
    (select distinct on (person_id, period / 12) person_id, period, on_day, desa_id, posyandu_id, 1::bigint << 50
    from tablet where of_year >= era.tablets_52
    order by person_id, period / 12, on_day)
    union all
    select v.person_id, v.period, v.on_day, v.desa_id, v.posyandu_id,
        case when v.checklist is null then 0 when v.checklist = 'LENGKAP' then 1::bigint << 13
             else 3::bigint << 13 end
        | case when v.only_milk is null or v.age_months >= era.milk_months then 0 when v.only_milk then 1::bigint << 17
               else 3::bigint << 17 end
    from visit v
    {{all: join child c on c.person_id = v.person_id}}
    where v.checklist is not null or v.only_milk is not null
    union all
    select v.person_id, v.period, v.on_day, v.desa_id, v.posyandu_id,
        case when v.marks & (3::bigint << 27) = 0 then v.marks
            else case when v.on_day - v.born_on <= era.hb0_days then 1::bigint << 28 else 0 end
                | case when coalesce(told.hours <= era.hb0_hours, v.on_day = v.born_on)
                    then 1::bigint << 27 else 0 end end
            -- Looked up in a hash for each dose, however many the planner expects.
            | case when (v.person_id, v.on_day) in (select person_id, on_day from completed where bit = 37)
                then 1::bigint << 37 else 0 end
            | case when (v.person_id, v.on_day) in (select person_id, on_day from completed where bit = 38)
                then 1::bigint << 38 else 0 end
            | case when (v.person_id, v.on_day) in (select person_id, on_day from completed where bit = 39)
                then 1::bigint << 39 else 0 end
    from valid v
    left join (
        select person_id, (newborn ->> 'hb0_on')::date as on_day, min((newborn ->> 'hb0_hours')::numeric) as hours
        from newborn_card where newborn ? 'hb0_on' and newborn ? 'hb0_hours'
        group by 1, 2) told on told.person_id = v.person_id and told.on_day = v.on_day
    where v.period {{one: = p}}{{all: between (select first_period from base_window)
        and (select last_period from base_window)}}
    union all
    -- What is so at the end of a month: infants without DPT1, and who is waited for in a campaign.
    select r.person_id, k, period_end(k), r.desa_id, r.posyandu_id, 1::bigint << 40
    from home r
    {{one: cross join month}}{{all: cross join lateral generate_series(
        greatest(period_of(r.born_on) + era.zero_from, (select first_period from base_window)),
        least(period_of(r.born_on) + era.zero_to - 1, (select last_period from base_window))) k}}
    left join (select person_id, min(on_day) as on_day from valid where marks & (1::bigint << 30) > 0 group by 1) dpt1
        on dpt1.person_id = r.person_id
    where r.valid_from <= period_end(k) and (r.valid_to is null or r.valid_to >= period_end(k))
        and (dpt1.on_day is null or dpt1.on_day > period_end(k))
        {{one: and k - period_of(r.born_on) >= era.zero_from and k - period_of(r.born_on) < era.zero_to}}
    union all
    select r.person_id, k.k, k.ends_on, r.desa_id, r.posyandu_id, 1::bigint << k.bit
    from campaign k
    join home r on r.born_on > k.born_after and r.born_on <= k.born_until
        and r.valid_from <= k.ends_on and (r.valid_to is null or r.valid_to >= k.ends_on)
    union all
    select r.person_id, bias.k, bias.ends_on, r.desa_id, coalesce(r.posyandu_id, 0), 1::bigint << bias.bit
    from bias
    join puskesmas_residence r on r.born_on > bias.born_after and r.born_on <= bias.born_until
        and r.valid_from <= bias.ends_on and (r.valid_to is null or r.valid_to >= bias.ends_on)
        and (bias.sex is null or r.sex = bias.sex)
        {{one: and r.desa_id = d and coalesce(r.person_id = any (who), true)}}
        {{all: and uuid_hash(r.person_id) & 1 = :half}}
    where not exists (
        select from {{one: posyandu_given}}{{all: school_given}} x
        where x.person_id = r.person_id and x.code = bias.code {{one: and x.voided_at is null}}
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
        {{all: and period in (select k from month)}}
    group by desa_id, period, person_id
) e
join puskesmas_person t on t.id = e.person_id and t.voided_at is null {{all: and uuid_hash(t.id) & 1 = :half}}
