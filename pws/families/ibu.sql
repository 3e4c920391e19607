-- Facts of pregnancies and births (ibu.py says what each means). From the top down: numbers in force; pregnancies;
-- one row for each day with a visit and for each day of the pregnancy itself; what is reached by then, and what
-- for the first time; where the woman lived on that day. What is true is kept as bits until the last step, so that
-- little is carried, sorted and summed.
with numbers as {{one: materialized}}{{all: not materialized}} (select * from pws_ibu_numbers()),
own as {{one: materialized}}{{all: not materialized}} (
    select g.id as subject, g.person_id, t.sex::text as sex, g.lmp_on, g.ended_on, g.first_known_on, g.outcome,
        t.died_on, g.ended_on is not null and g.outcome in ('LAHIR_HIDUP', 'LAHIR_MATI') as is_birth,
        b.attendant, b.born_at
    from posyandu_pregnancy g
    join puskesmas_person t on t.id = g.person_id and t.voided_at is null
    left join posyandu_delivery b on b.pregnancy_id = g.id
    where g.voided_at is null
        {{all: and uuid_hash(g.person_id) & 1 = :half}}
        {{one: and g.lmp_on <= period_end(p) and g.person_id in (
            -- Who lives here today, or lived here in that month, pregnant or not long after it.
            select c.person_id
            from (
                select person_id, lmp_on, ended_on, first_known_on from posyandu_pregnancy
                where desa_id = d and voided_at is null
                union all
                select c.person_id, c.lmp_on, c.ended_on, c.first_known_on
                from puskesmas_residence r
                join posyandu_pregnancy c on c.person_id = r.person_id and c.voided_at is null
                where r.desa_id = d and r.valid_to >= period_start(p) and r.valid_from <= period_end(p)
            ) c
            where c.lmp_on <= period_end(p) and (c.ended_on is null or greatest(c.ended_on, c.first_known_on)
                >= period_start(p) - (select max(nifas_days) from numbers)))}}
),
-- `told`: contact 1, by a doctor 2, with ultrasound 4, intake asked 8, not daily 16, Hb 32, low 64, LILA 128,
-- low 256, extra food 512, HIV 1024, syphilis 2048, HBsAg 4096, Td 8192, class 16384, mood 32768, capsule 65536,
-- method 131072, attended 262144, in a facility 524288, risk by a kader 1048576, by a nakes 2097152; from 4194304
-- on the windows after birth.
days as (
    -- A day with visits: kind 0 while pregnant, 1 after birth.
    select o.subject, o.person_id, o.sex, o.lmp_on, o.ended_on, v.period, v.measured_on as day,
        case v.form when 'bumil' then 0 else 1 end as kind, '' as what,
        max(v.desa_id) as desa_id, max(coalesce(v.posyandu_of_residence_id, 0)) as posyandu_id,
        bit_or(x.told) as told,
        coalesce(sum(v.tablets_given) filter (where v.form = 'bumil'), 0)::integer as tablets
    from own o
    join posyandu_visit v on v.person_id = o.person_id and v.measured_on >= o.lmp_on
    join numbers n on v.period between n.from_period and n.to_period
    cross join lateral (
        select case when v.classes ? 'epds' or v.srq20_score is not null then 32768 else 0 end
            | case v.form
            when 'bumil' then
                case when v.by_nakes and v.details ->> 'examined_by' <> '' then 1
                    | case when v.details ->> 'examined_by' in ('DOKTER', 'SPOG') then 2 else 0 end
                    | case when v.details ->> 'usg_done' = 'true' then 4 else 0 end else 0 end
                | case v.details ->> 'tablet_intake' when 'SETIAP_HARI' then 8 when 'TIDAK_SETIAP_HARI' then 24
                    else 0 end
                | case v.classes ->> 'hb_bumil' when 'NORMAL' then 32 else case when v.classes ? 'hb_bumil' then 96
                    else 0 end end
                | case v.classes ->> 'lila_bumil' when 'NORMAL' then 128
                    else case when v.classes ? 'lila_bumil' then 384 else 0 end end
                | case when v.details ->> 'extra_food_given' = 'true' then 512 else 0 end
                | case when v.details ->> 'hiv' in ('REAKTIF', 'NONREAKTIF') then 1024 else 0 end
                | case when v.details ->> 'syphilis' in ('REAKTIF', 'NONREAKTIF') then 2048 else 0 end
                | case when v.details ->> 'hbsag' in ('REAKTIF', 'NONREAKTIF') then 4096 else 0 end
                | case when v.details ->> 'td2_plus' = 'true' then 8192 else 0 end
                | case when v.details ->> 'mothers_class' = 'true' then 16384 else 0 end
            else
                case when v.by_nakes and v.details ->> 'examined_by' <> ''
                    then coalesce(pws_window_bit(n.windows, v.measured_on - o.ended_on,
                                                 (v.details ->> 'hours_since_birth')::float8), 0) << 22 else 0 end
                | case when v.details ->> 'vitamin_a_given' = 'true'
                    and v.measured_on < o.ended_on + n.capsules_before then 65536 else 0 end
                | case when v.details ->> 'contraception_method' not in ('', 'BELUM', 'TIDAK')
                    and v.measured_on <= o.ended_on + n.method_days then 131072 else 0 end
            end as told
    ) x
    where v.voided_at is null and v.form in ('bumil', 'nifas')
        {{all: and uuid_hash(v.person_id) & 1 = :half}}
        {{one: and v.measured_on <= period_end(p)}}
        and case v.form
            when 'bumil' then v.measured_on <= coalesce(o.ended_on, 'infinity')
                and v.measured_on - o.lmp_on <= n.longest_days
            else o.is_birth and v.measured_on between o.ended_on and o.ended_on + n.nifas_days end
    group by o.subject, o.person_id, o.sex, o.lmp_on, o.ended_on, v.period, v.measured_on, v.form

    union all
    -- A day of the pregnancy itself: kind 2, after the visits of that day.
    select o.subject, o.person_id, o.sex, o.lmp_on, o.ended_on, period_of(m.day), m.day, 2, m.what, null, null,
        case when m.what = 'birth' and n.attendants ? o.attendant then 262144 else 0 end
            | case when m.what = 'birth' and n.facilities ? o.born_at then 524288 else 0 end, 0
    from own o
    join numbers n on period_of(coalesce(o.ended_on, o.lmp_on)) between n.from_period and n.to_period
    cross join lateral (values
        ('known', o.first_known_on),
        ('birth', case when o.is_birth then o.ended_on end),
        ('due', case when o.outcome <> 'PINDAH' then coalesce(o.ended_on, o.lmp_on + n.term_days) end),
        ('over', case when o.is_birth then o.ended_on + n.nifas_days end),
        ('died', case when o.died_on between o.lmp_on
            and coalesce(o.ended_on, o.lmp_on + n.longest_days) + n.nifas_days then o.died_on end)
    ) m (what, day)
    where m.day is not null {{one: and m.day <= period_end(p)}}

    union all
    -- A visit that found a risk: a rule of the card refers her, or speaks of her age, her children, her height.
    select o.subject, o.person_id, o.sex, o.lmp_on, o.ended_on, v.period, v.measured_on, 0, 'risk', v.desa_id,
        coalesce(v.posyandu_of_residence_id, 0), case when v.by_nakes then 2097152 else 1048576 end, 0
    from own o
    join posyandu_finding f on f.person_id = o.person_id
        and f.voided_at is null and f.state <> 'DIKESAMPINGKAN'
        and (f.code in ('BUMIL_4T', 'BUMIL_PENDEK') or f.refer_to <> '' and f.code like 'BUMIL\_%')
    join posyandu_visit v on v.id = f.visit_id and v.voided_at is null and v.form = 'bumil'
        and v.measured_on between o.lmp_on and coalesce(o.ended_on, 'infinity')
    join numbers n on v.period between n.from_period and n.to_period
    where v.measured_on - o.lmp_on <= n.longest_days {{one: and v.measured_on <= period_end(p)}}
),
-- `has`, what this day completes: K1 1, pure K1 2, K4 4, K6 8, doctor and ultrasound 16, risk 32, tablets 64 and
-- 128, Hb by trimester 256, 512, 1024, LILA 2048, triple 4096, Td 8192, classes 16384, KF1 32768, KF 65536,
-- vitamin A 131072, method 262144. Counters have eight bits each.
reached as (
    select subject, person_id, sex, lmp_on, ended_on, period, day, kind, what, desa_id, posyandu_id, told, trimester,
        last_pregnant,
        case when told & 1 > 0 then 1
            | case when weeks <= k1m_weeks and contacts in (1, 256, 65536) then 2 else 0 end
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
        select z.*, sum(contact) over w as contacts,
            sum(case when doctor_counts then contact else 0 end) over w as doctors,
            -- Classes, capsules, and above them tablets.
            sum((z.told >> 14 & 1) + (z.told >> 8 & 256) + (z.tablets << 16)) over w as supplied,
            bit_or(z.told) over w as told_so_far,
            min(day) filter (where z.told & 65536 > 0) over w as first_capsule
        from (
            select e.*, n.k1m_weeks, n.k4_pattern, n.k6_pattern, n.k6_by_doctor, n.k6_trimesters, n.tablets_wanted,
                n.classes_wanted, n.kf_1, n.kf_all, n.capsules_wanted, n.capsules_apart, t.weeks, t.trimester,
                case when e.told & 1 > 0 then 1 << (8 * t.trimester - 8) else 0 end as contact,
                e.told & 2 > 0 and (e.told & 4 > 0 or not n.k6_with_usg) as doctor_counts,
                period_of(least(e.ended_on, e.lmp_on + n.longest_days + 1)) - 1 as last_pregnant
            from days e
            join numbers n on e.period between n.from_period and n.to_period
            cross join lateral (
                select (e.day - e.lmp_on) / 7 as weeks,
                    case when (e.day - e.lmp_on) / 7 <= n.trimester_weeks[1] then 1
                        when (e.day - e.lmp_on) / 7 <= n.trimester_weeks[2] then 2 else 3 end as trimester
            ) t
        ) z
        window w as (partition by person_id, subject order by period, day, kind)
    ) y
),
firsts as (
    select c.*,
        coalesce(bit_or(has) over (partition by person_id, subject order by period, day, kind
                                   groups between unbounded preceding and 1 preceding), 0) as had,
        min(day) filter (where told & 128 > 0) over (
            partition by person_id, subject order by period, day, kind
            rows between 1 following and unbounded following) as next_arm_on,
        min(day) filter (where told & 512 > 0) over (partition by person_id, subject) as food_on,
        min(day) filter (where told & 32768 > 0) over (partition by person_id, period / 12) as screened_on
    from reached c
)
select desa_id, period, subject, person_id, posyandu_id, sex,
    what & 1 > 0 as known,
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
    select home_desa_id as desa_id, month as period, subject, person_id, sex,
        -- Where she lived last in that month, of the places in this desa.
        (max(((on_day - date '1970-01-01')::bigint << 32) + home_posyandu_id) & 4294967295)::integer as posyandu_id,
        bit_or(case when is_own then has & ~had else 0 end) as first,
        bit_or(case when what = 'due' and is_own then had else 0 end) as due_had,
        bit_or(case when what = 'over' and is_own then had else 0 end) as over_had,
        bit_or(case when is_own then
            case what when 'known' then 1 when 'birth' then 512 when 'died' then 8192 when 'due' then 16384
                when 'over' then 32768 else 0 end
            | case when has & ~had & 32 > 0 then told >> 19 & 6 else 0 end
            | (told & 24)
            | case when has & ~had & 1792 > 0 then told >> 1 & 32 else 0 end
            | case when has & ~had & 2048 > 0 then told >> 2 & 64 else 0 end
            | case when told & 262144 > 0 then 1024 | (told >> 8 & 2048) else 0 end
            | case when told & 32768 > 0 and day = screened_on then 4096 else 0 end
            else 128 | case when food_on <= on_day then 256 else 0 end end) as what
    from (
        select f.*, m.*,
            case when m.is_own and f.kind < 2 then f.desa_id else r.desa_id end as home_desa_id,
            coalesce(case when m.is_own and f.kind < 2 then f.posyandu_id else r.posyandu_id end, 0)
                as home_posyandu_id
        from {{one: (select * from firsts where period = p or told & 256 > 0 limit all)}}{{all: firsts}} f
        {{all: cross join base_window b}}
        -- The day itself, and the ends of the months for which its LILA was the last one, when that was low.
        cross join lateral generate_series(f.period - 1, case when f.told & 256 > 0
            then least(f.last_pregnant, period_of(f.next_arm_on) - 1, {{one: p}}{{all: b.last_period}})
            else f.period - 1 end) k
        cross join lateral (
            select k < f.period as is_own, greatest(k, f.period) as month,
                case when k < f.period then f.day else period_end(k) end as on_day
        ) m
        -- A visit knows where she lived; for the other days it is looked up.
        left join puskesmas_residence r
            on r.person_id = case when m.is_own and f.kind < 2 then null else f.person_id end
            and m.on_day between r.valid_from and coalesce(r.valid_to, 'infinity')
        where m.month {{one: = p}}{{all: between b.first_period and b.last_period}}
    ) f
    where home_desa_id is not null {{one: and home_desa_id = d}}
    group by home_desa_id, month, subject, person_id, sex
) facts
