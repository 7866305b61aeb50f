#!/bin/sh
# Writes run.txt and dev.txt anew: versions and hashes for every supported Python and platform, no download addresses.
# Needs uv (`pip install uv`); run from the repository root.
set -eu
options="--quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-annotate"
export UV_CUSTOM_COMPILE_COMMAND="requirements/lock.sh"
uv pip compile $options "$@" pyproject.toml requirements/build.in --output-file requirements/run.txt
uv pip compile $options "$@" pyproject.toml requirements/build.in requirements/dev.in --constraints requirements/run.txt --output-file requirements/dev.txt
