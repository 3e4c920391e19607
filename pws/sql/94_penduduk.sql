call ilp_protect('pws_pendudukcell', 'desa_id', 'posyandu_id', false);
grant select on pws_pendudukcell to ilp_app;
revoke insert, update, delete on pws_pendudukcell from ilp_app;
revoke execute on function pws_refresh_penduduk(integer, integer), pws_stage_penduduk(),
    pws_half_penduduk(integer) from public;
