"""A process with many threads keeps its memory together; what the C library itself says about it."""

import platform
import subprocess
import sys
from pathlib import Path

import pytest

PROGRAM = """
import ctypes, sys, threading
from config.allocator import share_memory

if sys.argv[1] == "shared":
    share_memory()
libc = ctypes.CDLL(None)
libc.malloc.restype, libc.malloc.argtypes = ctypes.c_void_p, [ctypes.c_size_t]
libc.fopen.restype, libc.fopen.argtypes = ctypes.c_void_p, [ctypes.c_char_p, ctypes.c_char_p]
libc.fclose.argtypes, libc.malloc_info.argtypes = [ctypes.c_void_p], [ctypes.c_int, ctypes.c_void_p]
together = threading.Barrier(12)


def allocate():
    together.wait()
    libc.malloc(1000)
    together.wait()


threads = [threading.Thread(target=allocate) for _ in range(12)]
[thread.start() for thread in threads]
[thread.join() for thread in threads]
file = libc.fopen(sys.argv[2].encode(), b"w")
libc.malloc_info(0, file)
libc.fclose(file)
"""

pytestmark = pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="another C library keeps memory another way")


def arenas(mode: str, file: Path) -> int:
    subprocess.run([sys.executable, "-c", PROGRAM, mode, str(file)], check=True, timeout=60)
    return file.read_text().count("<heap nr=")


def test_threads_share_two_arenas(tmp_path: Path) -> None:
    assert arenas("shared", tmp_path / "shared.xml") == 2
    assert arenas("alone", tmp_path / "alone.xml") > 2
