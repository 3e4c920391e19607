-- What each card must answer to be complete (pws/families/warga.sql), ready to be joined: worked out when a number
-- changes. `bits`: columns of a visit, and 16384 for the four questions of TBC; `others`: answers without a bit.
drop table if exists pws_wargacard;
create table pws_wargacard (
    form varchar(12), from_period integer, to_period integer not null, bits integer not null, others text[],
    primary key (form, from_period)
);
comment on table pws_wargacard is 'Required answers of a card, for a span of months with the same number.';

create or replace function pws_compile_warga() returns void
language plpgsql security definer set search_path = public
as $$
begin
    delete from pws_wargacard;
    insert into pws_wargacard
    with recorded(name, bit) as (values
        ('weight_kg', 1), ('length_height_cm', 2), ('head_circumference_cm', 4), ('muac_cm', 8), ('has_oedema', 16),
        ('waist_cm', 32), ('systolic_mmhg', 64), ('diastolic_mmhg', 128), ('temperature_c', 256), ('hb_g_dl', 512),
        ('random_glucose_mg_dl', 1024), ('fasting_glucose_mg_dl', 2048), ('cholesterol_mg_dl', 4096),
        ('tablets_given', 8192)
    )
    select card ->> 'kartu', k, until - 1,
        bit_or(coalesce(r.bit, 0) | case when has_tbc then 16384 else 0 end),
        array_agg(x.name) filter (where r.bit is null and not (has_tbc and x.name = any (tbc)))
    from (
        select k, lead(k, 1, 1000000) over (order by k) as until
        from (
            -- From which months on other numbers may apply; 12 is the first month there is.
            select 12 as k
            union select period_of(valid_from) from posyandu_clinicalchange
            union select period_of(valid_to + 1) from posyandu_clinicalchange where valid_to is not null
        ) changes
    ) span
    cross join lateral jsonb_array_elements(pws_number('kelengkapan.isian_wajib', k)) card
    cross join (values ('{tbc_cough,tbc_fever,tbc_weight,tbc_contact}'::text[])) questions (tbc)
    cross join lateral (select card -> 'isian' ?& tbc as has_tbc) h
    cross join lateral jsonb_array_elements_text(card -> 'isian') x (name)
    left join recorded r on r.name = x.name
    group by card ->> 'kartu', k, until;
    -- The planner must know how few these are.
    analyze pws_wargacard;
end
$$;
select pws_compile_warga();

create or replace function pws_warga_numbers_changed() returns trigger
language plpgsql security definer set search_path = public
as $$
begin
    perform pws_compile_warga();
    return null;
end
$$;
create or replace trigger warga_numbers_changed after insert or update or delete or truncate on posyandu_clinicalchange
    for each statement execute function pws_warga_numbers_changed();
