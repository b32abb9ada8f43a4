"""The common scenario (README.md), in the AWS CLI: its own process for every call."""

import json
import os
import re
from concurrent.futures import ThreadPoolExecutor

import scenario
from aws import download
from cases import STALE, case, run, same
from commands import answer, aws, refused
from scenario import BUCKET, ROLE, UUID4, digest, named, package, path, with_bucket

OTHER = {"endpoint_url": scenario.OTHER_ENDPOINT}


def create(name, data="one", **more):
    return answer(
        "create-function",
        function_name=name,
        runtime="python3.12",
        handler="index.handler",
        role=ROLE,
        zip_file=f"fileb://{path(data)}",
        **more,
    )


def active(name, **more):
    name = named(name)
    create(name, **more)
    answer("wait function-active-v2", function_name=name)
    return name


def update(name, data=None, **more):
    if data:
        more["zip_file"] = f"fileb://{path(data)}"
    return answer("update-function-code", function_name=name, **more)


def updated(name):
    answer("wait function-updated-v2", function_name=name)


def configuration(name, **more):
    return answer("get-function-configuration", function_name=name, **OTHER, **more)


def get(name):
    return answer("get-function", function_name=name, **OTHER)


def code_of(name):
    return download(get(name)["Code"]["Location"])


@case(scenario.CREATE)
def _create():
    name = named("create")
    made = create(name)
    same((made["State"], made["StateReasonCode"]), ("Pending", "Creating"))
    same((made["Version"], made["CodeSha256"]), ("$LATEST", digest("one")))
    same(made["CodeSize"], len(package("one")))
    answer("wait function-active-v2", function_name=name)
    found = configuration(name)
    same((found["State"], found["LastUpdateStatus"]), ("Active", "Successful"))
    assert found["RevisionId"] != made["RevisionId"], "RevisionId"


@case(scenario.READ)
def _read():
    name = active("read", tags="team=a b")
    found = get(name)
    same(found["Tags"], {"team": "a b"})
    same(found["Code"]["RepositoryType"], "S3")
    same(download(found["Code"]["Location"]), package("one"))


@case(scenario.ZIP)
def _zip():
    name = active("zip")
    made = update(name, "two")
    same(made["LastUpdateStatus"], "InProgress")
    same(made["LastUpdateStatusReasonCode"], "Creating")
    same((made["CodeSha256"], made["CodeSize"]), (digest("two"), len(package("two"))))
    updated(name)
    found = get(name)
    now = found["Configuration"]
    same((now["LastUpdateStatus"], now["CodeSha256"]), ("Successful", digest("two")))
    assert now["RevisionId"] != made["RevisionId"], "RevisionId"
    same(download(found["Code"]["Location"]), package("two"))


@with_bucket(scenario.FROM_BUCKET)
def _from_bucket():
    name = active("bucket")
    source = {"s3_bucket": BUCKET, "s3_key": "scenario.zip"}
    same(update(name, **source)["CodeSha256"], digest("three"))
    updated(name)
    same(update(name, s3_object_version="v1", **source)["CodeSha256"], digest("two"))
    updated(name)
    same(code_of(name), package("two"))


@case(scenario.DRY_RUN)
def _dry_run():
    name = active("dry")
    before = configuration(name)
    told = update(name, "two", dry_run=True, publish=True)
    same((told["CodeSha256"], told["CodeSize"]), (digest("two"), len(package("two"))))
    found = get(name)
    same(found["Configuration"], before)
    same(download(found["Code"]["Location"]), package("one"))


@case(scenario.STALE_REVISION)
def _stale():
    name = active("stale")
    before = configuration(name)
    refused(
        "UpdateFunctionCode",
        "PreconditionFailedException",
        STALE,
        "update-function-code",
        function_name=name,
        zip_file=f"fileb://{path('two')}",
        revision_id="00000000-0000-4000-8000-000000000000",
    )
    same(configuration(name), before)
    update(name, "two", revision_id=before["RevisionId"])


@case(scenario.NO_ZIP)
def _no_zip():
    name = active("no-zip")
    before = configuration(name)
    refused(
        "UpdateFunctionCode",
        "InvalidParameterValueException",
        scenario.EMPTY_TEXT,
        "update-function-code",
        function_name=name,
        zip_file=f"fileb://{path('empty')}",
    )
    # What is no zip at all the command refuses by itself (W12).
    status, _, told = aws(
        "update-function-code", function_name=name, zip_file=f"fileb://{path('text')}"
    )
    same(status != 0 and "must be a zip file" in told, True, told)
    same(configuration(name), before)


@case(scenario.BAD_MEMBERS)
def _bad_members():
    status, _, told = aws(
        "update-function-code",
        function_name="no name!",
        zip_file=f"fileb://{path('two')}",
        architectures="X86_64",
    )
    same(status != 0, True, "a status that is not 0")
    head = "An error occurred (ValidationException) when calling the UpdateFunctionCode operation: "
    assert f"{head}2 validation errors detected: " in told, told
    assert "Value 'no name!' at 'functionName' failed to satisfy constraint: " in told, told
    assert "Value '[X86_64]' at 'architectures' failed to satisfy constraint: " in told, told


@case(scenario.TAKEN)
def _taken():
    name = active("taken")
    refused(
        "CreateFunction",
        "ResourceConflictException",
        f"Function already exist: {name}",
        "create-function",
        function_name=name,
        runtime="python3.12",
        handler="index.handler",
        role=ROLE,
        zip_file=f"fileb://{path('one')}",
    )


@case(scenario.VERSIONS)
def _versions():
    name = active("versions")
    first = answer("publish-version", function_name=name, description="first")
    same((first["Version"], first["Description"]), ("1", "first"))
    made = update(name, "two", publish=True)
    same((made["Version"], made["State"]), ("2", "Pending"))
    assert made["FunctionArn"].endswith(f":{name}:2"), made["FunctionArn"]
    answer("wait published-version-active", function_name=name, qualifier="2")
    updated(name)
    same(answer("publish-version", function_name=name)["Version"], "2")
    listed = answer("list-versions-by-function", function_name=name, page_size=1, **OTHER)
    same([v["Version"] for v in listed["Versions"]], ["$LATEST", "1", "2"])
    digests = [digest("two"), digest("one"), digest("two")]
    same([v["CodeSha256"] for v in listed["Versions"]], digests)


@case(scenario.ALIASES)
def _aliases():
    name = active("aliases", publish=True)
    update(name, "two", publish=True)
    updated(name)
    live = {"function_name": name, "name": "live"}
    weights = {"AdditionalVersionWeights": {"2": 0.25}}
    made = answer("create-alias", function_version="1", routing_config=json.dumps(weights), **live)
    assert made["AliasArn"].endswith(f":{name}:live"), made["AliasArn"]
    found = answer("get-alias", **live, **OTHER)
    same((found["FunctionVersion"], found["RoutingConfig"]), ("1", weights))
    moved = answer(
        "update-alias",
        function_version="2",
        routing_config='{"AdditionalVersionWeights":{}}',
        revision_id=made["RevisionId"],
        **live,
    )
    same((moved["FunctionVersion"], moved.get("RoutingConfig")), ("2", None))
    same(configuration(name, qualifier="live")["Version"], "2")
    answer("create-alias", function_name=name, name="beta", function_version="1")
    listed = answer("list-aliases", function_name=name, page_size=1, **OTHER)["Aliases"]
    same([a["Name"] for a in listed], ["beta", "live"])
    answer("delete-alias", **live)
    text = f"Cannot find alias arn: {made['AliasArn']}"
    refused("GetAlias", "ResourceNotFoundException", text, "get-alias", **live, **OTHER)


@case(scenario.CONFIGURATION)
def _configuration():
    name = active("configuration")
    made = answer(
        "update-function-configuration",
        function_name=name,
        timeout=7,
        memory_size=256,
        description="",
        environment='{"Variables":{"KEY":"välue"}}',
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
    found = answer("list-functions", page_size=2, **OTHER)["Functions"]
    same([f["FunctionName"] for f in found if f["FunctionName"] in names], names)


@case(scenario.RACE)
def _race():
    name = active("race", data="three")
    revision = configuration(name)["RevisionId"]

    def attempt(number):
        status, out, told = aws(
            "update-function-code",
            function_name=name,
            zip_file=f"fileb://{path(['one', 'two'][number // 2 % 2])}",
            revision_id=revision,
            **[{}, OTHER][number % 2],
        )
        if status == 0:
            return json.loads(out)["CodeSha256"]
        lost = re.search(r"\((PreconditionFailed|ResourceConflict)Exception\)", told)
        assert lost, told
        return None

    with ThreadPoolExecutor(4) as pool:
        won = [digest for digest in pool.map(attempt, range(4)) if digest]
    same(len(won), 1, "winners")
    same(configuration(name)["CodeSha256"], won[0])


@case(scenario.REQUEST_IDS)
def _request_ids():
    name = active("ids")

    def request_id(function_name):
        _, _, told = aws("get-function", function_name=function_name, debug=True, **OTHER)
        return re.search(r"x-amzn-requestid'?: '?([^',]*)", told, re.IGNORECASE)[1]

    ids = {request_id(n) for n in [name, name, named("nobody")]}
    same(len(ids), 3, "request ids")
    assert all(UUID4.fullmatch(i) for i in ids), ids


@case(scenario.UNSIGNED)
def _unsigned():
    refused(
        "ListFunctions",
        "MissingAuthenticationTokenException",
        scenario.UNSIGNED_TEXT,
        "list-functions",
        no_sign_request=True,
    )


@case(scenario.WRONG_SECRET)
def _wrong_secret():
    code, text = "InvalidSignatureException", scenario.WRONG_SECRET_TEXT
    environment = {**os.environ, "AWS_SECRET_ACCESS_KEY": "wrong"}
    refused("ListFunctions", code, text, "list-functions", process_environment=environment)


@case(scenario.UNKNOWN_KEY)
def _unknown_key():
    code, text = "UnrecognizedClientException", scenario.UNKNOWN_KEY_TEXT
    environment = {**os.environ, "AWS_ACCESS_KEY_ID": "AKIAUNKNOWN"}
    refused("ListFunctions", code, text, "list-functions", process_environment=environment)


@case(scenario.DELETE)
def _delete():
    name = active("delete")
    text = f"Function not found: {configuration(name)['FunctionArn']}"
    answer("delete-function", function_name=name)
    code = "ResourceNotFoundException"
    refused("GetFunction", code, text, "get-function", function_name=name, **OTHER)
    refused(
        "UpdateFunctionCode",
        code,
        text,
        "update-function-code",
        function_name=name,
        zip_file=f"fileb://{path('two')}",
    )
    refused("DeleteFunction", code, text, "delete-function", function_name=name)


run()
