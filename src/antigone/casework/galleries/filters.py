"""`--where`: which subjects a search looks at. What is not known about a person never excludes them."""

import unicodedata
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Q

from antigone.casework.galleries.models import Reference, Sex
from antigone.casework.galleries.sources.values import parse_age, parse_period, parse_sex
from antigone.engine.errors import UsageError

__all__ = ["SubjectFilter", "folded", "parse_where"]

KEYS = ("age", "captured", "nationality", "place", "sex")
BETWEEN = ".."


@dataclass(frozen=True, slots=True, kw_only=True)
class SubjectFilter:
    """What the person may be; None and empty text stand for anything.

    age: years on the day of the search, both ends included. nationality: the same text; place: text that contains this;
    both without regard to capitals. captured: first and last day between which a photograph of theirs was taken.
    """

    sex: str = ""
    age: tuple[int, int] | None = None
    nationality: str = ""
    place: str = ""
    captured: tuple[date, date] | None = None

    def possible(self, on: date) -> Q:
        """Subjects of whom nothing known excludes sex, age on that day or the dates; the two texts are not looked at.

        Ages given as numbers are taken as they were given. Two people of whom one is `other` are never told apart.
        """
        condition = Q()
        if self.sex in {Sex.FEMALE, Sex.MALE}:
            condition &= Q(sex__in=["", Sex.OTHER, self.sex])
        if self.age:
            youngest, oldest = self.age
            condition &= Q(born_from__isnull=True) | Q(born_from__lte=_years_before(on, youngest))
            condition &= Q(born_to__isnull=True) | Q(born_to__gt=_years_before(on, oldest + 1))
            condition &= Q(age_max__isnull=True) | Q(age_max__gte=youngest)
            condition &= Q(age_min__isnull=True) | Q(age_min__lte=oldest)
        if self.captured:
            condition &= Q(Exists(Reference.objects.filter(_taken_between(*self.captured), subject=OuterRef("pk"))))
        return condition

    def allows_texts(self, nationality: str, place: str) -> bool:
        """Whether nationality and place may be those asked for; a database folds no capitals but English ones."""
        same_nation = not self.nationality or not nationality or folded(nationality) == folded(self.nationality)
        return same_nation and (not self.place or not place or folded(self.place) in folded(place))


def parse_where(text: str) -> SubjectFilter:
    """`sex=male,age=18-40,nationality=UA,place=Kyiv,captured=2015..2020-06`, any of them. Raises UsageError."""
    values: dict[str, str] = {}
    key = ""
    for part in text.split(","):
        name, equals, value = part.partition("=")
        if equals:
            key = name.strip().casefold()
            _check_key(key, values)
            values[key] = value.strip()
        elif key:
            values[key] += f",{part}"  # a comma within a value, as in `place=Kyiv, Ukraine`
        else:
            raise UsageError(
                f"--where {text!r} does not begin with a name and `=`.", advice=f"Names: {', '.join(KEYS)}."
            )
    try:
        return SubjectFilter(
            sex=parse_sex(values.get("sex") or "unknown"),
            age=parse_age(values["age"]) if "age" in values else None,
            nationality=values.get("nationality", ""),
            place=values.get("place", ""),
            captured=_parse_captured(values["captured"]) if "captured" in values else None,
        )
    except ValueError as error:
        raise UsageError(f"--where: {error}.") from error


def folded(text: str) -> str:
    """Text for comparing without regard to capitals and to how letters are composed, in any script."""
    return unicodedata.normalize("NFC", text.casefold())


def _check_key(key: str, values: dict[str, str]) -> None:
    if key not in KEYS:
        raise UsageError(f"--where knows no {key!r}.", advice=f"Names: {', '.join(KEYS)}.")
    if key in values:
        raise UsageError(f"--where names {key} twice.")


def _parse_captured(text: str) -> tuple[date, date]:
    """`2015..2020-06`, `2015..`, `..2020` or `2019`; the ends are included. Raises ValueError with a clause."""
    first, between, last = (part.strip() for part in text.partition(BETWEEN))
    if not first and not last:
        raise ValueError(f"captured {text!r} is not a date or two with `{BETWEEN}` between them")
    start = parse_period(first)[0] if first else date.min
    end = parse_period(last if between else first)[1] if last or not between else date.max
    if start > end:
        raise ValueError(f"captured {text!r} ends before it begins")
    return start, end


def _taken_between(first: date, last: date) -> Q:
    """References of unknown date, or whose year, month or day may lie between the two. Dates are compared as text."""
    start = first.isoformat()
    parts_of_start = [start[:4], start[:7]]
    not_before = Q(captured_on__gte=start) | Q(captured_on__in=parts_of_start)
    return Q(captured_on="") | (not_before & Q(captured_on__lte=last.isoformat()))


def _years_before(day: date, years: int) -> date:
    """The same day that many years before; 28 February stands in for a leap day."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)
