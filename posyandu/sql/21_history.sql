-- The live visits of people whom the user may name today, wherever they lived on the day of the visit: a child
-- that moved here keeps its curve, and N or T is judged against the weighing in the old desa. `latest`: that
-- many of the last ones for each person, all when null.
create or replace function posyandu_history(people uuid[], latest integer default null)
returns setof posyandu_visit
language sql stable security definer set search_path = public
as $$
    select v.*
    from puskesmas_person p
    cross join lateral (
        select * from posyandu_visit
        where person_id = p.id and voided_at is null
        order by measured_on desc, recorded_at desc
        limit latest) v
    where p.id = any (people)
        and p.desa_id = any ((select ilp_named_desa())::integer[])
        and ((select ilp_my_posyandu()) is null or p.posyandu_id = any ((select ilp_my_posyandu())::integer[]))
    order by v.person_id, v.measured_on, v.recorded_at
$$;

-- The same for the sheet of a hari buka, which needs a date and a weight of most visits, and more of its own day's
-- only. `place`: which of the people, from 1; a number is compared sooner than an id.
drop function if exists posyandu_glances(uuid[], uuid, integer);
create function posyandu_glances(people uuid[], day uuid, latest integer)
returns table (place bigint, measured_on date, at text, weight_kg float8, has_length boolean, has_muac boolean,
    visit_id uuid, has_oedema boolean, needs_look boolean, wfa_class text, lhfa_class text, wflh_class text,
    hc_class text, muac_class text)
language sql stable security definer set search_path = public
as $$
    select asked.place, v.measured_on, v.place, v.weight_kg::float8, v.length_height_cm is not null,
        v.muac_cm is not null, case when today.yes then v.id end, case when today.yes then v.has_oedema end,
        today.yes and v.implausible <> 0 and not v.is_confirmed,
        case when today.yes then v.wfa_class else '' end, case when today.yes then v.lhfa_class else '' end,
        case when today.yes then v.wflh_class else '' end, case when today.yes then v.hc_class else '' end,
        case when today.yes then v.muac_class else '' end
    from unnest(people) with ordinality asked (id, place)
    join puskesmas_person p on p.id = asked.id
    cross join lateral (
        select x.id, x.measured_on, x.recorded_at, x.place, x.weight_kg, x.length_height_cm, x.muac_cm,
            x.has_oedema, x.implausible, x.is_confirmed, x.wfa_class, x.lhfa_class, x.wflh_class, x.hc_class,
            x.muac_class, x.hari_buka_id
        from posyandu_visit x
        where x.person_id = p.id and x.voided_at is null
        order by x.measured_on desc, x.recorded_at desc
        limit latest) v
    cross join lateral (select coalesce(v.hari_buka_id = day, false) as yes) today
    where p.desa_id = any ((select ilp_named_desa())::integer[])
        and ((select ilp_my_posyandu()) is null or p.posyandu_id = any ((select ilp_my_posyandu())::integer[]))
    order by asked.place, v.measured_on, v.recorded_at
$$;
