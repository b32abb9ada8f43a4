"""Two copies of the service on one database and one bucket are one service."""

import hashlib
import os
import subprocess
import sys
import threading
import time
import urllib.request

from copies import S3, WORK, Copy, command, s3, sql
from proxy import Door

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "sdk"))
from cases import ROLE, STALE, case, package, run, same, sha  # noqa: E402

from botocore.exceptions import BotoCoreError, ClientError  # noqa: E402

SDK = os.path.join(os.path.dirname(__file__), "..", "sdk")


def sdk(*scenarios):
    """Runs scenarios of one SDK against one service, each request at the next copy."""
    buckets = os.path.join(WORK, "buckets")
    for directory in (buckets, os.path.join(buckets, "uploads"), os.path.join(WORK, "files")):
        os.makedirs(directory, exist_ok=True)
    options = ["--s3", buckets, "--settle", "300ms"]
    one, other = Copy("one", *options), Copy("other", *options)
    door = Door([one.address, other.address])
    env = {
        **os.environ,
        "AWS_ENDPOINT_URL": door.url,
        "SDK_BUCKETS": buckets,
        "SDK_FILES": os.path.join(WORK, "files"),
    }
    for scenario in scenarios:
        done = subprocess.run(
            [sys.executable, os.path.join(SDK, scenario)], env=env, capture_output=True, text=True
        )
        for line in done.stdout.splitlines():
            print(line, flush=True)
        if done.returncode != 0:
            print(f"FAIL {scenario}: ended early: {done.stderr[-500:]}", flush=True)
    door.shutdown()
    one.stop()
    other.stop()


sdk("boto3_changes.py", "boto3_reads.py", "before_restart.py")
sdk("after_restart.py")

# From here on code comes from S3, too, and changes settle soon.
OPTIONS = ["--s3", S3, "--settle", "200ms"]
one, other = Copy("one", *OPTIONS), Copy("other", *OPTIONS)


def create(client, name, **more):
    members = {"Runtime": "python3.12", "Handler": "index.handler", "Role": ROLE, **more}
    members.setdefault("Code", {"ZipFile": package("first")})
    client.create_function(FunctionName=name, **members)
    client.get_waiter("function_active_v2").wait(
        FunctionName=name, WaiterConfig={"Delay": 0.1, "MaxAttempts": 100}
    )


def configuration(client, name):
    found = client.get_function_configuration(FunctionName=name)
    found.pop("ResponseMetadata")
    return found


@case("replicas: what one copy changes, the other shows, and both settle it the same way")
def _same():
    create(one.client(), "one-service")
    revision = configuration(other.client(), "one-service")["RevisionId"]
    changed = one.client().update_function_code(
        FunctionName="one-service", ZipFile=package("second"), RevisionId=revision
    )
    seen = configuration(other.client(), "one-service")
    same(seen["CodeSha256"], changed["CodeSha256"])
    time.sleep(0.4)
    settled = [configuration(copy.client(), "one-service") for copy in (one, other, one)]
    same(settled[0]["LastUpdateStatus"], "Successful")
    same(settled[0], settled[1])
    same(settled[0], settled[2])
    try:
        other.client().update_function_code(
            FunctionName="one-service", ZipFile=package("third"), RevisionId=revision
        )
    except ClientError as error:
        same(error.response["Error"]["Message"], STALE)
    else:
        raise AssertionError("an old RevisionId was taken")


@case("replicas: of updates with one RevisionId at both copies exactly one wins")
def _race():
    create(one.client(), "one-wins")
    for turn in range(5):
        time.sleep(0.3)
        revision = configuration(one.client(), "one-wins")["RevisionId"]
        answers = []

        def update(copy, text):
            try:
                members = {"ZipFile": package(text), "RevisionId": revision, "Publish": True}
                answers.append(copy.client().update_function_code(FunctionName="one-wins", **members))
            except ClientError as error:
                answers.append(error.response["Error"]["Code"])

        threads = [
            threading.Thread(target=update, args=(copy, f"{turn} {index}"))
            for index, copy in enumerate([one, other, one, other])
        ]
        [thread.start() for thread in threads]
        [thread.join() for thread in threads]
        won = [answer for answer in answers if isinstance(answer, dict)]
        same(len(won), 1, answers)
        same(won[0]["Version"], str(turn + 1))
        same(configuration(other.client(), "one-wins")["CodeSha256"], won[0]["CodeSha256"])


@case("replicas: a link that one copy has signed works at the other")
def _links():
    create(one.client(), "links", Code={"ZipFile": package("linked")})
    link = one.client().get_function(FunctionName="links")["Code"]["Location"]
    same(link.startswith(one.url), True, link)
    with urllib.request.urlopen(link.replace(one.url, other.url)) as answer:
        same(answer.read(), package("linked"))


@case("replicas: code from an S3 endpoint, and versions of it (U7, U8)")
def _sources():
    bucket = s3()
    bucket.create_bucket(Bucket="uploads")
    bucket.put_bucket_versioning(
        Bucket="uploads", VersioningConfiguration={"Status": "Enabled"}
    )
    key = "dir/a b+ü.zip"
    old = bucket.put_object(Bucket="uploads", Key=key, Body=package("old"))["VersionId"]
    bucket.put_object(Bucket="uploads", Key=key, Body=package("new"))
    create(one.client(), "sources", Code={"S3Bucket": "uploads", "S3Key": key})
    same(configuration(other.client(), "sources")["CodeSha256"], sha(package("new")))
    other.client().update_function_code(
        FunctionName="sources", S3Bucket="uploads", S3Key=key, S3ObjectVersion=old
    )
    same(configuration(one.client(), "sources")["CodeSha256"], sha(package("old")))


@case("replicas: what S3 answers instead is told (E17 to E19)")
def _no_sources():
    create(one.client(), "nosources")
    start = "Error occurred while GetObject. S3 Error Code: "
    for members, told in [
        (
            {"S3Bucket": "nobody-has-this", "S3Key": "a"},
            "NoSuchBucket. S3 Error Message: The specified bucket does not exist",
        ),
        (
            {"S3Bucket": "uploads", "S3Key": "none"},
            "NoSuchKey. S3 Error Message: The specified key does not exist.",
        ),
        (
            {"S3Bucket": "uploads", "S3Key": "dir/a b+ü.zip", "S3ObjectVersion": "none"},
            None,
        ),
    ]:
        try:
            one.client().update_function_code(FunctionName="nosources", **members)
        except ClientError as error:
            same(error.response["Error"]["Code"], "InvalidParameterValueException")
            if told:
                same(error.response["Error"]["Message"], start + told)
            else:
                # S3 and its emulators do not agree what an id of a version looks like.
                words = error.response["Error"]["Message"]
                same("NoSuchVersion" in words or "InvalidArgument" in words, True, words)
        else:
            raise AssertionError(f"{members} was taken")


def killed(victim, survivor, name):
    """Updates at both copies while one is killed: whatever was answered is there."""
    create(survivor.client(), name)
    answered, stop = [], threading.Event()

    def update(index):
        turn = 0
        while not stop.is_set():
            copy = (victim, survivor)[(turn + index) % 2]
            text = f"{name} {index} {turn}"
            turn += 1
            try:
                members = {"ZipFile": package(text), "Publish": True}
                answer = copy.client().update_function_code(FunctionName=name, **members)
                answered.append((answer["Version"], text))
            except ClientError as error:
                same(error.response["Error"]["Code"], "ResourceConflictException")
                time.sleep(0.05)
            except BotoCoreError:
                same(copy is victim, True, "the other copy goes on")

    threads = [threading.Thread(target=update, args=(index,)) for index in range(3)]
    [thread.start() for thread in threads]
    while len(answered) < 6 and any(thread.is_alive() for thread in threads):
        time.sleep(0.05)
    victim.kill()
    enough = len(answered) + 5
    deadline = time.time() + 60
    while len(answered) < enough and time.time() < deadline:
        time.sleep(0.05)
    stop.set()
    [thread.join() for thread in threads]
    same(len(answered) >= enough, True, "the other copy goes on")
    same(len({version for version, _ in answered}), len(answered), "every number once")
    for version, text in answered:
        found = survivor.client().get_function(FunctionName=name, Qualifier=version)
        same(found["Configuration"]["CodeSha256"], sha(package(text)), version)
        with urllib.request.urlopen(found["Code"]["Location"]) as answer:
            same(answer.read(), package(text), version)


@case("replicas: a copy is killed while updates run; the other has them all and goes on")
def _killed():
    global one, other
    killed(one, other, "killed")
    one = Copy("one", *OPTIONS)
    killed(other, one, "killed-again")
    other = Copy("other", *OPTIONS)


@case("check: all is well, then a package is missing, then another is another")
def _check():
    status, said = command("check")
    same((status, " 0 damaged" in said), (0, True), said)
    create(one.client(), "damaged", Code={"ZipFile": package("damaged")})
    create(one.client(), "changed", Code={"ZipFile": package("changed")})
    objects = {
        name: f"here/{hashlib.sha256(package(name)).hexdigest()}" for name in ("damaged", "changed")
    }
    s3().delete_object(Bucket="packages", Key=objects["damaged"])
    s3().put_object(Bucket="packages", Key=objects["changed"], Body=b"x")
    status, said = command("check")
    same(status, 1, said)
    same("damaged:$LATEST: the package" in said and "is missing" in said, True, said)
    same("changed:$LATEST: the package" in said and "holds other bytes" in said, True, said)
    # An upload of the same bytes repairs both.
    for name in objects:
        one.client().update_function_code(FunctionName=name, ZipFile=package(name))
    same(command("check")[0], 0)


@case("gc: packages that no record names go, once they are old; those that are named stay")
def _gc():
    create(one.client(), "gc", Code={"ZipFile": package("replaced")})
    other.client().update_function_code(FunctionName="gc", ZipFile=package("kept"))
    s3().put_object(Bucket="packages", Key=f"here/{'0' * 64}", Body=b"from elsewhere")
    status, said = command("gc")
    same((status, said.strip()), (0, "removed 0 packages"), "all are young")
    status, said = command("check")
    orphans = said.count("orphan: ")
    same(orphans >= 2, True, said)
    sql("UPDATE packages SET touched_at = touched_at - INTERVAL '2 hours'")
    status, said = command("gc")
    same((status, said.strip()), (0, f"removed {orphans} packages"))
    status, said = command("check")
    same((status, "orphan: " in said), (0, False), said)
    # What was removed can come again.
    time.sleep(0.3)
    one.client().update_function_code(FunctionName="gc", ZipFile=package("replaced"))
    same(command("check")[0], 0)


@case("storage that can't be used is told, without secrets")
def _unkind():
    for other, told in [
        ({"packages": f"s3://nowhere?endpoint={S3}"}, "aws s3 mb s3://nowhere"),
        ({"records": "postgres://tester:wr0ng@127.0.0.1:1/x"}, "can't be reached"),
    ]:
        status, said = command("check", **other)
        same(status, 1)
        same(told in said and "wr0ng" not in said, True, said)


run()
one.stop()
other.stop()
same(os.path.exists(os.path.join(WORK, ".lambda-code")), False, "no data directory is made")
