# SPDX-License-Identifier: GPL-2.0
#
# Whole distributions: the Debian packages installed, booted in QEMU and removed; other inits than systemd; roots
# on LUKS, LVM and md; the other architectures. They need root, or sudo, and are no part of `make check`. The tests
# of one file run one after another, since those of the packages share a system.

.PHONY: check-distro foreign
check-distro: native all foreign deb | $(SETUP)
	$(Q)PYTHONPATH=qemu-tests $(PYTEST) --dist loadfile --durations 10 distro-tests

# /init, its helpers and the init of the test roots for each other architecture; and two /init with musl.
parts_of = $(addprefix $(1)/,init $(HELPERS:$(B)/%=%))
foreign: $(TESTINIT) | $(SETUP)
	$(foreach row,$(FOREIGN_ROWS),$(Q)$(MAKE) --no-print-directory ARCH=$(call part,$(row),2) \
		all $(O)/$(call part,$(row),2)/testinit$(newline))
	$(Q)$(MAKE) --no-print-directory O=$(O)/with-musl LIBC=musl $(call parts_of,$(O)/with-musl)
	$(Q)$(MAKE) --no-print-directory O=$(O)/with-musl LIBC=musl ARCH=arm64 $(call parts_of,$(O)/with-musl/arm64)
