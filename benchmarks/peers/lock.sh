#!/bin/sh
# Writes field.txt, deepface.txt and hnswlib.txt anew: versions and hashes, no download addresses.
# Needs uv (`pip install uv`); run from the repository root.
set -eu
cd benchmarks/peers
options="--quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-annotate"
export UV_CUSTOM_COMPILE_COMMAND="benchmarks/peers/lock.sh"
uv pip compile $options "$@" field.in --output-file field.txt
uv pip compile $options --no-deps "$@" deepface.in --output-file deepface.txt
uv pip compile $options --no-deps "$@" hnswlib.in --output-file hnswlib.txt
