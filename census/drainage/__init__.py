"""The storm drains as an EPA SWMM model: hydraulics, storms, the model text, runs and their figures."""
