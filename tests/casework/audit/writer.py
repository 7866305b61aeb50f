"""A process that writes into a log others write into, too: `python writer.py NUMBER TRANSACTIONS`."""

import sys

import django


def main(number: int, transactions: int) -> None:
    """Each transaction logs two events; every fifth is rolled back."""
    django.setup()
    from django.db import transaction

    from antigone.casework.audit import record
    from casework.audit.builders import ACTOR, ThingDone

    for turn in range(transactions):
        with transaction.atomic():
            for half in (0, 1):
                record(ThingDone(number=turn, text=f"{number}.{half}"), by=ACTOR)
            if turn % 5 == 4:
                transaction.set_rollback(True)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
