"""Begin anew: what the standalone mode keeps is removed, and nothing else under VAR_DIR."""

import shutil
from pathlib import Path

from config.standalone import postgres
from config.standalone.demo.days import file_of
from config.standalone.lock import running_lock
from config.standalone.mailbox import mailbox_folder
from config.standalone.place import place_of


def erase(var: Path) -> None:
    """Raises StandaloneFailure while it is in use."""
    var.mkdir(parents=True, exist_ok=True)
    with running_lock(var):
        postgres.erase(place_of(var))
        shutil.rmtree(mailbox_folder(var), ignore_errors=True)
        file_of(var).unlink(missing_ok=True)
