-- Change feed of people and places (architecture §4). Statement level with transition tables, so that COPY
-- and raw SQL cannot bypass it. With the owner's rights: the feed must see what the writer may not.
-- A key too many costs a few milliseconds, a key too few is a wrong number; so the months are generous.

create or replace function puskesmas_residence_changed() returns trigger
language plpgsql security definer set search_path = public
as $$
begin
    -- From the first month lived there to two months past the fifth birthday or the move: the months whose
    -- sasaran, last valid length or 2T can depend on this residence.
    if tg_op in ('INSERT', 'UPDATE') then
        insert into base_change (desa_id, period)
        select distinct r.desa_id, k
        from new_rows r
        cross join base_window w
        cross join lateral generate_series(
            greatest(w.first_period, period_of(greatest(r.valid_from, r.born_on))),
            least(w.last_period, period_of(least(r.valid_to, (r.born_on + interval '60 months')::date)) + 2)) k;
    end if;
    if tg_op in ('DELETE', 'UPDATE') then
        insert into base_change (desa_id, period)
        select distinct r.desa_id, k
        from old_rows r
        cross join base_window w
        cross join lateral generate_series(
            greatest(w.first_period, period_of(greatest(r.valid_from, r.born_on))),
            least(w.last_period, period_of(least(r.valid_to, (r.born_on + interval '60 months')::date)) + 2)) k;
    end if;
    return null;
end
$$;

create or replace trigger residence_inserted after insert on puskesmas_residence
    referencing new table as new_rows for each statement execute function puskesmas_residence_changed();
create or replace trigger residence_updated after update on puskesmas_residence
    referencing old table as old_rows new table as new_rows
    for each statement execute function puskesmas_residence_changed();
create or replace trigger residence_deleted after delete on puskesmas_residence
    referencing old table as old_rows for each statement execute function puskesmas_residence_changed();

-- What the facts read from a person beside birth date and sex (those reach the residence by its key).
create or replace function puskesmas_person_changed() returns trigger
language plpgsql security definer set search_path = public
as $$
begin
    insert into base_change (desa_id, period)
    select distinct r.desa_id, k
    from new_rows n
    join old_rows o using (id)
    join puskesmas_residence r on r.person_id = n.id
    cross join base_window w
    cross join lateral generate_series(
        greatest(w.first_period, period_of(greatest(r.valid_from, r.born_on))),
        least(w.last_period, period_of(least(r.valid_to, (r.born_on + interval '60 months')::date)) + 2)) k
    where (n.birth_weight_g, n.birth_is_estimated, n.buku_kia_since, n.voided_at)
        is distinct from (o.birth_weight_g, o.birth_is_estimated, o.buku_kia_since, o.voided_at);
    return null;
end
$$;

create or replace trigger person_updated after update on puskesmas_person
    referencing old table as old_rows new table as new_rows
    for each statement execute function puskesmas_person_changed();

-- A posyandu that is founded, closed or moved changes how many should have opened.
create or replace function puskesmas_facility_changed() returns trigger
language plpgsql security definer set search_path = public
as $$
begin
    if tg_op in ('INSERT', 'UPDATE') then
        insert into base_change (desa_id, period)
        select distinct f.area_id, k
        from new_rows f, base_window w, generate_series(w.first_period, w.last_period) k
        where f.kind = 'POSYANDU';
    end if;
    if tg_op in ('DELETE', 'UPDATE') then
        insert into base_change (desa_id, period)
        select distinct f.area_id, k
        from old_rows f, base_window w, generate_series(w.first_period, w.last_period) k
        where f.kind = 'POSYANDU';
    end if;
    return null;
end
$$;

create or replace trigger facility_inserted after insert on puskesmas_facility
    referencing new table as new_rows for each statement execute function puskesmas_facility_changed();
create or replace trigger facility_updated after update on puskesmas_facility
    referencing old table as old_rows new table as new_rows
    for each statement execute function puskesmas_facility_changed();
create or replace trigger facility_deleted after delete on puskesmas_facility
    referencing old table as old_rows for each statement execute function puskesmas_facility_changed();
