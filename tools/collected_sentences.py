"""The English sentences that sources hold outside gettext, with a named place where a value goes."""

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1] / "src" / "antigone"

# What pages and the API show of the rooms below them. The command line speaks English.
_SHOWN = (
    "engine/extraction",
    "engine/identification",
    "engine/imaging",
    "engine/index",
    "engine/scoring/llr",
    "engine/errors.py",
    "casework/accounts",
    "casework/audit/chronology.py",
    "casework/audit/events.py",
    "casework/audit/replay.py",
    "casework/audit/report.py",
    "casework/audit/rows.py",
    "casework/audit/signing.py",
    "casework/audit/tree.py",
    "casework/audit/verification.py",
    "casework/audit/witnesses.py",
    "casework/cases",
    "casework/evidence",
    "casework/examinations",
    "casework/galleries",
    "casework/jobs",
    "casework/recognition",
    "casework/replies",
    "casework/reports/wording.py",
    "casework/searches",
    "casework/webhooks",
    "api",
    "web",
)
# Texts that stay as they are: of the command line only, written into files, or seeds of drawings by chance.
_KEPT = (
    "casework/cases/seeded.py",
    "casework/examinations/assigning.py",
    "casework/examinations/known_answers.py",
    "casework/examinations/seeding.py",
    "casework/galleries/datasets.py",
    "casework/galleries/distractors.py",
    "casework/recognition/calibrating.py",
    "casework/recognition/evaluations.py",
    "casework/recognition/explaining.py",
    "casework/recognition/milvus/address.py",
    "casework/recognition/milvus/conditions.py",
    "casework/recognition/template_cache.py",
    "casework/recognition/treating.py",
    "casework/searches/batches.py",
)
# What such a call is given is no sentence for a reader, or gettext has it already.
_CALLS = frozenset(
    {
        *(
            "_",
            "gettext",
            "gettext_lazy",
            "ngettext",
            "ngettext_lazy",
            "npgettext_lazy",
            "pgettext",
            "pgettext_lazy",
            "_lazy",
        ),
        *("Field", "Header", "Query", "RegistrationError", "ImproperlyConfigured"),
        *("ValueError", "TypeError", "RuntimeError", "KeyError", "AttributeError"),
        *("debug", "info", "warning", "error", "exception", "execute", "compile", "cast", "TypeVar"),
    }
)
_CODE = re.compile(
    r"(SELECT|INSERT|CREATE|PRAGMA|DROP|BEGIN|UPDATE|DELETE|EXISTS) |[A-Za-z.]+\[|attachment; |\(\?P|[Bb]earer |"
    r"img-src|private, |public, |change numbers are|docs/|Unidentified persons, candidate|A word of your own|Mac OS|"
    r"--where names|template length"
)
_WORDS = re.compile(r"[A-Za-z]{2,}[’']?,? +(\{\} +)?[A-Za-z]{2,}|^[A-Za-z]{3,}.* \{\}|\{\}:? [A-Za-z]{3,}")
_OF_ITS_OWNER = frozenset({"id", "name", "number", "value", "text", "words"})
_PLACE = re.compile(r"\{(\w+)\}")


# One word is taken for a key, unless it is said here to stand in a sentence.
_WORD_OF_A_SENTENCE = ("largest",)


def sentences() -> list[str]:
    """All of them, sorted; `{name}` where a value goes."""
    found = {*_WORD_OF_A_SENTENCE, *_of_packs()}
    for path in sorted(ROOT.rglob("*.py")):
        inside = path.relative_to(ROOT).as_posix()
        if _under(inside, _SHOWN) and not _under(inside, _KEPT) and not _apart(path):
            found.update(sentences_in(path.read_text(encoding="utf-8")))
    return sorted(found)


def _of_packs() -> Iterator[str]:
    """What the packs that come with the program are not for: every list made with one says so."""
    for path in sorted(ROOT.glob("engine/runtime/ready/*/pack.toml")):
        yield from tomllib.loads(path.read_text(encoding="utf-8"))["not_for"]


def sentences_in(source: str) -> Iterator[str]:
    """Those of one module."""
    tree = ast.parse(source)
    passed_over = _passed_over(tree)
    for node in ast.walk(tree):
        text = "" if id(node) in passed_over else _text(node)
        bare = _PLACE.sub("{}", text)
        if _WORDS.search(bare) and not _CODE.match(text):
            yield text


def _under(inside: str, folders: tuple[str, ...]) -> bool:
    return any(inside == folder or inside.startswith(f"{folder}/") for folder in folders)


def _apart(path: Path) -> bool:
    return path.name == "models.py" or "migrations" in path.parts or "formats" in path.parts


def _passed_over(tree: ast.Module) -> set[int]:
    """The nodes that say nothing to a reader: docstrings, logs, keys, what gettext has, pieces of a longer text."""
    over: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            over.add(id(node.value))
        elif isinstance(node, ast.JoinedStr):
            over.update(id(part) for part in ast.walk(node) if part is not node)
        elif (isinstance(node, ast.Call) and _last(node.func) in _CALLS) or (
            isinstance(node, ast.FunctionDef) and node.name in {"__str__", "__repr__"}
        ):
            over.update(id(part) for part in ast.walk(node))
    return over


def _last(node: ast.expr) -> str:
    return node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""


def _text(node: ast.AST) -> str:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if not isinstance(node, ast.JoinedStr):
        return ""
    names: dict[str, str] = {}
    return "".join(
        piece.value if isinstance(piece, ast.Constant) else f"{{{_named(piece.value, names)}}}"  # type: ignore[attr-defined]
        for piece in node.values
    )


def _named(value: ast.expr, names: dict[str, str]) -> str:
    """A name for the place of the value: the same for the same expression, another for another."""
    code = ast.unparse(value)
    if code not in names:
        wanted = _name(value)
        free = (wanted if number == 1 else f"{wanted}{number}" for number in range(1, 99))
        names[code] = next(name for name in free if name not in names.values())
    return names[code]


def _name(value: ast.expr) -> str:
    match value:
        case ast.Name(id=name):
            return name.lower().strip("_")
        case ast.Attribute(value=owner, attr=name):
            return (
                _name(owner) if name in {"id", "name", "number", "value", "text", "words"} else name.lower().strip("_")
            )
        case ast.Subscript(value=inner) | ast.BoolOp(values=[inner, *_]) | ast.BinOp(left=inner):
            return _name(inner)
        case ast.Call(args=[inner, *_]):
            return _name(inner)
        case ast.Call(func=ast.Attribute(value=inner)):
            return _name(inner)
    return "what"
