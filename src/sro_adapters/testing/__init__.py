"""The contract of every store as test classes: override `database` and your store is held to it.

    class TestMyStore(UnitOfWorkContract):
        @pytest.fixture
        def database(self):
            return MyDatabase()

One class a port of `sro_core.ports`; pytest collects a subclass only. Memory passes them all.
"""
# ruff: noqa: E402 - asserts are rewritten in modules that are imported after being registered

try:
    import pytest
except ModuleNotFoundError as missing:
    said = "sro_adapters.testing needs pytest: pip install pytest"
    raise ModuleNotFoundError(said, name="pytest") from missing

# A failing assert of a contract then shows its values, as one in a test module does.
pytest.register_assert_rewrite(
    f"{__name__}.audit_log", f"{__name__}.sites", f"{__name__}.students", f"{__name__}.unit_of_work"
)

from sro_adapters.testing.audit_log import AuditStoreContract
from sro_adapters.testing.sites import SiteStoreContract
from sro_adapters.testing.students import StudentStoreContract
from sro_adapters.testing.unit_of_work import UnitOfWorkContract

__all__ = [
    "AuditStoreContract",
    "SiteStoreContract",
    "StudentStoreContract",
    "UnitOfWorkContract",
]
