-- Everybody expected at a hari buka, and whoever else came (posyandu.selectors.residents).
--
-- The rights are the caller's: the row policies keep away who may not be named; the day itself was found through
-- its scoped manager. In plpgsql, because planning it anew takes a fifth of its time.
--
-- Gathered by one grouping instead of joins, because the planner takes each part for a single row. The record of a
-- person is fetched for the wanted group, for guests and for who has moved since; the others, most of a posyandu,
-- are counted from their residences. Where one goes on until now, the person is still of this posyandu, so whoever
-- died or was voided is found among its persons. The first row holds the counts of every group.
--
-- `births`: the latest days of birth of the groups, ascending; a group is called by its number, `wanted` null: all.
create or replace function posyandu_expected(
    place_id integer, post_id integer, on_day date, day uuid, births date[], last_group integer, wanted integer)
returns table (id uuid, name text, sex text, born_on date, rt text, mother_name text, birth_weight_g smallint,
    is_guest boolean, visit_id uuid, is_present boolean, is_referred boolean)
language plpgsql stable
as $$
#variable_conflict use_column
begin
    return query
    with home as materialized (
        select person_id, valid_to is null as is_settled, last_group - width_bucket(born_on - 1, births) as of_group
        from puskesmas_residence
        where desa_id = place_id and posyandu_id = post_id and born_on <= on_day
            and valid_from <= on_day and (valid_to is null or valid_to >= on_day)
    ),
    mark as materialized (
        select person_id, v.id as visit_id, false as is_present, false as is_gone
        from posyandu_visit v where hari_buka_id = day and voided_at is null
        union all
        select person_id, null, true, false
        from posyandu_attendance where hari_buka_id = day and voided_at is null
        union all
        select t.id, null, false, true
        from puskesmas_person t where posyandu_id = post_id and (voided_at is not null or died_on < on_day)
    ),
    who as (
        select person_id, bool_or(lives_here) as lives_here, bool_or(each.is_present) as is_present,
               (array_agg(each.visit_id) filter (where each.visit_id is not null))[1] as visit_id,
               bool_and(is_settled) as is_settled, min(of_group) as of_group
        from (
            select person_id, true as lives_here, null::uuid as visit_id, false as is_present, is_settled, of_group
            from home
            where not is_settled or wanted is null or of_group = wanted or person_id in (select person_id from mark)
            union all
            select person_id, false, mark.visit_id, mark.is_present, is_gone, null from mark
        ) each
        group by person_id
    ),
    people as materialized (
        select p.id, p.name, p.sex, p.born_on, p.rt, p.mother_name, p.birth_weight_g,
               not who.lives_here as is_guest, who.visit_id, who.is_present,
               last_group - width_bucket(p.born_on - 1, births) as of_group
        from who join puskesmas_person p on p.id = who.person_id
        where (not who.is_settled or wanted is null or who.of_group = wanted)
            and (who.lives_here or who.is_present or who.visit_id is not null)
            and p.voided_at is null and (p.died_on is null or p.died_on >= on_day)
    )
    select null::uuid, jsonb_object_agg(of_group, jsonb_build_array(served, expected))::text, null, null::date,
           null, null, null::smallint, null::boolean, null::uuid, null::boolean, null::boolean
    from (
        select of_group, sum(served)::integer as served, sum(expected)::integer as expected
        from (
            select of_group, count(*) filter (where people.visit_id is not null or people.is_present) as served,
                   count(*) filter (where not people.is_guest) as expected
            from people group by of_group
            union all
            select of_group, 0, count(*) from home
            where is_settled and of_group <> wanted and person_id not in (select person_id from mark)
            group by of_group
        ) part
        group by of_group
    ) counted
    union all
    select people.id, people.name::text, people.sex::text, people.born_on, people.rt::text, people.mother_name::text,
           people.birth_weight_g, people.is_guest, people.visit_id, people.is_present,
           people.visit_id is not null and exists (
               select from posyandu_finding f
               where f.visit_id = people.visit_id and f.due_on is not null and f.voided_at is null)
    from people where wanted is null or of_group = wanted;
end
$$;
