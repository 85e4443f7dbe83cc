"""Runs by month. A table cannot become partitioned later, so the empty one of 0001 makes way for it.

Its id comes from a sequence: identity columns on partitioned tables need PostgreSQL 17, and 16 is our oldest.
"""

from django.db import migrations

FORWARDS = """
DROP TABLE ingest_run;
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
    operations = [migrations.RunSQL(FORWARDS, migrations.RunSQL.noop)]
