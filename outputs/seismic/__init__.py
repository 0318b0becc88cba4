"""Products of an earthquake: fields, tables, maps."""
