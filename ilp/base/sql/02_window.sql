-- One row says which months have facts. Until data is loaded: from January of last year to this month.
insert into base_window (id, first_period, last_period)
values (1, (extract(year from current_date)::integer - 1) * 12, period_of(current_date))
on conflict do nothing;
