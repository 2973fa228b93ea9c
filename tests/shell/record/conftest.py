"""What the tests of the record share: a data folder of their own, and a session to write in."""

from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from tests.shell.record.makers import opened


@pytest.fixture(autouse=True)
def data_folder(settings: Settings, tmp_path: Path) -> Path:
    """Where signed heads and keys go, away from any real installation."""
    settings.DATA_DIR = tmp_path
    return tmp_path


@pytest.fixture
def session() -> str:
    """A session that has just been opened."""
    return opened()
