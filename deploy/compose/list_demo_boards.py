"""Prints the boards of the demo's companies as the file that `manage.py import_companies` reads."""

import csv
import sys

from demo.companies import listed
from demo.server import SEED
from demo.world import world


def main() -> None:
    rows = csv.writer(sys.stdout)
    rows.writerow(["ats", "slug", "name", "url"])
    for company in listed(world(SEED)):
        rows.writerows([board.source, board.token, company.name, board.careers_url] for board in company.boards)


if __name__ == "__main__":
    main()
