"""What the service's life before has left is still there."""

import urllib.request

from aws import configuration, lam, settled, update
from cases import case, package, run, same, sha


@case("after a restart: code, versions and aliases are as they were")
def _kept():
    for qualifier, text in [("$LATEST", "three"), ("1", "one"), ("2", "two"), ("live", "one")]:
        found = lam.get_function(FunctionName="kept", Qualifier=qualifier)
        same(found["Configuration"]["CodeSha256"], sha(package(text)), qualifier)
        with urllib.request.urlopen(found["Code"]["Location"]) as answer:
            same(answer.read(), package(text), qualifier)
        same(found["Configuration"]["State"], "Active")


@case("after a restart: numbers of versions go on")
def _numbers():
    same(update("kept", package("four"), Publish=True)["Version"], "3")
    settled("kept")


@case("after a restart: a RevisionId of before still holds")
def _revisions():
    revision = configuration("kept")["RevisionId"]
    update("kept", package("five"), RevisionId=revision)
    settled("kept")


run()
