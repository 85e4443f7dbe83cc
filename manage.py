#!/usr/bin/env python
"""Django's command line, which says in one sentence when the database cannot be reached."""

import os
import sys

from django.core.management import execute_from_command_line
from django.db.utils import OperationalError

from config.standalone.demo.environment import arrange
from config.standalone.failure import StandaloneFailure
from config.standalone.readiness import make_ready_for


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    try:
        if sys.argv[1:2] == ["demo"]:
            arrange(sys.argv[2:], os.environ)
        make_ready_for(sys.argv)
        execute_from_command_line(sys.argv)
    except StandaloneFailure as failure:
        sys.exit(str(failure))
    except OperationalError as error:
        reason = str(error).strip().splitlines()[0]
        sys.exit(f"The database of DATABASE_URL cannot be used: {reason}")


if __name__ == "__main__":
    main()
