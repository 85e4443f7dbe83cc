"""`make screens`: a picture of every page under `var/screens`, taken by the test that looks at all of them."""

import sys
from pathlib import Path

import pytest

if __name__ == "__main__":
    sys.exit(pytest.main([str(Path(__file__).with_name("test_every_page.py")), *sys.argv[1:]]))
