"""Leaves something behind for the service's next life."""

from aws import active, configuration, lam, settled, update
from cases import case, package, run, same


@case("before a restart: a function, its versions, an alias")
def _leave():
    active("kept", package("one"), Publish=True)
    update("kept", package("two"), Publish=True)
    settled("kept")
    update("kept", package("three"))
    settled("kept")
    lam.create_alias(FunctionName="kept", Name="live", FunctionVersion="1")
    same(configuration("kept")["LastUpdateStatus"], "Successful")


run()
