"""An import at work: what was handed in through a browser is enrolled, as the command enrols."""

from contextlib import closing
from functools import partial
from pathlib import Path

from django.conf import settings

from antigone.casework.galleries.enrolment import EnrolmentOrder, open_enrolment
from antigone.casework.galleries.models import BasisKind, GalleryImport
from antigone.casework.galleries.provenance import Basis
from antigone.casework.galleries.sources import open_source
from antigone.casework.galleries.uploads import ARCHIVE, folder_of, manifest_of
from antigone.casework.jobs.running import RunningJob
from antigone.casework.recognition.bridge import open_recogniser, reader_plan
from antigone.casework.recognition.reading import read_photographs
from antigone.engine.cores import usable_cores

__all__ = ["carry_out"]


def carry_out(run: RunningJob) -> None:
    """Enrol what was handed in; what the gallery knows already is passed over, so a job handed out again goes on."""
    order = GalleryImport.objects.select_related("gallery").get(job=run.job.pk)
    home = Path(settings.ANTIGONE_HOME)
    recogniser = open_recogniser(home, settings.ANTIGONE_PACK)
    workers = max(1, usable_cores() - 1)
    read = partial(read_photographs, plan=reader_plan(recogniser, home), workers=workers, aside=True)
    with (
        open_source(folder_of(order.pk) / ARCHIVE, called=order.file_name, manifest=manifest_of(order.pk)) as source,
        open_enrolment(order=_enrolment(order), recogniser=recogniser, by=run.by) as enrolment,
    ):
        total = source.count()
        run.progress(0, total)
        with closing(enrolment.enrol(source.items(), read)) as outcomes:
            for done, _outcome in enumerate(outcomes, start=1):
                run.progress(min(done, total), total)
        account = enrolment.run
    run.result.update(enrolled=account.enrolled, already_there=account.already_there, refused=account.refused)


def _enrolment(order: GalleryImport) -> EnrolmentOrder:
    return EnrolmentOrder(
        gallery=order.gallery.name,
        basis=Basis(kind=BasisKind(order.basis_kind), text=order.basis_text),
        source=order.file_name,
        min_quality=order.min_quality,
        job=order.job,
    )
