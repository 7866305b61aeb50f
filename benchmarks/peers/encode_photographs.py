"""Run in the peer's environment: encode every photograph of a list with face_recognition's public API.

Arguments: a text file with one path a line, the number of processes. Prints seconds and faces found.
"""

import multiprocessing
import sys
import time
from pathlib import Path

import face_recognition


def encode(path: str) -> int:
    image = face_recognition.load_image_file(path)
    return len(face_recognition.face_encodings(image))


def main() -> None:
    paths = Path(sys.argv[1]).read_text().splitlines()
    processes = int(sys.argv[2])
    began = time.perf_counter()
    with multiprocessing.Pool(processes) as pool:
        found = sum(1 for count in pool.imap(encode, paths, chunksize=8) if count)
    sys.stdout.write(f"{time.perf_counter() - began} {found}\n")


if __name__ == "__main__":
    main()
