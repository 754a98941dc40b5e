# SPDX-License-Identifier: GPL-2.0
"""The rules of Debian's policy that a program can check."""

import os
import subprocess
from pathlib import Path


def test_lintian(tmp_path):
    """lintian leaves files in its temporary directory."""
    changes = sorted(Path("build/deb").glob("*.changes"))
    done = subprocess.run(["lintian", "--allow-root", "--fail-on", "error,warning", *changes],
                          capture_output=True, text=True,
                          env=os.environ | {"TMPDIR": str(tmp_path)})
    assert done.returncode == 0 and not done.stdout, done.stdout
