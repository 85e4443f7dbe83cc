"""What the product imports is in the lock that people install."""

import ast
import re
import sys
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parents[2]
AREAS = ("config", "ingest", "search", "notifications", "operations", "demo")
DEVELOPMENT = CHECKOUT / "config" / "development"
# Imported only where settings name a bucket, by who installed the extra `storage`.
OF_AN_EXTRA = CHECKOUT / "config" / "s3_storage.py"


def imported(*, by_developers: bool) -> set[str]:
    """Top-level names of modules, without our own and Python's."""
    names: set[str] = set()
    paths = [path for area in AREAS for path in (CHECKOUT / area).rglob("*.py") if path != OF_AN_EXTRA]
    for path in (path for path in paths if path.is_relative_to(DEVELOPMENT) == by_developers):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Import):
                names |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                names.add(node.module.partition(".")[0])
    return names - set(AREAS) - set(sys.stdlib_module_names)


def locked(name: str) -> set[str]:
    lines = (CHECKOUT / name).read_text().splitlines()
    return {_normal(line.partition("==")[0]) for line in lines if re.match(r"[A-Za-z0-9]", line)}


def _normal(distribution: str) -> str:
    return re.sub(r"[-_.]+", "-", distribution.partition("[")[0]).lower()


@pytest.mark.parametrize(("by_developers", "lock"), [(False, "requirements.lock"), (True, "requirements-dev.lock")])
def test_every_import_comes_from_a_package_that_is_locked(by_developers: bool, lock: str) -> None:
    providers, there = packages_distributions(), locked(lock)
    missing = {
        name
        for name in imported(by_developers=by_developers)
        if not {_normal(distribution) for distribution in providers.get(name, [name])} & there
    }
    assert missing == set()


def test_what_only_an_extra_brings_is_imported_by_its_own_module_alone() -> None:
    assert 'storage = ["django-storages[s3]' in (CHECKOUT / "pyproject.toml").read_text()
    assert not {"botocore", "storages", "boto3"} & imported(by_developers=False)


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-test.lock", "requirements-dev.lock"])
def test_every_package_is_locked_by_its_hash_and_by_no_address(name: str) -> None:
    text = (CHECKOUT / name).read_text()
    blocks = re.split(r"\n(?=[A-Za-z0-9])", text)
    assert all("--hash=sha256:" in block for block in blocks)
    assert "://" not in text


def test_tests_and_developers_have_the_same_versions_as_everybody() -> None:
    versions = re.compile(r"^[A-Za-z0-9][^ ]*==[^ ]+", re.MULTILINE)
    run, test, dev = (
        set(versions.findall((CHECKOUT / name).read_text()))
        for name in ("requirements.lock", "requirements-test.lock", "requirements-dev.lock")
    )
    assert run <= test <= dev
