-- A visit belongs to the desa and posyandu where the person lived on that day. A residence that is entered,
-- ended or corrected later moves the visits it touches, in the same transaction and whoever wrote it.
create or replace function posyandu_attribute_visits() returns trigger
language plpgsql security definer set search_path = public
as $$
begin
    update posyandu_visit as visit
    set desa_id = lived.desa_id, posyandu_of_residence_id = lived.posyandu_id
    from (
        select v.id, r.desa_id, r.posyandu_id
        from (select distinct person_id from touched) as t
        join posyandu_visit as v on v.person_id = t.person_id
        left join puskesmas_residence as r
            on r.person_id = v.person_id
           and v.measured_on between r.valid_from and coalesce(r.valid_to, 'infinity')
        where v.desa_id is distinct from r.desa_id
           or v.posyandu_of_residence_id is distinct from r.posyandu_id
    ) as lived
    where visit.id = lived.id;
    return null;
end
$$;

create or replace trigger attribute_visits_after_insert
    after insert on puskesmas_residence referencing new table as touched
    for each statement execute function posyandu_attribute_visits();
create or replace trigger attribute_visits_after_update
    after update on puskesmas_residence referencing new table as touched
    for each statement execute function posyandu_attribute_visits();
create or replace trigger attribute_visits_after_delete
    after delete on puskesmas_residence referencing old table as touched
    for each statement execute function posyandu_attribute_visits();
