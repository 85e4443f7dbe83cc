"""Debian's packages, installed without starting any service of the machine's."""

import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

from config.development.processes import NotStarted

# Read by invoke-rc.d: 101 forbids a package's scripts to start its service.
POLICY = Path("/usr/sbin/policy-rc.d")


def install(package: str, *, but_if: Callable[[], bool]) -> None:
    """Install `package` when root on Debian; leave it when that is not possible and `but_if` says there is another way.

    Raises NotStarted when there is neither.
    """
    if not shutil.which("apt-get") or os.geteuid():
        if but_if():
            return
        raise NotStarted(f"{package} is not installed, and without Debian, root or Docker it cannot be")
    forbidden_here = not POLICY.exists()
    if forbidden_here:
        POLICY.write_text("#!/bin/sh\nexit 101\n")
        POLICY.chmod(0o755)
    try:
        for words in (["update", "-qq"], ["install", "-y", "-qq", "--no-install-recommends", package]):
            _apt_get(words)
    finally:
        if forbidden_here:
            POLICY.unlink()


def _apt_get(words: list[str]) -> None:
    done = subprocess.run(
        ["apt-get", "-o", "DPkg::Lock::Timeout=300", *words],
        capture_output=True,
        text=True,
        check=False,
        timeout=600,
        env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"},
    )
    if done.returncode:
        raise NotStarted(f"apt-get {words[0]} failed: {done.stderr.strip()[-300:]}")
