"""What is watched and what was found: companies, boards, postings and the visits to them."""

from ingest.models.board import Board, BoardState
from ingest.models.company import Company, CompanySchedule
from ingest.models.company_import import CompanyImport
from ingest.models.move import Move
from ingest.models.posting import Absence, Posting, PostingStage, PostingText
from ingest.models.raw_answer import RawAnswer
from ingest.models.run import Run
from ingest.models.stage import Stage
from ingest.models.unfinished_run import UnfinishedRun
from ingest.models.unseen import Unseen
from ingest.models.vendor_host import HostBudget, RobotsFile, VendorHost

__all__ = [
    "Absence",
    "Board",
    "BoardState",
    "Company",
    "CompanyImport",
    "CompanySchedule",
    "HostBudget",
    "Move",
    "Posting",
    "PostingStage",
    "PostingText",
    "RawAnswer",
    "RobotsFile",
    "Run",
    "Stage",
    "UnfinishedRun",
    "Unseen",
    "VendorHost",
]
