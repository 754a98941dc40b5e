# SPDX-License-Identifier: GPL-2.0
#
# Whole distributions: the Debian packages installed, booted in QEMU and removed; roots on LUKS, LVM
# and md. They need root, or sudo, and are no part of `make check`. The tests of one file run one after
# another, since those of the packages share a system.

.PHONY: check-distro
check-distro: native all deb | $(SETUP)
	$(Q)PYTHONPATH=qemu-tests $(PYTEST) --dist loadfile --durations 10 distro-tests
