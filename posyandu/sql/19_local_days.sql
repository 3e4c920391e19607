-- Days as people here live them: the time zone and the closing day are settings, written in at installation.

-- The local day of a moment.
create or replace function posyandu_local_day(moment timestamptz) returns date
language sql immutable parallel safe
as $$
    select (moment at time zone '{{time_zone: $}}')::date
$$;

-- The last day on which the report of a month is in time (posyandu.rules.closing.closes_on); without a closing day
-- there is no last day.
create or replace function posyandu_report_due(p integer) returns date
language sql immutable parallel safe
as $$
    select case when {{closing_day: $}} = 0 then 'infinity' else period_end(p) + {{closing_day: $}} end
$$;
