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
