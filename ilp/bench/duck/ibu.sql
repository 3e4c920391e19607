-- Pregnancies and births: what became true in which month (pws/families/ibu.sql says the same).
create or replace table cells_ibu as
with n as materialized (
    select
        m['bumil.lama_hari']::integer as term_days,
        (m['kehamilan.batas'] -> '$[1].hard[1]')::integer * 7 + 6 as longest_days,
        m['bumil.trimester_minggu']::integer[] as trimesters,
        m['bumil.k1m_minggu']::integer as k1m_weeks,
        m['bumil.k4_pola']::integer[] as k4_pattern,
        m['bumil.k6_pola']::integer[] as k6_pattern,
        case when m['bumil.k6_wajib_dokter']::boolean then m['bumil.k6_trimester_dokter']::integer[] else [] end
            as k6_doctors,
        m['bumil.k6_dokter_dengan_usg']::boolean as k6_with_usg,
        m['bumil.ttd']::integer[] as tablets,
        m['bumil.kelas_ibu']::integer as classes,
        from_json(m['nifas.kunjungan'], '[{"kode": "VARCHAR", "jam": ["DOUBLE"], "hari": ["DOUBLE"]}]') as windows,
        m['nifas.vit_a_kapsul']::integer as capsules,
        m['nifas.vit_a_jarak_hari']::integer as capsules_apart,
        m['nifas.vit_a_sebelum_hari']::integer as capsules_before,
        m['nifas.kb_hari']::integer as method_days,
        m['nifas.penolong_nakes']::varchar[] as attendants,
        m['nifas.fasilitas']::varchar[] as facilities,
        list_max([w.hari[2] for w in windows])::integer as nifas_days,
        1 << list_position([w.kode for w in windows], 'KF1') - 1 as kf1_bit,
        (1 << len(windows)) - 1 as kf_all
    from (select map(list(code), list(value)) as m from number)
),
own as (
    select g.id as subject, g.person_id, g.lmp_on, g.ended_on, g.first_known_on, g.outcome, p.died_on,
        g.ended_on is not null and g.outcome in ('LAHIR_HIDUP', 'LAHIR_MATI') as is_birth,
        coalesce(list_contains(n.attendants, b.attendant), false) as attended,
        coalesce(list_contains(n.facilities, b.born_at), false) as inside
    from posyandu_pregnancy g
    join puskesmas_person p on p.id = g.person_id and p.voided_at is null
    left join posyandu_delivery b on b.pregnancy_id = g.id
    cross join n
    where g.voided_at is null
),
risks as (
    select distinct visit_id
    from posyandu_finding
    where voided_at is null and state <> 'DIKESAMPINGKAN'
        and (code in ('BUMIL_4T', 'BUMIL_PENDEK') or refer_to <> '' and starts_with(code, 'BUMIL_'))
),
-- A visit in the pregnancy or the time after birth that it belongs to.
seen as (
    select o.subject, o.person_id, v.period, v.measured_on as day, v.is_before, v.desa_id,
        coalesce(v.posyandu_of_residence_id, 0) as posyandu_id,
        case when (day - o.lmp_on) // 7 <= n.trimesters[1] then 1
            when (day - o.lmp_on) // 7 <= n.trimesters[2] then 2 else 3 end as trimester,
        (day - o.lmp_on) // 7 <= n.k1m_weeks as is_early,
        v.by_nakes and a[1] <> '' as contact,
        contact and a[1] in ('DOKTER', 'SPOG') as doctor,
        contact and a[2] = 'true' as usg,
        a[3] in ('SETIAP_HARI', 'TIDAK_SETIAP_HARI') as asked,
        a[3] = 'TIDAK_SETIAP_HARI' as missed,
        a[4] = 'true' as food,
        a[5] in ('REAKTIF', 'NONREAKTIF') as hiv,
        a[6] in ('REAKTIF', 'NONREAKTIF') as syphilis,
        a[7] in ('REAKTIF', 'NONREAKTIF') as hbsag,
        a[8] = 'true' as td,
        a[9] = 'true' as class,
        case when contact and not is_before then 1 << list_max([i for i in range(len(n.windows)) if
            case when n.windows[i + 1].jam is not null and a[10] is not null
                then a[10]::double between n.windows[i + 1].jam[1] and n.windows[i + 1].jam[2]
                else day - o.ended_on between n.windows[i + 1].hari[1] and n.windows[i + 1].hari[2] end])
            end::integer as kf,
        a[11] = 'true' and day < o.ended_on + n.capsules_before as capsule,
        a[12] not in ('', 'BELUM', 'TIDAK') and day <= o.ended_on + n.method_days as method,
        c[1] as hb, c[2] as arm,
        c[3] is not null or v.srq20_score is not null as mood,
        v.tablets_given as given,
        r.visit_id is not null as risk, v.by_nakes
    from (
        select *, form = 'bumil' as is_before,
            json_extract_string(details, ['$.examined_by', '$.usg_done', '$.tablet_intake', '$.extra_food_given',
                '$.hiv', '$.syphilis', '$.hbsag', '$.td2_plus', '$.mothers_class', '$.hours_since_birth',
                '$.vitamin_a_given', '$.contraception_method']) as a,
            json_extract_string(classes, ['$.hb_bumil', '$.lila_bumil', '$.epds']) as c
        from posyandu_visit
        where voided_at is null and form in ('bumil', 'nifas')
    ) v
    join own o on o.person_id = v.person_id
    cross join n
    left join risks r on r.visit_id = v.id and v.is_before
    where case when v.is_before
        then v.measured_on between o.lmp_on and o.lmp_on + n.longest_days
            and (o.ended_on is null or v.measured_on <= o.ended_on)
        else o.is_birth and v.measured_on between o.ended_on and o.ended_on + n.nifas_days end
),
-- Visits of one day are one contact.
days as (
    select subject, person_id, period, day, is_before, trimester, is_early,
        max(desa_id) as desa_id, max(posyandu_id) as posyandu_id,
        is_before and bool_or(contact) as contact, bool_or(doctor) as doctor, bool_or(usg) as usg,
        bool_or(doctor) and (bool_or(usg) or not any_value(n.k6_with_usg)) as counts,
        is_before and bool_or(asked) as asked, bool_or(missed) as missed, is_before and bool_or(food) as food,
        is_before and bool_or(hiv) as hiv, is_before and bool_or(syphilis) as syphilis,
        is_before and bool_or(hbsag) as hbsag, is_before and bool_or(td) as td,
        is_before and bool_or(class) as class, bit_or(kf) as kf,
        not is_before and bool_or(capsule) as capsule, not is_before and bool_or(method) as method,
        bool_or(mood) as mood, is_before and bool_or(hb is not null) as hb, bool_or(hb <> 'NORMAL') as hb_low,
        is_before and bool_or(arm is not null) as arm, bool_or(arm <> 'NORMAL') as arm_low,
        sum(given) filter (is_before) as given,
        bool_or(risk) as risk, bool_or(risk and not by_nakes) as risk_by_kader
    from seen cross join n
    group by subject, person_id, period, day, is_before, trimester, is_early
),
so_far as (
    select *,
        count(*) filter (contact) over w as contacts,
        count(*) filter (contact and trimester = 1) over w as in_1,
        count(*) filter (contact and trimester = 2) over w as in_2,
        count(*) filter (contact and trimester = 3) over w as in_3,
        list(trimester) filter (counts) over w as doctors,
        sum(given) over w as tablets_so_far,
        count(*) filter (class) over w as classes_so_far,
        bool_or(hiv) over w and bool_or(syphilis) over w and bool_or(hbsag) over w as all_three,
        bit_or(kf) over w as kf_so_far,
        count(*) filter (capsule) over w as capsules_so_far,
        min(day) filter (capsule) over w as first_capsule,
        lead(case when arm then day end ignore nulls) over w as next_arm,
        row_number() over (partition by person_id, period // 12, mood order by day, subject desc) as nth_mood
    from days
    window w as (partition by subject order by day, not is_before)
),
-- The day on which each thing was reached.
reached as (
    select subject,
        min(day) filter (contact) as k1a,
        min(day) filter (contact and contacts = 1 and is_early) as k1m,
        min(day) filter (contact and in_1 >= n.k4_pattern[1] and in_2 >= n.k4_pattern[2]
            and in_3 >= n.k4_pattern[3]) as k4,
        min(day) filter (contact and in_1 >= n.k6_pattern[1] and in_2 >= n.k6_pattern[2] and in_3 >= n.k6_pattern[3]
            and list_has_all(coalesce(doctors, []), n.k6_doctors)) as k6,
        min(day) filter (doctor and usg and trimester = 1) as doctor_usg,
        min(day) filter (risk) as risk,
        min(day) filter (given > 0 and tablets_so_far >= n.tablets[1]) as tablets_classic,
        min(day) filter (given > 0 and tablets_so_far >= n.tablets[2]) as tablets_full,
        min(day) filter (hb and trimester = 1) as hb_1,
        min(day) filter (hb and trimester = 2) as hb_2,
        min(day) filter (hb and trimester = 3) as hb_3,
        min(day) filter (arm) as arm,
        min(day) filter (food) as food_on,
        min(day) filter ((hiv or syphilis or hbsag) and all_three) as triple,
        min(day) filter (td) as td_enough,
        min(day) filter (class and classes_so_far >= n.classes) as mothers_class,
        min(day) filter (kf & n.kf1_bit > 0) as kf1,
        min(day) filter (kf > 0 and kf_so_far = n.kf_all) as kf_complete,
        min(day) filter (capsule and case when n.capsules <= 1 then true
            when n.capsules_apart <= 1 or n.capsules > 2 then capsules_so_far >= n.capsules
            else day >= first_capsule + n.capsules_apart end) as vitamin_a,
        min(day) filter (method) as contraception
    from so_far cross join n
    group by subject
),
months as (
    select make_date((k + 1) // 12, (k + 1) % 12 + 1, 1) - 1 as last_day from range({first}, {last} + 1) m(k)
),
happened as (
    -- At a visit.
    select desa_id, period, s.subject, day, posyandu_id,
        day = k1a as k1a, day = k1m as k1m, day = k4 as k4, day = k6 as k6, day = doctor_usg as doctor_usg,
        day = r.risk and risk_by_kader as risk_by_kader, day = r.risk as risk,
        day = tablets_classic as tablets_classic, day = tablets_full as tablets_full, asked as intake_asked,
        missed, is_before and day in (hb_1, hb_2, hb_3) as hb_tested, hb_tested and hb_low as hb_low,
        day = r.arm as arm_measured, arm_measured and arm_low as arm_low, day = triple as triple,
        day = td_enough as td_enough, day = mothers_class as mothers_class, day = kf1 as kf1,
        day = kf_complete as kf_complete, day = vitamin_a as vitamin_a, day = contraception as contraception,
        mood and nth_mood = 1 as mood_screened
    from so_far s join reached r using (subject)
    where desa_id is not null and period between {first} and {last}
    union all by name
    -- On a day of the pregnancy itself, or at the end of a month with a low LILA: where she lived then.
    select h.desa_id, year(day) * 12 + month(day) - 1 as period, e.subject, day,
        coalesce(h.posyandu_id, 0) as posyandu_id, e.* exclude (subject, person_id, day)
    from (
        select subject, person_id, first_known_on as day, true as known from own
        union all by name
        select subject, person_id, ended_on as day, true as delivered, attended as birth_by_nakes,
            attended and inside as birth_at_facility
        from own where is_birth
        union all by name
        select subject, person_id, coalesce(ended_on, lmp_on + term_days) as day, true as due,
            k1a <= day as due_k1a, k1m <= day as due_k1m, k4 <= day as due_k4, k6 <= day as due_k6,
            tablets_classic <= day as due_tablets
        from own cross join n left join reached using (subject)
        where outcome <> 'PINDAH'
        union all by name
        select subject, person_id, ended_on + nifas_days as day, true as nifas_over, kf1 <= day as nifas_kf1,
            kf_complete <= day as nifas_kf, vitamin_a <= day as nifas_vitamin_a
        from own cross join n left join reached using (subject)
        where is_birth
        union all by name
        select subject, person_id, died_on as day, true as died
        from own cross join n
        where died_on between lmp_on and coalesce(ended_on, lmp_on + longest_days) + nifas_days
        union all by name
        select a.subject, a.person_id, m.last_day as day, true as kek, r.food_on <= m.last_day as kek_food
        from so_far a join own o using (subject) join reached r using (subject) cross join n
        join months m on m.last_day >= a.day and m.last_day < coalesce(a.next_arm, 'infinity')
            and m.last_day < coalesce(o.ended_on, 'infinity')
        where a.arm and a.arm_low and m.last_day - o.lmp_on <= n.longest_days
        union all by name
        select o.subject, o.person_id, m.last_day as day, true as maternal
        from (
            select *, lead(lmp_on) over (partition by person_id order by lmp_on, subject) as next_on
            from own where outcome <> 'SALAH_DATA'
        ) o
        cross join n
        join months m on m.last_day >= o.lmp_on and m.last_day < coalesce(o.next_on, 'infinity')
            and (m.last_day <= o.lmp_on + n.longest_days and m.last_day < coalesce(o.ended_on, 'infinity')
                or o.is_birth and m.last_day between o.ended_on and o.ended_on + n.nifas_days)
    ) e
    join puskesmas_residence h on h.person_id = e.person_id
        and day between h.valid_from and coalesce(h.valid_to, 'infinity'::date)
    where day between make_date({first} // 12, {first} % 12 + 1, 1)
        and make_date(({last} + 1) // 12, ({last} + 1) % 12 + 1, 1) - 1
),
facts as (
    select desa_id, period, subject, arg_max(posyandu_id, (day, posyandu_id)) as posyandu_id,
        bool_or(risk) and not bool_or(risk_by_kader) as risk_by_nakes,
        bool_or(intake_asked) and not coalesce(bool_or(missed), false) as intake_daily,
        bool_or(known) as known,
        bool_or(maternal) as maternal,
        bool_or(k1a) as k1a,
        bool_or(k1m) as k1m,
        bool_or(k4) as k4,
        bool_or(k6) as k6,
        bool_or(doctor_usg) as doctor_usg,
        bool_or(risk_by_kader) as risk_by_kader,
        bool_or(tablets_classic) as tablets_classic,
        bool_or(tablets_full) as tablets_full,
        bool_or(intake_asked) as intake_asked,
        bool_or(hb_tested) as hb_tested,
        bool_or(hb_low) as hb_low,
        bool_or(arm_measured) as arm_measured,
        bool_or(arm_low) as arm_low,
        bool_or(kek) as kek,
        bool_or(kek_food) as kek_food,
        bool_or(triple) as triple,
        bool_or(td_enough) as td_enough,
        bool_or(mothers_class) as mothers_class,
        bool_or(delivered) as delivered,
        bool_or(birth_by_nakes) as birth_by_nakes,
        bool_or(birth_at_facility) as birth_at_facility,
        bool_or(kf1) as kf1,
        bool_or(kf_complete) as kf_complete,
        bool_or(vitamin_a) as vitamin_a,
        bool_or(contraception) as contraception,
        bool_or(mood_screened) as mood_screened,
        bool_or(died) as died,
        bool_or(due) as due,
        bool_or(due_k1a) as due_k1a,
        bool_or(due_k1m) as due_k1m,
        bool_or(due_k4) as due_k4,
        bool_or(due_k6) as due_k6,
        bool_or(due_tablets) as due_tablets,
        bool_or(nifas_over) as nifas_over,
        bool_or(nifas_kf1) as nifas_kf1,
        bool_or(nifas_kf) as nifas_kf,
        bool_or(nifas_vitamin_a) as nifas_vitamin_a
    from happened
    group by desa_id, period, subject
)
select desa_id, period, posyandu_id, count(*) filter (known) as known,
    count(*) filter (maternal) as maternal,
    count(*) filter (k1a) as k1a,
    count(*) filter (k1m) as k1m,
    count(*) filter (k4) as k4,
    count(*) filter (k6) as k6,
    count(*) filter (doctor_usg) as doctor_usg,
    count(*) filter (risk_by_kader) as risk_by_kader,
    count(*) filter (risk_by_nakes) as risk_by_nakes,
    count(*) filter (tablets_classic) as tablets_classic,
    count(*) filter (tablets_full) as tablets_full,
    count(*) filter (intake_asked) as intake_asked,
    count(*) filter (intake_daily) as intake_daily,
    count(*) filter (hb_tested) as hb_tested,
    count(*) filter (hb_low) as hb_low,
    count(*) filter (arm_measured) as arm_measured,
    count(*) filter (arm_low) as arm_low,
    count(*) filter (kek) as kek,
    count(*) filter (kek_food) as kek_food,
    count(*) filter (triple) as triple,
    count(*) filter (td_enough) as td_enough,
    count(*) filter (mothers_class) as mothers_class,
    count(*) filter (delivered) as delivered,
    count(*) filter (birth_by_nakes) as birth_by_nakes,
    count(*) filter (birth_at_facility) as birth_at_facility,
    count(*) filter (kf1) as kf1,
    count(*) filter (kf_complete) as kf_complete,
    count(*) filter (vitamin_a) as vitamin_a,
    count(*) filter (contraception) as contraception,
    count(*) filter (mood_screened) as mood_screened,
    count(*) filter (died) as died,
    count(*) filter (due) as due,
    count(*) filter (due_k1a) as due_k1a,
    count(*) filter (due_k1m) as due_k1m,
    count(*) filter (due_k4) as due_k4,
    count(*) filter (due_k6) as due_k6,
    count(*) filter (due_tablets) as due_tablets,
    count(*) filter (nifas_over) as nifas_over,
    count(*) filter (nifas_kf1) as nifas_kf1,
    count(*) filter (nifas_kf) as nifas_kf,
    count(*) filter (nifas_vitamin_a) as nifas_vitamin_a
from facts
group by desa_id, period, posyandu_id
having known + maternal + k1a + k1m + k4 + k6 + doctor_usg + risk_by_kader + risk_by_nakes + tablets_classic +
    tablets_full + intake_asked + intake_daily + hb_tested + hb_low + arm_measured + arm_low + kek + kek_food + triple +
    td_enough + mothers_class + delivered + birth_by_nakes + birth_at_facility + kf1 + kf_complete + vitamin_a +
    contraception + mood_screened + died + due + due_k1a + due_k1m + due_k4 + due_k6 + due_tablets + nifas_over
    + nifas_kf1 + nifas_kf + nifas_vitamin_a > 0
