-- Facts of pregnancies and births (ibu.py says what each means). From the top down: numbers in force; pregnancies;
-- one row for each day with a visit and for each day of the pregnancy itself; what is reached by then; the first
-- day of it; and where the woman lived on that day.
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
days as (
    -- A day with visits: kind 0 while pregnant, 1 after birth.
    select o.subject, o.person_id, o.sex, o.lmp_on, o.ended_on, v.period, v.measured_on as day,
        case v.form when 'bumil' then 0 else 1 end as kind, '' as what,
        max(v.desa_id) as desa_id, max(coalesce(v.posyandu_of_residence_id, 0)) as posyandu_id,
        v.form = 'bumil' and bool_or(x.is_contact) as contact,
        bool_or(x.is_contact and x.examined_by in ('DOKTER', 'SPOG')) as by_doctor,
        bool_or(x.is_contact and v.details ->> 'usg_done' = 'true') as had_usg,
        false as risk_kader, false as risk_nakes,
        sum(v.tablets_given) filter (where v.form = 'bumil') as tablets,
        bool_or(x.intake is not null) as intake_asked,
        bool_and(x.intake = 'SETIAP_HARI') filter (where x.intake is not null) as intake_daily,
        bool_or(x.hb is not null) as hb_tested,
        bool_or(x.hb <> 'NORMAL') as hb_low,
        bool_or(x.arm is not null) as arm_measured,
        bool_or(x.arm <> 'NORMAL') as arm_low,
        v.form = 'bumil' and bool_or(v.details ->> 'extra_food_given' = 'true') as food,
        v.form = 'bumil' and bool_or(v.details ->> 'hiv' in ('REAKTIF', 'NONREAKTIF')) as hiv,
        v.form = 'bumil' and bool_or(v.details ->> 'syphilis' in ('REAKTIF', 'NONREAKTIF')) as syphilis,
        v.form = 'bumil' and bool_or(v.details ->> 'hbsag' in ('REAKTIF', 'NONREAKTIF')) as hbsag,
        v.form = 'bumil' and bool_or(v.details ->> 'td2_plus' = 'true') as td_enough,
        v.form = 'bumil' and bool_or(v.details ->> 'mothers_class' = 'true') as class_met,
        bool_or(v.classes ? 'epds' or v.srq20_score is not null) as screened,
        bit_or(x.kf) as kf,
        v.form = 'nifas' and bool_or(v.details ->> 'vitamin_a_given' = 'true') as capsule,
        bool_or(x.method not in ('BELUM', 'TIDAK')) as method,
        false as attended, false as in_facility
    from own o
    join posyandu_visit v on v.person_id = o.person_id and v.measured_on >= o.lmp_on
    join numbers n on v.period between n.from_period and n.to_period
    cross join lateral (
        select nullif(v.details ->> 'examined_by', '') as examined_by,
            v.by_nakes and nullif(v.details ->> 'examined_by', '') is not null as is_contact,
            case v.form when 'bumil' then nullif(v.details ->> 'tablet_intake', '') end as intake,
            case v.form when 'bumil' then v.classes ->> 'hb_bumil' end as hb,
            case v.form when 'bumil' then v.classes ->> 'lila_bumil' end as arm,
            case v.form when 'nifas' then nullif(v.details ->> 'contraception_method', '') end as method,
            case when v.form = 'nifas' and v.by_nakes and nullif(v.details ->> 'examined_by', '') is not null
                then pws_window_bit(n.windows, v.measured_on - o.ended_on,
                                    (v.details ->> 'hours_since_birth')::float8) end as kf
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
    select o.subject, o.person_id, o.sex, o.lmp_on, o.ended_on, period_of(m.day), m.day, 2, m.what,
        null, null, false, false, false, false, false, null, false, null, false, false, false, false, false,
        false, false, false, false, false, false, null, false, false,
        coalesce(m.what = 'birth' and n.attendants ? o.attendant, false),
        coalesce(m.what = 'birth' and n.facilities ? o.born_at, false)
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
    select o.subject, o.person_id, o.sex, o.lmp_on, o.ended_on, v.period, v.measured_on, 0, 'risk',
        v.desa_id, coalesce(v.posyandu_of_residence_id, 0), false, false, false, not v.by_nakes, v.by_nakes, null,
        false, null, false, false, false, false, false, false, false, false, false, false, false, null, false,
        false, false, false
    from own o
    join posyandu_finding f on f.person_id = o.person_id
        and f.voided_at is null and f.state <> 'DIKESAMPINGKAN'
        and (f.code in ('BUMIL_4T', 'BUMIL_PENDEK') or f.refer_to <> '' and f.code like 'BUMIL\_%')
    join posyandu_visit v on v.id = f.visit_id and v.voided_at is null and v.form = 'bumil'
        and v.measured_on between o.lmp_on and coalesce(o.ended_on, 'infinity')
    join numbers n on v.period between n.from_period and n.to_period
    where v.measured_on - o.lmp_on <= n.longest_days {{one: and v.measured_on <= period_end(p)}}
),
-- What is reached by the end of each day; candidates for the first day.
reached as (
    select y.*, contact and in_1 >= k4_pattern[1] and in_2 >= k4_pattern[2] and in_3 >= k4_pattern[3] as has_k4,
        contact and in_1 >= k6_pattern[1] and in_2 >= k6_pattern[2] and in_3 >= k6_pattern[3]
            and (not k6_by_doctor
                or (doctor_1 > 0 or 1 <> all (k6_trimesters)) and (doctor_2 > 0 or 2 <> all (k6_trimesters))
                    and (doctor_3 > 0 or 3 <> all (k6_trimesters))) as has_k6,
        contact and by_doctor and had_usg and trimester = 1 as has_doctor_usg,
        tablets > 0 and tablets_so_far >= tablets_wanted[1] as has_tablets_classic,
        tablets > 0 and tablets_so_far >= tablets_wanted[2] as has_tablets_full,
        (hiv or syphilis or hbsag) and hiv_so_far and syphilis_so_far and hbsag_so_far as has_triple,
        class_met and classes_so_far >= classes_wanted as has_classes,
        coalesce(kf & kf_1 > 0, false) as has_kf1,
        coalesce(kf > 0 and kf_so_far = kf_all, false) as has_kf,
        is_capsule and case when capsules_wanted <= 1 then true
            -- Each day is a capsule of its own, or the second one must wait.
            when capsules_apart <= 1 or capsules_wanted > 2 then capsules_so_far >= capsules_wanted
            else day >= first_capsule + capsules_apart end as has_vitamin_a
    from (
        select z.*,
            count(*) filter (where contact and trimester = 1) over w as in_1,
            count(*) filter (where contact and trimester = 2) over w as in_2,
            count(*) filter (where contact and trimester = 3) over w as in_3,
            count(*) filter (where doctor_counts and trimester = 1) over w as doctor_1,
            count(*) filter (where doctor_counts and trimester = 2) over w as doctor_2,
            count(*) filter (where doctor_counts and trimester = 3) over w as doctor_3,
            sum(tablets) over w as tablets_so_far,
            bool_or(hiv) over w as hiv_so_far,
            bool_or(syphilis) over w as syphilis_so_far,
            bool_or(hbsag) over w as hbsag_so_far,
            count(*) filter (where class_met) over w as classes_so_far,
            bit_or(kf) over w as kf_so_far,
            count(*) filter (where is_capsule) over w as capsules_so_far,
            min(day) filter (where is_capsule) over w as first_capsule
        from (
            select e.*, n.k1m_weeks, n.k4_pattern, n.k6_pattern, n.k6_by_doctor, n.k6_trimesters,
                n.tablets_wanted, n.classes_wanted, n.kf_1, n.kf_all, n.capsules_wanted, n.capsules_apart,
                (e.day - e.lmp_on) / 7 as weeks,
                case when (e.day - e.lmp_on) / 7 <= n.trimester_weeks[1] then 1
                    when (e.day - e.lmp_on) / 7 <= n.trimester_weeks[2] then 2 else 3 end as trimester,
                e.contact and e.by_doctor and (e.had_usg or not n.k6_with_usg) as doctor_counts,
                coalesce(e.capsule and e.day < e.ended_on + n.capsules_before, false) as is_capsule,
                coalesce(e.method and e.day <= e.ended_on + n.method_days, false) as has_method,
                e.ended_on + n.nifas_days as nifas_until,
                period_of(least(e.ended_on, e.lmp_on + n.longest_days + 1)) - 1 as last_pregnant
            from days e
            join numbers n on e.period between n.from_period and n.to_period
        ) z
        window w as (partition by person_id, subject order by period, day, kind)
    ) y
),
firsts as (
    select c.*,
        min(day) filter (where contact) over s as k1a_on,
        min(day) filter (where has_k4) over s as k4_on,
        min(day) filter (where has_k6) over s as k6_on,
        min(day) filter (where has_doctor_usg) over s as doctor_usg_on,
        min(day) filter (where risk_kader or risk_nakes) over s as risk_on,
        min(day) filter (where risk_kader) over s as risk_kader_on,
        min(day) filter (where has_tablets_classic) over s as tablets_classic_on,
        min(day) filter (where has_tablets_full) over s as tablets_full_on,
        min(day) filter (where hb_tested and trimester = 1) over s as hb_1_on,
        min(day) filter (where hb_tested and trimester = 2) over s as hb_2_on,
        min(day) filter (where hb_tested and trimester = 3) over s as hb_3_on,
        min(day) filter (where arm_measured) over s as arm_on,
        min(day) filter (where arm_measured) over (
            partition by person_id, subject order by period, day, kind
            rows between 1 following and unbounded following) as next_arm_on,
        min(day) filter (where food) over s as food_on,
        min(day) filter (where has_triple) over s as triple_on,
        min(day) filter (where td_enough) over s as td_on,
        min(day) filter (where has_classes) over s as classes_on,
        min(day) filter (where has_kf1) over s as kf1_on,
        min(day) filter (where has_kf) over s as kf_on,
        min(day) filter (where has_vitamin_a) over s as vitamin_a_on,
        min(day) filter (where has_method) over s as method_on,
        min(day) filter (where screened) over (partition by person_id, period / 12) as screened_on
    from reached c
    window s as (partition by person_id, subject)
)
select home_desa_id as desa_id, period_of_fact as period, subject, person_id,
    -- Where she lived last in that month, of the places in this desa.
    (max(((on_day - date '1970-01-01')::bigint << 32) + home_posyandu_id) & 4294967295)::integer as posyandu_id,
    sex,
    coalesce(bool_or(is_own and what = 'known'), false) as known,
    coalesce(bool_or(is_own and contact and day = k1a_on), false) as k1a,
    coalesce(bool_or(is_own and contact and day = k1a_on and weeks <= k1m_weeks), false) as k1m,
    coalesce(bool_or(is_own and has_k4 and day = k4_on), false) as k4,
    coalesce(bool_or(is_own and has_k6 and day = k6_on), false) as k6,
    coalesce(bool_or(is_own and has_doctor_usg and day = doctor_usg_on), false) as doctor_usg,
    coalesce(bool_or(is_own and risk_kader and day = risk_on), false) as risk_by_kader,
    coalesce(bool_or(is_own and risk_nakes and day = risk_on and risk_kader_on is distinct from risk_on), false)
        as risk_by_nakes,
    coalesce(bool_or(is_own and has_tablets_classic and day = tablets_classic_on), false) as tablets_classic,
    coalesce(bool_or(is_own and has_tablets_full and day = tablets_full_on), false) as tablets_full,
    coalesce(bool_or(is_own and intake_asked), false) as intake_asked,
    coalesce(bool_and(intake_daily) filter (where is_own and intake_asked), false) as intake_daily,
    coalesce(bool_or(is_first_hb), false) as hb_tested,
    coalesce(bool_or(is_first_hb and hb_low), false) as hb_low,
    coalesce(bool_or(is_own and arm_measured and day = arm_on), false) as arm_measured,
    coalesce(bool_or(is_own and arm_measured and arm_low and day = arm_on), false) as arm_low,
    coalesce(bool_or(not is_own), false) as kek,
    coalesce(bool_or(not is_own and coalesce(food_on <= on_day, false)), false) as kek_food,
    coalesce(bool_or(is_own and has_triple and day = triple_on), false) as triple,
    coalesce(bool_or(is_own and td_enough and day = td_on), false) as td_enough,
    coalesce(bool_or(is_own and has_classes and day = classes_on), false) as mothers_class,
    coalesce(bool_or(is_own and what = 'birth'), false) as delivered,
    coalesce(bool_or(is_own and attended), false) as birth_by_nakes,
    coalesce(bool_or(is_own and attended and in_facility), false) as birth_at_facility,
    coalesce(bool_or(is_own and has_kf1 and day = kf1_on), false) as kf1,
    coalesce(bool_or(is_own and has_kf and day = kf_on), false) as kf_complete,
    coalesce(bool_or(is_own and has_vitamin_a and day = vitamin_a_on), false) as vitamin_a,
    coalesce(bool_or(is_own and has_method and day = method_on), false) as contraception,
    coalesce(bool_or(is_first_screening), false) as mood_screened,
    coalesce(bool_or(is_own and what = 'died'), false) as died,
    coalesce(bool_or(is_due), false) as due,
    coalesce(bool_or(is_due and coalesce(k1a_on <= day, false)), false) as due_k1a,
    coalesce(bool_or(is_due and coalesce(k1a_on <= day and (k1a_on - lmp_on) / 7 <= k1m_weeks, false)), false)
        as due_k1m,
    coalesce(bool_or(is_due and coalesce(k4_on <= day, false)), false) as due_k4,
    coalesce(bool_or(is_due and coalesce(k6_on <= day, false)), false) as due_k6,
    coalesce(bool_or(is_due and coalesce(tablets_classic_on <= day, false)), false) as due_tablets,
    coalesce(bool_or(is_own and what = 'over'), false) as nifas_over,
    coalesce(bool_or(is_own and what = 'over' and coalesce(kf1_on <= day, false)), false) as nifas_kf1,
    coalesce(bool_or(is_own and what = 'over' and coalesce(kf_on <= day, false)), false) as nifas_kf,
    coalesce(bool_or(is_own and what = 'over' and coalesce(vitamin_a_on <= day, false)), false) as nifas_vitamin_a
from (
    select f.*, m.is_own, m.on_day, m.month as period_of_fact,
        m.is_own and f.what = 'due' as is_due,
        m.is_own and f.hb_tested
            and f.day = case f.trimester when 1 then f.hb_1_on when 2 then f.hb_2_on else f.hb_3_on end
            as is_first_hb,
        m.is_own and f.screened and f.day = f.screened_on as is_first_screening,
        case when m.is_own and f.kind < 2 then f.desa_id else r.desa_id end as home_desa_id,
        coalesce(case when m.is_own and f.kind < 2 then f.posyandu_id else r.posyandu_id end, 0) as home_posyandu_id
    from firsts f
    {{all: cross join base_window b}}
    -- The day itself, and the ends of the months for which its LILA was the last one, when that was low.
    cross join lateral generate_series(f.period - 1,
        case when f.arm_measured and f.arm_low
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
group by home_desa_id, period_of_fact, subject, person_id, sex
