"""Where the marks of a chart stand."""

import pytest

from app.core.i18n import locale_scope
from app.web.charts import Series, plot, spark
from app.web.design_system import chart_plot


def test_the_scale_is_round_and_holds_all_values() -> None:
    chart = plot("line", [Series("Sales", [130, 980, 412])], ["a", "b", "c"], height=232)

    assert [row.word for row in chart.rows] == ["0", "250", "500", "750", "1000"]
    assert (chart.rows[0].at, chart.rows[-1].at) == (208, 8)


def test_a_line_spans_the_width_and_breaks_at_a_gap() -> None:
    chart = plot("line", [Series("Sales", [1, 2, None, 4, 4])], list("abcde"), height=232)

    first, second = chart.marks[0].segments
    assert (first.split()[0], second.split()[-1]) == ("0.0,158.0", "100.0,8.0")
    assert chart.table[2] == ("c", "\N{EN DASH}")


def test_bars_below_zero_hang_from_the_base() -> None:
    chart = plot("bar", [Series("Stock", [4, -4])], ["in", "out"], height=232)

    up, down = chart.marks[0].bars
    assert (up.y + up.height, down.y, up.height) == (chart.base, chart.base, down.height)


@pytest.mark.parametrize("values", [[], [0, 0, 0], [None, None], [5]])
def test_little_or_nothing_to_draw_is_still_a_chart(values: list[float | None]) -> None:
    chart = plot("line", [Series("Orders", values)], [str(n) for n in range(len(values))])

    assert len(chart.rows) >= 2
    assert len(chart.table) == len(values)


def test_many_labels_leave_room_between_words() -> None:
    chart = plot("line", [Series("Orders", list(range(60)))], [str(n) for n in range(60)])

    assert len(chart.columns) <= 7
    assert any(column.minor for column in chart.columns)


def test_a_sparkline_stays_in_its_box() -> None:
    points, last = spark([3, 9, 1, 4], width=72, height=20)

    assert points == "2.0,14.0 24.7,2.0 47.3,18.0 70.0,12.0"
    assert last == (70.0, 12.0)
    assert spark([3]) == ("", None)


def test_the_scale_writes_money_as_the_reader_does() -> None:
    series = [{"name": "Revenue", "values": [80_000]}]
    with locale_scope("en"):
        english = chart_plot("bar", series, ["1"], currency="EUR")
    with locale_scope("de"):
        german = chart_plot("bar", series, ["1"], currency="EUR")

    assert english.rows[-1].word == "€800"
    assert german.rows[-1].word == "800\N{NO-BREAK SPACE}€"
