-- The planner takes the subqueries of the rebuild of `anak` for a row or two each, and would go through them once for
-- every row of another. Without nested loops it joins them by hash; what has no key (a campaign) is not touched by this.
alter function pws_half_anak(integer) set enable_nestloop = off;
