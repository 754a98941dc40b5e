# SPDX-License-Identifier: GPL-2.0
#
# Boots in QEMU: the tests, the benchmark, and make boot. They use Debian's python3, even if another
# is first on the PATH.

PYTHON	 = /usr/bin/python3 -B
PYTEST	 = $(PYTHON) -m pytest -p no:cacheprovider -q -n $(JOBS) \
	-o empty_parameter_set_mark=fail_at_collect
JOBS	?= $(shell nproc)
TESTINIT = $(O)/qemu-tests/testinit
FLOOR	 = $(O)/qemu-tests/floor

$(TESTINIT) $(FLOOR): $(O)/qemu-tests/%: $(O)/klibc/qemu-tests/programs/%.o $(HOST_ASM:%.S=$(O)/klibc/%.o)
	$(call say,LD,$@)
	$(Q)mkdir -p $(@D)
	$(Q)$(LD_klibc) -s -o $@ $^

# The same for other architectures.
define foreign_testinit
$(O)/$(2)/testinit: $(O)/klibc-$(2)/qemu-tests/programs/testinit.o $(O)/klibc-$(2)/lib/arch/$(1).o
	$$(call say,LD,$$@)
	$$(Q)$$(LD_klibc-$(2)) -s -o $$@ $$^
endef
$(foreach row,$(FOREIGN_ROWS),$(eval $(call foreign_testinit,$(call part,$(row),1),$(call part,$(row),2))))

# The inits of the guests for System.map use the component sysmap.
MAPS = $(O)/qemu-tests/maps $(O)/qemu-tests/installer

$(MAPS): $(O)/qemu-tests/%: $(O)/klibc/qemu-tests/programs/%.o $(O)/klibc/qemu-tests/programs/guestport.o $(O)/klibc/components.a
	$(call say,LD,$@)
	$(Q)mkdir -p $(@D)
	$(Q)$(LD_klibc) -s -o $@ $^

.PHONY: boot walk kernels check qemu-check soak bench bench-quick
boot: native all | $(SETUP)
	$(Q)PYTHONPATH=qemu-tests $(PYTHON) qemu-tests/commands/boot.py

# The example for embedded systems, also with ARCH=arm64.
.PHONY: embedded
embedded: all | $(SETUP)
	$(Q)PYTHONPATH=qemu-tests $(PYTHON) qemu-tests/commands/embedded.py $(DEBIAN)

walk: native all $(TESTINIT) | $(SETUP)
	$(Q)PYTHONPATH=qemu-tests $(PYTHON) qemu-tests/commands/walk.py

# A separate target, so that the progress of downloads and errors are visible.
kernels: | $(SETUP)
	$(Q)$(PYTHON) qemu-tests/harness/kernels.py 6.1 newest 6.12 arm64-6.1 arm64-newest

# /init and its helpers for the guests with arm64.
.PHONY: arm64
arm64: | $(SETUP)
	$(Q)$(MAKE) --no-print-directory ARCH=arm64 all

# The kernels first, since the host tests also read them; then the host tests, which are quick.
check: native kernels
	$(Q)$(MAKE) --no-print-directory host-check
	$(Q)$(MAKE) --no-print-directory qemu-check

qemu-check: native all arm64 $(TESTINIT) $(FLOOR) $(MAPS) kernels
	$(Q)$(PYTEST) qemu-tests

# Tests that need many repetitions: power cuts at random moments.
soak: native all $(TESTINIT) | $(SETUP)
	$(Q)GANGWAY_CUTS=50 $(PYTEST) qemu-tests/test_powercut.py

bench: native all $(TESTINIT) $(FLOOR) $(MAPS) | $(SETUP)
	$(Q)PYTHONPATH=qemu-tests $(PYTHON) qemu-tests/bench/bench.py

bench-quick: native all $(TESTINIT) $(FLOOR) | $(SETUP)
	$(Q)PYTHONPATH=qemu-tests $(PYTHON) qemu-tests/bench/quick.py
