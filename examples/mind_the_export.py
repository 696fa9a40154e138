"""Look at an export before it is used: every problem at once, with file, line and column."""

from pathlib import Path
from tempfile import TemporaryDirectory

from sro_adapters.interchange import check
from sro_adapters.synthetic import write_faulty_export

with TemporaryDirectory() as folder:
    write_faulty_export(Path(folder), seed=1)
    found = check(folder)

print(f"{found.form}: {found.report.errors} errors, {found.report.warnings} warnings")
for problem in found.report:
    print(problem)
