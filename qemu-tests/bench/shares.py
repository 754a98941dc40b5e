# SPDX-License-Identifier: GPL-2.0
"""How gangway's time is divided, according to its record of the boot, boot.json."""


def union(spans):
    """Spans that do not overlap, in order."""
    joined = []
    for began, ended in sorted(spans):
        if joined and began <= joined[-1][1]:
            joined[-1][1] = max(joined[-1][1], ended)
        else:
            joined.append([began, ended])
    return joined


def length(spans):
    return sum(ended - began for began, ended in union(spans))


def shares(boot):
    """Seconds: modules are being loaded; nothing is loaded, and the step root waits for the device; the
    step mount beyond these; the other steps; and the kernel's execution of both programs."""
    record = boot["record"]
    steps = {step["name"]: (step["began"], step["ended"]) for step in record["steps"]}
    loading = [(module["began"], module["live"]) for module in record["modules"]
               if "live" in module]
    told, parts = [], {}
    for name, spans in (("loading", loading), ("waiting", [steps["root"]]),
                        ("mount", [steps["mount"]]),
                        ("steps", [(record["steps"][0]["began"], record["real"])])):
        parts[name] = (length(told + spans) - length(told)) / 1e6
        told = told + spans
    parts["exec"] = boot["init"] - length(told) / 1e6
    return parts
