"""DeepFace's own `find`, over its own file of representations.

No network runs: what would turn a photograph into numbers hands out the probe instead. All else is DeepFace's: it reads
its file anew at every call, compares, sorts and makes a dictionary a row.
"""

import os
from unittest.mock import patch

import numpy as np
from numpy.typing import NDArray

from field.registry import DEEPFACE
from field.sides.side import Rows, Side

os.environ.setdefault("DEEPFACE_LOG_LEVEL", "40")

from deepface.modules import modeling, recognition, representation

_SAMPLE = 20_000
# As `find` names it: model, detector, alignment, normalisation, expansion.
_DATASTORE = "ds_model_arcface_detector_skip_aligned_normalization_base_expand_0.npz"


class _NoNetwork:
    """Stands where the recogniser would; `find` asks only for its template length."""

    def __init__(self, length: int) -> None:
        self.output_shape = length


class Find(Side):
    """`find(return_type="dict")`, which its documentation recommends for large databases; nothing refreshed."""

    note = "its own code, templates given instead of computed, threshold such that about 1,000 rows pass"

    def build(self, vectors: NDArray[np.float16]) -> None:
        self._database = self.folder / "deepface"
        self._database.mkdir(exist_ok=True)
        self._length = vectors.shape[1]
        self._threshold = 1 - self._score_of_the_thousandth(vectors)
        zeros = np.zeros(len(vectors), dtype=np.int64)
        np.savez(
            self._database / _DATASTORE,
            embedding=vectors.astype(np.float64),
            has_embedding=np.ones(len(vectors), dtype=bool),
            identity=np.arange(len(vectors)).astype(np.str_),
            hash=zeros.astype(np.str_),
            target_x=zeros,
            target_y=zeros,
            target_w=zeros,
            target_h=zeros,
        )

    def search(self, probe: NDArray[np.float32], top: int) -> Rows:
        represented = [{"embedding": probe.tolist()}]
        with (
            patch.object(representation, "represent", return_value=represented),
            patch.object(modeling, "build_model", return_value=_NoNetwork(self._length)),
        ):
            found = recognition.find(
                np.zeros((112, 112, 3), dtype=np.uint8),
                str(self._database),
                model_name="ArcFace",
                detector_backend="skip",
                enforce_detection=False,
                refresh_database=False,
                return_type="dict",
                silent=True,
                threshold=self._threshold,
                k=top,
            )[0]
        rows = np.array([int(each["identity"]) for each in found[:top]], dtype=np.int64)
        return np.pad(rows, (0, top - len(rows)), constant_values=-1)

    def _score_of_the_thousandth(self, vectors: NDArray[np.float16]) -> float:
        sample = vectors[:: max(1, len(vectors) // _SAMPLE)].astype(np.float32)
        probes = np.load(self.folder / "probes.npy")[:64]
        return float(np.quantile(sample @ probes.T, max(0.0, 1 - 1000 / len(vectors))))


SIDES = {DEEPFACE: Find}
