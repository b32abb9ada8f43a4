"""What the scenarios that use boto3 share: clients, functions to work on, and refusals."""

import urllib.request

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

from cases import REGION, ROLE, package, same


def client(key="test", secret="test", region=REGION, token=None):
    """A client that never asks twice, so that every answer is seen as it came first."""
    once = Config(retries={"total_max_attempts": 1}, read_timeout=60)
    return boto3.client(
        "lambda",
        region_name=region,
        aws_access_key_id=key,
        aws_secret_access_key=secret,
        aws_session_token=token,
        config=once,
    )


lam = client()


def settled(name):
    """Waits until nothing is under way."""
    quick = {"Delay": 0.1, "MaxAttempts": 100}
    lam.get_waiter("function_active_v2").wait(FunctionName=name, WaiterConfig=quick)
    lam.get_waiter("function_updated_v2").wait(FunctionName=name, WaiterConfig=quick)


def create(name, data=None, **more):
    """Makes a function and answers what the service did, at once."""
    members = {
        "Runtime": "python3.12",
        "Handler": "index.handler",
        "Code": {"ZipFile": data or package("first")},
        **more,
    }
    return lam.create_function(FunctionName=name, Role=ROLE, **members)


def active(name, data=None, **more):
    """Makes a function, and waits until it is ready."""
    create(name, data, **more)
    settled(name)
    return name


def update(name, data=None, **more):
    """Updates the code by a package, and answers at once."""
    if data is not None:
        more["ZipFile"] = data
    return lam.update_function_code(FunctionName=name, **more)


def configuration(name, **more):
    """What GetFunctionConfiguration answers, without what differs from call to call."""
    found = lam.get_function_configuration(FunctionName=name, **more)
    found.pop("ResponseMetadata")
    return found


def download(url):
    """What a plain GET answers."""
    with urllib.request.urlopen(url) as answer:
        return answer.read()


def code_of(name, **more):
    """The package of a function, by the link of GetFunction."""
    return download(lam.get_function(FunctionName=name, **more)["Code"]["Location"])


def refused(status, code, message, call, **members):
    """Fails unless the call is refused in exactly these words. Answers the error."""
    try:
        call(**members)
    except ClientError as error:
        same(error.response["Error"]["Code"], code, "code")
        if message is not None:
            same(error.response["Error"]["Message"], message, "message")
        same(error.response["ResponseMetadata"]["HTTPStatusCode"], status, "status")
        return error
    raise AssertionError("the call was not refused")
