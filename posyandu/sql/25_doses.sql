-- Doses are entered and withdrawn by whoever cares for the person now, also those given where it lived before:
-- a Buku KIA that is copied after a move. The row belongs to the desa of that day (null where nobody knows it),
-- which the writer may not be able to write to; so the person is asked, and the owner writes.
create or replace function posyandu_is_named(who uuid) returns boolean
language sql stable security definer set search_path = public
as $$
    select exists (
        select from puskesmas_person p
        where p.id = who and p.desa_id = any ((select ilp_named_desa())::integer[])
            and ((select ilp_my_posyandu()) is null or p.posyandu_id = any ((select ilp_my_posyandu())::integer[])))
$$;

-- `doses`: [{id, code, given_on, source, vaccine, batch, expires_on, place}]. A dose that stands already on that
-- day is left alone; the answer is the codes that are new.
create or replace function posyandu_add_doses(who uuid, doses jsonb) returns setof text
language sql volatile security definer set search_path = public
as $$
    insert into posyandu_given (id, person_id, code, given_on, source, vaccine, batch, expires_on, place,
        desa_id, posyandu_of_residence_id, recorded_by_id, void_reason)
    select d.id, who, d.code, d.given_on, d.source, d.vaccine, d.batch, d.expires_on, d.place,
        r.desa_id, r.posyandu_id, ilp_user_id(), ''
    from jsonb_to_recordset(doses) as d (id uuid, code text, given_on date, source text, vaccine text,
        batch text, expires_on date, place text)
    left join puskesmas_residence r
        on r.person_id = who and d.given_on between r.valid_from and coalesce(r.valid_to, 'infinity')
    where posyandu_is_named(who)
    on conflict do nothing
    returning code
$$;

create or replace function posyandu_void_dose(dose uuid, reason text) returns boolean
language sql volatile security definer set search_path = public
as $$
    with gone as (
        update posyandu_given set voided_at = now(), void_reason = reason
        where id = dose and voided_at is null and posyandu_is_named(person_id)
        returning 1)
    select exists (select from gone)
$$;
