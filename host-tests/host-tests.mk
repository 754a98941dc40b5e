# SPDX-License-Identifier: GPL-2.0
#
# The tests on the host. A test is host-tests/unit/COMPONENT/test_NAME.c; the C files in this directory
# are shared by the tests. Each is built on glibc with sanitizers (asan), on klibc and, if the builder
# runs such programs, on klibc for a 32-bit architecture (NARROW). Symbols that a test defines itself,
# such as a simulated lib/sys*.c, have priority, since the components and the shared files are archives.
# The main() of init/main.c is renamed to init_main. host-tests/world is a simulated kernel, for the
# tests of TESTS_WORLD; host-tests/fake makes files of a machine, for those of sysmap.

TEST_SRC    = $(wildcard host-tests/unit/*/test_*.c)
TESTS	    = $(patsubst test_%.c,%,$(notdir $(TEST_SRC)))
TEST_COMMON = $(wildcard host-tests/*.c host-tests/fake/*.c)
TEST_WORLD  = $(wildcard host-tests/world/*.c)
TESTS_WORLD = below boot bootlog ramdisk roothash shell sweep trial watchdog
NARROW	    = $(if $(filter x86_64,$(BUILDER)),klibc-i386)
TEST_WAYS   = asan klibc $(NARROW)
# The sweep repeats the calls of boot, which is among them, for three minutes.
TESTS_NARROW = $(filter-out sweep,$(TESTS))

# The tests run on the build machine.
.PHONY: native
native:
	$(if $(filter $(BUILDER),$(MACHINE)),,$(error the tests run on $(BUILDER), not on ARCH=$(ARCH)))

# Parts of helpers that tests and fuzz targets link like a component.
TESTED_HELPERS = helpers/loop/extent.c helpers/mounts/gptusr.c helpers/resume/efivarfs.c helpers/resume/location.c \
	helpers/stub/measurelog.c helpers/stub/phase.c helpers/stub/tpm.c helpers/trial/gptpair.c

define components_archive
$(O)/$(1)/init/main-test.o: $(O)/$(1)/init/main.o
	$$(Q)objcopy --redefine-sym main=init_main $$< $$@

$(O)/$(1)/components.a: $(patsubst %/main.o,%/main-test.o,$(COMPONENT_SRC:%.c=$(O)/$(1)/%.o)) \
		$(TESTED_HELPERS:%.c=$(O)/$(1)/%.o) \
		$(patsubst %.S,$(O)/$(1)/%.o,$(or $(ASM_$(1)),$(HOST_ASM)))
	$$(call say,AR,$$@)
	$$(Q)rm -f $$@
	$$(Q)ar rcs $$@ $$^

$(O)/$(1)/common.a: $(TEST_COMMON:%.c=$(O)/$(1)/%.o)
	$$(call say,AR,$$@)
	$$(Q)rm -f $$@
	$$(Q)ar rcs $$@ $$^
endef
$(foreach way,$(TEST_WAYS) fuzz msan gcov,$(eval $(call components_archive,$(way))))

test_object = $(filter %/test_$(2).o,$(TEST_SRC:%.c=$(O)/$(1)/%.o))
.SECONDEXPANSION:

define test_program
$(TESTS_WORLD:%=$(O)/host-tests/$(1)/%): $(TEST_WORLD:%.c=$(O)/$(1)/%.o)

$(O)/host-tests/$(1)/%: $$$$(call test_object,$(1),$$$$*) $(O)/$(1)/common.a $(O)/$(1)/components.a
	$$(call say,LD,$$@)
	$$(Q)mkdir -p $$(@D)
	$$(Q)$$(LD_$(1)) -o $$@ $$(filter %.o,$$^) $$(filter %.a,$$^)
endef
$(foreach way,$(TEST_WAYS),$(eval $(call test_program,$(way))))

# The host tools with sanitizers.
$(O)/asan/tools/mkinitrd/tree/skeleton.o: $(wildcard ramfs-skel/*)

$(O)/host-tests/mkinitrd: $(mkinitrd_SRC:%.c=$(O)/asan/%.o) $(HOST_ASM:%.S=$(O)/asan/%.o)
	$(call say,LD,$@)
	$(Q)mkdir -p $(@D)
	$(Q)$(LD_asan) -o $@ $^ $$(pkg-config --libs $(mkinitrd_LIBS))

# Compares the modules of whole kernels with libkmod.
AGAINST_SRC = $(wildcard host-tests/kmod/*.c)
$(O)/host-tests/against-kmod: $(AGAINST_SRC:%.c=$(O)/asan/%.o) $(O)/asan/common.a $(O)/asan/components.a
	$(call say,LD,$@)
	$(Q)mkdir -p $(@D)
	$(Q)$(LD_asan) -o $@ $^ $$(pkg-config --libs libkmod)

# A fuzz target is host-tests/fuzz/COMPONENT/fuzz_NAME.c. Every check replays its corpus,
# host-tests/corpus/NAME; `make fuzz` searches for more, and stores inputs that crash the target there.

FUZZ_SRC     = $(wildcard host-tests/fuzz/*/fuzz_*.c)
FUZZ	     = $(patsubst fuzz_%.c,%,$(notdir $(FUZZ_SRC)))
FUZZ_SECONDS ?= 60

# Symbols that a target defines have priority, also if the archive member with the same symbol is
# linked for another one (muldefs).
MULDEFS = -Wl,-z,muldefs

fuzz_object = $(filter %/fuzz_$(2).o,$(FUZZ_SRC:%.c=$(O)/$(1)/%.o))

define replay_program
$(O)/host-tests/$(2)/%: $$$$(call fuzz_object,$(1),$$$$*) $(O)/$(1)/host-tests/fuzz/replay.o \
		$(O)/$(1)/common.a $(O)/$(1)/components.a
	$$(call say,LD,$$@)
	$$(Q)mkdir -p $$(@D)
	$$(Q)$$(LD_$(1)) $$(MULDEFS) -o $$@ $$(filter %.o,$$^) $$(filter %.a,$$^)
endef
$(eval $(call replay_program,asan,replay))
$(eval $(call replay_program,msan,msan))
$(eval $(call replay_program,gcov,gcov))

# The memory sanitizer knows what system calls of libc write, but not those of lib/arch.
$(FUZZ:%=$(O)/host-tests/msan/%): $(O)/msan/host-tests/fuzz/msan.o

$(O)/host-tests/fuzz/%: $$(call fuzz_object,fuzz,$$*) $(O)/fuzz/common.a $(O)/fuzz/components.a
	$(call say,LD,$@)
	$(Q)mkdir -p $(@D)
	$(Q)$(LD_fuzz) $(MULDEFS) -o $@ $(filter %.o,$^) $(filter %.a,$^)

# The only parser of the host tools for input from other machines.
OOPS_SRC = $(addprefix tools/sysmap/,log/logtokens.c log/modtab.c log/signs.c log/survey.c modules/kofile.c \
	modules/modlookup.c oops/mapmatch.c oops/symtab.c oops/translate.c \
	mapfile.c message.c mksysmap.c) tools/kernel/fault.c
$(O)/host-tests/replay/oops: $(OOPS_SRC:%.c=$(O)/asan/%.o)
$(O)/host-tests/msan/oops: $(OOPS_SRC:%.c=$(O)/msan/%.o)
$(O)/host-tests/gcov/oops: $(OOPS_SRC:%.c=$(O)/gcov/%.o)
$(O)/host-tests/fuzz/oops: $(OOPS_SRC:%.c=$(O)/fuzz/%.o)

# Replays the corpora to find reads of uninitialized memory, and lines of the parsers that no input
# reaches.
.PHONY: fuzz-memory fuzz-coverage
fuzz-memory: native $(FUZZ:%=$(O)/host-tests/msan/%)
	$(Q)prove -Q $(FUZZ:%=$(O)/host-tests/msan/%)

fuzz-coverage: native $(FUZZ:%=$(O)/host-tests/gcov/%)
	$(Q)host-tests/fuzz/coverage $(O)

.PHONY: fuzz $(FUZZ:%=fuzz-%)
fuzz: native $(FUZZ:%=fuzz-%)
	$(Q)$(MAKE) --no-print-directory fuzz-memory fuzz-coverage
$(FUZZ:%=fuzz-%): fuzz-%: $(O)/host-tests/fuzz/%
	$(call say,FUZZ,$*)
	$(Q)mkdir -p $(O)/corpus/$*
	$(Q)$< -max_total_time=$(FUZZ_SECONDS) -timeout=10 -print_final_stats=1 -verbosity=0 \
		-artifact_prefix=host-tests/corpus/$*/ $(O)/corpus/$* host-tests/corpus/$*

TEST_PROGRAMS = $(foreach way,asan klibc,$(TESTS:%=$(O)/host-tests/$(way)/%)) \
		$(foreach way,$(NARROW),$(TESTS_NARROW:%=$(O)/host-tests/$(way)/%)) \
		$(FUZZ:%=$(O)/host-tests/replay/%)

.PHONY: host-check
host-check: native $(TEST_PROGRAMS) $(O)/mkinitrd $(O)/gangway-plot $(HELPERS) $(O)/sysmap $(O)/host-tests/mkinitrd \
		$(O)/host-tests/against-kmod
	$(Q)host-tests/run $(O)/host-tests
