"""What the simulators need and no survey holds: computed from tables and rasters, step by step."""
