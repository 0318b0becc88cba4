"""The times at which a run stops."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from models.waterlogging.clock import mean_between, output_times, source_interval, stops, value_at
from models.waterlogging.inputs import Event, Rainfall, Series, Settings


@given(count=st.integers(1, 400), interval=st.floats(0.5, 1000.0))
def test_a_multiple_of_the_output_interval_ends_with_one_time(count: int, interval: float) -> None:
    times = output_times(Settings(duration=count * interval, output_interval=interval))
    assert times.size == count + 1
    np.testing.assert_allclose(times, interval * np.arange(count + 1), rtol=1e-12)


def test_a_ragged_end_is_an_output_time() -> None:
    assert output_times(Settings(duration=25.0, output_interval=10.0)).tolist() == [0.0, 10.0, 20.0, 25.0]


def test_steps_stop_at_rain_edges_and_output_times() -> None:
    rain = Rainfall(edges=np.array([-5.0, 7.0, 31.0, 99.0]), intensity=np.zeros((3, 1)))
    settings = Settings(duration=40.0, output_interval=25.0, source_interval=15.0)
    assert stops(Event(rain=rain), settings, 1.0).tolist() == [0.0, 7.0, 15.0, 25.0, 30.0, 31.0, 40.0]


def test_the_clock_of_sources_follows_the_cell_size_up_to_a_minute() -> None:
    assert source_interval(Settings(duration=1.0), 5.0) == 15.0
    assert source_interval(Settings(duration=1.0), 50.0) == 60.0
    assert source_interval(Settings(duration=1.0, source_interval=7.0), 50.0) == 7.0


def test_a_series_is_linear_inside_and_constant_outside() -> None:
    series = Series(time=np.array([10.0, 20.0]), value=np.array([1.0, 3.0]))
    assert [value_at(series, t) for t in (0.0, 10.0, 15.0, 30.0)] == [1.0, 1.0, 2.0, 3.0]
    # 10 s at 1, the ramp at a mean of 2 for 10 s, then 20 s at 3.
    assert mean_between(series, 0.0, 40.0) == (10.0 + 20.0 + 60.0) / 40.0
