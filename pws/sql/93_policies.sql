-- Facts carry people, cells carry counts.
call ilp_protect('pws_balitamonth', 'desa_id', 'posyandu_id', true);
call ilp_protect('pws_balitacell', 'desa_id', 'posyandu_id', false);
call ilp_protect('pws_posyandumonth', 'desa_id', 'posyandu_id', false);
call ilp_protect('pws_desamonth', 'desa_id', null, false);
revoke insert, update, delete on
    pws_balitamonth, pws_balitacell, pws_posyandumonth, pws_desamonth, base_window, base_change
    from ilp_app;
