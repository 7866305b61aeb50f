"""Indexes that a page of a log of a million acts is read by. They alter no row and take no trigger away."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("audit", "0002_reading")]

    operations = [
        migrations.RemoveIndex(model_name="event", name="event_agency_name"),
        migrations.AddIndex(model_name="event", index=models.Index(fields=["agency", "seq"], name="event_agency")),
        migrations.AddIndex(
            model_name="event", index=models.Index(fields=["agency", "name", "seq"], name="event_agency_name")
        ),
        migrations.AddIndex(
            model_name="event", index=models.Index(fields=["agency", "actor", "seq"], name="event_agency_actor")
        ),
        migrations.AddIndex(model_name="event", index=models.Index(fields=["at", "seq"], name="event_at")),
    ]
