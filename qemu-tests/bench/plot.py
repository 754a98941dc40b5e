# SPDX-License-Identifier: GPL-2.0
"""docs/bench.svg: the boots, from the kernel's start to the real init."""

from pathlib import Path

import matplotlib
matplotlib.use("svg")
from matplotlib import pyplot  # noqa: E402 (the backend first)

from boots import CASES
from harness.contest import BETTER_FLOOR
from initrds import UNSIGNED

PATH = Path(__file__).resolve().parents[2] / "docs/bench.svg"
KERNEL, OURS, FLOOR, OTHERS = "#c8c8c8", "#1f6fb4", "#777777", "#d9893b"
INK = "#222222"
COLUMNS = 2
ROW, TITLE = 0.27, 0.75  # inches: height of a bar, of a title with the axis

SETTINGS = {"svg.fonttype": "path", "svg.hashsalt": "gangway", "font.family": "DejaVu Sans",
            "font.size": 9, "axes.edgecolor": INK, "text.color": INK, "axes.labelcolor": INK,
            "xtick.color": INK, "ytick.color": INK}


def colour(name):
    if name.startswith("gangway"):
        return OURS
    return FLOOR if name.startswith("floor") else OTHERS


def label(name):
    return "floor, expedited RCU" if name == BETTER_FLOOR else name


def shown_rows(rows):
    return {name: row for name, row in rows.items() if name != UNSIGNED}


def best(row):
    return min(row["boots"], key=lambda each: each["total"])


def panel(axes, title, rows):
    """Bars from the quickest to the slowest, each: the kernel until "Run /init", then /init."""
    ordered = sorted(rows.items(), key=lambda item: best(item[1])["total"])
    longest = best(ordered[-1][1])["total"]
    for place, (name, row) in enumerate(ordered):
        figures = best(row)
        kernel = figures["total"] - figures["init"]
        axes.barh(place, kernel, color=KERNEL, height=0.72)
        axes.barh(place, figures["init"], left=kernel, color=colour(name), height=0.72)
        axes.text(figures["total"] + longest * 0.012, place,
                  f"{figures['total']:.2f}  ({figures['init']:.2f})", va="center", fontsize=8)
    axes.set_yticks(range(len(ordered)), [label(name) for name, _ in ordered])
    axes.invert_yaxis()
    axes.set_xlim(0, longest * 1.2)
    axes.set_title(title, loc="left", fontsize=10, fontweight="bold")
    axes.tick_params(length=0)
    axes.spines[["top", "right", "left"]].set_visible(False)
    axes.xaxis.grid(True, color="#e4e4e4", linewidth=0.7)
    axes.set_axisbelow(True)


def legend(figure, height):
    handles = [matplotlib.patches.Patch(color=shade) for shade in (KERNEL, OURS, FLOOR, OTHERS)]
    figure.legend(handles, ["kernel, until it runs /init", "/init: gangway",
                            "/init: the hard-coded floor", "/init: others"],
                  loc="upper left", ncols=4, frameon=False, bbox_to_anchor=(0.01, 1 - 0.34 / height))
    figure.text(0.015, 1 - 0.08 / height, "Seconds from the kernel's start to the real init "
                "(in parentheses: of these, /init); guest instructions, one processor",
                va="top", fontsize=10)


def draw(results):
    shown = [(name, shown_rows(results[name]["figures"]["rows"])) for name, case in CASES.items()
             if case.shown and "floor" in results.get(name, {"figures": {"rows": {}}})["figures"]["rows"]]
    lines = [shown[at:at + COLUMNS] for at in range(0, len(shown), COLUMNS)]
    heights = [max(len(rows) for _, rows in line) * ROW + TITLE for line in lines]
    height = sum(heights) + 0.75
    with pyplot.rc_context(SETTINGS):
        figure, grid = pyplot.subplots(len(lines), COLUMNS, figsize=(13, height), squeeze=False,
                                       height_ratios=heights)
        for at, axes in enumerate(grid.flat):
            if at < len(shown):
                panel(axes, *shown[at])
            else:
                axes.set_visible(False)
        legend(figure, height)
        figure.tight_layout(rect=(0, 0, 1, 1 - 0.65 / height), h_pad=1.2, w_pad=2)
        figure.savefig(PATH, metadata={"Date": None}, facecolor="white")
        pyplot.close(figure)
