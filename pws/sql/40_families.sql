-- What the families of facts stand on: tables made from declarations, and clinical numbers by month.

-- A derived table with exactly these columns, all not null. When its shape changed it is made again, empty, and
-- every desa-month is due: facts can always be made from the records.
create or replace function pws_make_table(name text, columns text, key text) returns void
language plpgsql set search_path = public set client_min_messages = warning
as $$
declare
    wanted text;
    there text;
begin
    execute format('create temporary table pws_wanted (%s)', columns);
    select string_agg(attname || ' ' || format_type(atttypid, atttypmod), ', ' order by attnum) into wanted
    from pg_attribute where attrelid = 'pws_wanted'::regclass and attnum > 0;
    select string_agg(attname || ' ' || format_type(atttypid, atttypmod), ', ' order by attnum) into there
    from pg_attribute where attrelid = to_regclass(name) and attnum > 0 and not attisdropped;
    drop table pws_wanted;
    if there is not distinct from wanted then
        return;
    end if;
    execute format('drop table if exists %I', name);
    execute format('create table %I (%s, primary key (%s))', name, columns, key);
    execute (select format('alter table %I %s', name, string_agg(format('alter column %I set not null', attname), ', '))
             from pg_attribute where attrelid = name::regclass and attnum > 0);
    perform posyandu_touch_all();
end
$$;
revoke execute on function pws_make_table(text, text, text) from public;

-- A clinical number as it applies at the end of a month: what a Dinkes set since, else what was shipped.
create or replace function pws_number(number_code text, p integer) returns jsonb
language sql stable parallel safe security definer set search_path = public
as $$
    select coalesce(
        (select c.value from posyandu_clinicalchange c
         where c.code = number_code and c.valid_from <= period_end(p)
            and (c.valid_to is null or c.valid_to >= period_end(p))
         order by c.id desc limit 1),
        (select s.value from pws_shippednumber s where s.code = number_code))
$$;

-- A changed number changes facts from its first day on.
create or replace function pws_clinical_changed() returns trigger
language plpgsql security definer set search_path = public
as $$
begin
    insert into base_change (desa_id, period)
    select a.id, k
    from base_window w, puskesmas_area a,
        generate_series(greatest(w.first_period, (select min(period_of(c.valid_from)) from changed c)), w.last_period) k
    where a.level = 'desa';
    return null;
end
$$;
create or replace trigger clinical_inserted after insert on posyandu_clinicalchange
    referencing new table as changed for each statement execute function pws_clinical_changed();
create or replace trigger clinical_updated after update on posyandu_clinicalchange
    referencing new table as changed for each statement execute function pws_clinical_changed();
create or replace trigger clinical_deleted after delete on posyandu_clinicalchange
    referencing old table as changed for each statement execute function pws_clinical_changed();
