-- What the due engine needs to know of many people up to a day, one row each: last times, doses, pregnancy.
-- Only people whom the user may name today; wherever they were served.
create or replace function posyandu_due_facts(people uuid[], upto date)
returns table (
    person_id uuid, sex text, born_on date, known_from date, weighed_on date, length_on date, sdidtk_on date,
    screened_on date, aks_on date, skilas_on date, pressure_on date, glucose_on date, newborn_visits date[],
    doses jsonb, hypertension_since date, diabetes_since date, lmp_on date, first_known_on date,
    contacts date[], tablets_on date, tablets integer, delivered_on date, postnatal_visits date[])
language sql stable security definer set search_path = public
as $$
    with who as (
        select p.id, p.sex, p.born_on
        from puskesmas_person p
        where p.id = any (people)
            and p.desa_id = any ((select ilp_named_desa())::integer[])
            and ((select ilp_my_posyandu()) is null or p.posyandu_id = any ((select ilp_my_posyandu())::integer[]))
    )
    select who.id, who.sex, who.born_on, home.known_from, v.weighed_on, v.length_on, v.sdidtk_on, v.screened_on,
        v.aks_on, v.skilas_on, v.pressure_on, v.glucose_on, v.newborn_visits, coalesce(g.doses, '[]'),
        d.hypertension_since, d.diabetes_since, preg.lmp_on, preg.first_known_on, c.contacts, c.tablets_on,
        c.tablets, birth.delivered_on, after.visits
    from who
    left join lateral (
        select min(r.valid_from) as known_from from puskesmas_residence r where r.person_id = who.id) home on true
    left join lateral (
        select max(measured_on) filter (where weight_kg is not null) as weighed_on,
            max(measured_on) filter (where length_height_cm is not null) as length_on,
            max(measured_on) filter (where details ?| array['kpsp_yes', 'development_checklist']) as sdidtk_on,
            max(measured_on) filter (where form in ('sekolah', 'dewasa', 'lansia')) as screened_on,
            max(measured_on) filter (where aks_score is not null) as aks_on,
            max(measured_on) filter (where skilas_count is not null) as skilas_on,
            max(measured_on) filter (where systolic_mmhg is not null) as pressure_on,
            max(measured_on) filter (where coalesce(random_glucose_mg_dl, fasting_glucose_mg_dl) is not null)
                as glucose_on,
            array_agg(distinct measured_on) filter (where form = 'neonatus' and by_nakes) as newborn_visits
        from posyandu_visit v
        where v.person_id = who.id and v.voided_at is null and v.measured_on <= upto) v on true
    left join lateral (
        select jsonb_agg(jsonb_build_array(code, given_on) order by given_on) as doses
        from posyandu_given g
        where g.person_id = who.id and g.voided_at is null and g.given_on <= upto) g on true
    left join lateral (
        select min(diagnosed_on) filter (where icd10 between 'I10' and 'I15.9') as hypertension_since,
            min(diagnosed_on) filter (where icd10 between 'E10' and 'E14.9') as diabetes_since
        from posyandu_diagnosis d
        where d.person_id = who.id and d.voided_at is null and d.diagnosed_on <= upto
            and (d.resolved_on is null or d.resolved_on > upto)) d on true
    left join lateral (
        select p.id, p.lmp_on, p.first_known_on
        from posyandu_pregnancy p
        where p.person_id = who.id and p.voided_at is null and p.lmp_on <= upto
            and (p.ended_on is null or p.ended_on > upto)
        order by p.lmp_on desc limit 1) preg on true
    left join lateral (
        select array_agg(distinct measured_on) filter (where by_nakes and details ? 'examined_by') as contacts,
            max(measured_on) filter (where tablets_given > 0) as tablets_on,
            (array_agg(tablets_given order by measured_on desc) filter (where tablets_given > 0))[1] as tablets
        from posyandu_visit v
        where v.pregnancy_id = preg.id and v.voided_at is null and v.measured_on <= upto) c on true
    left join lateral (
        select p.id, p.ended_on as delivered_on
        from posyandu_pregnancy p join posyandu_delivery b on b.pregnancy_id = p.id
        where p.person_id = who.id and p.voided_at is null and p.ended_on between upto - 42 and upto
        order by p.ended_on desc limit 1) birth on true
    left join lateral (
        select array_agg(distinct measured_on) as visits
        from posyandu_visit v
        where v.person_id = who.id and v.form = 'nifas' and v.by_nakes and v.voided_at is null
            and v.measured_on between birth.delivered_on and upto) after on true
$$;
