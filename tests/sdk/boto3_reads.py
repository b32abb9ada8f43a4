"""boto3 reads, publishes, names and deletes. Names of cases begin with their rows of the reference."""

import urllib.error

from aws import active, configuration, create, download, lam, refused, settled, update
from cases import (
    STALE,
    arn,
    case,
    package,
    run,
    same,
    violation,
)

INVALID = "InvalidParameterValueException"


@case("G1 G2 Code.Location gives the bytes that were uploaded")
def _location():
    data = package("location " * 5000)
    active("g2", data, Tags={"a": "b"})
    found = lam.get_function(FunctionName="g2")
    same(found["Tags"], {"a": "b"})
    same(found["Code"]["RepositoryType"], "S3")
    location = found["Code"]["Location"]
    same(download(location), data)
    for forged in [location[:-1] + ("0" if location[-1] != "0" else "1"), location + "&a=b"]:
        try:
            download(forged)
        except urllib.error.HTTPError as error:
            same(error.code, 403)
        else:
            raise AssertionError("a forged link was followed")


@case("G4 G5 qualifiers")
def _qualified_reads():
    active("g4", Publish=True)
    lam.create_alias(FunctionName="g4", Name="live", FunctionVersion="1")
    for qualifier, version in [("$LATEST", "$LATEST"), ("1", "1"), ("live", "1")]:
        found = configuration("g4", Qualifier=qualifier)
        same((found["FunctionArn"], found["Version"]), (arn("g4", qualifier), version))
        same(configuration(f"g4:{qualifier}"), found)
    for qualifier in ["7", "other"]:
        refused(
            404,
            "ResourceNotFoundException",
            f"Function not found: {arn('g4', qualifier)}",
            lam.get_function,
            FunctionName="g4",
            Qualifier=qualifier,
        )


@case("G10 the waiters of boto3 end, with their own pace")
def _waiters():
    create("g10")
    lam.get_waiter("function_exists").wait(FunctionName="g10")
    lam.get_waiter("function_active").wait(FunctionName="g10")
    lam.get_waiter("function_active_v2").wait(FunctionName="g10")
    update("g10", package("x"))
    lam.get_waiter("function_updated").wait(FunctionName="g10")
    same(configuration("g10")["LastUpdateStatus"], "Successful")
    update("g10", package("y"))
    lam.get_waiter("function_updated_v2").wait(FunctionName="g10")
    same(configuration("g10")["LastUpdateStatus"], "Successful")


@case("P1 creating with Publish")
def _create_published():
    made = create("p1", Publish=True)
    same((made["Version"], made["FunctionArn"], made["State"]), ("1", arn("p1"), "Pending"))


@case("P2 P3 R5 R6 publishing, and publishing the same again")
def _publish_version():
    active("p2", Description="of the function")
    before = configuration("p2")["RevisionId"]
    first = lam.publish_version(FunctionName="p2", Description="one")
    same(first["ResponseMetadata"]["HTTPStatusCode"], 201)
    same((first["Version"], first["FunctionArn"]), ("1", arn("p2", 1)))
    same((first["State"], first["LastUpdateStatus"]), ("Active", "Successful"))
    same(first["Description"], "one")
    latest = configuration("p2")["RevisionId"]
    same(len({before, latest, first["RevisionId"]}), 3)
    again = lam.publish_version(FunctionName="p2", Description="two")
    same((again["Version"], again["Description"]), ("1", "one"))
    same(again["RevisionId"], first["RevisionId"])
    same(configuration("p2")["RevisionId"], latest)


@case("P5 P6 R10 a version is guarded by digest and RevisionId")
def _publish_guarded():
    active("p5")
    now = configuration("p5")
    text = (
        "CodeSHA256 (none) is different from current CodeSHA256 in $LATEST "
        f"({now['CodeSha256']}). Please try again with the CodeSHA256 in $LATEST."
    )
    refused(400, INVALID, text, lam.publish_version, FunctionName="p5", CodeSha256="none")
    precondition = "PreconditionFailedException"
    refused(412, precondition, STALE, lam.publish_version, FunctionName="p5", RevisionId="x")
    made = lam.publish_version(
        FunctionName="p5", CodeSha256=now["CodeSha256"], RevisionId=now["RevisionId"]
    )
    same(made["Version"], "1")


@case("P7 P8 P9 versions are listed in order, and numbers never come back")
def _versions():
    active("p7", Publish=True)
    update("p7", package("two"), Publish=True)
    settled("p7")
    listed = lam.list_versions_by_function(FunctionName="p7")
    same([v["Version"] for v in listed["Versions"]], ["$LATEST", "1", "2"])
    same(listed["Versions"][0]["FunctionArn"], arn("p7", "$LATEST"))
    same([v.get("State") for v in listed["Versions"]], [None] * 3, "F15")
    lam.delete_function(FunctionName="p7", Qualifier="1")
    listed = lam.list_versions_by_function(FunctionName="p7")
    same([v["Version"] for v in listed["Versions"]], ["$LATEST", "2"])
    lam.delete_function(FunctionName="p7")
    same(create("p7", Publish=True)["Version"], "3")


@case("P12 lists in pages")
def _pages():
    names = [f"page-{number:02}" for number in range(5)]
    for name in names:
        create(name)
    pages = lam.get_paginator("list_functions").paginate(PaginationConfig={"PageSize": 2})
    found = [f["FunctionName"] for page in pages for f in page["Functions"]]
    same([name for name in found if name in names], names)
    same(len(found), len(set(found)), "functions")
    first = lam.list_functions(MaxItems=2)
    same((len(first["Functions"]), "NextMarker" in first), (2, True))
    page = lam.list_functions(MaxItems=10000)
    assert len(page["Functions"]) <= 50
    every = lam.get_paginator("list_functions").paginate(FunctionVersion="ALL")
    arns = [f["FunctionArn"] for page in every for f in page["Functions"]]
    assert arn("page-00", "$LATEST") in arns
    text = violation(
        "invalid", "functionVersion", "Member must satisfy enum value set: [ALL]"
    )
    refused(400, "ValidationException", text, lam.list_functions, FunctionVersion="invalid")


@case("K1 P4 the configuration changes by itself")
def _configuration():
    active("k1")
    lam.publish_version(FunctionName="k1")
    before = configuration("k1")
    refused(
        412,
        "PreconditionFailedException",
        STALE,
        lam.update_function_configuration,
        FunctionName="k1",
        RevisionId="x",
    )
    answer = lam.update_function_configuration(
        FunctionName="k1",
        Timeout=10,
        MemorySize=256,
        Description="new",
        Environment={"Variables": {"AB": "c"}},
        RevisionId=before["RevisionId"],
    )
    same((answer["Timeout"], answer["MemorySize"], answer["Description"]), (10, 256, "new"))
    same(answer["Environment"], {"Variables": {"AB": "c"}})
    same((answer["LastUpdateStatus"], answer["CodeSha256"]), ("InProgress", before["CodeSha256"]))
    settled("k1")
    lam.update_function_configuration(FunctionName="k1", Timeout=10)
    settled("k1")
    same(lam.publish_version(FunctionName="k1")["Version"], "2")


@case("D1 D2 D3 D4 deleting")
def _delete():
    active("d1", Publish=True)
    text = "$LATEST version cannot be deleted without deleting the function."
    refused(400, INVALID, text, lam.delete_function, FunctionName="d1", Qualifier="$LATEST")
    text = "Deletion of aliases is not currently supported."
    refused(400, INVALID, text, lam.delete_function, FunctionName="d1", Qualifier="live")
    answer = lam.delete_function(FunctionName="d1", Qualifier="9")
    same(answer["ResponseMetadata"]["HTTPStatusCode"], 204)
    answer = lam.delete_function(FunctionName="d1")
    same(answer["ResponseMetadata"]["HTTPStatusCode"], 204)
    for call in [lam.delete_function, lam.get_function]:
        refused(
            404,
            "ResourceNotFoundException",
            f"Function not found: {arn('d1')}",
            call,
            FunctionName="d1",
        )


@case("A1 A8 A9 A10 R8 an alias from making to deleting")
def _alias():
    active("a1", Publish=True)
    update("a1", package("two"), Publish=True)
    settled("a1")
    made = lam.create_alias(
        FunctionName="a1",
        Name="live",
        FunctionVersion="1",
        RoutingConfig={"AdditionalVersionWeights": {"2": 0.2}},
    )
    same(made["ResponseMetadata"]["HTTPStatusCode"], 201)
    same((made["AliasArn"], made["Description"]), (arn("a1", "live"), ""))
    same(made["RoutingConfig"], {"AdditionalVersionWeights": {"2": 0.2}})
    found = lam.get_alias(FunctionName="a1", Name="live")
    same(found["RevisionId"], made["RevisionId"])
    same(lam.update_alias(FunctionName="a1", Name="live")["RevisionId"] != made["RevisionId"], True)
    cleared = lam.update_alias(
        FunctionName="a1",
        Name="live",
        FunctionVersion="2",
        RoutingConfig={"AdditionalVersionWeights": {}},
    )
    same((cleared["FunctionVersion"], cleared.get("RoutingConfig")), ("2", None))
    refused(
        412,
        "PreconditionFailedException",
        STALE,
        lam.update_alias,
        FunctionName="a1",
        Name="live",
        RevisionId="x",
    )
    lam.create_alias(FunctionName="a1", Name="beta", FunctionVersion="1")
    listed = lam.list_aliases(FunctionName="a1")["Aliases"]
    same([a["Name"] for a in listed], ["beta", "live"])
    same(
        [a["Name"] for a in lam.list_aliases(FunctionName="a1", FunctionVersion="2")["Aliases"]],
        ["live"],
    )
    for _ in range(2):
        answer = lam.delete_alias(FunctionName="a1", Name="live")
        same(answer["ResponseMetadata"]["HTTPStatusCode"], 204)


@case("A2 A3 A4 A5 A6 A7 refusals about aliases")
def _alias_refusals():
    active("a2", Publish=True)
    lam.create_alias(FunctionName="a2", Name="live", FunctionVersion="1")
    make, not_found = lam.create_alias, "ResourceNotFoundException"
    text = f"Alias already exists: {arn('a2', 'live')}"
    refused(
        409,
        "ResourceConflictException",
        text,
        make,
        FunctionName="a2",
        Name="live",
        FunctionVersion="1",
    )
    text = f"Function not found: {arn('a2', 10)}"
    refused(404, not_found, text, make, FunctionName="a2", Name="n", FunctionVersion="10")
    text = violation(
        "2024",
        "name",
        r"Member must satisfy regular expression pattern: (?!^[0-9]+$)([a-zA-Z0-9-_]+)",
    )
    refused(
        400,
        "ValidationException",
        text,
        make,
        FunctionName="a2",
        Name="2024",
        FunctionVersion="1",
    )
    text = violation(
        "{2=2.0}",
        "routingConfig.additionalVersionWeights",
        "Map value must satisfy constraint: [Member must have value less than or equal to 1.0, "
        "Member must have value greater than or equal to 0.0, Member must not be null]",
    )
    refused(
        400,
        "ValidationException",
        text,
        make,
        FunctionName="a2",
        Name="n",
        FunctionVersion="1",
        RoutingConfig={"AdditionalVersionWeights": {"2": 2}},
    )
    text = f"Cannot find alias arn: {arn('a2', 'none')}"
    refused(404, not_found, text, lam.get_alias, FunctionName="a2", Name="none")
    text = f"Alias not found: {arn('a2', 'none')}"
    refused(404, not_found, text, lam.update_alias, FunctionName="a2", Name="none")


run()
