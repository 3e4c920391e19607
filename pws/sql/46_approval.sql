-- Later changes of signed months, told without naming a person; and identities that must hold.

-- Changes since an instant that belong to these closed months, or may move numbers of any month (identity,
-- residence, catalogue). From the trail, which itself is read by few; so nothing of a person is told here.
create or replace function pws_late_changes(desas integer[], month integer, since timestamptz)
returns table (desa_id integer, at timestamptz, actor text, action text, reason text, is_of_month boolean)
language sql stable security definer set search_path = public
as $$
    select a.desa_id, a.at, coalesce(nullif(u.full_name, ''), u.username, ''), a.action,
        coalesce(a.changes ->> 'reason', ''), a.changes ? 'closed_period'
    from access_auditline a
    left join access_user u on u.id = a.actor_id
    where a.desa_id = any (desas) and a.desa_id = any ((select ilp_my_desa())::integer[]) and a.at > since
        and ((a.changes ->> 'closed_period')::integer = month
             or (not a.changes ? 'closed_period' and a.action ~ 
                '^(person\.(registered|corrected|moved|died|voided)$|visit\.recomputed|pregnancy\.|delivery\.|diagnosis\.)'))
    order by a.at desc
    limit 200
$$;

-- Identities of 04 §4 and §9 rule 10 over the cells of the whole window. One row for each that is broken.
create or replace function pws_broken_identities()
returns table (rule text, desa_ids integer[], first_period integer, last_period integer, n integer)
language sql stable security definer set search_path = public set work_mem = '64MB'
as $$
    with sums as materialized (
        select desa_id, period, sum(is_s) as s, sum(is_k) as k, sum(is_d) as d, sum(is_n) as n, sum(is_t) as t,
            sum(is_o) as o, sum(is_b) as b, sum(is_judged) as judged, sum(is_2t) as two_t, sum(is_bgm) as bgm,
            sum(is_measured) as measured, sum(has_wfa) as wfa, sum(is_underweight) as under,
            sum(has_lhfa) as lhfa, sum(is_stunted) as stunted, sum(has_wflh) as wflh, sum(is_wasted) as wasted,
            sum(is_overweight) as overweight
        from pws_balitacell group by 1, 2
    ),
    facts as materialized (
        select desa_id, period, count(*) filter (where is_s) as s, count(*) filter (where is_d) as d,
            count(*) filter (where is_n) as n
        from pws_balitamonth group by 1, 2
    ),
    broken as (
        select 'N+T+O+B=D' as rule, desa_id, period from sums where n + t + o + b <> d
        union all select 'D′=N+T', desa_id, period from sums where judged <> n + t
        union all select 'K<=S', desa_id, period from sums where k > s
        union all select '2T<=T', desa_id, period from sums where two_t > t
        union all select 'BGM<=D', desa_id, period from sums where bgm > d or measured > d
        union all select 'kelas<=diukur', desa_id, period from sums
            where under > wfa or stunted > lhfa or wasted > wflh or overweight > wflh
        union all select 'daftar=angka', coalesce(c.desa_id, f.desa_id), coalesce(c.period, f.period)
            from sums c full join facts f using (desa_id, period)
            where (c.s, c.d, c.n) is distinct from (f.s, f.d, f.n)
    )
    select rule, array_agg(distinct desa_id), min(period), max(period), count(*)::integer
    from broken group by rule
$$;
