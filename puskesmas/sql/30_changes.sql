-- Change feed of people and places (architecture §4). Statement level with transition tables, so that COPY
-- and raw SQL cannot bypass it. With the owner's rights: the feed must see what the writer may not.
-- A key too many costs a few milliseconds, a key too few is a wrong number; so the months are generous.

-- Of a load (`base_load_size`) every month of their desa is due.
create or replace function puskesmas_all_due(desas integer[]) returns void
language sql set search_path = public
as $$
    insert into base_change (desa_id, period)
    select desa_id, k
    from unnest(desas) desa_id, base_window w, generate_series(w.first_period, w.last_period) k
$$;

-- Every month lived there is due, and two more: the months whose residents, last valid length or 2T can depend
-- on the residence.
create or replace function puskesmas_residence_changed() returns trigger
language plpgsql security definer set search_path = public
as $$
begin
    if tg_op = 'INSERT' then
        if exists (select from new_rows offset base_load_size()) then
            perform puskesmas_all_due((select array_agg(distinct desa_id) from new_rows));
            return null;
        end if;
        insert into base_change (desa_id, period)
        select distinct r.desa_id, k
        from new_rows r
        cross join base_window w
        cross join lateral generate_series(
            greatest(w.first_period, period_of(greatest(r.valid_from, r.born_on))),
            least(w.last_period, period_of(r.valid_to) + 2)) k;
    elsif exists (select from old_rows offset base_load_size()) then
        perform puskesmas_all_due((select array_agg(distinct desa_id) from old_rows));
        if tg_op = 'UPDATE' then
            perform puskesmas_all_due((select array_agg(distinct desa_id) from new_rows));
        end if;
    elsif tg_op = 'DELETE' then
        insert into base_change (desa_id, period)
        select distinct r.desa_id, k
        from old_rows r
        cross join base_window w
        cross join lateral generate_series(
            greatest(w.first_period, period_of(greatest(r.valid_from, r.born_on))),
            least(w.last_period, period_of(r.valid_to) + 2)) k;
    else
        -- Where only the end moved (somebody went, or died), nothing changes before the earlier of the two ends.
        insert into base_change (desa_id, period)
        select distinct r.desa_id, k
        from new_rows n
        join old_rows o using (id)
        cross join lateral (
            select (n.person_id, n.desa_id, n.posyandu_id, n.born_on, n.sex, n.valid_from)
                is not distinct from (o.person_id, o.desa_id, o.posyandu_id, o.born_on, o.sex, o.valid_from)
                as is_end_only) kind
        cross join lateral (
            values (o.desa_id, o.born_on, o.valid_from, o.valid_to),
                   (n.desa_id, n.born_on, n.valid_from, n.valid_to)) r (desa_id, born_on, valid_from, valid_to)
        cross join base_window w
        cross join lateral generate_series(
            greatest(w.first_period, period_of(greatest(
                r.born_on, case when is_end_only then least(o.valid_to, n.valid_to) else r.valid_from end))),
            least(w.last_period, period_of(r.valid_to) + 2)) k
        where not is_end_only or n.valid_to is distinct from o.valid_to;
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

-- What the facts read from a person beside birth date and sex (those reach the residence by its key): whether it
-- is counted at all, and has a NIK, in every month lived there; the other columns while it is a balita.
create or replace function puskesmas_person_changed() returns trigger
language plpgsql security definer set search_path = public
as $$
begin
    insert into base_change (desa_id, period)
    select distinct r.desa_id, k
    from new_rows n
    join old_rows o using (id)
    cross join lateral (
        select n.voided_at is distinct from o.voided_at or (n.nik_hash is null) <> (o.nik_hash is null) as always,
            (n.birth_weight_g, n.birth_is_estimated, n.buku_kia_since)
                is distinct from (o.birth_weight_g, o.birth_is_estimated, o.buku_kia_since) as as_balita) changed
    join puskesmas_residence r on r.person_id = n.id
    cross join base_window w
    cross join lateral generate_series(
        greatest(w.first_period, period_of(greatest(r.valid_from, r.born_on))),
        least(w.last_period, 2 + period_of(least(
            r.valid_to, case when not always then (r.born_on + interval '60 months')::date end)))) k
    where always or as_balita;
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
