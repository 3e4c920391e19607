-- Clinical numbers as SQL reckons with them: a list of numbers, or a single one as a list of one, in order.
create or replace function pws_numbers(number_code text, p integer) returns float8[]
language sql stable parallel safe set search_path = public
as $$
    select array(
        select value::float8
        from jsonb_array_elements_text(case jsonb_typeof(n) when 'array' then n else jsonb_build_array(n) end)
            with ordinality as numbers (value, place)
        order by place)
    from pws_number(number_code, p) n
$$;

-- The numbers of pregnancy and childbed for the family `ibu` (pws/families/ibu.sql), one row for each span of months
-- with the same ones, nearly always one for all. Worked out when a number changes and not for every desa-month.
drop function if exists pws_ibu_numbers(), pws_window_bit(jsonb, integer, float8);
drop table if exists pws_ibuera;
create table pws_ibuera (
    from_period integer primary key, to_period integer not null, term_days integer, longest_days integer,
    trimester_weeks float8[], k1m_weeks float8, k4_pattern float8[], k6_pattern float8[], k6_by_doctor boolean,
    k6_with_usg boolean, k6_trimesters float8[], tablets_wanted float8[], classes_wanted float8,
    kf_by_day integer[], kf_without_hours integer[], kf_hours float8[], kf_all integer, kf_1 integer,
    nifas_days integer, capsules_wanted float8, capsules_apart integer, capsules_before integer,
    method_days integer, attendants text[], facilities text[]
);
comment on table pws_ibuera is 'Numbers of the facts of mothers, for all months with the same ones.';
comment on column pws_ibuera.kf_by_day is 'Window of KF of each day after birth, as a bit in the order of the table.';
comment on column pws_ibuera.kf_without_hours is 'The same, of the windows that hours cannot tell.';
comment on column pws_ibuera.kf_hours is 'From, to, bit: of each window that hours tell.';

create or replace function pws_compile_ibu() returns void
language plpgsql security definer set search_path = public
as $$
begin
    delete from pws_ibuera;
    insert into pws_ibuera
    with change as (
        -- From which months on other numbers may apply; 12 is the first month there is.
        select 12 as point
        union select period_of(valid_from) from posyandu_clinicalchange
            where code ~ '^(bumil|nifas|kehamilan)\.'
        union select period_of(valid_to + 1) from posyandu_clinicalchange
            where code ~ '^(bumil|nifas|kehamilan)\.' and valid_to is not null
    ),
    contact as (
        select point, 1 << place::integer - 1 as bit, line ->> 'kode' as code,
            (line #>> '{hari,0}')::float8 as from_day, (line #>> '{hari,1}')::float8 as to_day,
            (line #>> '{jam,0}')::float8 as from_hour, (line #>> '{jam,1}')::float8 as to_hour
        from change, jsonb_array_elements(pws_number('nifas.kunjungan', point)) with ordinality as x (line, place)
    ),
    -- On a common bound the later window counts (posyandu.rules.postnatal.window).
    by_day as (
        select point, array_agg(bit order by day) as bits, array_agg(untimed order by day) as untimed
        from (
            select c.point, day, coalesce(max(bit), 0) as bit,
                coalesce(max(bit) filter (where from_hour is null), 0) as untimed
            from change c
            cross join generate_series(0, (select max(to_day)::integer from contact)) day
            left join contact w on w.point = c.point and day between from_day and to_day
            group by c.point, day
        ) days
        group by point
    ),
    whole as (
        select point, bit_or(bit) as bits, bit_or(bit) filter (where code = 'KF1') as first,
            max(to_day)::integer as days,
            array_agg(array[from_hour, to_hour, bit] order by bit) filter (where from_hour is not null) as hours
        from contact
        group by point
    )
    select point, coalesce(lead(point) over (order by point) - 1, 1000000),
        (pws_numbers('bumil.lama_hari', point))[1]::integer,
        jsonb_path_query_first(pws_number('kehamilan.batas', point),
            '$[*] ? (@.field == "gestation_weeks").hard[1]')::integer * 7 + 6,
        pws_numbers('bumil.trimester_minggu', point),
        (pws_numbers('bumil.k1m_minggu', point))[1],
        pws_numbers('bumil.k4_pola', point),
        pws_numbers('bumil.k6_pola', point),
        pws_number('bumil.k6_wajib_dokter', point)::boolean,
        pws_number('bumil.k6_dokter_dengan_usg', point)::boolean,
        pws_numbers('bumil.k6_trimester_dokter', point),
        pws_numbers('bumil.ttd', point),
        (pws_numbers('bumil.kelas_ibu', point))[1],
        by_day.bits, by_day.untimed, whole.hours, whole.bits, whole.first, whole.days,
        (pws_numbers('nifas.vit_a_kapsul', point))[1],
        (pws_numbers('nifas.vit_a_jarak_hari', point))[1]::integer,
        (pws_numbers('nifas.vit_a_sebelum_hari', point))[1]::integer,
        (pws_numbers('nifas.kb_hari', point))[1]::integer,
        array(select jsonb_array_elements_text(pws_number('nifas.penolong_nakes', point))),
        array(select jsonb_array_elements_text(pws_number('nifas.fasilitas', point)))
    from change
    join by_day using (point)
    join whole using (point);

    -- The planner must know how small it is.
    analyze pws_ibuera;
end
$$;
select pws_compile_ibu();

create or replace function pws_ibu_numbers_changed() returns trigger
language plpgsql security definer set search_path = public
as $$
begin
    perform pws_compile_ibu();
    return null;
end
$$;
create or replace trigger ibu_numbers_changed after insert or update or delete or truncate on posyandu_clinicalchange
    for each statement execute function pws_ibu_numbers_changed();
