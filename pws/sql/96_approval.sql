-- Signatures show where any of their desa may be seen, and are made for whole areas only. Nothing of them
-- changes but the withdrawal; numbers never do.
alter table pws_signature enable row level security;
drop policy if exists within_scope on pws_signature;
create policy within_scope on pws_signature for select to ilp_app
    using (desa_ids && (select ilp_my_desa())::integer[]);
drop policy if exists sign on pws_signature;
create policy sign on pws_signature for insert to ilp_app
    with check (desa_ids <@ (select ilp_my_desa())::integer[]);
drop policy if exists withdraw on pws_signature;
create policy withdraw on pws_signature for update to ilp_app
    using (desa_ids && (select ilp_my_desa())::integer[]);
call ilp_protect('pws_signednumbers', 'desa_id', 'posyandu_id', false);
call ilp_protect('pws_restatement', 'desa_id', null, false);
revoke update, delete on pws_signature, pws_signednumbers, pws_restatement from ilp_app;
grant update (reopened_at, reopened_by_id, reopen_reason) on pws_signature to ilp_app;

-- Alarms hold counts and places only; everybody may know that a number is in doubt. Jobs write them.
alter table pws_alarm enable row level security;
drop policy if exists everybody on pws_alarm;
create policy everybody on pws_alarm for select to ilp_app using (true);
drop policy if exists jobs on pws_alarm;
create policy jobs on pws_alarm to ilp_app
    using ((select ilp_is_system())) with check ((select ilp_is_system()));
revoke delete on pws_alarm from ilp_app;
