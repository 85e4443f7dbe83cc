from collections.abc import Iterator

import pytest

from tests.ingest.vendor import Vendor, serving
from tests.installation.fixture import installation

__all__ = ["installation"]


@pytest.fixture
def vendor() -> Iterator[Vendor]:
    with serving() as vendor:
        yield vendor
