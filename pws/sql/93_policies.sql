-- Facts carry people, cells carry counts.
call ilp_protect('pws_balitamonth', 'desa_id', 'posyandu_id', true);
call ilp_protect('pws_balitacell', 'desa_id', 'posyandu_id', false);
call ilp_protect('pws_posyandumonth', 'desa_id', 'posyandu_id', false);
call ilp_protect('pws_desamonth', 'desa_id', null, false);
revoke insert, update, delete on
    pws_balitamonth, pws_balitacell, pws_posyandumonth, pws_desamonth, base_window, base_change
    from ilp_app;
-- How old the feed is may be known to all; of whom it speaks, to the owner's functions.
revoke select on base_change from ilp_app;
grant select (id, desa_id, period, changed_at, topic) on base_change to ilp_app;

-- Runs of the verifier keep rows that differed, with their person: for jobs, not for users.
alter table pws_rebuildrun enable row level security;
drop policy if exists within_scope on pws_rebuildrun;
create policy within_scope on pws_rebuildrun to ilp_app using ((select ilp_is_system()));
revoke insert, update, delete on pws_rebuildrun from ilp_app;

-- What takes names of tables, or half of a rebuild, is for the owner's functions only.
revoke execute on function pws_differences(text, text, text), pws_swap(text, text), pws_stage_balita(),
    pws_stage_cells(), pws_stage_posyandu(), pws_half_diseases(integer), pws_refresh_balita(integer, integer, uuid[]),
    pws_refresh_cells(integer, integer), pws_refresh_posyandu(integer, integer),
    puskesmas_residence_changed(), posyandu_touch(uuid[], integer[], integer[]) from public;
revoke insert, update, delete on pws_anakera, pws_anakseries, pws_anakcredit, pws_ibuera, pws_wargacard from ilp_app;
revoke execute on function pws_compile_anak(), pws_compile_ibu(), pws_compile_warga(), pws_ibu_numbers_changed(),
    pws_warga_numbers_changed() from public;
