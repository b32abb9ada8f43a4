"""boto3 makes functions and updates their code. Names of cases begin with their rows of the reference."""

import re
from concurrent.futures import ThreadPoolExecutor

from aws import active, code_of, configuration, create, download, lam, refused, settled, update
from botocore.exceptions import ClientError
from cases import (
    ACCOUNT,
    ROLE,
    STALE,
    arn,
    case,
    package,
    put_object,
    run,
    same,
    sha,
    violation,
)

INVALID = "InvalidParameterValueException"
UUID4 = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")


@case("C W9 G9 F1-F9 create answers 201, Pending, with the defaults")
def _create():
    data = package("first")
    made = create("c1", data)
    same(made["ResponseMetadata"]["HTTPStatusCode"], 201)
    headers = made["ResponseMetadata"]["HTTPHeaders"]
    same(headers["content-type"], "application/json")
    same("server" in headers, False, "a header `server`")
    assert UUID4.fullmatch(made["ResponseMetadata"]["RequestId"])
    assert UUID4.fullmatch(made["RevisionId"])
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+0000", made["LastModified"])
    expected = {
        "FunctionName": "c1",
        "FunctionArn": arn("c1"),
        "Version": "$LATEST",
        "CodeSha256": sha(data),
        "CodeSize": len(data),
        "Description": "",
        "Timeout": 3,
        "MemorySize": 128,
        "EphemeralStorage": {"Size": 512},
        "TracingConfig": {"Mode": "PassThrough"},
        "PackageType": "Zip",
        "Architectures": ["x86_64"],
        "SnapStart": {"ApplyOn": "None", "OptimizationStatus": "Off"},
        "LoggingConfig": {"LogFormat": "Text", "LogGroup": "/aws/lambda/c1"},
        "State": "Pending",
        "StateReason": "The function is being created.",
        "StateReasonCode": "Creating",
    }
    same({name: made.get(name) for name in expected}, expected)
    same("LastUpdateStatus" in made, False, "LastUpdateStatus")
    settled("c1")
    found = configuration("c1")
    same((found["State"], found["LastUpdateStatus"]), ("Active", "Successful"))
    same("StateReason" in found, False, "StateReason")
    same(found["LastModified"], made["LastModified"])
    assert found["RevisionId"] != made["RevisionId"], "R1"


@case("C1 a name is taken once")
def _twice():
    active("taken")
    text = "Function already exist: taken"
    error = refused(409, "ResourceConflictException", text, create, name="taken")
    same(error.response["Type"], "User")


@case("C2 roles have to be ARNs of roles")
def _role():
    pattern = r"arn:(aws[a-zA-Z-]*)?:iam::\d{12}:role/?[a-zA-Z_0-9+=,.@\-_/]+"
    text = violation("r1", "role", f"Member must satisfy regular expression pattern: {pattern}")
    refused(
        400,
        "ValidationException",
        text,
        lam.create_function,
        FunctionName="role",
        Role="r1",
        Runtime="python3.12",
        Handler="h",
        Code={"ZipFile": package("x")},
    )


@case("C4 runtimes that do not exist are named")
def _runtime():
    error = refused(400, INVALID, None, create, name="runtime", Runtime="non-existent-runtime")
    text = error.response["Error"]["Message"]
    assert text.startswith(
        "Value non-existent-runtime at 'runtime' failed to satisfy constraint: "
        "Member must satisfy enum value set: [nodejs20.x, python3.14, "
    ), text
    assert text.endswith("java8.al2] or be a valid ARN"), text


@case("C5 the environment may have 4096 bytes")
def _environment():
    fits = "x" * (4096 - len('{"AB":""}'))
    active("env", Environment={"Variables": {"AB": fits}})
    error = refused(
        400, INVALID, None, create, name="env2", Environment={"Variables": {"AB": fits + "x"}}
    )
    same("exceeded the 4KB limit" in error.response["Error"]["Message"], True)


@case("C7 creating from a bucket")
def _create_s3():
    data = package("from a bucket")
    put_object("create.zip", data)
    lam.create_function(
        FunctionName="c7",
        Role=ROLE,
        Runtime="python3.12",
        Handler="h",
        Code={"S3Bucket": "uploads", "S3Key": "create.zip"},
    )
    same(code_of("c7"), data)


@case("U1 U2 R2 R3 F3 update by zip: at once, then settled")
def _update():
    active("u1")
    before = configuration("u1")
    data = package("second")
    answer = update("u1", data)
    same(answer["ResponseMetadata"]["HTTPStatusCode"], 200)
    found = {
        name: answer.get(name)
        for name in [
            "CodeSha256",
            "CodeSize",
            "Version",
            "FunctionArn",
            "State",
            "LastUpdateStatus",
            "LastUpdateStatusReason",
            "LastUpdateStatusReasonCode",
        ]
    }
    same(
        found,
        {
            "CodeSha256": sha(data),
            "CodeSize": len(data),
            "Version": "$LATEST",
            "FunctionArn": arn("u1"),
            "State": "Active",
            "LastUpdateStatus": "InProgress",
            "LastUpdateStatusReason": "The function is being created.",
            "LastUpdateStatusReasonCode": "Creating",
        },
    )
    assert answer["LastModified"].endswith(".000+0000"), answer["LastModified"]
    now = lam.get_function(FunctionName="u1")
    same(now["Configuration"]["RevisionId"], answer["RevisionId"])
    same(download(now["Code"]["Location"]), data)
    settled("u1")
    after = configuration("u1")
    same((after["State"], after["LastUpdateStatus"]), ("Active", "Successful"))
    same("LastUpdateStatusReason" in after, False)
    same(after["LastModified"], answer["LastModified"])
    same(len({before["RevisionId"], answer["RevisionId"], after["RevisionId"]}), 3)
    for name in ["Role", "Handler", "Timeout", "Runtime", "Description"]:
        same(after[name], before[name], name)


@case("U3 the same bytes again are an update")
def _again():
    data = package("first")
    active("u3", data)
    before = configuration("u3")
    answer = update("u3", data)
    same(answer["LastUpdateStatus"], "InProgress")
    same(answer["CodeSha256"], before["CodeSha256"])
    assert answer["RevisionId"] != before["RevisionId"]


@case("U4 P11 Publish makes a version that never changes")
def _publish():
    active("u4", package("zero"), Description="d")
    first = package("one")
    made = update("u4", first, Publish=True)
    same((made["Version"], made["FunctionArn"]), ("1", arn("u4", 1)))
    same((made["State"], made["StateReasonCode"]), ("Pending", "Creating"))
    same((made.get("LastUpdateStatus"), made["Description"]), (None, "d"))
    latest = configuration("u4")
    same((latest["State"], latest["LastUpdateStatus"]), ("Active", "InProgress"))
    assert latest["RevisionId"] != made["RevisionId"]
    same(configuration("u4", Qualifier="1")["RevisionId"], made["RevisionId"])
    lam.get_waiter("published_version_active").wait(
        FunctionName="u4", Qualifier="1", WaiterConfig={"Delay": 0.1, "MaxAttempts": 50}
    )
    settled("u4")
    frozen = configuration("u4", Qualifier="1")
    assert frozen["RevisionId"] != made["RevisionId"], "R7"
    same((frozen["State"], frozen["LastUpdateStatus"]), ("Active", "Successful"))
    update("u4", package("two"))
    settled("u4")
    same(configuration("u4", Qualifier="1"), frozen)
    same(code_of("u4", Qualifier="1"), first)
    same(code_of("u4"), package("two"))


@case("U5 every Publish of an update is a version")
def _publish_again():
    data = package("same")
    active("u5", data)
    for number in ["1", "2", "3"]:
        same(update("u5", data, Publish=True)["Version"], number)
        settled("u5")
    same(lam.publish_version(FunctionName="u5")["Version"], "3")


@case("U6 E2 R4 RevisionId guards an update")
def _revision():
    active("u6")
    before = configuration("u6")
    stale = "00000000-0000-4000-8000-000000000000"
    error = refused(
        412,
        "PreconditionFailedException",
        STALE,
        update,
        name="u6",
        data=package("no"),
        RevisionId=stale,
    )
    same(error.response["Type"], "User")
    same(configuration("u6"), before, "the state")
    same(code_of("u6"), package("first"))
    update("u6", package("yes"), RevisionId=before["RevisionId"])
    settled("u6")
    same(code_of("u6"), package("yes"))


@case("U6 of eight updates with one RevisionId one wins")
def _race():
    active("race")
    revision = configuration("race")["RevisionId"]

    def attempt(number):
        try:
            return update("race", package(f"n{number}"), RevisionId=revision)["CodeSha256"]
        except ClientError as error:
            code = error.response["Error"]["Code"]
            assert code in ["PreconditionFailedException", "ResourceConflictException"], code
            return None

    with ThreadPoolExecutor(8) as pool:
        won = [digest for digest in pool.map(attempt, range(8)) if digest]
    same(len(won), 1, "winners")
    same(configuration("race")["CodeSha256"], won[0])


@case("U7 an object is copied when the update is made")
def _bucket():
    active("u7")
    data = package("object")
    put_object("code/u7.zip", data)
    answer = update("u7", S3Bucket="uploads", S3Key="code/u7.zip")
    same((answer["CodeSha256"], answer["CodeSize"]), (sha(data), len(data)))
    put_object("code/u7.zip", package("overwritten"))
    same(code_of("u7"), data)


@case("U8 E19 an older version of an object")
def _object_version():
    active("u8")
    put_object("u8.zip", package("new"))
    put_object("u8.zip", package("old"), version="v1")
    members = {"S3Bucket": "uploads", "S3Key": "u8.zip"}
    same(update("u8", S3ObjectVersion="v1", **members)["CodeSha256"], sha(package("old")))
    settled("u8")
    text = (
        "Error occurred while GetObject. S3 Error Code: NoSuchVersion. "
        "S3 Error Message: The specified version does not exist."
    )
    refused(400, INVALID, text, update, name="u8", S3ObjectVersion="v2", **members)


@case("U9 architectures change with the code, and stay without")
def _architectures():
    active("u9")
    same(update("u9", package("a"), Architectures=["arm64"])["Architectures"], ["arm64"])
    settled("u9")
    same(update("u9", package("b"))["Architectures"], ["arm64"])


@case("U10 DryRun computes and changes nothing")
def _dry_run():
    active("u10")
    before = configuration("u10")
    used = lam.list_versions_by_function(FunctionName="u10")["Versions"]
    data = package("dry " * 1000)
    answer = update("u10", data, DryRun=True, Publish=True)
    same(answer["ResponseMetadata"]["HTTPStatusCode"], 200)
    same((answer["CodeSha256"], answer["CodeSize"]), (sha(data), len(data)))
    same(answer["Version"], "$LATEST")
    same(configuration("u10"), before, "the state")
    same(lam.list_versions_by_function(FunctionName="u10")["Versions"], used)
    same(code_of("u10"), package("first"))
    refused(
        400,
        INVALID,
        "Could not unzip uploaded file. Please check your file, then try to upload again.",
        update,
        name="u10",
        data=b"not a zip",
        DryRun=True,
    )
    refused(
        412,
        "PreconditionFailedException",
        STALE,
        update,
        name="u10",
        data=data,
        DryRun=True,
        RevisionId="x",
    )


@case("U11 E9 functions of images")
def _image():
    uri = f"{ACCOUNT}.dkr.ecr.us-east-1.amazonaws.com/repo:one"
    lam.create_function(
        FunctionName="image", Role=ROLE, PackageType="Image", Code={"ImageUri": uri}
    )
    settled("image")
    answer = update("image", ImageUri=uri.replace(":one", ":two"))
    same(answer["CodeSize"], 0)
    assert re.fullmatch("[0-9a-f]{64}", answer["CodeSha256"]), answer["CodeSha256"]
    same((answer.get("Runtime"), answer.get("Handler")), (None, None))
    code = lam.get_function(FunctionName="image")["Code"]
    same(code["RepositoryType"], "ECR")
    same(code["ResolvedImageUri"].endswith("@sha256:" + answer["CodeSha256"]), True)
    settled("image")
    text = "Please provide ImageUri when updating a function with packageType Image."
    refused(400, INVALID, text, update, name="image", data=package("x"))


run()
