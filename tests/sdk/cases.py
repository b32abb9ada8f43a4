"""Named cases: each stands alone, all run, and each prints one line."""

import base64
import hashlib
import io
import os
import sys
import traceback
import zipfile

ACCOUNT = "000000000000"
REGION = "us-east-1"
ROLE = f"arn:aws:iam::{ACCOUNT}:role/r"

STALE = (
    "The Revision Id provided does not match the latest Revision Id. "
    "Call the GetFunction/GetAlias API to retrieve the latest Revision Id"
)
NAME_PATTERN = (
    r"(arn:(aws[a-zA-Z-]*)?:lambda:)?((eusc-)?[a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\d{1}:)?"
    r"(\d{12}:)?(function:)?([a-zA-Z0-9-_]+)(:(\$LATEST|[a-zA-Z0-9-_]+))?"
)

_cases = []


def case(name):
    """Registers a function as the case of that name."""

    def register(function):
        _cases.append((name, function))
        return function

    return register


def run():
    """Runs the cases; those whose name holds the first argument, if there is one."""
    wanted = sys.argv[1] if len(sys.argv) > 1 else ""
    for name, function in _cases:
        if wanted not in name:
            continue
        try:
            function()
        except Exception as error:  # a case that fails must not stop the others
            place = traceback.extract_tb(error.__traceback__)
            lines = [f.lineno for f in place if f.name == function.__name__]
            told = str(error).replace("\n", " ")
            print(f"FAIL {name}: {type(error).__name__} at line {lines}: {told}", flush=True)
        else:
            print(f"ok   {name}", flush=True)


def same(found, expected, what=""):
    """Fails unless both are equal."""
    if found != expected:
        raise AssertionError(f"{what} {found!r} is not {expected!r}")


def package(text, **more):
    """A zip whose one file holds the text."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(zipfile.ZipInfo("index.py"), text, **more)
    return out.getvalue()


def empty_package():
    """A zip without files: its end record alone, 22 bytes."""
    out = io.BytesIO()
    zipfile.ZipFile(out, "w").close()
    return out.getvalue()


def sha(data):
    """The digest as CodeSha256 has it."""
    return base64.b64encode(hashlib.sha256(data).digest()).decode()


def arn(name, qualifier=None):
    """The ARN of a function, or of its version or alias."""
    text = f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:{name}"
    return f"{text}:{qualifier}" if qualifier else text


def violation(value, member, constraint):
    """The text of a ValidationException of one violation."""
    return (
        f"1 validation error detected: Value '{value}' at '{member}' "
        f"failed to satisfy constraint: {constraint}"
    )


def put_object(key, data, version=None):
    """Writes an object into the bucket `uploads`, or an older version of it."""
    parts = [os.environ["SDK_BUCKETS"], "uploads"]
    parts += [".versions", key, version] if version else [key]
    path = os.path.join(*parts)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "wb") as file:
        file.write(data)


def write_file(name, data):
    """Writes a file for the command line, and answers its path."""
    path = os.path.join(os.environ["SDK_FILES"], name)
    with open(path, "wb") as file:
        file.write(data)
    return path
