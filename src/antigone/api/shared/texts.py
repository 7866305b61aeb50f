"""Texts and files as requests hold them."""

from typing import Annotated

from pydantic import StringConstraints

Line = Annotated[str, StringConstraints(max_length=500, pattern=r"^[^\u0000-\u001f\u007f]*$")]
"""One line."""

Text = Annotated[str, StringConstraints(max_length=10_000, pattern=r"^[^\u0000]*$")]
"""Several lines."""
