"""Run in the peer's environment: templates of aligned faces by insightface's own recognition class.

Arguments: a recogniser (ONNX), chips (.npy, uint8 RGB), mean and deviation, how many chips a call, `mirror` or `alone`,
and a file for the templates. With `mirror` each is the mean of chip and mirror image, as Antigone makes it. The class
opens its session itself, with all cores. Prints seconds, one pass before not counted.
"""

import sys
import time

import numpy as np
from insightface.model_zoo import ArcFaceONNX


def main() -> None:
    model, chips_file, mean, std, at_once, how, out = sys.argv[1:]
    recogniser = ArcFaceONNX(model)
    recogniser.input_mean, recogniser.input_std = float(mean), float(std)
    # The class takes BGR.
    chips = list(np.load(chips_file)[..., ::-1])
    size = int(at_once)

    def templates() -> np.ndarray:
        found = []
        for start in range(0, len(chips), size):
            block = chips[start : start + size]
            answers = recogniser.get_feat(block)
            if how == "mirror":
                answers = answers + recogniser.get_feat([np.ascontiguousarray(chip[:, ::-1]) for chip in block])
            found.append(answers)
        return np.concatenate(found)

    templates()
    began = time.perf_counter()
    made = templates()
    seconds = time.perf_counter() - began
    np.save(out, made / np.linalg.norm(made, axis=1, keepdims=True))
    sys.stdout.write(f"{seconds}\n")


if __name__ == "__main__":
    main()
