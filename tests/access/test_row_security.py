"""What PostgreSQL itself shows and refuses to the application role, whatever a query forgets to ask.

Which tables carry people is read from the catalogue: a new table with a person, a name or free content in it
has a policy, or a line in NO_PERSON that says why it needs none.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from ilp.access import scope
from ilp.access.models import User
from ilp.base.dates import period_of
from pws.services import refresh
from tests.access.conftest import World

pytestmark = pytest.mark.django_db

# Tables that match the search below and name no person under care.
NO_PERSON = {
    "access_scope": "which places a user may see; read with the session, before anybody is known",
    "access_session": "a login; its content is signed text of Django, its user a colleague",
    "access_user": "colleagues; read before anybody is known, by the login",
    "auth_group": "Django's own, empty",
    "auth_permission": "Django's own",
    "axes_accessattempt": "user names and addresses of failed logins; fields with a password are masked",
    "axes_accessfailurelog": "user names and addresses of failed logins",
    "axes_accesslog": "user names and addresses of logins",
    "base_change": "keys that wait for seconds; the column with the person is closed (tested below)",
    "django_migrations": "names of migrations",
    "posyandu_clinicalchange": "numbers of the guideline",
    "posyandu_formversion": "questions of a form",
    "posyandu_rulesetversion": "numbers of the guideline",
    "puskesmas_area": "names of places",
    "puskesmas_boundary": "outlines of places",
    "puskesmas_facility": "names and addresses of places of service",
    "pws_anakcredit": "numbers of the guideline",
    "pws_anakera": "numbers of the guideline",
    "pws_anakseries": "numbers of the guideline",
    "pws_diseaseflag": "which findings are counted as which disease",
    "pws_diseasespan": "which codes of ICD-10 are counted as which disease",
    "pws_jobbeat": "names of jobs",
    "pws_shippednumber": "numbers of the guideline",
}

# A column that points to a person, names one, or can hold anything.
_CARRIERS = """
select distinct c.table_name
from information_schema.columns c
join information_schema.tables t using (table_schema, table_name)
where c.table_schema = 'public' and t.table_type = 'BASE TABLE' and (
    c.column_name ~ '(person|orang|name|nama|nik|no_kk|phone|address|note|subject)'
    or c.data_type in ('json', 'jsonb', 'bytea', 'text', 'xml')
    or exists (
        select from pg_constraint k
        where k.contype = 'f' and k.conrelid = format('%I.%I', c.table_schema, c.table_name)::regclass
            and k.confrelid in ('puskesmas_person'::regclass, 'puskesmas_family'::regclass,
                                'posyandu_visit'::regclass)))
"""
# Cells carry no person, but belong to a place all the same.
PLACED = {"pws_balitacell", "pws_diseasecell", "pws_pendudukcell", "pws_posyandumonth", "pws_desamonth"}

# Written through the owner's functions and triggers; the application may use these and no other.
OWNERS_FUNCTIONS = {
    "ilp_my_desa": "asked by the policies; answers for the user in force",
    "ilp_my_posyandu": "asked by the policies",
    "ilp_named_desa": "asked by the policies",
    "ilp_audited_desa": "asked by the policies",
    "posyandu_life": "the record of a person whom the user may name",
    "posyandu_readers": "colleagues who opened the record of such a person",
    "posyandu_add_doses": "doses of such a person; the row goes to the desa of that day",
    "posyandu_void_dose": "withdraws one of them",
    "posyandu_is_named": "whether the user may name a person; a boolean",
    "posyandu_due_facts": "last days of people whom the user may name; feeds the due engine",
    "posyandu_history": "visits of people whom the user may name; see tests/posyandu",
    "posyandu_glances": "the same in fewer columns, for the sheet of a day",
    "puskesmas_population": "counts, of the desa whose numbers the user may read",
    "puskesmas_move_person": "asks for the person's place itself; see tests/puskesmas",
    "pws_disease_counts": "counts of people by desa and disease",
    "pws_number": "a number of the guideline",
    "pws_broken_identities": "counts of desa and months, for the nightly check",
    "pws_keep_identities": "refuses everybody but a job; a count",
    "pws_late_changes": "who changed what when and why in the own desa; no person under care",
    "pws_open_month": "a count",
    "pws_penduduk_people": "people of the desa and posyandu whom the user may name",
    "pws_rebuild": "counts, for the nightly verifier; see below",
    "pws_refresh": "a boolean",
    "pws_situation": "counts of a desa and posyandu whose numbers the user may read",
    "pws_waiting": "numbers of desa and month",
}


def rows(sql: str, *params: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params or None)
        return cursor.fetchall() if cursor.description else []


def carriers() -> list[str]:
    found = {name for (name,) in rows(_CARRIERS)}
    return sorted((found | PLACED) - NO_PERSON.keys())


def columns(table: str) -> list[str]:
    """Columns that can be written."""
    return [
        name
        for (name,) in rows(
            "select column_name from information_schema.columns where table_schema = 'public'"
            " and table_name = %s and is_generated = 'NEVER'", table,
        )
    ]  # fmt: skip


@contextmanager
def application(user: User | None = None, *, system: str = "") -> Iterator[None]:
    """Raw SQL as the application role, for this user or nobody; what it did is undone."""
    with transaction.atomic():
        rows(
            "select set_config('role', 'ilp_app', true), set_config('ilp.user_id', %s, true),"
            " set_config('ilp.system', %s, true)", str(user.pk) if user else "", system,
        )  # fmt: skip
        yield
        transaction.set_rollback(True)


def tried(sql: str, *params: Any) -> int | str:
    """How many rows a statement wrote, or the code of the error that stopped it."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql, params)
            return int(cursor.rowcount)
    except DatabaseError as error:
        return str(getattr(error.__cause__, "sqlstate", error))


REFUSED = "42501"
# People of the world, and those of Siti's posyandu.
EVERYBODY, SITIS = 7, 3


def test_every_table_that_may_carry_people_has_a_policy_or_a_reason() -> None:
    unprotected = rows(
        "select relname from pg_class where oid = any (%s::text[]::regclass[]) and not (relrowsecurity"
        " and exists (select from pg_policy where polrelid = pg_class.oid))", carriers(),
    )  # fmt: skip
    assert unprotected == []


def test_no_reason_outlives_its_table() -> None:
    assert NO_PERSON.keys() <= {name for (name,) in rows(_CARRIERS)}


def test_the_application_role_cannot_step_around_the_policies() -> None:
    role = rows(
        "select rolsuper, rolbypassrls, rolcreaterole, rolcreatedb from pg_roles where rolname = 'ilp_app'"
    )
    assert role == [(False, False, False, False)]
    assert rows("select relname from pg_class where relowner = 'ilp_app'::regrole") == []
    assert rows("select from pg_auth_members where member = 'ilp_app'::regrole") == []


def test_the_change_feed_does_not_say_of_whom_it_speaks() -> None:
    with application():
        assert tried("select desa_id, period, changed_at, topic from base_change") != REFUSED
        assert tried("select person_id from base_change") == REFUSED


def test_the_owners_functions_open_to_the_application_are_known() -> None:
    found = rows(
        "select proname from pg_proc where pronamespace = 'public'::regnamespace and prosecdef"
        " and prorettype <> 'trigger'::regtype and has_function_privilege('ilp_app', oid, 'execute')"
    )
    assert {name for (name,) in found} == OWNERS_FUNCTIONS.keys()


def test_without_a_scope_no_person_is_read(world: World) -> None:
    kept = {table: rows(f"select count(*) from {table}")[0][0] for table in carriers()}
    refresh.rebuild(check_live=True, swap=False)  # so that the verifier's runs have a row too
    assert {table for table, count in kept.items() if not count} <= {"pws_rebuildrun"}, (
        "a table was not tried"
    )
    with application():
        seen = {table: rows(f"select count(*) from {table}")[0][0] for table in carriers()}
    assert {table: count for table, count in seen.items() if count} == {}


@pytest.mark.parametrize("how", ["nobody", "an unknown user"])
def test_without_a_scope_nothing_is_written(world: World, how: str) -> None:
    stranger = User(pk=987_654) if how == "an unknown user" else None
    answers: dict[str, tuple[Any, ...]] = {}
    for table in carriers():
        names = columns(table)
        copied = rows(f"select to_jsonb(t)::text from {table} t limit 1")
        fields = ", ".join(f'"{name}"' for name in names)
        with application(stranger):
            answers[table] = (
                tried(f"update {table} set {names[0]} = {names[0]}"),
                tried(f"delete from {table}"),
                tried(
                    f"insert into {table} ({fields})"
                    f" select {fields} from jsonb_populate_record(null::{table}, %s::jsonb)",
                    copied[0][0] if copied else None,
                ),
            )
    changed = {
        table: answer
        for table, answer in answers.items()
        if any(part not in (0, REFUSED) for part in answer[:2])
    }
    assert changed == {}
    assert {table for table, answer in answers.items() if answer[2] != REFUSED} == {"access_auditline"}, (
        answers
    )


LINE = "(action, subject_type, subject_ids, changes) values ('x', 'y', '{}', '{}')"


def test_the_trail_takes_lines_from_everybody_and_gives_none_away(world: World) -> None:
    """Everybody must leave traces, so writing a line needs no scope; changing or reading one does."""
    with application():
        assert tried(f"insert into access_auditline {LINE}") == 1
        assert tried("update access_auditline set action = 'z'") == REFUSED
        assert tried("delete from access_auditline") == REFUSED
        assert rows("select count(*) from access_auditline") == [(0,)]


def post_column(table: str) -> str:
    found = {"posyandu_of_residence_id", "posyandu_id"} & set(columns(table))
    return max(found, default="", key=len)


def test_a_kader_sees_the_rows_of_her_posyandu_and_all_of_them(world: World, siti: User) -> None:
    mine = world.sitis.posyandu.pk
    for table in carriers():
        column = post_column(table)
        if not column:
            continue
        expected = rows(f"select to_jsonb(t)::text from {table} t where {column} = %s order by 1", mine)
        assert expected, table
        with application(siti):
            assert rows(f"select to_jsonb(t)::text from {table} t order by 1") == expected, table


def test_a_kader_reads_nothing_of_others_where_a_table_has_no_posyandu(world: World, siti: User) -> None:
    seen = set()
    with application(siti):
        for table in carriers():
            if not post_column(table):
                seen |= {(table, text) for (text,) in rows(f"select to_jsonb(t)::text from {table} t")}
    strangers = [
        str(person.pk)
        for corner in (world.neighbours, world.watis)
        for person in (corner.child, corner.mother)
    ]
    assert [(table, text) for table, text in seen if any(one in text for one in strangers)] == []


def test_a_kader_changes_nothing_of_others(world: World, siti: User) -> None:
    for corner in (world.neighbours, world.watis):
        with application(siti):
            assert tried("update puskesmas_person set rt = '009' where id = %s", corner.child.pk) == 0
            assert tried("update posyandu_visit set weight_kg = 1 where id = %s", corner.visit.pk) == 0
            assert tried("update posyandu_haribuka set note = 'x' where id = %s", corner.day.pk) == 0
            for sql in (
                "update puskesmas_person set desa_id = desa_id, posyandu_id = %s where id = %s",
                "update posyandu_haribuka set posyandu_id = %s where id = %s",
            ):
                what = world.sitis.child.pk if "person" in sql else world.sitis.day.pk
                assert tried(sql, corner.posyandu.pk, what) == REFUSED, "a row was given away"


def test_a_visit_cannot_be_kept_for_another_posyandu(world: World, siti: User) -> None:
    names = [name for name in columns("posyandu_visit") if name != "id"]
    fields = ", ".join(names)
    with application(siti):
        values = fields.replace("posyandu_of_residence_id", "%s")
        copy = f"select gen_random_uuid(), {values} from posyandu_visit"
        assert tried(f"insert into posyandu_visit (id, {fields}) {copy}", world.watis.posyandu.pk) == REFUSED


PEOPLE = (
    "puskesmas_person",
    "puskesmas_family",
    "puskesmas_residence",
    "posyandu_visit",
    "posyandu_attendance",
    "pws_balitamonth",
)


def test_the_dinkes_sees_numbers_and_no_person(world: World, budi: User) -> None:
    everybody = [str(person) for (person,) in rows("select id from puskesmas_person")]
    with application(budi):
        seen = {table: rows(f"select to_jsonb(t)::text from {table} t") for table in carriers()}
        moved = tried("select puskesmas_move_person(%s, 1, null, current_date, '')", world.sitis.child.pk)
        history = rows("select * from posyandu_history(%s::uuid[])", everybody)
        history += rows("select * from posyandu_glances(%s::uuid[], null, 8)", everybody)
    assert {table for table in PEOPLE if seen[table]} == set()
    assert [
        (t, text) for t, found in seen.items() for (text,) in found if any(one in text for one in everybody)
    ] == []
    assert moved == REFUSED
    assert history == []
    weighed = rows("select sum(is_d) from pws_balitacell where period = period_of(current_date)")
    with application(budi):
        assert (
            rows("select sum(is_d) from pws_balitacell where period = period_of(current_date)")
            == weighed
            == [(3,)]
        )


def test_the_kepala_reads_the_trail_of_the_whole_puskesmas(world: World, kepala: User) -> None:
    lines = rows("select count(*) from access_auditline where action = 'person.corrected'")
    with application(kepala):
        assert (
            rows("select count(*) from access_auditline where action = 'person.corrected'") == lines == [(3,)]
        )


def test_a_declared_job_sees_everybody_and_changes_no_schema(world: World) -> None:
    everybody = rows("select count(*) from puskesmas_person")
    with application(system="refresh"):
        assert rows("select count(*) from puskesmas_person") == everybody == [(EVERYBODY,)]
        assert tried("create table somewhere (id integer)") == REFUSED
        assert tried("alter table puskesmas_person disable row level security") == REFUSED
        assert tried("drop policy within_scope on puskesmas_person") == REFUSED
        assert tried("create function f() returns integer language sql as 'select 1'") == REFUSED
        for table in ("pws_balitamonth", "pws_balitacell", "pws_posyandumonth", "base_change", "base_window"):
            assert tried(f"delete from {table}") == REFUSED, table
        for table in ("puskesmas_person", "puskesmas_residence", "posyandu_visit", "posyandu_haribuka"):
            assert tried(f"delete from {table}") == REFUSED, table


def test_a_worker_refreshes_without_seeing_anybody(world: World) -> None:
    """The roll-up runs with the owner's rights and gives no person back."""
    with application():
        assert rows("select pws_refresh(%s, period_of(current_date))", world.sitis.child.desa_id) == [(True,)]
        assert rows("select count(*) from pws_balitamonth") == [(0,)]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("ends", ["commits", "fails"])
def test_the_next_transaction_on_the_connection_starts_from_nothing(
    world: World, siti: User, ends: str
) -> None:
    def work() -> None:
        with transaction.atomic(), scope.of(siti):
            assert rows("select count(*) from puskesmas_person") == [(SITIS,)]
            if ends == "fails":
                raise RuntimeError

    before = rows("select pg_backend_pid(), current_user")
    if ends == "fails":
        with pytest.raises(RuntimeError):
            work()
    else:
        work()
    left = rows("select pg_backend_pid(), current_user")
    assert left == before, "another connection proves nothing"
    for setting in ("ilp.user_id", "ilp.system"):
        assert rows("select coalesce(current_setting(%s, true), '')", setting) == [("",)]
    with transaction.atomic():
        rows("select set_config('role', 'ilp_app', true)")
        assert rows("select count(*) from puskesmas_person") == [(0,)]


@pytest.mark.django_db(transaction=True)
def test_a_system_job_leaves_nothing_behind_either(world: World) -> None:
    with scope.system("test"):
        assert rows("select count(*) from puskesmas_person") == [(EVERYBODY,)]
    with transaction.atomic():
        rows("select set_config('role', 'ilp_app', true)")
        assert rows("select count(*) from puskesmas_person") == [(0,)]


def test_inside_a_job_the_outer_scope_is_in_force_again(world: World, siti: User) -> None:
    with transaction.atomic(), scope.of(siti):
        with scope.system("test"):
            assert rows("select count(*) from puskesmas_person") == [(EVERYBODY,)]
        assert rows("select count(*) from puskesmas_person") == [(SITIS,)]


def test_facts_keep_their_policy_when_a_rebuild_swaps_them(world: World, siti: User, budi: User) -> None:
    refresh.rebuild(check_live=False, swap=True)
    with application(siti):
        assert rows("select count(distinct person_id) from pws_balitamonth") == [(2,)]
        assert tried("delete from pws_balitamonth") == REFUSED
    with application(budi):
        assert rows("select count(*) from pws_balitamonth") == [(0,)]
        assert rows(
            "select count(*) > 0 from pws_balitacell where period = %s", period_of(world.sitis.day.held_on)
        ) == [(True,)]
