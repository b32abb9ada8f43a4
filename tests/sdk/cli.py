"""The scenario of the AWS CLI: its own process for every call, as scripts use it."""

import urllib.request

from cases import (
    ACCOUNT,
    NAME_PATTERN,
    ROLE,
    STALE,
    arn,
    case,
    empty_package,
    package,
    put_object,
    run,
    same,
    sha,
    violation,
    write_file,
)
from commands import answer, refused

ONE = write_file("one.zip", package("one"))
TWO = write_file("two.zip", package("two"))


def create(name, **more):
    return answer(
        "create-function",
        function_name=name,
        runtime="python3.12",
        role=ROLE,
        handler="index.handler",
        zip_file=f"fileb://{ONE}",
        **more,
    )


def active(name, **more):
    create(name, **more)
    answer("wait function-active-v2", function_name=name)


def update(name, **more):
    return answer("update-function-code", function_name=name, **more)


def refused_update(code, text, name, **more):
    refused("UpdateFunctionCode", code, text, "update-function-code", function_name=name, **more)


def configuration(name, **more):
    return answer("get-function-configuration", function_name=name, **more)


@case("cli G9 G10 create, and wait until it is active")
def _create():
    made = create("cli-new")
    same((made["State"], made["CodeSha256"]), ("Pending", sha(package("one"))))
    answer("wait function-active", function_name="cli-new")
    same(configuration("cli-new")["State"], "Active")


@case("cli U1 U2 G2 update by zip, wait, and download")
def _update():
    active("cli-u1")
    made = update("cli-u1", zip_file=f"fileb://{TWO}")
    same((made["LastUpdateStatus"], made["CodeSha256"]), ("InProgress", sha(package("two"))))
    answer("wait function-updated", function_name="cli-u1")
    found = answer("get-function", function_name="cli-u1")
    same(found["Configuration"]["LastUpdateStatus"], "Successful")
    with urllib.request.urlopen(found["Code"]["Location"]) as download:
        same(download.read(), package("two"))


@case("cli U4 U7 U10 E2 update from a bucket, dry run, publish, stale revision")
def _more():
    active("cli-u4")
    put_object("cli.zip", package("bucket"))
    before = configuration("cli-u4")
    dry = update("cli-u4", s3_bucket="uploads", s3_key="cli.zip", dry_run=True, publish=True)
    same(dry["CodeSha256"], sha(package("bucket")))
    same(configuration("cli-u4"), before, "after a dry run")
    refused_update(
        "PreconditionFailedException",
        STALE,
        "cli-u4",
        zip_file=f"fileb://{TWO}",
        revision_id="x",
    )
    same(configuration("cli-u4"), before, "after a refusal")
    made = update(
        "cli-u4",
        s3_bucket="uploads",
        s3_key="cli.zip",
        publish=True,
        revision_id=before["RevisionId"],
    )
    same((made["Version"], made["FunctionArn"]), ("1", arn("cli-u4", 1)))
    answer("wait function-updated-v2", function_name="cli-u4")
    answer("wait published-version-active", function_name="cli-u4", qualifier="1")
    again = answer("publish-version", function_name="cli-u4")
    same(again["Version"], "1")


@case("cli N1 ARNs and partial ARNs are names")
def _names():
    active("cli-n1")
    for name in [arn("cli-n1"), f"{ACCOUNT}:function:cli-n1"]:
        same(update(name, zip_file=f"fileb://{TWO}")["FunctionName"], "cli-n1")
        answer("wait function-updated-v2", function_name=name)


@case("cli E1 N2 E5 E11 E17 E18 E24 refusals")
def _refusals():
    zip_file = f"fileb://{ONE}"
    refused_update(
        "ResourceNotFoundException",
        f"Function not found: {arn('cli-nobody')}",
        "cli-nobody",
        zip_file=zip_file,
    )
    pattern = f"Member must satisfy regular expression pattern: {NAME_PATTERN}"
    text = violation("a!", "functionName", pattern)
    refused_update("ValidationException", text, "a!", zip_file=zip_file)
    active("cli-e")
    invalid = "InvalidParameterValueException"
    refused_update(invalid, "Please provide a source for function code.", "cli-e")
    empty = write_file("empty.zip", empty_package())
    text = "Uploaded file must be a non-empty zip"
    refused_update(invalid, text, "cli-e", zip_file=f"fileb://{empty}")
    text = (
        "Error occurred while GetObject. S3 Error Code: NoSuchBucket. "
        "S3 Error Message: The specified bucket does not exist"
    )
    refused_update(invalid, text, "cli-e", s3_bucket="nowhere", s3_key="k")
    text = (
        "Error occurred while GetObject. S3 Error Code: NoSuchKey. "
        "S3 Error Message: The specified key does not exist."
    )
    refused_update(invalid, text, "cli-e", s3_bucket="uploads", s3_key="none")
    text = violation(
        "[x86_64, arm64]", "architectures", "Member must have length less than or equal to 1"
    )
    both = '["x86_64","arm64"]'
    refused_update("ValidationException", text, "cli-e", zip_file=zip_file, architectures=both)
    same(configuration("cli-e")["CodeSha256"], sha(package("one")))


@case("cli A1 an alias from making to deleting")
def _alias():
    active("cli-a", publish=True)
    options = {"function_name": "cli-a", "name": "live"}
    made = answer("create-alias", function_version="1", **options)
    same(made["AliasArn"], arn("cli-a", "live"))
    same(answer("update-alias", description="d", **options)["Description"], "d")
    same(answer("get-alias", **options)["FunctionVersion"], "1")
    same(len(answer("list-aliases", function_name="cli-a")["Aliases"]), 1)
    same(answer("delete-alias", **options), None)


@case("cli P12 pages that the command asks for by itself")
def _pages():
    for number in range(3):
        create(f"cli-page-{number}")
    found = answer("list-functions", page_size=2)["Functions"]
    names = [f["FunctionName"] for f in found if f["FunctionName"].startswith("cli-page-")]
    same(names, ["cli-page-0", "cli-page-1", "cli-page-2"])


@case("cli K1 D1 change the configuration, and delete")
def _end():
    active("cli-k")
    made = answer("update-function-configuration", function_name="cli-k", timeout=9)
    same(made["Timeout"], 9)
    answer("wait function-updated-v2", function_name="cli-k")
    same(answer("delete-function", function_name="cli-k"), {"StatusCode": 204})
    refused(
        "GetFunction",
        "ResourceNotFoundException",
        f"Function not found: {arn('cli-k')}",
        "get-function",
        function_name="cli-k",
    )


run()
