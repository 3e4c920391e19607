-- Where records of a person's care belong. A dose belongs to the desa where the person lived on that day, as
-- a visit does. Findings, diagnoses and pregnancies follow the person, so that who cares for the person now
-- can read and end them.
create or replace function posyandu_attribute_given() returns trigger
language plpgsql security definer set search_path = public
as $$
begin
    update posyandu_given as given
    set desa_id = lived.desa_id, posyandu_of_residence_id = lived.posyandu_id
    from (
        select g.id, r.desa_id, r.posyandu_id
        from (select distinct person_id from touched) as t
        join posyandu_given as g on g.person_id = t.person_id
        left join puskesmas_residence as r
            on r.person_id = g.person_id
           and g.given_on between r.valid_from and coalesce(r.valid_to, 'infinity')
        where g.desa_id is distinct from r.desa_id
           or g.posyandu_of_residence_id is distinct from r.posyandu_id
    ) as lived
    where given.id = lived.id;
    return null;
end
$$;

create or replace trigger attribute_given_after_insert
    after insert on puskesmas_residence referencing new table as touched
    for each statement execute function posyandu_attribute_given();
create or replace trigger attribute_given_after_update
    after update on puskesmas_residence referencing new table as touched
    for each statement execute function posyandu_attribute_given();
create or replace trigger attribute_given_after_delete
    after delete on puskesmas_residence referencing old table as touched
    for each statement execute function posyandu_attribute_given();

create or replace function posyandu_follow_person() returns trigger
language plpgsql security definer set search_path = public
as $$
declare
    people uuid[];
begin
    select array_agg(n.id) into people
    from new_people n join old_people o using (id)
    where (n.desa_id, n.posyandu_id) is distinct from (o.desa_id, o.posyandu_id);
    if people is null then
        return null;
    end if;
    update posyandu_finding x set desa_id = p.desa_id, posyandu_id = p.posyandu_id
    from new_people p where p.id = any (people) and x.person_id = p.id;
    update posyandu_diagnosis x set desa_id = p.desa_id, posyandu_id = p.posyandu_id
    from new_people p where p.id = any (people) and x.person_id = p.id;
    update posyandu_pregnancy x set desa_id = p.desa_id, posyandu_id = p.posyandu_id
    from new_people p where p.id = any (people) and x.person_id = p.id;
    update posyandu_delivery x set desa_id = p.desa_id, posyandu_id = p.posyandu_id
    from new_people p join posyandu_pregnancy g on g.person_id = p.id
    where p.id = any (people) and x.pregnancy_id = g.id;
    update posyandu_newborn x set desa_id = p.desa_id, posyandu_id = p.posyandu_id
    from new_people p where p.id = any (people) and x.child_id = p.id;
    return null;
end
$$;

create or replace trigger care_follows_person after update on puskesmas_person
    referencing old table as old_people new table as new_people
    for each statement execute function posyandu_follow_person();
