"""Who searches, and with what."""

import pytest

from antigone.casework.audit import Actor
from antigone.casework.recognition.bridge import Recogniser
from casework.galleries.builders import operator
from casework.recognition.builders import recogniser


@pytest.fixture
def by() -> Actor:
    return operator()


@pytest.fixture
def of() -> Recogniser:
    return recogniser()
