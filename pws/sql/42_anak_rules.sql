-- The clinical numbers of the family `anak` (pws/families/anak.sql), ready to be joined: worked out when a number
-- changes and not for every desa-month. An *era* is every month with the same numbers, nearly always one for all.
drop table if exists pws_anakera, pws_anakseries, pws_anakcredit, pws_anakset;
create table pws_anakera (
    era integer primary key,
    spans int4multirange not null,
    n jsonb not null,
    shk_days integer, shk_from_hours numeric, hb0_hours numeric, hb0_days integer, low_weight_g numeric,
    child_from integer, child_to integer, infant_weighings integer, infant_sdidtk integer,
    weighings integer, lengths integer, sdidtk integer, capsules integer, kpsp_days integer, mt_days integer,
    tablets_26 integer, tablets_52 integer, girl_from integer, girl_to integer, milk_months integer,
    repeat_days integer, newborn_days integer, zero_from integer, zero_to integer, all_contacts text[],
    idl bigint, idl_months integer, infant bigint, infant_months integer,
    second_year bigint, second_year_months integer
);
create table pws_anakseries (
    era integer, series text, doses integer, codes text[], ages integer[], age_days integer[], gaps integer[],
    gap_days integer[], marks bigint[], slots bigint[], primary key (era, series)
);
create table pws_anakcredit (
    era integer, recorded text, series text, age_months integer, age_days integer, gap_months integer,
    gap_days integer, primary key (era, recorded, series)
);
comment on table pws_anakera is 'Numbers of the facts of children, for all months with the same ones.';
comment on table pws_anakseries is 'Doses of a series in their order, with the limits of the schedule.';
comment on column pws_anakseries.marks is 'Bits of the facts that the dose makes true.';
comment on column pws_anakseries.slots is 'A bit for each dose; the complete sets of an era are unions of them.';
comment on table pws_anakcredit is
    'What a recorded dose counts for: its own series, or those of a combined vaccine with limits of its own.';

create or replace function pws_compile_anak() returns void
language plpgsql security definer set search_path = public
as $$
begin
    delete from pws_anakera;
    delete from pws_anakseries;
    delete from pws_anakcredit;

    insert into pws_anakera
    select min(k), range_agg(int4range(k, until)), n,
        (n ->> 'shk_hari')::integer, (n #>> '{shk_jam,0}')::numeric,
        (n ->> 'hb0_jam')::numeric, (n ->> 'hb0_hari')::integer, (n #>> '{bbl,2}')::numeric,
        (n #>> '{umur,0}')::integer, (n #>> '{umur,1}')::integer,
        (n #>> '{bayi,timbang}')::integer, (n #>> '{bayi,sdidtk}')::integer,
        (n #>> '{balita,timbang}')::integer, (n #>> '{balita,panjang}')::integer,
        (n #>> '{balita,sdidtk}')::integer, (n #>> '{balita,vitamin_a}')::integer,
        (n ->> 'kpsp')::integer, (n ->> 'mt')::integer,
        (n #>> '{ttd,setengah_tahun}')::integer, (n #>> '{ttd,setahun}')::integer,
        (n #>> '{ttd,umur_bulan,0}')::integer, (n #>> '{ttd,umur_bulan,1}')::integer,
        (n ->> 'asi')::integer, (n ->> 'ulang')::integer,
        (select max((x #>> '{hari,1}')::integer) from jsonb_array_elements(n -> 'kn') x),
        (n #>> '{zero,0}')::integer, (n #>> '{zero,1}')::integer,
        array(select jsonb_array_elements_text(n -> 'kn_lengkap'))
    from (
        select k, coalesce(lead(k) over (order by k), 1000000) as until, jsonb_build_object(
            'kn', pws_number('neonatus.kunjungan', k), 'kn_lengkap', pws_number('neonatus.lengkap', k),
            'bbl', pws_number('neonatus.berat_lahir_g', k), 'shk_jam', pws_number('neonatus.shk_jam', k),
            'shk_hari', pws_number('anak.shk_hari', k), 'hb0_jam', pws_number('neonatus.hb0_jam', k),
            'hb0_hari', pws_number('neonatus.hb0_hari', k), 'bayi', pws_number('anak.bayi_paripurna', k),
            'balita', pws_number('anak.balita_paripurna', k), 'umur', pws_number('anak.umur_bulan', k),
            'kpsp', pws_number('anak.kpsp_tindak_hari', k), 'mt', pws_number('anak.mt_hari', k),
            'ttd', pws_number('anak.ttd_rematri', k), 'zero', pws_number('anak.zero_dose_bulan', k),
            'asi', pws_number('balita.asi_eksklusif_bulan', k), 'vita', pws_number('balita.vitamin_a', k),
            'vita_bulan', pws_number('balita.vitamin_a_bulan_kampanye', k),
            'susulan', pws_number('balita.vitamin_a_susulan_hari', k),
            'cacing_umur', pws_number('balita.cacing_umur_bulan', k),
            'cacing_bulan', case
                when pws_number('balita.cacing_prevalensi', k) < pws_number('balita.cacing_prevalensi_batas', k) -> 0
                    then '[]'
                when pws_number('balita.cacing_prevalensi', k) > pws_number('balita.cacing_prevalensi_batas', k) -> 1
                    then pws_number('balita.cacing_bulan_dua_kali', k)
                else pws_number('balita.cacing_bulan_sekali', k) end,
            'ulang', pws_number('imunisasi.ulang_hari', k), 'jadwal', pws_number('imunisasi.jadwal_baku', k),
            'lain', pws_number('imunisasi.jadwal_' || (pws_number('imunisasi.jadwal', k) #>> '{}'), k),
            'gabungan', pws_number('imunisasi.vaksin_gabungan', k), 'lengkap', pws_number('imunisasi.lengkap', k),
            'endemis_je', pws_number('imunisasi.endemis_je', k), 'bias', pws_number('imunisasi.bias', k),
            'bias_hpv', pws_number('imunisasi.bias_hpv', k)) as n
        from (
            -- From which months on other numbers may apply; 12 is the first month there is.
            select 12 as k
            union select period_of(valid_from) from posyandu_clinicalchange
            union select period_of(valid_to + 1) from posyandu_clinicalchange where valid_to is not null
        ) changes
    ) month
    group by n;

    -- Doses of a series, numbered as posyandu.rules.immunisation does.
    insert into pws_anakseries
    select era, series, count(*)::integer, array_agg(code order by place),
        array_agg(coalesce((s ->> 'min_age_months')::integer, 0) order by place),
        array_agg(coalesce((s ->> 'min_age_days')::integer, 0) order by place),
        array_agg(coalesce((s ->> 'min_interval_months')::integer, 0) order by place),
        array_agg(coalesce((s ->> 'min_interval_days')::integer, 0) order by place),
        array_agg(case code when 'HB0' then 3::bigint << 27 when 'BCG' then 1::bigint << 29
            when 'DPT1' then 1::bigint << 30 when 'DPT3' then 1::bigint << 31 when 'OPV4' then 1::bigint << 32
            when 'IPV2' then 1::bigint << 33 when 'PCV2' then 1::bigint << 34 when 'RV3' then 1::bigint << 35
            when 'MR1' then 1::bigint << 36 else 0 end order by place),
        array_agg(1::bigint << slot order by place)
    from (
        select distinct on (era, s ->> 'code') era, s, s ->> 'code' as code, s ->> 'antigen' as series,
            min(place) over (partition by era, s ->> 'code') as place,
            dense_rank() over (partition by era order by s ->> 'code')::integer as slot
        from pws_anakera
        cross join lateral (
            select s, place, 0 as later from jsonb_array_elements(n -> 'jadwal') with ordinality x (s, place)
            union all
            select s, 1000 + place, 1 from jsonb_array_elements(n -> 'lain') with ordinality x (s, place)) s
        order by era, s ->> 'code', later desc) slot
    group by era, series;

    insert into pws_anakcredit
    select distinct on (era, recorded, series) era, recorded, series, age_months, age_days, gap_months, gap_days
    from (
        select era, code as recorded, series, 0 as by_name, null::integer as age_months, null::integer as age_days,
            null::integer as gap_months, null::integer as gap_days
        from pws_anakseries cross join unnest(codes) code
        union all
        select era, name || digit, series, 1, age_months, age_days, gap_months, gap_days
        from (
            select era, series as name, series, null::integer as age_months, null::integer as age_days,
                null::integer as gap_months, null::integer as gap_days
            from pws_anakseries
            union all
            select era, x ->> 'vaccine', x ->> 'antigen',
                case when x ?| array['min_age_days', 'min_age_months']
                    then coalesce((x ->> 'min_age_months')::integer, 0) end,
                case when x ?| array['min_age_days', 'min_age_months']
                    then coalesce((x ->> 'min_age_days')::integer, 0) end,
                case when x ?| array['min_interval_days', 'min_interval_months']
                    then coalesce((x ->> 'min_interval_months')::integer, 0) end,
                case when x ?| array['min_interval_days', 'min_interval_months']
                    then coalesce((x ->> 'min_interval_days')::integer, 0) end
            from pws_anakera, jsonb_array_elements(n -> 'gabungan') x) named
        cross join (values (''), ('0'), ('1'), ('2'), ('3'), ('4'), ('5'), ('6'), ('7'), ('8'), ('9')) d (digit)
    ) c
    where by_name = 0 or not exists (select from pws_anakseries s where s.era = c.era and c.recorded = any (s.codes))
    order by era, recorded, series, by_name;

    -- A set that wants a dose which is not in the schedule cannot be complete.
    update pws_anakera e set
        idl = s.wanted[1], idl_months = s.months[1], infant = s.wanted[2], infant_months = s.months[2],
        second_year = s.wanted[3], second_year_months = s.months[3]
    from (
        select era, array_agg(wanted order by place) as wanted, array_agg(before_months order by place) as months
        from (
            select a.era, p.place, (x ->> 'before_months')::integer as before_months, (
                select case when count(*) = count(slot) then bit_or(slot) end
                from (
                    select jsonb_array_elements_text(x -> 'doses') as wants
                    union
                    select jsonb_array_elements_text(x -> 'endemis_je') where (n -> 'endemis_je')::boolean) d
                left join (
                    select code, slot from pws_anakseries r, unnest(r.codes, r.slots) z (code, slot)
                    where r.era = a.era) known on code = wants) as wanted
            from pws_anakera a
            cross join unnest(array['IDL_KLASIK', 'BAYI_LENGKAP', 'BADUTA_LENGKAP']) with ordinality p (name, place)
            left join lateral (
                select x from jsonb_array_elements(n -> 'lengkap') x where x ->> 'code' = p.name) y on true) w
        group by era) s
    where s.era = e.era;

    -- The planner must know how small these are.
    analyze pws_anakera, pws_anakseries, pws_anakcredit;
end
$$;
select pws_compile_anak();

create or replace function pws_anak_numbers_changed() returns trigger
language plpgsql security definer set search_path = public
as $$
begin
    perform pws_compile_anak();
    return null;
end
$$;
create or replace trigger anak_numbers_changed after insert or update or delete or truncate on posyandu_clinicalchange
    for each statement execute function pws_anak_numbers_changed();
