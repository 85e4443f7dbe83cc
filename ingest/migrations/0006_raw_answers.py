import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("ingest", "0005_rhythm_and_moves")]

    operations = [
        migrations.CreateModel(
            name="RawAnswer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(choices=[("good", "Good"), ("bad", "Bad")], max_length=4)),
                (
                    "at",
                    models.DateTimeField(
                        help_text="The visit that brought it first; one with the same answers writes nothing."
                    ),
                ),
                (
                    "reason",
                    models.CharField(blank=True, help_text="Why it could not be read.", max_length=1000),
                ),
                (
                    "digest",
                    models.BinaryField(help_text="Of everything that was answered: equal means nothing to write."),
                ),
                ("answers", models.PositiveIntegerField(help_text="Pages and details that are kept.")),
                (
                    "left_out",
                    models.PositiveIntegerField(default=0, help_text="Those that are not, because they are too much."),
                ),
                (
                    "size",
                    models.BigIntegerField(help_text="Bytes of the answers that are kept, as they were decoded."),
                ),
                (
                    "stored_as",
                    models.CharField(
                        blank=True, help_text="Its name in the storage. Empty: in the row.", max_length=200
                    ),
                ),
                ("body", models.BinaryField(null=True)),
                (
                    "board",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="raw_answers",
                        to="ingest.board",
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("board", "kind"), name="raw_answer_once")],
            },
        ),
        # It is compressed already: PostgreSQL would only try again, and take a whole body apart to read a part of it.
        migrations.RunSQL(
            "ALTER TABLE ingest_rawanswer ALTER COLUMN body SET STORAGE EXTERNAL",
            reverse_sql=migrations.RunSQL.noop,
        ),
    ]
