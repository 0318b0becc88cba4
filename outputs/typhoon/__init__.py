"""Products of a typhoon: fields, tables, maps, actions."""
