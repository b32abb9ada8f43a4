"""What boto3 is refused, word by word. Names of cases begin with their rows of the reference."""

from aws import active, client, configuration, create, lam, refused, settled, update
from botocore.exceptions import ClientError
from cases import (
    ACCOUNT,
    NAME_PATTERN,
    arn,
    case,
    empty_package,
    package,
    run,
    same,
    sha,
    violation,
)

INVALID = "InvalidParameterValueException"


@case("E1 no such function")
def _missing():
    for name in ["nobody", arn("nobody"), f"{ACCOUNT}:function:nobody"]:
        error = refused(
            404,
            "ResourceNotFoundException",
            f"Function not found: {arn('nobody')}",
            update,
            name=name,
            data=package("x"),
        )
        same(error.response["Type"], "User")


@case("E3 R4 one update at a time")
def _in_progress():
    active("e3")
    first = update("e3", package("kept"))
    text = (
        "The operation cannot be performed at this time. "
        f"An update is in progress for resource: {arn('e3')}"
    )
    conflict = "ResourceConflictException"
    refused(409, conflict, text, update, name="e3", data=package("refused"))
    same(configuration("e3")["CodeSha256"], first["CodeSha256"])


@case("E4 not while the function is Pending")
def _pending():
    create("e4")
    text = (
        f"The operation cannot be performed at this time. The resource {arn('e4')} is currently "
        "in the following state: 'Pending'. StateReasonCode: 'Creating'"
    )
    refused(409, "ResourceConflictException", text, update, name="e4", data=package("x"))


@case("E5 no source")
def _no_source():
    active("e5")
    refused(400, INVALID, "Please provide a source for function code.", update, name="e5")


@case("E6 two sources")
def _two_sources():
    active("e6")
    text = "Please do not provide other FunctionCode parameters when providing a ZipFile."
    more = {"S3Bucket": "uploads", "S3Key": "k"}
    refused(400, INVALID, text, update, name="e6", data=package("x"), **more)


@case("E8 R4 an image for a function of zips")
def _image_for_zip():
    active("e8")
    before = configuration("e8")
    text = "Please don't provide ImageUri when updating a function with packageType Zip."
    refused(400, INVALID, text, update, name="e8", ImageUri="repo:tag")
    same(configuration("e8"), before)


@case("E10 bytes that are no zip")
def _no_zip():
    active("e10")
    text = "Could not unzip uploaded file. Please check your file, then try to upload again."
    whole = package("x" * 100)
    for data in [b"text", whole[:-10], b"\0" * 200]:
        refused(400, INVALID, text, update, name="e10", data=data)


@case("E11 a zip without files")
def _empty_zip():
    active("e11")
    text = "Uploaded file must be a non-empty zip"
    refused(400, INVALID, text, update, name="e11", data=empty_package())


@case("E14 a package of more than 50 MiB")
def _zipped_too_large():
    active("e14")
    text = "Zipped size must be smaller than 52428800 bytes"
    data = bytes(52428801)
    refused(413, "RequestEntityTooLargeException", text, update, name="e14", data=data)


@case("E15 a request of more than 70167211 bytes")
def _request_too_large():
    active("e15")
    text = "Request must be smaller than 70167211 bytes for the UpdateFunctionCode operation"
    data = bytes(53_000_000)
    refused(413, "RequestEntityTooLargeException", text, update, name="e15", data=data)
    same(configuration("e15")["CodeSha256"], sha(package("first")))


@case("E17 no such bucket")
def _no_bucket():
    active("e17")
    text = (
        "Error occurred while GetObject. S3 Error Code: NoSuchBucket. "
        "S3 Error Message: The specified bucket does not exist"
    )
    refused(400, INVALID, text, update, name="e17", S3Bucket="nowhere", S3Key="k")


@case("E18 no such key")
def _no_key():
    active("e18")
    text = (
        "Error occurred while GetObject. S3 Error Code: NoSuchKey. "
        "S3 Error Message: The specified key does not exist."
    )
    for key in ["missing.zip", "../../log", "/etc/passwd"]:
        refused(400, INVALID, text, update, name="e18", S3Bucket="uploads", S3Key=key)


@case("E24 two architectures")
def _two_architectures():
    text = violation(
        "[x86_64, arm64]", "architectures", "Member must have length less than or equal to 1"
    )
    both = ["x86_64", "arm64"]
    error = refused(
        400,
        "ValidationException",
        text,
        update,
        name="any",
        data=package("x"),
        Architectures=both,
    )
    same("Type" in error.response, False, "a member `Type`")


@case("E25 an architecture that does not exist")
def _bad_architecture():
    text = violation(
        "[X86_64]",
        "architectures",
        "Member must satisfy constraint: "
        "[Member must satisfy enum value set: [x86_64, arm64], Member must not be null]",
    )
    refused(
        400,
        "ValidationException",
        text,
        update,
        name="any",
        data=package("x"),
        Architectures=["X86_64"],
    )


@case("E26 retired runtimes can't be used")
def _retired():
    text = (
        "The runtime parameter of python3.7 is no longer supported for creating or updating AWS "
        "Lambda functions. We recommend you use a supported runtime while creating or updating "
        "functions."
    )
    refused(400, INVALID, text, create, name="e26", Runtime="python3.7")


@case("E27 a name that says $LATEST")
def _latest():
    active("e27")
    answer = update("e27:$LATEST", package("x"))
    same((answer["FunctionName"], answer["FunctionArn"]), ("e27", arn("e27")))


@case("E28 versions and aliases can't be updated")
def _qualified():
    active("e28", Publish=True)
    frozen = configuration("e28", Qualifier="1")
    try:
        update("e28:1", package("x"))
    except ClientError as error:
        same(error.response["ResponseMetadata"]["HTTPStatusCode"] // 100, 4)
    else:
        raise AssertionError("a version was updated")
    same(configuration("e28", Qualifier="1"), frozen)


@case("N1 ARNs and partial ARNs are names")
def _names():
    active("n1")
    for name in ["n1", arn("n1"), f"{ACCOUNT}:function:n1", "function:n1"]:
        answer = update(name, package(name))
        same((answer["FunctionName"], answer["FunctionArn"]), ("n1", arn("n1")))
        same(configuration(name)["CodeSha256"], sha(package(name)))
        settled("n1")


@case("N2 what is no name")
def _bad_names():
    pattern = f"Member must satisfy regular expression pattern: {NAME_PATTERN}"
    for name in [
        "my-function!",
        "*",
        "invalid-account:function:my-function",
        f"arn:aws:lambda:invalid-region:{ACCOUNT}:function:my-function",
        f"arn:aws:ec2:us-east-1:{ACCOUNT}:instance:i-1",
        arn("my-function", "1:2"),
        "function:my-function:$LATEST:extra",
        f"arn:aws:lambda::{ACCOUNT}:function:my-function",
        "arn:aws:lambda:us-east-1::function:my-function",
        "my-function:$LATES",
    ]:
        text = violation(name, "functionName", pattern)
        refused(400, "ValidationException", text, update, name=name, data=package("x"))


@case("N3 N4 N5 long names")
def _long_names():
    refused(
        404,
        "ResourceNotFoundException",
        f"Function not found: {arn('a' * 65)}",
        update,
        name="a" * 65,
        data=package("x"),
    )
    error = refused(
        400,
        INVALID,
        violation(
            "a" * 65, "functionName", "Member must have length less than or equal to 64"
        ),
        create,
        name="a" * 65,
    )
    same(error.response["Type"], "User")
    text = violation(
        "a" * 141, "functionName", "Member must have length less than or equal to 140"
    )
    refused(400, "ValidationException", text, update, name="a" * 141, data=package("x"))


@case("N10 another region")
def _other_region():
    text = "Functions from 'ap-southeast-1' are not reachable in this region ('us-east-1')"
    name = f"arn:aws:lambda:ap-southeast-1:{ACCOUNT}:function:f"
    refused(404, "ResourceNotFoundException", text, update, name=name, data=package("x"))


@case("N13 two qualifiers that differ")
def _qualifiers():
    text = "The derived qualifier from the function name does not match the specified qualifier."
    refused(400, INVALID, text, lam.get_function, FunctionName="f:1", Qualifier="2")


@case("X4 an unknown key")
def _unknown_key():
    text = "The security token included in the request is invalid."
    call = client(key="AKIAUNKNOWN").list_functions
    refused(403, "UnrecognizedClientException", text, call)
    refused(403, "UnrecognizedClientException", text, client(token="t").list_functions)


@case("X5 a wrong secret")
def _wrong_secret():
    text = (
        "The request signature we calculated does not match the signature you provided. "
        "Check your AWS Secret Access Key and signing method. "
        "Consult the service documentation for details."
    )
    refused(403, "InvalidSignatureException", text, client(secret="wrong").list_functions)


@case("X9 another region's signature")
def _wrong_region():
    text = "Credential should be scoped to a valid Region, not 'us-west-1'. "
    call = client(region="us-west-1").list_functions
    refused(403, "InvalidSignatureException", text, call)


run()
