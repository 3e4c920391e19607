-- One row says which months have facts. Until data is loaded: from January of last year to this month.
insert into base_window (id, first_period, last_period)
values (1, (extract(year from current_date)::integer - 1) * 12, period_of(current_date))
on conflict do nothing;
-- Nobody else analyses a table of one row, and the planner would take it for two thousand.
analyze base_window;

-- More rows than this in one statement are a load, which makes every desa-month due instead of looking at each row.
-- A seeding says so itself, because its indexes are away: then every statement is one.
create or replace function base_load_size() returns integer language sql stable
as $$ select case when current_setting('ilp.load', true) = 'on' then 0 else 5000 end $$;
