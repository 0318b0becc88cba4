"""Urban waterlogging: surface flow of rain, sewers and canals."""
