"""An index for those who read the log by agency and kind of act. It alters no row and takes no trigger away."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]

    operations = [
        migrations.AddIndex(model_name="event", index=models.Index(fields=["agency", "name"], name="event_agency_name"))
    ]
