"""`milvus://host:19530`: which server holds the index."""

from dataclasses import dataclass, field
from urllib.parse import parse_qsl, unquote, urlsplit

from django.conf import settings

from antigone.engine.errors import UsageError

__all__ = ["INDEX_KINDS", "MilvusAddress", "configured_address", "parse_address"]

DEFAULT_PORT = 19530
# What Milvus is told to build, and how a search goes through it. `ef` of HNSW follows the number asked for. A
# quarter of the clusters is looked into: a sixteenth lost 8 of 198 people, an eighth 2.
INDEX_KINDS: dict[str, tuple[dict[str, int], dict[str, int]]] = {
    "FLAT": ({}, {}),
    "IVF_FLAT": ({"nlist": 1024}, {"nprobe": 256}),
    "IVF_SQ8": ({"nlist": 1024}, {"nprobe": 256}),
    "HNSW": ({"M": 16, "efConstruction": 200}, {}),
}

_FORM = "milvus://host:19530, milvus://user:password@host:19530/database, with ?index=FLAT or ?tls=yes behind it"


@dataclass(frozen=True, slots=True, kw_only=True)
class MilvusAddress:
    """A server and one of its databases.

    database: empty for Milvus's own default. tls: whether the connection is encrypted.
    index: one of INDEX_KINDS; FLAT compares every template, the others lose some.
    """

    host: str
    port: int = DEFAULT_PORT
    database: str = ""
    user: str = ""
    password: str = field(default="", repr=False)
    tls: bool = False
    index: str = "FLAT"

    @property
    def exact(self) -> bool:
        """Whether the server goes over every template, so that a list can be proven."""
        return self.index == "FLAT"

    @property
    def place(self) -> str:
        """HOST:PORT, as messages name it."""
        return f"{self.host}:{self.port}"


def configured_address() -> MilvusAddress | None:
    """What ANTIGONE_INDEX_URL names; None where the index is the home's own. Raises UsageError."""
    text: str = settings.ANTIGONE_INDEX_URL
    return parse_address(text) if text else None


def parse_address(text: str) -> MilvusAddress:
    """Raises UsageError, which does not repeat the text: there may be a password in it."""
    try:
        url = urlsplit(text)
        port = DEFAULT_PORT if url.port is None else url.port
    except ValueError:
        raise _refused("its port is no number from 1 to 65535") from None
    if url.scheme != "milvus":
        raise _refused("it does not begin with milvus://")
    if not url.hostname:
        raise _refused("it names no host")
    if not port:
        raise _refused("its port is no number from 1 to 65535")
    database = unquote(url.path.strip("/"))
    if "/" in database or url.fragment:
        raise _refused("behind the host there is more than the name of one database")
    options = dict(parse_qsl(url.query, keep_blank_values=True))
    index, tls = options.pop("index", "FLAT").upper(), options.pop("tls", "no")
    if options:
        raise _refused(f"it has an option that there is not: {min(options)}")
    if index not in INDEX_KINDS:
        raise _refused(f"index is one of {', '.join(INDEX_KINDS)}")
    if tls not in {"yes", "no"}:
        raise _refused("tls is yes or no")
    return MilvusAddress(
        host=url.hostname,
        port=port,
        database=database,
        user=unquote(url.username or ""),
        password=unquote(url.password or ""),
        tls=tls == "yes",
        index=index,
    )


def _refused(reason: str) -> UsageError:
    return UsageError(
        f"ANTIGONE_INDEX_URL is no address of a Milvus server: {reason}.",
        advice=f"Write {_FORM}; or leave it empty for the index in the home folder.",
    )
