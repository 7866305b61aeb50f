"""Texts and files as requests hold them."""

from typing import Annotated

from pydantic import AfterValidator, StringConstraints

from antigone.casework.wording import said

Line = Annotated[str, StringConstraints(max_length=500, pattern=r"^[^\u0000-\u001f\u007f]*$")]
"""One line."""

Text = Annotated[str, StringConstraints(max_length=10_000, pattern=r"^[^\u0000]*$")]
"""Several lines."""

Sentence = Annotated[str, AfterValidator(said)]
"""What the program says, in the language that the request asks for."""
