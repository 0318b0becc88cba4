"""The road graph: nodes, edges with times, shortest times, access of buildings."""

from census.roadgraph.derive import derive
from census.roadgraph.graph import RoadGraph, road_graph, travel_times

__all__ = ["RoadGraph", "derive", "road_graph", "travel_times"]
