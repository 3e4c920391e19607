-- A visit belongs to where its person lived; a hari buka to where it was held (its posyandu is no secret).
call ilp_protect('posyandu_visit', 'desa_id', 'posyandu_of_residence_id', true);
call ilp_protect('posyandu_attendance', 'desa_id', 'posyandu_id', true);
call ilp_protect('posyandu_haribuka', 'desa_id', 'posyandu_id', false);
call ilp_protect('posyandu_monthopening', 'desa_id', null, false);
revoke delete on posyandu_monthopening, posyandu_visit, posyandu_attendance, posyandu_haribuka from ilp_app;

-- Doses as visits; the rest belongs to the person's place of today.
call ilp_protect('posyandu_given', 'desa_id', 'posyandu_of_residence_id', true);
call ilp_protect('posyandu_finding', 'desa_id', 'posyandu_id', true);
call ilp_protect('posyandu_diagnosis', 'desa_id', 'posyandu_id', true);
call ilp_protect('posyandu_pregnancy', 'desa_id', 'posyandu_id', true);
call ilp_protect('posyandu_delivery', 'desa_id', 'posyandu_id', true);
call ilp_protect('posyandu_newborn', 'desa_id', 'posyandu_id', true);
revoke delete on posyandu_given, posyandu_finding, posyandu_diagnosis, posyandu_pregnancy, posyandu_delivery,
    posyandu_newborn from ilp_app;
-- Only the triggers write the feed.
revoke execute on function posyandu_touch_care(uuid[], date[], boolean), posyandu_touch_all() from public;
