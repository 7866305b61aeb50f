from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar[list[tuple[str, str]]] = [("searches", "0001_initial")]

    operations: ClassVar[list[migrations.operations.base.Operation]] = [
        migrations.AddField(model_name=name, name="recipe", field=models.JSONField(null=True))
        for name in ("searchprobe", "comparisonprobe")
    ]
