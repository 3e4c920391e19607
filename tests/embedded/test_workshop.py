"""The workshop's own promises: verbs, lock files, import contracts."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.embedded.conftest import ROOT, clean_environ

LOCKS = sorted((ROOT / "requirements").glob("*.txt"))


def test_make_alone_lists_every_verb_with_a_sentence() -> None:
    said = subprocess.run(["make"], cwd=ROOT, env=clean_environ(), capture_output=True, text=True, check=True)
    listed = re.findall(r"^  make (\w+) +\S.+", said.stdout, re.MULTILINE)
    phony = re.search(r"^\.PHONY: (.+)$", (ROOT / "Makefile").read_text(), re.MULTILINE)
    assert phony
    assert listed == phony[1].split()
    assert {"install", "run", "test", "bench", "lint", "screens", "shell"} <= set(listed)


def test_every_verb_is_one_line() -> None:
    recipes = re.findall(r"^[a-z]+:.*\n((?:\t.*\n)+)", (ROOT / "Makefile").read_text(), re.MULTILINE)
    assert recipes
    assert all(recipe.count("\n") == 1 for recipe in recipes)


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.stem)
def test_a_lock_file_has_a_hash_for_each_package_and_names_no_address(lock: Path) -> None:
    text = lock.read_text()
    packages = re.split(r"^(?=\S)", text, flags=re.MULTILINE)[1:]
    assert packages
    assert all("==" in package and "--hash=sha256:" in package for package in packages)
    assert "://" not in text


def test_the_lock_files_share_their_versions() -> None:
    def versions(name: str) -> set[str]:
        return set(
            re.findall(r"^(\S+==\S+)", (ROOT / "requirements" / f"{name}.txt").read_text(), re.MULTILINE)
        )

    brotli = {package for package in versions("image") if package.startswith("brotli")}
    assert versions("image") - brotli < versions("run") < versions("dev")


def test_the_front_end_lock_names_no_address_but_a_hash_for_each_package() -> None:
    packages = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    installed = {name: package for name, package in packages.items() if name}
    assert all("integrity" in package for package in installed.values())
    assert not any("resolved" in package for package in installed.values())


def test_arrows_between_the_rooms_point_down() -> None:
    argv = [sys.executable, "-c", "from importlinter.cli import lint_imports_command as c; c()", "--no-cache"]
    done = subprocess.run(argv, cwd=ROOT, env=clean_environ(), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_rules_take_from_django_only_what_needs_neither_database_nor_clock() -> None:
    taken = {
        found
        for path in ROOT.glob("*/rules/**/*.py")
        for found in re.findall(r"^\s*(?:from|import) (django[\w.]*)", path.read_text(), re.MULTILINE)
    }
    assert taken <= {"django.utils.functional", "django.utils.translation"}
