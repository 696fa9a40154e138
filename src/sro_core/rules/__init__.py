"""Rules as dated, cited data; this package knows no kind of rule by name.

`Rule` and `RuleBook` hold them, `read_rules` reads a TOML file strictly, given the kinds.
"""

from sro_core.rules.book import Force, Rule, RuleBook
from sro_core.rules.reader import RuleFile, read_rules

__all__ = ["Force", "Rule", "RuleBook", "RuleFile", "read_rules"]
