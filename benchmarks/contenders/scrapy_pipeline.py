"""A peer: Scrapy, with an item pipeline that writes a hundred postings in one statement."""

import logging
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from typing import Any, Self

import msgspec
import psycopg
import scrapy
from scrapy.crawler import Crawler, CrawlerProcess
from scrapy.http import Response

from benchmarks.contenders.share import Share
from benchmarks.contenders.sql import WRITE
from benchmarks.contenders.written import Row, entries_of, row

HUNDRED = 100
SETTINGS = {
    "CONCURRENT_REQUESTS": 32,
    "CONCURRENT_REQUESTS_PER_DOMAIN": 32,
    "DOWNLOAD_DELAY": 0,
    "ROBOTSTXT_OBEY": False,
    "REMOTE_CONTROL_ENABLED": False,
    "DOWNLOAD_WARNSIZE": 0,
    "LOG_LEVEL": "ERROR",
    "LOG_INSTALL_ROOT_HANDLER": False,
    "TELNETCONSOLE_ENABLED": False,
    "ITEM_PIPELINES": {"benchmarks.contenders.scrapy_pipeline.Hundreds": 100},
}


class Hundreds:
    """Keeps items back until a hundred of one board are there, or its last one."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._waiting: dict[tuple[int, int], list[Row]] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    def open_spider(self) -> None:
        spider = self._crawler.spider
        assert isinstance(spider, Boards)
        self._connection = psycopg.connect(spider.share.database, autocommit=True)

    def process_item(self, item: dict[str, Any]) -> dict[str, Any]:
        waiting = self._waiting.setdefault(item["of"], [])
        waiting.append(item["row"])
        if len(waiting) == HUNDRED or item["is_last"]:
            self._write(item["of"])
        return item

    def close_spider(self) -> None:
        self._connection.close()

    def _write(self, of: tuple[int, int]) -> None:
        rows, (board, company), now = self._waiting.pop(of), of, datetime.now(UTC)
        self._connection.execute(WRITE, [msgspec.json.encode(rows).decode(), company, board, now, now])


class Boards(scrapy.Spider):
    name = "boards"

    def __init__(self, share: Share) -> None:
        super().__init__()
        self.share = share
        self.count = 0

    async def start(self) -> AsyncIterator[Any]:
        for token, ids in self.share.boards.items():
            yield scrapy.Request(self.share.url(token), cb_kwargs={"token": token, "of": ids})

    def parse(self, response: Response, token: str, of: tuple[int, int]) -> Iterator[dict[str, Any]]:
        entries = entries_of(response.body, token)
        for number, entry in enumerate(entries, 1):
            self.count += 1
            yield {"of": of, "row": row(entry, token), "is_last": number == len(entries)}


class Scrapy:
    def __init__(self, share: Share) -> None:
        self._share = share

    def run(self) -> int:
        # Each item would be a line, with its text; this process has nothing else to say.
        logging.disable(logging.WARNING)
        process = CrawlerProcess(SETTINGS)
        crawler = process.create_crawler(Boards)
        process.crawl(crawler, share=self._share)
        process.start()
        stats = crawler.stats
        assert stats is not None
        return int(stats.get_value("item_scraped_count", 0))
