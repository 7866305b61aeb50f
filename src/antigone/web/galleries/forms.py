"""What people fill in about galleries."""

from datetime import date
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from antigone.casework.galleries.imports import HandedIn
from antigone.casework.galleries.imports import UploadedFile as Received
from antigone.casework.galleries.models import BasisKind, Sex, Subject
from antigone.casework.galleries.provenance import parse_basis
from antigone.casework.galleries.sources import SubjectFacts, printable
from antigone.casework.galleries.sources.names import LABEL_LENGTH
from antigone.casework.galleries.sources.values import parse_age, parse_period
from antigone.casework.wording import said
from antigone.engine.errors import UsageError


class DayField(forms.DateField):
    """A day, as the browser's own calendar gives it."""

    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")

    def __init__(self, **options: Any) -> None:
        super().__init__(input_formats=["%Y-%m-%d"], **options)


class GalleryForm(forms.Form):
    """A new gallery."""

    name = forms.CharField(label=_("Name"), max_length=200, help_text=_("As it is called in searches and reports."))


class ImportForm(forms.Form):
    """Photographs to enrol."""

    archive = forms.FileField(
        label=_("Photographs"),
        help_text=_(
            "A zip file: a folder a person, or a file a person, or with a manifest.csv or manifest.jsonl in it that "
            "names each photograph and its person."
        ),
        widget=forms.FileInput(attrs={"accept": ".zip,application/zip"}),
        max_length=None,
    )
    manifest = forms.FileField(
        label=_("Manifest beside the zip file"),
        required=False,
        help_text=_("A .csv, .tsv or .jsonl file, if it is not in the zip file."),
        widget=forms.FileInput(attrs={"accept": ".csv,.tsv,.jsonl"}),
    )
    basis = forms.ChoiceField(
        label=_("Ground"),
        choices=[("", _("Choose")), *BasisKind.choices],
        help_text=_("Why these photographs may be used. Collections scraped from the internet are not accepted."),
    )
    basis_text = forms.CharField(
        label=_("Reference"), required=False, max_length=500, help_text=_("A form's number, an order, the register.")
    )
    min_quality = forms.FloatField(
        label=_("Lowest quality"),
        required=False,
        min_value=0,
        max_value=100,
        help_text=_("0 to 100. Faces below it are refused, each with its reasons."),
    )

    def clean(self) -> dict[str, Any]:
        """The ground as the command line reads it, so that both refuse the same."""
        cleaned = super().clean() or {}
        if cleaned.get("basis"):
            try:
                cleaned["parsed"] = parse_basis(f"{cleaned['basis']}:{cleaned.get('basis_text', '')}")
            except UsageError as error:
                self.add_error("basis_text", said(error.diagnostics()))
        return cleaned

    def handed_in(self) -> HandedIn:
        """Of a valid form."""
        manifest = self.cleaned_data["manifest"]
        return HandedIn(
            archive=_received(self.cleaned_data["archive"]),
            manifest=_received(manifest) if manifest else None,
            basis=self.cleaned_data["parsed"],
            min_quality=self.cleaned_data["min_quality"],
        )


class ShareForm(forms.Form):
    """Another agency, by name."""

    agency = forms.CharField(label=_("Agency"), max_length=200, help_text=_("Its full name."))


class RetentionForm(forms.Form):
    """The last day to keep something."""

    until = DayField(label=_("Last day"), required=False, help_text=_("Empty: no day is set."))


class CorrectionForm(forms.Form):
    """What is said of a person."""

    label = forms.CharField(label=_("Name"), max_length=LABEL_LENGTH, help_text=_("As given, in its own script."))
    sex = forms.ChoiceField(label=_("Sex"), required=False, choices=[("", _("Not known")), *Sex.choices])
    born = forms.CharField(
        label=_("Born"), required=False, max_length=24, help_text=_("YYYY-MM-DD, YYYY-MM or YYYY; a span as FROM..TO.")
    )
    age = forms.CharField(label=_("Age"), required=False, max_length=10, help_text=_("Years as given: 34 or 30-40."))
    nationality = forms.CharField(label=_("Nationality"), required=False, max_length=100)
    place = forms.CharField(label=_("Place"), required=False, max_length=200)

    @staticmethod
    def values_of(subject: Subject) -> dict[str, Any]:
        """What the form shows first."""
        age = "" if subject.age_min is None else _span(subject.age_min, subject.age_max, "-")
        return {
            "label": subject.label,
            "sex": subject.sex,
            "born": _born(subject.born_from, subject.born_to),
            "age": age,
            "nationality": subject.nationality,
            "place": subject.place,
        }

    def clean_label(self) -> str:
        """Printable, as an enrolment would have it."""
        return printable(self.cleaned_data["label"])

    def clean_born(self) -> tuple[date | None, date | None]:
        """First and last day."""
        text = self.cleaned_data["born"]
        if not text:
            return None, None
        first, _dots, last = text.partition("..")
        try:
            born = parse_period(first.strip())[0], parse_period((last or first).strip())[1]
        except ValueError as error:
            raise forms.ValidationError(str(error)) from error
        if born[0] > born[1]:
            raise forms.ValidationError(_("The first day lies after the last."))
        return born

    def clean_age(self) -> tuple[int | None, int | None]:
        """Lowest and highest."""
        text = self.cleaned_data["age"]
        try:
            return parse_age(text) if text else (None, None)
        except ValueError as error:
            raise forms.ValidationError(str(error)) from error

    def facts(self, subject: Subject) -> SubjectFacts:
        """Of a valid form."""
        values = self.cleaned_data
        born_from, born_to = values["born"]
        age_min, age_max = values["age"]
        return SubjectFacts(
            identifier=subject.identifier,
            label=values["label"],
            sex=values["sex"],
            born_from=born_from,
            born_to=born_to,
            age_min=age_min,
            age_max=age_max,
            nationality=printable(values["nationality"]),
            place=printable(values["place"]),
        )


def _received(file: "UploadedFile[Any]") -> Received:
    return Received(name=file.name or "", pieces=file.chunks())


def _span(low: object, high: object, dash: str) -> str:
    return str(low) if low == high else f"{low}{dash}{high}"


def _born(first: date | None, last: date | None) -> str:
    """The shortest text that means the same days."""
    if first is None or last is None:
        return ""
    whole = [
        text for text in (first.isoformat()[:length] for length in (4, 7, 10)) if parse_period(text) == (first, last)
    ]
    return whole[0] if whole else f"{first}..{last}"
