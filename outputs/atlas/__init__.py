"""Maps of the census: what stands in the district and what may hurt it, sheet by sheet."""

from outputs.atlas.page import draw_sheet
from outputs.atlas.sheets import SHEETS

__all__ = ["SHEETS", "draw_sheet"]
