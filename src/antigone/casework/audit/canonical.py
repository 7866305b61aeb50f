"""One spelling for each value: the bytes that are hashed."""

import json
from collections.abc import Mapping


def canonical_json(value: Mapping[str, object]) -> str:
    """Sorted keys, no spaces, text as it is. For the types the log allows this is RFC 8785 (JCS)."""
    return json.dumps(value, ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":"))
