"""A process that adds entries to a home's galleries: `python -m casework.recognition.writer NUMBER TRANSACTIONS`.

A line is printed after each transaction: the counter, and how many entries there were up to it.
"""

import sys

import django
import numpy as np


def main() -> None:
    django.setup()
    from django.db import transaction

    from antigone.casework.accounts.selectors import local_operator
    from antigone.casework.audit import Door
    from antigone.casework.recognition.models import IndexEntry
    from antigone.casework.recognition.selectors import current_change
    from antigone.casework.recognition.services import NewEntry, add_entries
    from casework.recognition.builders import recogniser, stored

    number, transactions = int(sys.argv[1]), int(sys.argv[2])
    vector = np.eye(16, dtype=np.float32)[number]
    template = stored(vector, of=recogniser(), by=local_operator().actor(Door.CLI))
    for _ in range(transactions):
        with transaction.atomic():
            add_entries([NewEntry(template=template, gallery_key=number, subject_key=1)] * 2)
        upto = current_change()
        print(upto, IndexEntry.objects.filter(change__lte=upto).count())


if __name__ == "__main__":
    main()
