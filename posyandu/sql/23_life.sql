-- Everything recorded of one person whom the user may name today, wherever it happened and wherever the person
-- lived then. One statement feeds the rules, the due services and the page of a life.
-- Text all the way: rows are half as long in the making as when each becomes jsonb first.
do $$
begin
    if pg_get_function_result(to_regprocedure('posyandu_life(uuid)')) = 'jsonb' then
        drop function posyandu_life(uuid);
    end if;
end
$$;
create or replace function posyandu_life(who uuid) returns json
language sql stable security definer set search_path = public set plan_cache_mode = force_generic_plan
as $$
    select json_build_object(
        'visits', coalesce((
            select json_agg(row_to_json(v) order by v.measured_on desc, v.recorded_at desc)
            from posyandu_visit v where v.person_id = p.id and v.voided_at is null), '[]'),
        'given', coalesce((
            select json_agg(row_to_json(g) order by g.given_on, g.code)
            from posyandu_given g where g.person_id = p.id and g.voided_at is null), '[]'),
        'findings', coalesce((
            select json_agg(row_to_json(f) order by f.found_on desc, f.id)
            from posyandu_finding f where f.person_id = p.id and f.voided_at is null), '[]'),
        'diagnoses', coalesce((
            select json_agg(row_to_json(d) order by d.diagnosed_on desc)
            from posyandu_diagnosis d where d.person_id = p.id and d.voided_at is null), '[]'),
        'pregnancies', coalesce((
            select jsonb_agg(to_jsonb(g) || jsonb_build_object('delivery', to_jsonb(d)) order by g.lmp_on desc)
            from posyandu_pregnancy g left join posyandu_delivery d on d.pregnancy_id = g.id
            where g.person_id = p.id and g.voided_at is null), '[]'),
        'birth', (
            select to_jsonb(n) || jsonb_build_object('delivery', to_jsonb(d), 'mother_id', g.person_id)
            from posyandu_newborn n
            join posyandu_delivery d on d.pregnancy_id = n.delivery_id
            join posyandu_pregnancy g on g.id = d.pregnancy_id
            where n.child_id = p.id and g.voided_at is null))
    from puskesmas_person p
    where p.id = who
        and p.desa_id = any ((select ilp_named_desa())::integer[])
        and ((select ilp_my_posyandu()) is null or p.posyandu_id = any ((select ilp_my_posyandu())::integer[]))
$$;
