"""What must be the same here and on a node, so that a node's templates are those that this machine would make."""

from collections.abc import Callable, Mapping

from antigone.engine.errors import StateError

__all__ = ["SAME_VERSIONS", "differences", "found_versions", "unfit", "versions_probe"]

SAME_VERSIONS = "Install the same versions on every node, start its Ray anew, and run the command again."


def versions_probe() -> Callable[[], dict[str, str]]:
    """A function that gives the versions where it runs.

    A nested one, for Ray sends those as code and others by name: it also runs on a node without this program.
    """

    def probe() -> dict[str, str]:
        import importlib.metadata  # noqa: PLC0415 (this function travels alone)
        import platform  # noqa: PLC0415

        def installed(package: str) -> str:
            try:
                return importlib.metadata.version(package)
            except importlib.metadata.PackageNotFoundError:
                return "none"

        try:
            from antigone import __version__ as ours  # noqa: PLC0415
        except ImportError:
            ours = "none"
        packages = ("ray", "numpy", "onnxruntime", "opencv-python-headless", "pillow", "pi-heif")
        return {"antigone": ours, "Python": platform.python_version(), **{name: installed(name) for name in packages}}

    return probe


def found_versions() -> dict[str, str]:
    """The versions in this process."""
    return versions_probe()()


def differences(*, here: Mapping[str, str], there: Mapping[str, str]) -> str:
    """`antigone 0.1 (0.2 here), ...`; empty where all agree."""
    return ", ".join(
        f"{name} {there.get(name, 'none')} ({wanted} here)"
        for name, wanted in here.items()
        if there.get(name, "none") != wanted
    )


def unfit(node: str, differing: str) -> StateError:
    """A node with `differences`."""
    return StateError(f"The node {node} has {differing}.", advice=SAME_VERSIONS)
