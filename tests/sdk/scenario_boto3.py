"""The common scenario (README.md), in boto3."""

import os
from concurrent.futures import ThreadPoolExecutor

import boto3
import scenario
from aws import download, refused
from botocore import UNSIGNED
from botocore.config import Config
from botocore.exceptions import ClientError
from cases import STALE, case, run, same
from scenario import BUCKET, ROLE, UUID4, digest, named, package, with_bucket

REGION = os.environ["AWS_DEFAULT_REGION"]
QUICK = {"Delay": 1, "MaxAttempts": 60}


def client(endpoint=None, config=None, **credentials):
    """A client that never asks twice, so that every answer is seen as it came first."""
    once = Config(retries={"total_max_attempts": 1}, read_timeout=60).merge(config or Config())
    return boto3.client("lambda", REGION, endpoint_url=endpoint, config=once, **credentials)


lam = client()
other = client(scenario.OTHER_ENDPOINT)


def create(name, data="one", **more):
    return lam.create_function(
        FunctionName=name,
        Runtime="python3.12",
        Handler="index.handler",
        Role=ROLE,
        Code={"ZipFile": package(data)},
        **more,
    )


def active(name, **more):
    name = named(name)
    create(name, **more)
    lam.get_waiter("function_active_v2").wait(FunctionName=name, WaiterConfig=QUICK)
    return name


def updated(name):
    lam.get_waiter("function_updated_v2").wait(FunctionName=name, WaiterConfig=QUICK)


def configuration(name, **more):
    found = other.get_function_configuration(FunctionName=name, **more)
    found.pop("ResponseMetadata")
    return found


def code_of(name):
    return download(other.get_function(FunctionName=name)["Code"]["Location"])


@case(scenario.CREATE)
def _create():
    name = named("create")
    made = create(name)
    same((made["State"], made["StateReasonCode"]), ("Pending", "Creating"))
    same((made["Version"], made["CodeSha256"]), ("$LATEST", digest("one")))
    same(made["CodeSize"], len(package("one")))
    lam.get_waiter("function_active_v2").wait(FunctionName=name, WaiterConfig=QUICK)
    found = configuration(name)
    same((found["State"], found["LastUpdateStatus"]), ("Active", "Successful"))
    assert found["RevisionId"] != made["RevisionId"], "RevisionId"


@case(scenario.READ)
def _read():
    name = active("read", Tags={"team": "a b"})
    found = other.get_function(FunctionName=name)
    same(found["Tags"], {"team": "a b"})
    same(found["Code"]["RepositoryType"], "S3")
    same(download(found["Code"]["Location"]), package("one"))


@case(scenario.ZIP)
def _zip():
    name = active("zip")
    made = lam.update_function_code(FunctionName=name, ZipFile=package("two"))
    same(made["LastUpdateStatus"], "InProgress")
    same(made["LastUpdateStatusReasonCode"], "Creating")
    same((made["CodeSha256"], made["CodeSize"]), (digest("two"), len(package("two"))))
    updated(name)
    found = configuration(name)
    same((found["LastUpdateStatus"], found["CodeSha256"]), ("Successful", digest("two")))
    assert found["RevisionId"] != made["RevisionId"], "RevisionId"
    same(code_of(name), package("two"))


@with_bucket(scenario.FROM_BUCKET)
def _from_bucket():
    name = active("bucket")
    source = {"S3Bucket": BUCKET, "S3Key": "scenario.zip"}
    made = lam.update_function_code(FunctionName=name, **source)
    same(made["CodeSha256"], digest("three"))
    updated(name)
    made = lam.update_function_code(FunctionName=name, S3ObjectVersion="v1", **source)
    same(made["CodeSha256"], digest("two"))
    updated(name)
    same(code_of(name), package("two"))


@case(scenario.DRY_RUN)
def _dry_run():
    name = active("dry")
    before = configuration(name)
    told = lam.update_function_code(
        FunctionName=name, ZipFile=package("two"), DryRun=True, Publish=True
    )
    same((told["CodeSha256"], told["CodeSize"]), (digest("two"), len(package("two"))))
    same(configuration(name), before)
    same(code_of(name), package("one"))


@case(scenario.STALE_REVISION)
def _stale():
    name = active("stale")
    before = configuration(name)
    stale = "00000000-0000-4000-8000-000000000000"
    members = {"FunctionName": name, "ZipFile": package("two"), "RevisionId": stale}
    try:
        lam.update_function_code(**members)
    except lam.exceptions.PreconditionFailedException as error:
        same(error.response["message"], STALE)
        same(error.response["Type"], "User")
        same(error.response["ResponseMetadata"]["HTTPStatusCode"], 412)
    else:
        raise AssertionError("the call was not refused")
    same(configuration(name), before)
    lam.update_function_code(**{**members, "RevisionId": before["RevisionId"]})


@case(scenario.NO_ZIP)
def _no_zip():
    name = active("no-zip")
    before = configuration(name)
    for data, text in [("text", scenario.NO_ZIP_TEXT), ("empty", scenario.EMPTY_TEXT)]:
        try:
            lam.update_function_code(FunctionName=name, ZipFile=package(data))
        except lam.exceptions.InvalidParameterValueException as error:
            same((error.response["message"], error.response["Type"]), (text, "User"))
        else:
            raise AssertionError("the call was not refused")
    same(configuration(name), before)


@case(scenario.BAD_MEMBERS)
def _bad_members():
    error = refused(
        400,
        "ValidationException",
        None,
        lam.update_function_code,
        FunctionName="no name!",
        ZipFile=package("two"),
        Architectures=["X86_64"],
    )
    text = error.response["Error"]["Message"]
    assert text.startswith("2 validation errors detected: "), text
    assert "Value 'no name!' at 'functionName' failed to satisfy constraint: " in text, text
    assert "Value '[X86_64]' at 'architectures' failed to satisfy constraint: " in text, text


@case(scenario.TAKEN)
def _taken():
    name = active("taken")
    try:
        create(name)
    except lam.exceptions.ResourceConflictException as error:
        same(error.response["message"], f"Function already exist: {name}")
        same(error.response["ResponseMetadata"]["HTTPStatusCode"], 409)
    else:
        raise AssertionError("the call was not refused")


@case(scenario.VERSIONS)
def _versions():
    name = active("versions")
    first = lam.publish_version(FunctionName=name, Description="first")
    same((first["Version"], first["Description"]), ("1", "first"))
    made = lam.update_function_code(FunctionName=name, ZipFile=package("two"), Publish=True)
    same((made["Version"], made["State"]), ("2", "Pending"))
    assert made["FunctionArn"].endswith(f":{name}:2"), made["FunctionArn"]
    lam.get_waiter("published_version_active").wait(
        FunctionName=name, Qualifier="2", WaiterConfig=QUICK
    )
    updated(name)
    same(lam.publish_version(FunctionName=name)["Version"], "2")
    pages = other.get_paginator("list_versions_by_function").paginate(
        FunctionName=name, PaginationConfig={"PageSize": 1}
    )
    listed = [v for page in pages for v in page["Versions"]]
    same([v["Version"] for v in listed], ["$LATEST", "1", "2"])
    same([v["CodeSha256"] for v in listed], [digest("two"), digest("one"), digest("two")])


@case(scenario.ALIASES)
def _aliases():
    name = active("aliases", Publish=True)
    lam.update_function_code(FunctionName=name, ZipFile=package("two"), Publish=True)
    updated(name)
    weights = {"AdditionalVersionWeights": {"2": 0.25}}
    made = lam.create_alias(
        FunctionName=name, Name="live", FunctionVersion="1", RoutingConfig=weights
    )
    assert made["AliasArn"].endswith(f":{name}:live"), made["AliasArn"]
    found = other.get_alias(FunctionName=name, Name="live")
    same((found["FunctionVersion"], found["RoutingConfig"]), ("1", weights))
    moved = lam.update_alias(
        FunctionName=name,
        Name="live",
        FunctionVersion="2",
        RoutingConfig={"AdditionalVersionWeights": {}},
        RevisionId=made["RevisionId"],
    )
    same((moved["FunctionVersion"], moved.get("RoutingConfig")), ("2", None))
    same(configuration(name, Qualifier="live")["Version"], "2")
    lam.create_alias(FunctionName=name, Name="beta", FunctionVersion="1")
    pages = other.get_paginator("list_aliases").paginate(
        FunctionName=name, PaginationConfig={"PageSize": 1}
    )
    same([a["Name"] for page in pages for a in page["Aliases"]], ["beta", "live"])
    lam.delete_alias(FunctionName=name, Name="live")
    try:
        other.get_alias(FunctionName=name, Name="live")
    except other.exceptions.ResourceNotFoundException as error:
        same(error.response["Message"], f"Cannot find alias arn: {made['AliasArn']}")
    else:
        raise AssertionError("the alias is still there")


@case(scenario.CONFIGURATION)
def _configuration():
    name = active("configuration")
    made = lam.update_function_configuration(
        FunctionName=name,
        Timeout=7,
        MemorySize=256,
        Description="",
        Environment={"Variables": {"KEY": "välue"}},
    )
    same((made["Timeout"], made["MemorySize"]), (7, 256))
    same(made["Environment"], {"Variables": {"KEY": "välue"}})
    updated(name)
    found = configuration(name)
    same((found["Timeout"], found["CodeSha256"]), (7, digest("one")))


@case(scenario.FUNCTIONS)
def _functions():
    names = [named(f"list-{number}") for number in range(3)]
    for name in names:
        create(name)
    pages = other.get_paginator("list_functions").paginate(PaginationConfig={"PageSize": 2})
    found = [f["FunctionName"] for page in pages for f in page["Functions"]]
    same([name for name in found if name in names], names)


@case(scenario.RACE)
def _race():
    name = active("race", data="three")
    revision = configuration(name)["RevisionId"]

    def attempt(number):
        try:
            made = [lam, other][number % 2].update_function_code(
                FunctionName=name,
                ZipFile=package(["one", "two"][number // 2 % 2]),
                RevisionId=revision,
            )
        except ClientError as error:
            code = error.response["Error"]["Code"]
            assert code in ["PreconditionFailedException", "ResourceConflictException"], code
            return None
        return made["CodeSha256"]

    with ThreadPoolExecutor(8) as pool:
        won = [digest for digest in pool.map(attempt, range(8)) if digest]
    same(len(won), 1, "winners")
    same(configuration(name)["CodeSha256"], won[0])


@case(scenario.REQUEST_IDS)
def _request_ids():
    name = active("ids")
    ids = {other.get_function(FunctionName=name)["ResponseMetadata"]["RequestId"] for _ in "ab"}
    try:
        other.get_function(FunctionName=named("nobody"))
    except ClientError as error:
        ids.add(error.response["ResponseMetadata"]["RequestId"])
    same(len(ids), 3, "request ids")
    assert all(UUID4.fullmatch(i) for i in ids), ids


@case(scenario.UNSIGNED)
def _unsigned():
    stranger = client(config=Config(signature_version=UNSIGNED))
    code = "MissingAuthenticationTokenException"
    refused(403, code, scenario.UNSIGNED_TEXT, stranger.list_functions)


@case(scenario.WRONG_SECRET)
def _wrong_secret():
    key = os.environ["AWS_ACCESS_KEY_ID"]
    stranger = client(aws_access_key_id=key, aws_secret_access_key="wrong")
    code = "InvalidSignatureException"
    refused(403, code, scenario.WRONG_SECRET_TEXT, stranger.list_functions)


@case(scenario.UNKNOWN_KEY)
def _unknown_key():
    stranger = client(aws_access_key_id="AKIAUNKNOWN", aws_secret_access_key="wrong")
    code = "UnrecognizedClientException"
    refused(403, code, scenario.UNKNOWN_KEY_TEXT, stranger.list_functions)


@case(scenario.DELETE)
def _delete():
    name = active("delete")
    arn = configuration(name)["FunctionArn"]
    # Each client has its own classes of errors.
    missing = tuple(c.exceptions.ResourceNotFoundException for c in [lam, other])
    lam.delete_function(FunctionName=name)
    for call, more in [
        (other.get_function, {}),
        (lam.update_function_code, {"ZipFile": package("two")}),
        (lam.delete_function, {}),
    ]:
        try:
            call(FunctionName=name, **more)
        except missing as error:
            same(error.response["Message"], f"Function not found: {arn}")
            same(error.response["Type"], "User")
        else:
            raise AssertionError("the call was not refused")


run()
