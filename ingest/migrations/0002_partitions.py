"""Runs by month, which Django cannot make by itself; in its state the table is a plain one.

Its id comes from a sequence: identity columns on partitioned tables need PostgreSQL 17, and 16 is our oldest.
"""

import django.db.models.deletion
from django.db import migrations, models

TABLE = """
CREATE SEQUENCE ingest_run_id_seq;
CREATE TABLE ingest_run (
    id bigint NOT NULL DEFAULT nextval('ingest_run_id_seq'),
    company_id bigint NOT NULL REFERENCES ingest_company (id) DEFERRABLE INITIALLY DEFERRED,
    at timestamptz NOT NULL,
    started_at timestamptz NOT NULL,
    finished_at timestamptz NOT NULL,
    outcome varchar(12) NOT NULL,
    reason varchar(1000) NOT NULL,
    created integer NOT NULL CHECK (created >= 0),
    changed integer NOT NULL CHECK (changed >= 0),
    unchanged integer NOT NULL CHECK (unchanged >= 0),
    missing integer NOT NULL CHECK (missing >= 0),
    closed integer NOT NULL CHECK (closed >= 0),
    reopened integer NOT NULL CHECK (reopened >= 0),
    held integer NOT NULL CHECK (held >= 0),
    requests integer NOT NULL CHECK (requests >= 0),
    received_bytes bigint NOT NULL,
    boards jsonb NOT NULL,
    PRIMARY KEY (id, at)
) PARTITION BY RANGE (at);
ALTER SEQUENCE ingest_run_id_seq OWNED BY ingest_run.id;
CREATE INDEX run_of_company ON ingest_run (company_id, at DESC);
CREATE TABLE ingest_run_default PARTITION OF ingest_run DEFAULT;
"""


class Migration(migrations.Migration):
    dependencies = [("ingest", "0001_initial")]
    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunSQL(TABLE, "DROP TABLE ingest_run")],
            state_operations=[
                migrations.CreateModel(
                    name="Run",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("at", models.DateTimeField(help_text="The moment as of which was decided.")),
                        ("started_at", models.DateTimeField()),
                        ("finished_at", models.DateTimeField()),
                        (
                            "outcome",
                            models.CharField(
                                choices=[
                                    ("ok", "Read"),
                                    ("unchanged", "Unchanged"),
                                    ("held", "Held"),
                                    ("partial", "Partly read"),
                                    ("throttled", "Throttled"),
                                    ("blocked", "Blocked"),
                                    ("unreachable", "Unreachable"),
                                    ("gone", "Gone"),
                                    ("malformed", "Malformed"),
                                    ("too_large", "Too large"),
                                    ("deadline", "Out of time"),
                                ],
                                max_length=12,
                            ),
                        ),
                        (
                            "reason",
                            models.CharField(blank=True, help_text="What a person can act on.", max_length=1000),
                        ),
                        ("created", models.PositiveIntegerField(default=0)),
                        ("changed", models.PositiveIntegerField(default=0)),
                        ("unchanged", models.PositiveIntegerField(default=0)),
                        ("missing", models.PositiveIntegerField(default=0)),
                        ("closed", models.PositiveIntegerField(default=0)),
                        ("reopened", models.PositiveIntegerField(default=0)),
                        ("held", models.PositiveIntegerField(default=0)),
                        ("requests", models.PositiveIntegerField(default=0)),
                        ("received_bytes", models.BigIntegerField(default=0)),
                        (
                            "boards",
                            models.JSONField(
                                default=list, help_text="Per board: board, outcome, reason, counts, bad items."
                            ),
                        ),
                        (
                            "company",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="runs",
                                to="ingest.company",
                            ),
                        ),
                    ],
                ),
                migrations.AddIndex(
                    model_name="run",
                    index=models.Index(fields=["company", "-at"], name="run_of_company"),
                ),
            ],
        ),
    ]
