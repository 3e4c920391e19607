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

-- The numbers of pregnancy and childbed, one row for each span of months with the same ones, for the family
-- `ibu` (pws/families/ibu.sql). Bits of `kf_all` and `kf_1` are the windows in their order.
create or replace function pws_ibu_numbers()
returns table (
    from_period integer, to_period integer, term_days integer, longest_days integer, trimester_weeks float8[],
    k1m_weeks float8, k4_pattern float8[], k6_pattern float8[], k6_by_doctor boolean, k6_with_usg boolean,
    k6_trimesters float8[], tablets_wanted float8[], classes_wanted float8, windows jsonb, kf_all integer,
    kf_1 integer, nifas_days integer, capsules_wanted float8, capsules_apart integer, capsules_before integer,
    method_days integer, attendants jsonb, facilities jsonb)
language sql stable parallel safe security definer set search_path = public rows 1
as $$
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
        w.windows,
        (1 << jsonb_array_length(w.windows)) - 1,
        (select 1 << ord::integer - 1 from jsonb_array_elements(w.windows) with ordinality as x (line, ord)
         where line ->> 'kode' = 'KF1'),
        (select max((line -> 'hari' ->> 1)::float8)::integer from jsonb_array_elements(w.windows) line),
        (pws_numbers('nifas.vit_a_kapsul', point))[1],
        (pws_numbers('nifas.vit_a_jarak_hari', point))[1]::integer,
        (pws_numbers('nifas.vit_a_sebelum_hari', point))[1]::integer,
        (pws_numbers('nifas.kb_hari', point))[1]::integer,
        pws_number('nifas.penolong_nakes', point),
        pws_number('nifas.fasilitas', point)
    from (
        -- From which months on other numbers apply; 12 is the first month there is.
        select 12 as point
        union select period_of(valid_from) from posyandu_clinicalchange
        union select period_of(valid_to + 1) from posyandu_clinicalchange where valid_to is not null
    ) changes
    cross join lateral (select pws_number('nifas.kunjungan', point) as windows) w
$$;

-- Which window of the table a contact lies in, as a bit; null outside all of them. With known hours the hours decide
-- where the table has them; on a common bound the later window counts (posyandu.rules.postnatal.window).
create or replace function pws_window_bit(windows jsonb, days integer, hours float8) returns integer
language sql immutable parallel safe
as $$
    select 1 << ord::integer - 1
    from jsonb_array_elements(windows) with ordinality as x (line, ord)
    where case when line ? 'jam' and hours is not null
        then hours between (line -> 'jam' ->> 0)::float8 and (line -> 'jam' ->> 1)::float8
        else days between (line -> 'hari' ->> 0)::float8 and (line -> 'hari' ->> 1)::float8 end
    order by ord desc limit 1
$$;
