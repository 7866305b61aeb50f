"""`antigone subjects`."""

from pathlib import Path
from typing import Any

import click

from antigone.cli.context import ExitCode, common_options, operator
from antigone.cli.files import NEW_FILE
from antigone.cli.output import Output
from antigone.cli.receipts import confirm_erasure, give_receipt

in_gallery = click.option("--gallery", required=True, help="The gallery they are in.")


@click.group()
def subjects() -> None:
    """Subjects: the people of a gallery."""


@subjects.command("list")
@common_options()
@in_gallery
@click.option("--containing", default="", help="Only those whose name or identifier contains this.")
def list_subjects(output: Output, gallery: str, containing: str) -> None:
    """List the subjects of a gallery."""
    from antigone.casework.galleries.selectors import gallery_by_name, subject_summaries  # noqa: PLC0415

    found = [
        {"subject": one.identifier, "label": one.label, "references": one.references}
        for one in subject_summaries(operator(), gallery_by_name(operator(), gallery), containing=containing)
    ]
    output.document({"gallery": gallery, "subjects": found})
    columns = ("subject", "label", "references")
    output.table(columns, [[one[key] for key in columns] for one in found], right=(2,))


@subjects.command("show")
@common_options()
@in_gallery
@click.argument("identifier")
def show_subject(output: Output, gallery: str, identifier: str) -> None:
    """Show a subject with every photograph and where it came from."""
    from antigone.casework.galleries.selectors import (  # noqa: PLC0415 (needs Django set up)
        gallery_by_name,
        references_of,
        subject_by_identifier,
    )

    subject = subject_by_identifier(operator(), gallery_by_name(operator(), gallery), identifier)
    references = [_reference(one) for one in references_of(subject)]
    facts = _facts(subject)
    output.document({**facts, "references": references})
    for name, value in facts.items():
        output.say(f"{name:<12} {value if value not in (None, '') else '-'}")
    output.say()
    columns = ("file", "basis", "source", "captured", "sha256")
    output.table(columns, [[one[key] for key in columns] for one in references])


@subjects.command("erase")
@common_options()
@in_gallery
@click.argument("identifier")
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.option("--receipt", type=NEW_FILE, help="Write the receipt to this file, too.")
def erase(output: Output, gallery: str, identifier: str, *, yes: bool, receipt: Path | None) -> ExitCode:
    """Erase a subject for good: pictures, templates, index entries.

    The log keeps its proof and loses what it could be read with.
    """
    from antigone.casework.galleries.selectors import gallery_by_name, subject_by_identifier  # noqa: PLC0415
    from antigone.casework.galleries.services import erase_subject  # noqa: PLC0415

    subject = subject_by_identifier(operator(), gallery_by_name(operator(), gallery), identifier)
    confirm_erasure(f"{identifier} of gallery {gallery}", yes=yes)
    return give_receipt(output, erase_subject(subject=subject, by=operator()).document, receipt)


def _facts(subject: Any) -> dict[str, Any]:
    return {
        "subject": subject.identifier,
        "id": str(subject.uuid),
        "gallery": subject.gallery.name,
        "label": subject.label,
        "sex": subject.sex,
        "born": _span(subject.born_from, subject.born_to),
        "age": _span(subject.age_min, subject.age_max),
        "nationality": subject.nationality,
        "place": subject.place,
    }


def _span(low: object, high: object) -> str | None:
    if low is None:
        return None
    return str(low) if low == high else f"{low} to {high}"


def _reference(reference: Any) -> dict[str, Any]:
    return {
        "file": reference.file_name,
        "sha256": reference.photograph.sha256 if reference.photograph else None,
        "source": reference.source,
        "source_url": reference.source_url,
        "captured": reference.captured_on,
        "basis": reference.run.basis_kind,
        "basis_text": reference.run.basis_text,
    }
