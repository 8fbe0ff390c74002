"""Bringing in what other programs wrote: tickets, staff, customers, equipment, tools.

CSV, xlsx and JSON lines become verbs, verbs events, and events rows, by the same rules as at the desk; only
the writing is in bulk. Running an import twice adds nothing.
"""

from db.imports.deciding import Differing
from db.imports.mapping import MapFile, read_map
from db.imports.run import KINDS, Bad, Import, Report, field_of
from db.imports.taking_back import take_back

__all__ = ["KINDS", "Bad", "Differing", "Import", "MapFile", "Report", "field_of", "read_map", "take_back"]
