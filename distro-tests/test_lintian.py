# SPDX-License-Identifier: GPL-2.0
"""The rules of Debian's policy that a program can check."""

import subprocess
from pathlib import Path


def test_lintian():
    changes = sorted(Path("build/deb").glob("*.changes"))
    done = subprocess.run(["lintian", "--allow-root", "--fail-on", "error,warning", *changes],
                          capture_output=True, text=True)
    assert done.returncode == 0 and not done.stdout, done.stdout
