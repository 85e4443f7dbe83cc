"""Where raw answers are put, out of one address."""

import pytest
from django.core.checks import run_checks
from pytest_django.fixtures import Settings

from config.storage import storage_of


def test_a_bucket_and_its_folder() -> None:
    made = storage_of("s3://answers/of%20boards/")
    assert made["BACKEND"] == "config.s3_storage.BoundedS3Storage"
    assert made["OPTIONS"] == {"bucket_name": "answers", "location": "of boards"}


def test_a_folder() -> None:
    assert storage_of("file:///srv/answers")["OPTIONS"] == {"location": "/srv/answers"}


def test_a_storage_that_cannot_be_made_fails_the_check_with_a_hint(settings: Settings) -> None:
    settings.RAW_ANSWERS_URL = "s3://answers"
    settings.STORAGES = {**settings.STORAGES, "raw_answers": {"BACKEND": "config.nowhere.Storage"}}
    (problem,) = [found for found in run_checks() if found.id == "config.E004"]
    assert "config.nowhere" in problem.msg
    assert "rolewatch[storage]" in str(problem.hint)


@pytest.mark.parametrize("url", ["", "file:///srv/answers"])
def test_what_can_be_made_passes_the_check(settings: Settings, url: str) -> None:
    settings.RAW_ANSWERS_URL = url
    if url:
        settings.STORAGES = {**settings.STORAGES, "raw_answers": storage_of(url)}
    assert not [found for found in run_checks() if found.id == "config.E004"]
