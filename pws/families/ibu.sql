-- Facts of pregnancies and births (ibu.py says what each means). From the top down: pregnancies; days with a visit;
-- what is reached by then, and what for the first time; what happened in which month, and where the woman lived on
-- that day. Numbers are those in force in the month of a visit, or of the end of the pregnancy. What is true is kept
-- as bits until the last step, so that little is carried, sorted and summed.
with own as materialized (
    select g.id as subject, g.person_id, t.sex::text as sex, g.lmp_on, g.ended_on, g.first_known_on, x.is_birth,
        case when g.outcome <> 'PINDAH' then coalesce(g.ended_on, g.lmp_on + n.term_days) end as due_on,
        case when x.is_birth then g.ended_on + n.nifas_days end as over_on,
        case when g.outcome <> 'SALAH_DATA' then g.lmp_on + n.longest_days end as longest_on,
        case when t.died_on between g.lmp_on and coalesce(g.ended_on, g.lmp_on + n.longest_days) + n.nifas_days
            then t.died_on end as died_on,
        case when b.attendant <> all (n.attendants) or b.attendant is null then 0
            when b.born_at = any (n.facilities) then 3072 else 1024 end as attended
    from posyandu_pregnancy g
    join puskesmas_person t on t.id = g.person_id and t.voided_at is null
    join pws_ibuera n on period_of(coalesce(g.ended_on, g.lmp_on)) between n.from_period and n.to_period
    left join posyandu_delivery b on b.pregnancy_id = g.id
    cross join lateral (
        select g.ended_on is not null and g.outcome in ('LAHIR_HIDUP', 'LAHIR_MATI') as is_birth
    ) x
    where g.voided_at is null
        {{all: and uuid_hash(g.person_id) & 1 = :half}}
        {{one: and g.lmp_on <= month_end and coalesce(g.person_id = any (who), true) and g.person_id in (
            -- Who lives here today, or lived here in that month, pregnant or not long after it.
            select c.person_id
            from (
                select person_id, lmp_on, ended_on, first_known_on from posyandu_pregnancy
                where desa_id = d and voided_at is null and coalesce(person_id = any (who), true)
                union all
                select c.person_id, c.lmp_on, c.ended_on, c.first_known_on
                from puskesmas_residence r
                join posyandu_pregnancy c on c.person_id = r.person_id and c.voided_at is null
                where r.desa_id = d and r.valid_to >= month_start and r.valid_from <= month_end
                    and coalesce(r.person_id = any (who), true)
            ) c
            where c.lmp_on <= month_end and (c.ended_on is null or greatest(c.ended_on, c.first_known_on)
                >= month_start - (select max(nifas_days) from pws_ibuera)))}}
),
-- `told`: contact 1, by a doctor 2, with ultrasound 4, intake asked 8, not daily 16, Hb 32, low 64, LILA 128,
-- low 256, extra food 512, HIV 1024, syphilis 2048, HBsAg 4096, Td 8192, class 16384, mood 32768, capsule 65536,
-- method 131072, risk by a kader 1048576, by a nakes 2097152; from 4194304 on the windows after birth.
seen as (
    select o.subject, o.person_id, o.due_on, o.over_on,
        period_of(least(o.ended_on, o.lmp_on + n.longest_days + 1)) - 1 as last_pregnant,
        v.period, v.measured_on as day, case v.form when 'bumil' then 0 else 1 end as kind,
        v.desa_id, coalesce(v.posyandu_of_residence_id, 0) as posyandu_id, v.tablets_given as tablets, n.k6_with_usg,
        (v.measured_on - o.lmp_on) / 7 <= n.k1m_weeks as is_early,
        case when (v.measured_on - o.lmp_on) / 7 <= n.trimester_weeks[1] then 1
            when (v.measured_on - o.lmp_on) / 7 <= n.trimester_weeks[2] then 2 else 3 end as trimester,
        case when v.srq20_score is not null or v.classes ? 'epds' then 32768 else 0 end
        | case v.form
            when 'bumil' then
                case when v.by_nakes then
                    case coalesce(v.details ->> 'examined_by', '') when '' then 0
                        when 'DOKTER' then 3 when 'SPOG' then 3 else 1 end
                    | case when v.details ->> 'usg_done' = 'true' and v.details ->> 'examined_by' <> '' then 4
                        else 0 end
                    else 0 end
                | case v.details ->> 'tablet_intake' when 'SETIAP_HARI' then 8 when 'TIDAK_SETIAP_HARI' then 24
                    else 0 end
                | case coalesce(v.classes ->> 'hb_bumil', '') when '' then 0 when 'NORMAL' then 32 else 96 end
                | case coalesce(v.classes ->> 'lila_bumil', '') when '' then 0 when 'NORMAL' then 128 else 384 end
                | case when v.details ->> 'extra_food_given' = 'true' then 512 else 0 end
                | case when v.details ->> 'hiv' in ('REAKTIF', 'NONREAKTIF') then 1024 else 0 end
                | case when v.details ->> 'syphilis' in ('REAKTIF', 'NONREAKTIF') then 2048 else 0 end
                | case when v.details ->> 'hbsag' in ('REAKTIF', 'NONREAKTIF') then 4096 else 0 end
                | case when v.details ->> 'td2_plus' = 'true' then 8192 else 0 end
                | case when v.details ->> 'mothers_class' = 'true' then 16384 else 0 end
                -- A rule of the card refers her, or speaks of her age, her children, her height.
                | case when exists (
                    select from posyandu_finding f
                    where f.visit_id = v.id and f.voided_at is null and f.state <> 'DIKESAMPINGKAN'
                        and (f.code in ('BUMIL_4T', 'BUMIL_PENDEK') or f.refer_to <> '' and f.code like 'BUMIL\_%'))
                    then case when v.by_nakes then 2097152 else 1048576 end else 0 end
            else
                -- With known hours the hours decide, where the table has them.
                case when v.by_nakes and v.details ->> 'examined_by' <> '' then
                    case when n.kf_hours is null or v.details ->> 'hours_since_birth' is null
                        then n.kf_by_day[v.measured_on - o.ended_on + 1]
                    else greatest(n.kf_without_hours[v.measured_on - o.ended_on + 1], (
                        select max(n.kf_hours[i][3]::integer) from generate_subscripts(n.kf_hours, 1) i
                        where (v.details ->> 'hours_since_birth')::float8
                            between n.kf_hours[i][1] and n.kf_hours[i][2])) end << 22
                    else 0 end
                | case when v.measured_on < o.ended_on + n.capsules_before
                    and v.details ->> 'vitamin_a_given' = 'true' then 65536 else 0 end
                | case when v.measured_on <= o.ended_on + n.method_days
                    and v.details ->> 'contraception_method' not in ('', 'BELUM', 'TIDAK') then 131072 else 0 end
            end as told
    from own o
    join posyandu_visit v on v.person_id = o.person_id and v.measured_on >= o.lmp_on
    join pws_ibuera n on v.period between n.from_period and n.to_period
    where v.voided_at is null and v.form in ('bumil', 'nifas')
        {{one: and v.measured_on <= month_end}}
        and case v.form
            when 'bumil' then v.measured_on <= coalesce(o.ended_on, 'infinity')
                and v.measured_on - o.lmp_on <= n.longest_days
            else o.is_birth and v.measured_on between o.ended_on and o.ended_on + n.nifas_days end
    limit all
),
-- `has`, what a day completes: K1 1, pure K1 2, K4 4, K6 8, doctor and ultrasound 16, risk 32, tablets 64 and 128,
-- Hb by trimester 256, 512, 1024, LILA 2048, triple 4096, Td 8192, classes 16384, KF1 32768, KF 65536,
-- vitamin A 131072, method 262144. Counters have eight bits each.
reached as (
    select subject, person_id, due_on, over_on, last_pregnant, z.period, day, kind, desa_id, posyandu_id, told,
        case when told & 1 > 0 then 1
            | case when is_early and contacts in (1, 256, 65536) then 2 else 0 end
            | case when contacts & 255 >= k4_pattern[1] and contacts >> 8 & 255 >= k4_pattern[2]
                and contacts >> 16 >= k4_pattern[3] then 4 else 0 end
            | case when contacts & 255 >= k6_pattern[1] and contacts >> 8 & 255 >= k6_pattern[2]
                and contacts >> 16 >= k6_pattern[3]
                and (not k6_by_doctor or (doctors & 255 > 0 or 1 <> all (k6_trimesters))
                    and (doctors >> 8 & 255 > 0 or 2 <> all (k6_trimesters))
                    and (doctors >> 16 > 0 or 3 <> all (k6_trimesters))) then 8 else 0 end
            | case when told & 6 = 6 and trimester = 1 then 16 else 0 end else 0 end
        | case when told & 3145728 > 0 then 32 else 0 end
        | case when tablets > 0 and supplied >> 16 >= tablets_wanted[1] then 64 else 0 end
        | case when tablets > 0 and supplied >> 16 >= tablets_wanted[2] then 128 else 0 end
        | case when told & 32 > 0 then 128 << trimester else 0 end
        | case when told & 128 > 0 then 2048 else 0 end
        | case when told & 7168 > 0 and told_so_far & 7168 = 7168 then 4096 else 0 end
        | (told & 8192)
        | case when told & 16384 > 0 and supplied & 255 >= classes_wanted then 16384 else 0 end
        | case when told >> 22 & kf_1 > 0 then 32768 else 0 end
        | case when told >> 22 > 0 and told_so_far >> 22 = kf_all then 65536 else 0 end
        -- Each day is a capsule of its own, or the second one must wait.
        | case when told & 65536 > 0 and case when capsules_wanted <= 1 then true
            when capsules_apart <= 1 or capsules_wanted > 2 then supplied >> 8 & 255 >= capsules_wanted
            else day >= first_capsule + capsules_apart end then 131072 else 0 end
        | case when told & 131072 > 0 then 262144 else 0 end as has
    from (
        select days.*, sum(case when told & 1 > 0 then 1 << (8 * trimester - 8) else 0 end) over w as contacts,
            sum(case when told & 6 = 6 or told & 2 > 0 and not k6_with_usg then 1 << (8 * trimester - 8) else 0 end)
                over w as doctors,
            -- Classes, capsules, and above them tablets.
            sum((told >> 14 & 1) + (told >> 8 & 256) + (tablets << 16)) over w as supplied,
            bit_or(told) over w as told_so_far,
            min(case when told & 65536 > 0 then day end) over w as first_capsule
        from (
            -- Visits of one day are one contact.
            select subject, person_id, due_on, over_on, last_pregnant, period, day, kind, trimester, is_early,
                k6_with_usg, max(desa_id) as desa_id,
                max(posyandu_id) as posyandu_id, bit_or(told) as told,
                case kind when 0 then coalesce(sum(tablets), 0)::integer else 0 end as tablets
            from seen
            group by subject, person_id, due_on, over_on, last_pregnant, period, day, kind, trimester, is_early,
                k6_with_usg
        ) days
        window w as (partition by subject order by day, kind)
    ) z
    join pws_ibuera n on z.period between n.from_period and n.to_period
),
firsts as (
    select *, has & ~coalesce(bit_or(has) over (partition by subject order by day, kind
                                                rows between unbounded preceding and 1 preceding), 0) as first
    from reached
),
-- A whole pregnancy: what was reached by the day of birth and by the last day after it, the first extra food, and
-- its measures of LILA with the last month in which each can count.
lives as (
    select subject, person_id, coalesce(bit_or(first) filter (where day <= due_on), 0) as due_had,
        coalesce(bit_or(first) filter (where day <= over_on), 0) as over_had,
        min(day) filter (where told & 512 > 0) as food_on,
        array_agg(case when told & 256 > 0 then period end order by day) filter (where told & 128 > 0) as low_from,
        array_agg(period order by day) filter (where told & 128 > 0) as measured,
        array_agg(last_pregnant order by day) filter (where told & 128 > 0) as last_pregnant
    from firsts
    group by subject, person_id
),
-- `what`: known 1, risk by a kader 2, by a nakes 4, intake asked 8, not daily 16, Hb low 32, LILA low 64, KEK 128,
-- with food 256, birth 512, by a nakes 1024, in a facility 2048, mood 4096, death 8192, due 16384, over 32768,
-- pregnant or after birth 65536.
events as (
    -- A visit knows where she lived.
    select f.subject, f.desa_id, f.period, f.day, f.posyandu_id, f.first, 0 as due_had, 0 as over_had,
        case when f.first & 32 > 0 then f.told >> 19 & 6 else 0 end
        | (f.told & 24)
        | case when f.first & 1792 > 0 then f.told >> 1 & 32 else 0 end
        | case when f.first & 2048 > 0 then f.told >> 2 & 64 else 0 end as what
    from firsts f
    where f.desa_id is not null and f.period {{one: = p}}
        {{all: between (select first_period from base_window) and (select last_period from base_window)}}
    union all
    -- The first day of a year with EPDS or SRQ-20, in whatever pregnancy: of two on one day, the one written last.
    select subject, desa_id, period, day, posyandu_id, 0, 0, 0, 4096
    from (
        select *, row_number() over (partition by person_id, period / 12 order by day, subject desc) as n
        from firsts
        where told & 32768 > 0
    ) m
    where n = 1 and desa_id is not null and period {{one: = p}}
        {{all: between (select first_period from base_window) and (select last_period from base_window)}}
    union all
    -- Ends of the months at which she is pregnant or not long after birth, and lived in a desa: one look at her
    -- residences for all of them. From the first day of her next pregnancy on, that one counts.
    select s.subject, r.desa_id, k, period_end(k), coalesce(r.posyandu_id, 0), 0, 0, 0, 65536
    from (
        select *, least(coalesce(over_on + 1, ended_on, longest_on + 1),
            lead(lmp_on) over (partition by person_id order by lmp_on, subject)) as until
        from own
        where longest_on is not null
    ) s
    cross join lateral (
        select r.desa_id, r.posyandu_id, r.valid_from, r.valid_to from puskesmas_residence r
        where r.person_id = s.person_id and r.valid_from < s.until and (r.valid_to is null or r.valid_to >= s.lmp_on)
        limit all
    ) r
    cross join lateral generate_series(
        greatest(period_of(greatest(s.lmp_on, r.valid_from)),
                 {{one: p}}{{all: (select first_period from base_window)}}),
        least(period_of(least(s.until, r.valid_to + 1)) - 1,
              {{one: p}}{{all: (select last_period from base_window)}})) k
    where period_end(k) <= s.longest_on or period_end(k) >= s.ended_on
    union all
    -- Days of the pregnancy itself, and ends of the months for which her LILA was the last one, when that was low.
    select e.subject, r.desa_id, period_of(e.day), e.day, coalesce(r.posyandu_id, 0), 0, e.due_had, e.over_had, e.what
    from (
        select o.subject, o.person_id, m.day, m.what,
            case m.what when 16384 then coalesce(l.due_had, 0) else 0 end as due_had,
            case m.what when 32768 then coalesce(l.over_had, 0) else 0 end as over_had
        from own o
        left join lives l on l.subject = o.subject
        cross join lateral (values (1, o.first_known_on), (512 | o.attended, case when o.is_birth then o.ended_on end),
            (8192, o.died_on), (16384, o.due_on), (32768, o.over_on)) m (what, day)
        union all
        select l.subject, l.person_id, period_end(k), case when l.food_on <= period_end(k) then 384 else 128 end, 0, 0
        from lives l
        cross join lateral generate_subscripts(l.low_from, 1) i
        cross join lateral generate_series(
            greatest(l.low_from[i], {{one: p}}{{all: (select first_period from base_window)}}),
            least(l.last_pregnant[i], l.measured[i + 1] - 1,
                  {{one: p}}{{all: (select last_period from base_window)}})) k
        where l.low_from[i] is not null
    ) e
    cross join lateral (
        select r.desa_id, r.posyandu_id from puskesmas_residence r
        where r.person_id = e.person_id and r.valid_from <= e.day and (r.valid_to is null or r.valid_to >= e.day)
        limit 1
    ) r
    where {{one: e.day between month_start and month_end}}
        {{all: e.day between period_start((select first_period from base_window))
            and period_end((select last_period from base_window))}}
)
select facts.desa_id, facts.period, facts.subject, o.person_id, facts.posyandu_id, o.sex,
    what & 1 > 0 as known,
    what & 65536 > 0 as maternal,
    first & 1 > 0 as k1a,
    first & 2 > 0 as k1m,
    first & 4 > 0 as k4,
    first & 8 > 0 as k6,
    first & 16 > 0 as doctor_usg,
    what & 2 > 0 as risk_by_kader,
    what & 6 = 4 as risk_by_nakes,
    first & 64 > 0 as tablets_classic,
    first & 128 > 0 as tablets_full,
    what & 8 > 0 as intake_asked,
    what & 24 = 8 as intake_daily,
    first & 1792 > 0 as hb_tested,
    what & 32 > 0 as hb_low,
    first & 2048 > 0 as arm_measured,
    what & 64 > 0 as arm_low,
    what & 128 > 0 as kek,
    what & 256 > 0 as kek_food,
    first & 4096 > 0 as triple,
    first & 8192 > 0 as td_enough,
    first & 16384 > 0 as mothers_class,
    what & 512 > 0 as delivered,
    what & 1024 > 0 as birth_by_nakes,
    what & 2048 > 0 as birth_at_facility,
    first & 32768 > 0 as kf1,
    first & 65536 > 0 as kf_complete,
    first & 131072 > 0 as vitamin_a,
    first & 262144 > 0 as contraception,
    what & 4096 > 0 as mood_screened,
    what & 8192 > 0 as died,
    what & 16384 > 0 as due,
    due_had & 1 > 0 as due_k1a,
    due_had & 2 > 0 as due_k1m,
    due_had & 4 > 0 as due_k4,
    due_had & 8 > 0 as due_k6,
    due_had & 64 > 0 as due_tablets,
    what & 32768 > 0 as nifas_over,
    over_had & 32768 > 0 as nifas_kf1,
    over_had & 65536 > 0 as nifas_kf,
    over_had & 131072 > 0 as nifas_vitamin_a
from (
    select desa_id, period, subject,
        -- Where she lived last in that month, of the places in this desa.
        (max(((day - date '1970-01-01')::bigint << 32) + posyandu_id) & 4294967295)::integer as posyandu_id,
        bit_or(first) as first, bit_or(due_had) as due_had, bit_or(over_had) as over_had, bit_or(what) as what
    from events
    {{one: where desa_id = d}}
    group by desa_id, period, subject
) facts
join own o on o.subject = facts.subject
