"""Tables as files for people: workbooks and GeoPackages out, filled ones in."""

from census.exchange.export import export_tables, write_template
from census.exchange.importing import Imported, import_files

__all__ = ["Imported", "export_tables", "import_files", "write_template"]
