"""Where the marks of a chart stand. Templates draw them as SVG on the server: no script, no pictures.

Across, positions are per cent of the drawing's width, so that it may be any width and its words stay sharp;
down, they are pixels.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from math import ceil, floor, log10

TOP, BOTTOM = 8, 24
"""Room above the highest gridline, and under the lowest for the words of the labels."""

Value = float | int | None
Down = Callable[[float], float]


@dataclass(frozen=True, slots=True)
class Series:
    """One line or set of bars; a value of None leaves a gap."""

    name: str
    values: Sequence[Value]


@dataclass(frozen=True, slots=True)
class Tick:
    at: float
    word: str
    minor: bool = False
    """A word that gives way on a narrow drawing."""


@dataclass(frozen=True, slots=True)
class Bar:
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Marks:
    """One series as drawn: line segments as `points` of a polyline, bars, and its last point."""

    name: str
    segments: tuple[str, ...]
    bars: tuple[Bar, ...]
    last: tuple[float, float] | None


@dataclass(frozen=True, slots=True)
class Band:
    """The strip over one label, which tells all its values when pointed at."""

    x: float
    width: float
    center: float
    words: str


@dataclass(frozen=True, slots=True)
class Chart:
    height: int
    gutter: int
    """Pixels that the words of the scale need at its left."""
    base: float
    rows: tuple[Tick, ...]
    columns: tuple[Tick, ...]
    marks: tuple[Marks, ...]
    bands: tuple[Band, ...]
    table: tuple[tuple[str, ...], ...]


def plot(
    kind: str,
    series: Sequence[Series],
    labels: Sequence[str],
    *,
    height: int = 220,
    axis: Callable[[float], str] = "{:g}".format,
    tell: Callable[[float], str] = "{:g}".format,
) -> Chart:
    """Lay out a "line" or "bar" chart. `axis` writes the round values of the scale, `tell` each exact one."""
    known = [v for s in series for v in s.values if v is not None]
    scale = _scale(min(known, default=0), max(known, default=0))
    low, high = scale[0], scale[-1]

    def down(value: float) -> float:
        return round(TOP + (high - value) / (high - low) * (height - TOP - BOTTOM), 2)

    across = _centers(kind, len(labels))
    words = [[_tell(s, i, tell) for s in series] for i in range(len(labels))]
    return Chart(
        height=height,
        gutter=max(len(axis(v)) for v in scale) * 8,
        base=down(max(low, 0)),
        rows=tuple(Tick(down(v), axis(v)) for v in scale),
        columns=tuple(_columns(labels, across)),
        marks=tuple(
            _marks(s, across, down, bars=(n, len(series)) if kind == "bar" else None)
            for n, s in enumerate(series)
        ),
        bands=tuple(_bands(labels, across, series, words)),
        table=tuple((label, *row) for label, row in zip(labels, words, strict=True)),
    )


def spark(
    values: Sequence[Value], width: int = 72, height: int = 20
) -> tuple[str, tuple[float, float] | None]:
    """Points of a sparkline in a box of that size, and where the last one stands."""
    known = [v for v in values if v is not None]
    if len(known) < 2:
        return "", None
    low, high = min(known), max(known)
    step, span = (width - 4) / (len(values) - 1), (high - low) or 1
    points = [
        (round(2 + i * step, 1), round(2 + (high - v) / span * (height - 4), 1))
        for i, v in enumerate(values)
        if v is not None
    ]
    return " ".join(f"{x},{y}" for x, y in points), points[-1]


def _scale(low: float, high: float, wanted: int = 4) -> list[float]:
    """Round values from at or under `low` (never over 0) to at or over `high`."""
    low, high = min(low, 0), max(high, 0)
    if low == high:
        return [0, 1]
    rough = (high - low) / wanted
    power = 10 ** floor(log10(rough))
    step = next(m * power for m in (1, 2, 2.5, 5, 10) if m * power >= rough)
    return [n * step for n in range(floor(low / step), ceil(high / step) + 1)]


def _centers(kind: str, count: int) -> list[float]:
    if kind == "bar" or count < 2:
        return [round((i + 0.5) / max(count, 1) * 100, 3) for i in range(count)]
    return [round(i / (count - 1) * 100, 3) for i in range(count)]


def _columns(labels: Sequence[str], across: Sequence[float], room: int = 7) -> Iterator[Tick]:
    every = max(1, ceil(len(labels) / room))
    for n, i in enumerate(range(0, len(labels), every)):
        yield Tick(across[i], labels[i], minor=bool(n % 2))


def _marks(series: Series, across: Sequence[float], down: Down, *, bars: tuple[int, int] | None) -> Marks:
    """One series as a line, or as `bars`: its place among how many."""
    dots = [None if v is None else (x, down(v)) for x, v in zip(across, series.values, strict=True)]
    if bars:
        return Marks(series.name, (), tuple(_bars(dots, *bars, down(0))), None)
    runs = (list(run) for there, run in groupby(dots, key=lambda d: d is not None) if there)
    segments = tuple(" ".join(f"{d[0]},{d[1]}" for d in run if d) for run in runs)
    return Marks(series.name, segments, (), next((d for d in reversed(dots) if d), None))


def _bars(dots: Sequence[tuple[float, float] | None], n: int, many: int, base: float) -> Iterator[Bar]:
    band = 100 / max(len(dots), 1)
    width = band * 0.68 / many
    for dot in dots:
        if dot:
            x, y = dot
            yield Bar(
                round(x - band * 0.34 + n * width, 3), min(y, base), round(width, 3), round(abs(base - y), 2)
            )


def _bands(
    labels: Sequence[str], across: Sequence[float], series: Sequence[Series], words: Sequence[Sequence[str]]
) -> Iterator[Band]:
    for i, label in enumerate(labels):
        left = 0 if i == 0 else (across[i - 1] + across[i]) / 2
        right = 100 if i == len(labels) - 1 else (across[i] + across[i + 1]) / 2
        told = ", ".join(f"{s.name} {w}" for s, w in zip(series, words[i], strict=True))
        yield Band(round(left, 3), round(right - left, 3), across[i], f"{label}: {told}")


def _tell(series: Series, i: int, tell: Callable[[float], str]) -> str:
    value = series.values[i]
    return "\N{EN DASH}" if value is None else tell(value)
