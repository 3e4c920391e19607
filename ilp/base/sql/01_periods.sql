-- A period is year * 12 + month - 1 (ilp.base.dates). These are the same three functions in SQL.

create or replace function period_of(day date) returns integer
language sql immutable strict parallel safe
as $$ select extract(year from day)::integer * 12 + extract(month from day)::integer - 1 $$;

create or replace function period_start(period integer) returns date
language sql immutable strict parallel safe
as $$ select make_date(period / 12, period % 12 + 1, 1) $$;

create or replace function period_end(period integer) returns date
language sql immutable strict parallel safe
as $$ select make_date((period + 1) / 12, (period + 1) % 12 + 1, 1) - 1 $$;
