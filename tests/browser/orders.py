"""Run in a home: prints, of each list that was given out, who it is that each place of its order shows.

No page says so before the list is done; a test has to know it to conclude as an examiner with eyes would.
"""

import json

import django

django.setup()

from antigone.casework.examinations.drawing import shuffled  # noqa: E402
from antigone.casework.examinations.models import Assignment  # noqa: E402
from antigone.casework.searches.models import CandidateParticulars  # noqa: E402

labels = dict(CandidateParticulars.objects.values_list("candidate", "label"))
lists = [
    {
        "number": given.number,
        "examiner": given.examiner.username,
        "seat": given.seat,
        "order": [labels[candidate] for candidate in given.order],
        "drawn": [labels[candidate] for candidate in shuffled(given.seed, sorted(given.order), purpose="order")],
        "seed": given.seed,
    }
    for given in Assignment.objects.select_related("examiner").order_by("assigned_at")
]
print(json.dumps(lists))
