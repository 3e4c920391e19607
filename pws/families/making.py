"""The SQL of the families: tables, refresh of a desa-month, rebuild, policies. Installed after migrate."""

from __future__ import annotations

import json

from posyandu.rules.clinical import shipped
from pws.families import Family, families

KEY = ("desa_id", "period", "subject", "person_id", "posyandu_id", "sex")

_REFRESH = """
drop function if exists pws_refresh_{name}(integer, integer);
create or replace function pws_refresh_{name}(d integer, p integer, who uuid[] default null) returns void
language plpgsql security definer set search_path = public set plan_cache_mode = force_generic_plan
as $family$
declare
    month_start date := period_start(p);
    month_end date := period_end(p);
    is_changed boolean;{declared}
begin{unconcerned}{chosen}
    with fresh as materialized (
        select * from ({text}) found where {any} and coalesce(found.person_id = any (who), true)
    ),
    was as materialized (select * from {facts} where desa_id = d and period = p),
    gone as (
        delete from {facts} old
        where old.desa_id = d and old.period = p and old.subject not in (select subject from fresh)
            and coalesce(old.person_id = any (who), true)
        returning 1
    ),
    made as (
        insert into {facts} ({all})
        select fresh.* from fresh left join was using (subject)
        where was.subject is null or ({was}) is distinct from ({fresh})
        on conflict (desa_id, period, subject) do update set {excluded}
        returning 1
    )
    select exists (select from gone) or exists (select from made) into is_changed;
    if who is not null and not is_changed then
        return;  -- the facts of these people are as they were counted
    end if;

    with fresh as materialized (
        select posyandu_id, {counts} from {facts} where desa_id = d and period = p group by posyandu_id
    ),
    gone as (
        delete from {cells} old
        where old.desa_id = d and old.period = p and old.posyandu_id not in (select posyandu_id from fresh)
    )
    insert into {cells} (desa_id, period, posyandu_id, {columns})
    select d, p, fresh.* from fresh
    on conflict (desa_id, period, posyandu_id) do update set {excluded_counts}
    where ({old_counts}) is distinct from ({excluded_values});
end
$family$;

-- A function: windows and materialized subqueries are never given to a parallel worker, a function is.
create or replace function pws_half_{name}(half integer) returns setof record
language plpgsql stable parallel safe set search_path = public
as $family${declared_alone}
begin{each}
    return query select * from ({text_of_all}) found where {any};{end_each}
end
$family$;

create or replace function pws_stage_{name}() returns void
language plpgsql security definer set search_path = public
as $family$
begin
    perform pws_in_halves('{facts}_next', $q$ select * from pws_half_{name}(:half) half ({typed}) $q$);
    perform pws_in_halves('{cells}_next', $q$
        select desa_id, period, posyandu_id, {counts}
        from {facts}_next where period % 2 = :half group by desa_id, period, posyandu_id $q$);
end
$family$;
"""

# Most saves are of people of whom a family can tell nothing; asking that is much less than looking for facts.
_UNCONCERNED = """
    if who is not null and not ({}) and not exists (
        select from {} where desa_id = d and period = p and person_id = any (who)) then
        return;
    end if;"""

# For a family with numbers of its own: the refresh takes those of the month, the rebuild goes through all.
_ERA = {
    "declared": "\n    era {};",
    "chosen": "\n    select * into era from {} where spans @> p;",
    "declared_alone": "\ndeclare\n    era {};",
    "each": "\n    for era in select * from {} loop",
    "end_each": "\n    end loop;",
}


def tables() -> str:
    """Tables, functions and the list of the families."""
    made = [_tables_of(family) for family in families().values()]
    made += [_functions_of(family) for family in families().values()]
    names = ", ".join(f"'{name}'" for name in families())
    calls = "\n    ".join(f"perform pws_refresh_{name}(d, p, who);" for name in families())
    made.append(f"""
create or replace function pws_families() returns text[] language sql immutable as $$
    select array[{names}]::text[] $$;

drop function if exists pws_refresh_families(integer, integer);
create or replace function pws_refresh_families(d integer, p integer, who uuid[] default null) returns void
language plpgsql security definer set search_path = public
as $$
begin
    {calls}
end
$$;
""")
    return "\n".join(made)


def policies() -> str:
    """Facts carry people, cells carry counts; both are written by the owner's functions only."""
    lines = []
    for family in families().values():
        lines += [
            f"call ilp_protect('{family.facts}', 'desa_id', 'posyandu_id', true);",
            f"call ilp_protect('{family.cells}', 'desa_id', 'posyandu_id', false);",
            f"grant select on {family.facts}, {family.cells} to ilp_app;",
            f"revoke insert, update, delete on {family.facts}, {family.cells} from ilp_app;",
            f"revoke execute on function pws_refresh_{family.name}(integer, integer, uuid[]),"
            f" pws_stage_{family.name}(), pws_half_{family.name}(integer) from public;",
        ]
    lines.append("revoke insert, update, delete on pws_shippednumber from ilp_app;")
    lines.append("revoke execute on function pws_refresh_families(integer, integer, uuid[]) from public;")
    return "\n".join(lines)


def numbers() -> str:
    """The shipped clinical numbers as rows, for `pws_number`."""
    rows = ",\n".join(
        f"({_quoted(code)}, {_quoted(json.dumps(_plain(entry.value)))}::jsonb)"
        for code, entry in sorted(shipped().entries.items())
    )
    return f"""
create table if not exists pws_shippednumber (code text primary key, value jsonb not null);
delete from pws_shippednumber;
insert into pws_shippednumber values {rows};
"""  # noqa: S608 - no text of a user is in it


def _plain(value: object) -> object:
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    if hasattr(value, "items"):
        return {key: _plain(one) for key, one in value.items()}
    return value


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _typed(family: Family) -> str:
    """The columns of the facts with their types."""
    types = dict.fromkeys(KEY, "integer") | {"subject": "uuid", "person_id": "uuid", "sex": "text"}
    return ", ".join([*(f"{name} {types[name]}" for name in KEY), *(f"{c} boolean" for c in family.columns)])


def _tables_of(family: Family) -> str:
    facts = _typed(family)
    cells = ", ".join(
        [*(f"{name} integer" for name in ("desa_id", "period", "posyandu_id")),
         *(f"{c} integer" for c in family.columns)]
    )  # fmt: skip
    comments = "\n".join(
        f"comment on column {table}.{name} is {_quoted(said)};"
        for table in (family.facts, family.cells)
        for name, said in family.columns.items()
    )
    return f"""
select pws_make_table('{family.facts}', '{facts}', 'desa_id, period, subject');
select pws_make_table('{family.cells}', '{cells}', 'desa_id, period, posyandu_id');
comment on table {family.facts} is {_quoted(f"Facts: one row per {family.subject} and month in a desa.")};
comment on table {family.cells} is 'Counts of the facts by desa, month and posyandu.';
{comments}
"""


def _functions_of(family: Family) -> str:
    columns = tuple(family.columns)
    rest = [*KEY[3:], *columns]
    return _REFRESH.format(
        name=family.name,
        facts=family.facts,
        cells=family.cells,
        text=family.of_key(),
        text_of_all=family.of_all().replace(":half", "half"),
        typed=_typed(family),
        unconcerned=_UNCONCERNED.format(family.concerns, family.facts) if family.concerns else "",
        **{part: text.format(family.numbers) if family.numbers else "" for part, text in _ERA.items()},
        any=f"found.desa_id is not null and ({' or '.join(columns)})",
        all=", ".join([*KEY, *columns]),
        was=", ".join(f"was.{name}" for name in rest),
        fresh=", ".join(f"fresh.{name}" for name in rest),
        excluded=", ".join(f"{name} = excluded.{name}" for name in rest),
        counts=", ".join(f"count(*) filter (where {name})::integer as {name}" for name in columns),
        columns=", ".join(columns),
        excluded_counts=", ".join(f"{name} = excluded.{name}" for name in columns),
        old_counts=", ".join(f"{family.cells}.{name}" for name in columns),
        excluded_values=", ".join(f"excluded.{name}" for name in columns),
    )
