-- A visit belongs to where its person lived; a hari buka to where it was held (its posyandu is no secret).
call ilp_protect('posyandu_visit', 'desa_id', 'posyandu_of_residence_id', true);
call ilp_protect('posyandu_attendance', 'desa_id', 'posyandu_id', true);
call ilp_protect('posyandu_haribuka', 'desa_id', 'posyandu_id', false);
revoke delete on posyandu_visit, posyandu_attendance, posyandu_haribuka from ilp_app;
