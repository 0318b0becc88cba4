"""What the simulators need and no survey holds: computed from tables and rasters, step by step."""

from census.derive.chain import Plan, StepRun, Summary, derive_all, plan_of
from census.derive.folder import DerivedFolder, open_derived
from census.derive.steps import STEPS, Step

__all__ = [
    "STEPS",
    "DerivedFolder",
    "Plan",
    "Step",
    "StepRun",
    "Summary",
    "derive_all",
    "open_derived",
    "plan_of",
]
