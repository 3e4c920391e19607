-- What the situation of a desa tells of a month beside its indicators (pws.selectors.situation): residents, families of
-- today, home visits, who was referred by form of the visit, and its posyandu.
--
-- Counts only, so with the owner's rights, for the desa and posyandu whose numbers the caller may read: a Dinkes that
-- reads no names reads these too. In plpgsql, because planning it anew takes as long as a small desa.
create or replace function pws_situation(d integer, p integer) returns jsonb
language plpgsql stable security definer set search_path = public set plan_cache_mode = force_generic_plan
as $$
declare
    mine integer[] := ilp_my_posyandu();
begin
    if not coalesce(d = any (ilp_my_desa()), false) then
        raise insufficient_privilege using message = 'The desa is not in the scope.';
    end if;
    return (
    -- The visits by halves, because the indexes of desa and month are.
    with visit as materialized (
        select id, person_id, form, place from posyandu_visit
        where desa_id = d and period = p and voided_at is null and age_months < 60
            and (mine is null or posyandu_of_residence_id = any (mine))
        union all
        select id, person_id, form, place from posyandu_visit
        where desa_id = d and period = p and voided_at is null and age_months >= 60
            and (mine is null or posyandu_of_residence_id = any (mine))
    )
    select jsonb_build_object(
        'families', (select count(distinct family_id) from puskesmas_person
            where desa_id = d and voided_at is null and died_on is null
                and (mine is null or posyandu_id = any (mine))),
        'residents', (select jsonb_build_object(
                'all', coalesce(sum("all"), 0), 'balita', coalesce(sum(balita), 0),
                'apras', coalesce(sum(apras), 0), 'sekolah', coalesce(sum(sekolah), 0),
                'dewasa', coalesce(sum(dewasa), 0), 'lansia', coalesce(sum(lansia), 0),
                'maternal', (select coalesce(sum(maternal), 0) from pws_ibucell
                             where desa_id = d and period = p and (mine is null or posyandu_id = any (mine))))
            from pws_pendudukcell where desa_id = d and period = p and (mine is null or posyandu_id = any (mine))),
        'home', (select count(*) from visit where place = 'KUNJUNGAN_RUMAH'),
        'findings', (select coalesce(jsonb_agg(jsonb_build_array(form, n, ended)), '[]') from (
            select form, count(*) as n, count(*) filter (where is_ended) as ended
            from (select v.form, bool_and(f.state <> 'TERBUKA') as is_ended
                  from visit v join posyandu_finding f on f.visit_id = v.id and f.voided_at is null
                  where f.refer_to <> ''
                  group by v.form, v.person_id) referred
            group by form) found),
        'posts', (select coalesce(jsonb_agg(jsonb_build_array(m.posyandu_id, f.name, m.is_open, m.is_validated,
                coalesce(w.n, 0), coalesce(b.weighed, 0), coalesce(b.children, 0)) order by lower(f.name), f.id), '[]')
            from pws_posyandumonth m
            join puskesmas_facility f on f.id = m.posyandu_id
            left join (select posyandu_id, sum(is_d) as weighed, sum(is_s) as children from pws_balitacell
                       where desa_id = d and period = p group by posyandu_id) b on b.posyandu_id = m.posyandu_id
            left join (select posyandu_id, was_recorded as n from pws_wargacell
                       where desa_id = d and period = p) w on w.posyandu_id = m.posyandu_id
            where m.desa_id = d and m.period = p and (mine is null or m.posyandu_id = any (mine)))));
end
$$;
