# SPDX-License-Identifier: GPL-2.0
#
# Whole distributions: the Debian packages installed, booted in QEMU and removed. They need root, or
# sudo, and are no part of `make check`.

.PHONY: check-distro
check-distro: native deb | $(SETUP)
	$(Q)PYTHONPATH=qemu-tests $(PYTHON) -m pytest -p no:cacheprovider -q distro-tests
