-- The application role: it reads and writes rows, never the schema. Facts, cells and the change feed are
-- written by functions and triggers of the owner only.

grant usage on schema public to ilp_app;
grant select, insert, update, delete on all tables in schema public to ilp_app;
grant usage on all sequences in schema public to ilp_app;
revoke create on schema public from public;
revoke execute on procedure ilp_protect from public;

-- The trail is append-only for everyone who works through the application.
revoke update, delete on access_auditline from ilp_app;
alter table access_auditline enable row level security;
drop policy if exists append on access_auditline;
create policy append on access_auditline for insert to ilp_app with check (true);
drop policy if exists within_scope on access_auditline;
create policy within_scope on access_auditline for select to ilp_app
    using (desa_id = any ((select ilp_audited_desa())::integer[]) or actor_id = (select ilp_user_id()));

-- Migrations are the owner's.
revoke insert, update, delete on django_migrations from ilp_app;
