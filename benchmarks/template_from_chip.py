"""Template from an aligned 150 x 150 face on one core: our session against dlib, same weights, same chips."""

import sys
import tarfile
import tempfile
import time
from pathlib import Path

import dlib
import numpy as np

from antigone.engine.runtime import installation_packs, open_pack
from common import REPOSITORY, parser, report

ARCHIVE = REPOSITORY / ".venv" / "archives" / "face_recognition_models-0.3.0.tar.gz"
MEMBER = "face_recognition_models/models/dlib_face_recognition_resnet_model_v1.dat"


def dlib_model(workspace: str) -> "dlib.face_recognition_model_v1":
    """dlib's own reading of the weights file, taken out of the archive that `make setup` fetched."""
    with tarfile.open(ARCHIVE) as archive:
        member = next(m for m in archive.getmembers() if m.name.endswith(MEMBER))
        member.name = "resnet.dat"
        archive.extract(member, workspace, filter="data")
    return dlib.face_recognition_model_v1(str(Path(workspace) / "resnet.dat"))


def main() -> None:
    arguments = parser(__doc__ or "")
    arguments.add_argument("--chips", type=int, default=64)
    arguments.add_argument("--batch", type=int, default=8)
    options = arguments.parse_args()
    chips = np.random.default_rng(1).integers(0, 256, (options.chips, 150, 150, 3), dtype=np.uint8)
    session = open_pack(installation_packs() / "starter", threads=1).recogniser
    figures: dict[str, list[float]] = {"antigone (onnxruntime, one thread)": [], "dlib": []}
    with tempfile.TemporaryDirectory() as workspace:
        peer = dlib_model(workspace)
        for _ in range(options.runs):
            began = time.perf_counter()
            for start in range(0, options.chips, options.batch):
                block = chips[start : start + options.batch].transpose(0, 3, 1, 2).astype(np.float32)
                session.run(block)
            figures["antigone (onnxruntime, one thread)"].append((time.perf_counter() - began) / options.chips * 1e3)
            began = time.perf_counter()
            for start in range(0, options.chips, options.batch):
                peer.compute_face_descriptor(list(chips[start : start + options.batch]))
            figures["dlib"].append((time.perf_counter() - began) / options.chips * 1e3)
    title = f"Template from an aligned face, batches of {options.batch}"
    report(title, figures, unit="ms a face", better="less", as_json=options.json)


if __name__ == "__main__":
    sys.exit(main())
