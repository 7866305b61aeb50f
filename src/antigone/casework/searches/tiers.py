"""The condition of a case's person, as likelihood ratios are validated by it."""

from antigone.casework.cases.models import BodyClass, BodyStatus, Case, CaseKind
from antigone.casework.recognition.comparing import Tier

__all__ = ["tier_of"]


def tier_of(case: Case) -> Tier:
    """From the case's kind and condition codes; of the dead, what nobody has stated counts as the worse."""
    if case.kind != CaseKind.DECEASED:
        return Tier.LIVING
    natural = case.body_class == BodyClass.NATURAL_TISSUE and case.body_status != BodyStatus.FRAGMENT
    return Tier.DECEDENT_NATURAL if natural else Tier.DECEDENT_DAMAGED
