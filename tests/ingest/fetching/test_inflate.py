"""Decoding with a cap that holds while inflating."""

import gzip
import tracemalloc
import zlib

import pytest

from ingest.fetching.inflate import TooLarge, Undecodable, decoded

TEXT = b"postings " * 10_000


def test_gzip_comes_out_as_it_went_in() -> None:
    assert decoded([gzip.compress(TEXT)], "gzip", most=1_000_000) == TEXT


def test_deflate_comes_out_as_it_went_in() -> None:
    assert decoded([zlib.compress(TEXT)], "deflate", most=1_000_000) == TEXT


def test_chunks_may_be_cut_anywhere() -> None:
    packed = gzip.compress(TEXT)
    assert decoded((packed[i : i + 7] for i in range(0, len(packed), 7)), "gzip", most=1_000_000) == TEXT


def test_a_plain_body_beyond_its_cap_is_refused() -> None:
    with pytest.raises(TooLarge):
        decoded([b"x" * 600, b"x" * 600], "", most=1000)


def test_a_bomb_is_refused_before_it_fills_the_memory() -> None:
    bomb = gzip.compress(bytes(200 * 1024 * 1024), 1)
    tracemalloc.start()
    with pytest.raises(TooLarge):
        decoded([bomb], "gzip", most=1024 * 1024)
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 8 * 1024 * 1024


@pytest.mark.parametrize("encoding", ["br", "zstd", "gzip, gzip", "compress"])
def test_encodings_that_were_not_asked_for_are_refused(encoding: str) -> None:
    with pytest.raises(Undecodable, match="not asked for"):
        decoded([b"x"], encoding, most=1000)


def test_a_cut_off_body_is_refused() -> None:
    with pytest.raises(Undecodable, match="cut off"):
        decoded([gzip.compress(TEXT)[:-20]], "gzip", most=1_000_000)


def test_a_broken_body_is_refused() -> None:
    with pytest.raises(Undecodable, match="broken"):
        decoded([b"<html>not gzip at all</html>"], "gzip", most=1_000_000)
