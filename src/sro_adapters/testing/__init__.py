"""The contract of every store as test classes: override `database` and your store is held to it.

    class TestMyStore(UnitOfWorkContract):
        @pytest.fixture
        def database(self):
            return MyDatabase()

One class a port of `sro_core.ports`, one that is subclassed for each register, one for units of
work, one for exclusive ones and one for districts that share a database, which overrides
`neighbour` too. pytest collects a subclass only. Memory passes them all.
"""
# ruff: noqa: E402 - asserts are rewritten in modules that are imported after being registered

try:
    import pytest
except ModuleNotFoundError as missing:
    said = "sro_adapters.testing needs pytest: pip install pytest"
    raise ModuleNotFoundError(said, name="pytest") from missing

# A failing assert of a contract then shows its values, as one in a test module does.
for _module in (
    "audit_log",
    "disclosures",
    "districts",
    "everything",
    "exclusive",
    "identities",
    "kept",
    "registers",
    "sites",
    "students",
    "tokens",
    "unit_of_work",
):
    pytest.register_assert_rewrite(f"{__name__}.{_module}")

from sro_adapters.testing.audit_log import AuditStoreContract
from sro_adapters.testing.disclosures import DisclosureStoreContract
from sro_adapters.testing.districts import DistrictsContract
from sro_adapters.testing.exclusive import ExclusiveContract
from sro_adapters.testing.identities import IdentityStoreContract
from sro_adapters.testing.registers import RecordStoreContract, RegisterContract
from sro_adapters.testing.sites import SiteStoreContract
from sro_adapters.testing.students import StudentStoreContract
from sro_adapters.testing.tokens import TokenStoreContract
from sro_adapters.testing.unit_of_work import UnitOfWorkContract

__all__ = [
    "AuditStoreContract",
    "DisclosureStoreContract",
    "DistrictsContract",
    "ExclusiveContract",
    "IdentityStoreContract",
    "RecordStoreContract",
    "RegisterContract",
    "SiteStoreContract",
    "StudentStoreContract",
    "TokenStoreContract",
    "UnitOfWorkContract",
]
