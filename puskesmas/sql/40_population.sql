-- How many people live in each of these desa on a day. With the owner's rights, because who may read numbers but no
-- names is told no rows of people; a number only, and of the scope only.
create or replace function puskesmas_population(desas integer[], day date) returns table (desa_id integer, n integer)
language sql stable security definer set search_path = public
as $$
    select r.desa_id, count(*)::integer
    from puskesmas_residence r
    left join puskesmas_person odd on odd.id = r.person_id and (odd.voided_at is not null or odd.nik_hash is null)
    where odd.voided_at is null and r.desa_id = any (desas) and r.desa_id = any ((select ilp_my_desa())::integer[])
        and r.born_on <= day and r.valid_from <= day and (r.valid_to is null or r.valid_to >= day)
    group by r.desa_id
$$;
