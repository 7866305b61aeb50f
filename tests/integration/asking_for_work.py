"""A process that hands work to a served home: `python -m integration.asking_for_work TASK NUMBER FILE`."""

import sys

import django


def main(name: str, number: int, file: str) -> None:
    """Ask for the task of that name so many times."""
    django.setup()
    from antigone.casework.accounts.selectors import local_operator
    from antigone.casework.audit import Door
    from antigone.casework.jobs.services import submit
    from integration import serving_tasks

    for _ in range(number):
        submit(getattr(serving_tasks, name), by=local_operator().actor(Door.CLI), file=file)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), sys.argv[3])
