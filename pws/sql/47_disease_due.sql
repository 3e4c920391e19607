-- Change feed of the counts of diseases (46_diseases.sql). A diagnosis or flag is counted from its month on for a
-- year, in the desa where the person lives today, also in months in which the person lived elsewhere. What the feed of
-- care makes due is where the person lived meanwhile, so these keys are made here.

create or replace function pws_disease_due(desas integer[], days date[]) returns void
language sql security definer set search_path = public
as $$
    insert into base_change (desa_id, period, topic)
    select distinct t.desa_id, k, 'diseases'
    from unnest(desas, days) as t (desa_id, day)
    cross join base_window w
    cross join lateral generate_series(
        greatest(period_of(t.day), w.first_period), least(period_of(t.day) + 11, w.last_period)) k
    where t.desa_id is not null
$$;
revoke execute on function pws_disease_due(integer[], date[]) from public;

-- Of a load every month is due already. An ended or overridden finding is counted as before.
create or replace function pws_finding_counted() returns trigger
language plpgsql security definer set search_path = public
as $$
begin
    if tg_op = 'UPDATE' then
        if not exists (select from was offset base_load_size()) then
            perform pws_disease_due(array_agg(x.desa_id), array_agg(x.found_on))
            from touched n
            join was o using (id)
            cross join lateral (values (n.desa_id, n.found_on, n.code), (o.desa_id, o.found_on, o.code))
                x (desa_id, found_on, code)
            where (n.desa_id, n.person_id, n.found_on, n.code, n.voided_at is null)
                    is distinct from (o.desa_id, o.person_id, o.found_on, o.code, o.voided_at is null)
                and x.code in (select code from pws_diseaseflag)
            having count(*) > 0;
        end if;
    elsif not exists (select from touched offset base_load_size()) then
        perform pws_disease_due(array_agg(t.desa_id), array_agg(t.found_on))
        from touched t
        where t.code in (select code from pws_diseaseflag)
        having count(*) > 0;
    end if;
    return null;
end
$$;

create or replace function pws_diagnosis_counted() returns trigger
language plpgsql security definer set search_path = public
as $$
begin
    if tg_op = 'UPDATE' then
        if not exists (select from was offset base_load_size()) then
            perform pws_disease_due(array_agg(x.desa_id), array_agg(x.diagnosed_on))
            from touched n
            join was o using (id)
            cross join lateral (values (n.desa_id, n.diagnosed_on), (o.desa_id, o.diagnosed_on))
                x (desa_id, diagnosed_on)
            where (n.desa_id, n.person_id, n.diagnosed_on, n.icd10, n.voided_at is null)
                is distinct from (o.desa_id, o.person_id, o.diagnosed_on, o.icd10, o.voided_at is null)
            having count(*) > 0;
        end if;
    elsif not exists (select from touched offset base_load_size()) then
        perform pws_disease_due(array_agg(t.desa_id), array_agg(t.diagnosed_on)) from touched t having count(*) > 0;
    end if;
    return null;
end
$$;

do $$
declare
    name text;
begin
    foreach name in array array['finding', 'diagnosis'] loop
        execute format('create or replace trigger %1$s_counted_inserted after insert on posyandu_%1$s
            referencing new table as touched for each statement execute function pws_%1$s_counted()', name);
        execute format('create or replace trigger %1$s_counted_updated after update on posyandu_%1$s
            referencing old table as was new table as touched
            for each statement execute function pws_%1$s_counted()', name);
        execute format('create or replace trigger %1$s_counted_deleted after delete on posyandu_%1$s
            referencing old table as touched for each statement execute function pws_%1$s_counted()', name);
    end loop;
end
$$;

-- Whoever is declared a mistake, or taken back into use, takes all events along.
create or replace function pws_person_counted() returns trigger
language plpgsql security definer set search_path = public
as $$
begin
    perform pws_disease_due(array_agg(e.desa_id), array_agg(e.day))
    from touched n
    join was o using (id)
    cross join lateral (
        select f.desa_id, f.found_on as day from posyandu_finding f where f.person_id = n.id and f.voided_at is null
        union
        select i.desa_id, i.diagnosed_on from posyandu_diagnosis i where i.person_id = n.id and i.voided_at is null) e
    where (n.voided_at is null) <> (o.voided_at is null)
    having count(*) > 0;
    return null;
end
$$;
create or replace trigger person_counted after update on puskesmas_person
    referencing old table as was new table as touched for each statement execute function pws_person_counted();
