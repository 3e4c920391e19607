call ilp_protect('pws_diseasecell', 'desa_id', null, false);
grant select on pws_diseasecell to ilp_app;
revoke insert, update, delete on pws_diseasecell, pws_diseasespan, pws_diseaseflag from ilp_app;
revoke execute on function pws_declare_diseases(jsonb, jsonb), pws_refresh_diseases(integer, integer),
    pws_stage_diseases() from public;
