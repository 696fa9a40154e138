"""A thin HTTP front: it reads a request strictly, asks one use case, and writes its answer.

Nothing is decided here. The staff app answers nothing without an access token; the public app
is another app beside it and opens no student table. Both are built to be embedded.
"""

try:
    import cattrs  # noqa: F401 - whether it is there
    import flask  # noqa: F401 - whether it is there
    import orjson  # noqa: F401 - whether it is there
    import waitress  # noqa: F401 - whether it is there
except ModuleNotFoundError as missing:
    said = f'sro_adapters.http needs {missing.name}: pip install "sro-core[http]"'
    raise ModuleNotFoundError(said, name=missing.name) from missing

from sro_adapters.http.api.imports import Checked, Reads
from sro_adapters.http.public import create_public_app
from sro_adapters.http.serving import serve, serve_public, serve_staff
from sro_adapters.http.settings import Settings
from sro_adapters.http.staff import create_app

__all__ = [
    "Checked",
    "Reads",
    "Settings",
    "create_app",
    "create_public_app",
    "serve",
    "serve_public",
    "serve_staff",
]
