"""The tables of the log and the triggers that keep them append-only."""

from typing import Any

from django.db import migrations, models

from antigone.casework.audit.triggers import create_triggers, drop_triggers


def _create(_apps: Any, editor: Any) -> None:
    create_triggers(editor)


def _drop(_apps: Any, editor: Any) -> None:
    drop_triggers(editor)


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Event",
            fields=[
                (
                    "seq",
                    models.BigIntegerField(
                        help_text="Leaf index in the tree, from 0, without gaps.", primary_key=True, serialize=False
                    ),
                ),
                (
                    "at",
                    models.CharField(help_text="UTC, `YYYY-MM-DDTHH:MM:SS.ffffffZ`; never goes back.", max_length=27),
                ),
                (
                    "clock_behind_us",
                    models.BigIntegerField(
                        help_text="By how many microseconds the clock was behind the event before; `at` minus this is what it showed."
                    ),
                ),
                ("name", models.CharField(max_length=100)),
                ("actor", models.CharField(max_length=36)),
                ("agency", models.CharField(max_length=36)),
                ("door", models.CharField(max_length=8)),
                ("payload", models.TextField(help_text="Canonical JSON of the event's fields.")),
                ("leaf_hash", models.CharField(max_length=64)),
            ],
            options={
                "ordering": ["seq"],
            },
        ),
        migrations.CreateModel(
            name="Node",
            fields=[
                ("position", models.BigIntegerField(primary_key=True, serialize=False)),
                ("hash", models.CharField(max_length=64)),
            ],
        ),
        migrations.CreateModel(
            name="Salt",
            fields=[
                ("owner", models.UUIDField(primary_key=True, serialize=False)),
                ("salt", models.BinaryField()),
            ],
        ),
        migrations.CreateModel(
            name="SignedCheckpoint",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("size", models.BigIntegerField(help_text="How many events it covers.")),
                ("note", models.TextField(help_text="C2SP tlog-checkpoint, with its signature.")),
                ("made_at", models.DateTimeField()),
            ],
            options={
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="SigningKey",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("verifier", models.CharField(help_text="C2SP signed-note verifier key.", max_length=200, unique=True)),
            ],
            options={
                "ordering": ["id"],
            },
        ),
        migrations.RunPython(_create, _drop, elidable=False),
    ]
