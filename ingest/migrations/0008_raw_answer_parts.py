from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("ingest", "0007_slices")]

    operations = [
        migrations.AlterField(
            model_name="rawanswer",
            name="kind",
            field=models.CharField(
                choices=[("good", "Good"), ("bad", "Bad"), ("part", "Of a visit that goes on")], max_length=4
            ),
        ),
    ]
