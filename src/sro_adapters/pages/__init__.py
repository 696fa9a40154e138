"""HTML and SVG of what was already chosen to be shown: templates, one style sheet, pictures.

Nothing is decided and nothing is read here; what comes in is plain data that went through
`sro_adapters.wire.show`, or is public by its kind. Every page stands alone, holds no script,
loads nothing, and the same data gives the same bytes.
"""

try:
    import drawsvg  # noqa: F401 - whether it is there
    import jinja2  # noqa: F401 - whether it is there
except ModuleNotFoundError as missing:
    said = f'sro_adapters.pages needs {missing.name}: pip install "sro-core[pages]"'
    raise ModuleNotFoundError(said, name=missing.name) from missing

from sro_adapters.pages.charts import Figure, bars, grid
from sro_adapters.pages.frame import Frame, Link
from sro_adapters.pages.rendering import STYLE_HASH, render

__all__ = ["STYLE_HASH", "Figure", "Frame", "Link", "bars", "grid", "render"]
