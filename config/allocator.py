"""How glibc keeps memory in a process of many threads.

Each thread has an arena of its own by default, and what one of them gave back no other uses; and after one large body
was given back, the next ones come from the heap, which only shrinks at its end. A worker with 16 threads held 380 MB in
a first sweep, 278 with two arenas, and 248 with these thresholds besides, and was no slower (`python -m benchmarks
memory`). mallopt(3) says what the numbers mean.
"""

import ctypes
import platform

ARENAS = 2
# glibc's own first value, which it would move up to 32 MB.
LARGE_BYTES = 128 * 1024
M_TRIM_THRESHOLD, M_MMAP_THRESHOLD, M_ARENA_MAX = -1, -3, -8


def share_memory() -> None:
    """To be called before a process starts its threads; does nothing where the C library is another one."""
    if platform.libc_ver()[0] != "glibc":
        return
    libc = ctypes.CDLL(None)
    for parameter, value in (
        (M_ARENA_MAX, ARENAS),
        (M_TRIM_THRESHOLD, LARGE_BYTES),
        (M_MMAP_THRESHOLD, LARGE_BYTES),
    ):
        libc.mallopt(parameter, value)
