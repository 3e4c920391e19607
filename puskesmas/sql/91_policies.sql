-- People are read by name only where the scope allows names.
call ilp_protect('puskesmas_person', 'desa_id', 'posyandu_id', true);
call ilp_protect('puskesmas_family', 'desa_id', 'posyandu_id', true);
call ilp_protect('puskesmas_residence', 'desa_id', 'posyandu_id', true);
revoke delete on puskesmas_person, puskesmas_family, puskesmas_residence from ilp_app;

-- Sasaran are numbers of a desa, and only ever added to.
call ilp_protect('puskesmas_sasaran', 'desa_id', null, false);
revoke update, delete on puskesmas_sasaran, puskesmas_sasaranparameter from ilp_app;
