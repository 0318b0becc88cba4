"""What the ground inside a cell makes of it: pixels by height, bands, and crests on the way to its faces."""
