"""The two tables that are partitioned, which Django cannot make by itself.

Their models live in Django's state as if they were plain tables, so that later migrations change them as usual: columns,
indexes and constraints of a partitioned table pass on to its partitions. New partitions by day and the dropping of old
ones are the work of the partition keeper; the default partition takes what it was too late for.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

PARTITIONS = 16

# A partitioned table has identity columns only from PostgreSQL 17 on, hence the sequence.
TOLD = """
CREATE SEQUENCE notifications_told_id_seq AS bigint;
CREATE TABLE notifications_told (
    id bigint NOT NULL DEFAULT nextval('notifications_told_id_seq'),
    told_at timestamptz NOT NULL,
    digest_id bigint NOT NULL REFERENCES notifications_digest (id) DEFERRABLE INITIALLY DEFERRED,
    posting_id bigint NOT NULL REFERENCES ingest_posting (id) DEFERRABLE INITIALLY DEFERRED,
    subscriber_id bigint NOT NULL REFERENCES notifications_subscriber (id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT told_once PRIMARY KEY (subscriber_id, posting_id)
) PARTITION BY HASH (subscriber_id);
ALTER SEQUENCE notifications_told_id_seq OWNED BY notifications_told.id;
-- Read by the administration, newest first.
CREATE INDEX notifications_told_id ON notifications_told (id);
CREATE INDEX notifications_told_digest ON notifications_told (digest_id);
CREATE INDEX notifications_told_posting ON notifications_told (posting_id);
""" + "".join(
    f"CREATE TABLE notifications_told_{number:02} PARTITION OF notifications_told"
    f" FOR VALUES WITH (MODULUS {PARTITIONS}, REMAINDER {number});\n"
    for number in range(PARTITIONS)
)

STORED_MAIL = """
CREATE TABLE notifications_storedmail (
    digest_id bigint NOT NULL,
    built_at timestamptz NOT NULL,
    message bytea NOT NULL,
    PRIMARY KEY (digest_id, built_at)
) PARTITION BY RANGE (built_at);
-- The message is compressed already.
ALTER TABLE notifications_storedmail ALTER COLUMN message SET STORAGE EXTERNAL;
CREATE TABLE notifications_storedmail_default PARTITION OF notifications_storedmail DEFAULT;
"""


class Migration(migrations.Migration):
    dependencies = [("notifications", "0001_initial")]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunSQL(TOLD, "DROP TABLE notifications_told")],
            state_operations=[
                migrations.CreateModel(
                    name="Told",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("told_at", models.DateTimeField()),
                        (
                            "digest",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="told",
                                to="notifications.digest",
                            ),
                        ),
                        (
                            "posting",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="told", to="ingest.posting"
                            ),
                        ),
                        (
                            "subscriber",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="told",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={"verbose_name_plural": "told"},
                ),
                migrations.AddConstraint(
                    model_name="told",
                    constraint=models.UniqueConstraint(fields=("subscriber", "posting"), name="told_once"),
                ),
            ],
        ),
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunSQL(STORED_MAIL, "DROP TABLE notifications_storedmail")],
            state_operations=[
                migrations.CreateModel(
                    name="StoredMail",
                    fields=[
                        ("digest_id", models.BigIntegerField(primary_key=True, serialize=False)),
                        ("built_at", models.DateTimeField()),
                        ("message", models.BinaryField(help_text="zlib of the RFC 5322 message.")),
                    ],
                ),
            ],
        ),
    ]
