"""A posting in four rows: what it says, its long text, how far each stage has come, and whether it is absent."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F, Q

from ingest.models.board import Board
from ingest.models.company import Company


class Workplace(models.TextChoices):
    ONSITE = "onsite", "On site"
    HYBRID = "hybrid", "Hybrid"
    REMOTE = "remote", "Remote"


class EmploymentType(models.TextChoices):
    FULL_TIME = "full_time", "Full time"
    PART_TIME = "part_time", "Part time"
    CONTRACT = "contract", "Contract"
    TEMPORARY = "temporary", "Temporary"
    INTERNSHIP = "internship", "Internship"


class SalaryPeriod(models.TextChoices):
    HOUR = "hour", "per hour"
    DAY = "day", "per day"
    WEEK = "week", "per week"
    MONTH = "month", "per month"
    YEAR = "year", "per year"


class Seniority(models.TextChoices):
    """From below; what `ingest.reading.seniority` tells apart."""

    INTERN = "intern", "Internship"
    ENTRY = "entry", "Entry level"
    MID = "mid", "Mid level"
    SENIOR = "senior", "Senior"
    STAFF = "staff", "Staff"
    PRINCIPAL = "principal", "Principal"
    LEAD = "lead", "Lead"
    MANAGER = "manager", "Manager"
    DIRECTOR = "director", "Director"
    EXECUTIVE = "executive", "Executive"


class Status(models.TextChoices):
    OPEN = "open", "Open"
    CLOSED = "closed", "Closed"


class ClosedReason(models.TextChoices):
    ABSENT = "absent", "no longer listed"
    BOARD_GONE = "board_gone", "the board is gone"
    STALE = "stale", "the board could not be read for 14 days"
    EXPIRED = "expired", "its last day has passed"
    PAGE_GONE = "page_gone", "its page is gone"


class Posting(models.Model):
    """One job advertisement on a board, in the terms of schema.org/JobPosting."""

    company = models.ForeignKey(Company, models.CASCADE, related_name="postings")
    board = models.ForeignKey(Board, models.CASCADE, related_name="postings")
    external_id = models.CharField(max_length=500, help_text="The vendor's id, unique on the board.")
    title = models.CharField(max_length=500)
    url = models.URLField(max_length=2000)
    apply_url = models.URLField(max_length=2000, blank=True)
    locations = models.JSONField(default=list, help_text="List of {text, city, region, country}.")
    countries = ArrayField(models.CharField(max_length=2), default=list, help_text="ISO 3166-1 alpha-2, distinct.")
    workplace = models.CharField(max_length=10, choices=Workplace, blank=True)
    employment_type = models.CharField(max_length=12, choices=EmploymentType, blank=True)
    department = models.CharField(max_length=300, blank=True)
    salary_min = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    salary_max = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    salary_currency = models.CharField(max_length=3, blank=True)
    salary_period = models.CharField(max_length=5, choices=SalaryPeriod, blank=True)
    date_posted = models.DateTimeField(null=True)
    valid_through = models.DateTimeField(null=True)
    language = models.CharField(max_length=35, blank=True, help_text="BCP 47.")
    requisition_id = models.CharField(max_length=200, blank=True)
    # Read out of title and text: no source states these.
    seniority = models.CharField(max_length=9, choices=Seniority, blank=True, db_default="")
    experience_years = models.SmallIntegerField(null=True, help_text="Asked for at least.")
    skills = ArrayField(models.CharField(max_length=40), db_default=[], help_text="Of ingest/reading/data/skills.toml.")
    remote_from = ArrayField(
        models.CharField(max_length=2), db_default=[], help_text="Countries that one may work from; empty: not said."
    )
    read_with = models.IntegerField(db_default=0, help_text="Which reader, by ingest/completing.py.")
    status = models.CharField(max_length=6, choices=Status, default=Status.OPEN)
    closed_at = models.DateTimeField(null=True)
    closed_reason = models.CharField(max_length=12, choices=ClosedReason, blank=True)
    first_seen_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    canonical = models.ForeignKey("self", models.SET_NULL, null=True, related_name="copies", help_text="Null: itself.")
    listing_hash = models.BinaryField(help_text="Of the listing's entry: equal means nothing to read.")
    content_hash = models.BinaryField(help_text="Of what we read: different means changed.")
    likeness = models.BigIntegerField(help_text="Hash of title and places: equal ones may be reposts.")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["board", "external_id"], name="posting_once"),
            models.CheckConstraint(
                condition=Q(status=Status.OPEN, closed_at__isnull=True)
                | Q(status=Status.CLOSED, closed_at__isnull=False),
                name="posting_closed_has_moment",
            ),
        ]
        indexes = [
            # Read by the search page: the newest open postings.
            models.Index(fields=["-first_seen_at", "-id"], condition=Q(status=Status.OPEN), name="posting_newest"),
            # Read by the company's page and by the crawl: what is open there.
            models.Index(fields=["company", "-first_seen_at"], name="posting_of_company"),
            models.Index(fields=["board"], condition=Q(status=Status.OPEN), name="posting_open_on_board"),
            # Read when reposts are looked for.
            models.Index(fields=["company", "likeness"], name="posting_alike"),
        ]

    def __str__(self) -> str:
        return self.title


class PostingText(models.Model):
    """The long text. Apart, so that a change of state never rewrites it or its index."""

    posting = models.OneToOneField(Posting, models.CASCADE, primary_key=True, related_name="text")
    description_html = models.TextField(blank=True, help_text="Sanitised.")
    description_text = models.TextField(blank=True)
    vector = SearchVectorField(null=True, help_text="Finished by ingest/text.py; PostgreSQL parses nothing.")
    stated = models.JSONField(
        null=True, help_text="What the source stated in columns that were completed from the text."
    )

    class Meta:
        indexes = [GinIndex(fields=["vector"], name="posting_vector")]

    def __str__(self) -> str:
        return f"text of posting {self.posting_id}"


class PostingStage(models.Model):
    """How far each stage has come with a posting. Hot, therefore narrow and apart."""

    posting = models.OneToOneField(Posting, models.CASCADE, primary_key=True, related_name="stage")
    version = models.BigIntegerField(default=1, help_text="Moves when the content or the status changes.")
    indexed_version = models.BigIntegerField(default=0)
    refused_version = models.BigIntegerField(default=0, help_text="The version that OpenSearch refused.")
    refused_reason = models.CharField(max_length=500, blank=True)
    announced_at = models.DateTimeField(null=True, help_text="When it was offered to matching.")
    matched_at = models.DateTimeField(null=True)
    silent = models.BooleanField(default=False, help_text="Part of a first read or a repost: told to nobody.")
    detail_at = models.DateTimeField(null=True, help_text="When its detail was last read.")
    detail_due_at = models.DateTimeField(null=True)
    detail_failures = models.PositiveSmallIntegerField(default=0)

    class Meta:
        indexes = [
            # Read by the index stage.
            models.Index(
                fields=["posting"],
                condition=Q(version__gt=F("indexed_version")) & Q(version__gt=F("refused_version")),
                name="stage_to_index",
            ),
            # Read by the match stage.
            models.Index(
                fields=["posting"],
                condition=Q(announced_at__isnull=False, matched_at__isnull=True),
                name="stage_to_match",
            ),
            # Read at the end of a company's run: what is not announced yet.
            models.Index(fields=["posting"], condition=Q(announced_at__isnull=True), name="stage_to_announce"),
        ]

    def __str__(self) -> str:
        return f"stages of posting {self.posting_id}"


class Absence(models.Model):
    """An open posting that complete listings no longer show: `missing`, or `held` because too many went at once."""

    class State(models.TextChoices):
        MISSING = "missing", "Missing"
        HELD = "held", "Held"

    posting = models.OneToOneField(Posting, models.CASCADE, primary_key=True, related_name="absence")
    board = models.ForeignKey(Board, models.CASCADE, related_name="absences")
    state = models.CharField(max_length=7, choices=State)
    since = models.DateTimeField()
    refused_until = models.DateTimeField(null=True, help_text="Staff refused to believe a held absence until then.")

    def __str__(self) -> str:
        return f"{self.state} posting {self.posting_id}"
