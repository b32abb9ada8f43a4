"""Writes the packages of the scenario, with their digests, and the objects in the bucket."""

import os
from pathlib import Path

from cases import empty_package, package, put_object, sha

PACKAGES = {
    "one": package("first"),
    "two": package("second " * 1000),
    "three": package("third"),
    "text": b"no zip at all",
    "empty": empty_package(),
}

directory = Path(os.environ["SDK_PACKAGES"])
for name, data in PACKAGES.items():
    (directory / name).write_bytes(data)
    (directory / f"{name}.sha256").write_text(sha(data))
if os.environ.get("SDK_BUCKETS"):
    os.makedirs(os.path.join(os.environ["SDK_BUCKETS"], "uploads"), exist_ok=True)
    put_object("scenario.zip", PACKAGES["three"])
    put_object("scenario.zip", PACKAGES["two"], version="v1")
