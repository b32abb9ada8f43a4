"""What the common scenario is given by the runner (README.md), for the callers in Python."""

import os
import re
from pathlib import Path

from cases import case

PREFIX = os.environ["SDK_PREFIX"]
BUCKET = os.environ.get("SDK_BUCKET")
OTHER_ENDPOINT = os.environ["SDK_OTHER_ENDPOINT"]
ROLE = os.environ["SDK_ROLE"]
UUID4 = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")

CREATE = "create: Pending at first, Active after FunctionActiveV2"
READ = "read: the link gives the bytes that were uploaded"
ZIP = "update by zip: InProgress at first, Successful after FunctionUpdatedV2"
FROM_BUCKET = "update from a bucket: the newest object, and an older version"
DRY_RUN = "dry run: the digest is told, nothing changes"
STALE_REVISION = "stale RevisionId: PreconditionFailedException"
NO_ZIP = "no zip: InvalidParameterValueException"
BAD_MEMBERS = "bad members: one ValidationException tells of all"
TAKEN = "name taken: ResourceConflictException"
VERSIONS = "versions: published, and listed by the paginator"
ALIASES = "aliases: made, read, moved, listed by the paginator, deleted"
CONFIGURATION = "configuration: changes alone"
FUNCTIONS = "functions: listed by the paginator"
RACE = "race: of several updates with one RevisionId one wins"
REQUEST_IDS = "request ids: in every answer and error"
UNSIGNED = "unsigned: MissingAuthenticationTokenException"
WRONG_SECRET = "wrong secret: InvalidSignatureException"
UNKNOWN_KEY = "unknown key: UnrecognizedClientException"
DELETE = "delete: then ResourceNotFoundException"

NO_ZIP_TEXT = "Could not unzip uploaded file. Please check your file, then try to upload again."
EMPTY_TEXT = "Uploaded file must be a non-empty zip"
UNSIGNED_TEXT = "Missing Authentication Token"
WRONG_SECRET_TEXT = (
    "The request signature we calculated does not match the signature you provided. "
    "Check your AWS Secret Access Key and signing method. "
    "Consult the service documentation for details."
)
UNKNOWN_KEY_TEXT = "The security token included in the request is invalid."


def path(name):
    """Where a package is."""
    return Path(os.environ["SDK_PACKAGES"]) / name


def package(name):
    """The bytes of a package."""
    return path(name).read_bytes()


def digest(name):
    """Its digest, as CodeSha256 has it."""
    return path(f"{name}.sha256").read_text()


def named(name):
    """A name that no other caller uses."""
    return f"{PREFIX}-{name}"


def with_bucket(name):
    """As `case`, but the case is left out where the runner has no bucket."""
    if BUCKET:
        return case(name)

    def leave_out(function):
        print(f"skip {name}", flush=True)
        return function

    return leave_out
