# SPDX-License-Identifier: GPL-2.0
#
# One Makefile for all. `make help` lists the targets and what the variables are now.

ARCH	      ?= $(shell uname -m)
CROSS_COMPILE ?=
LIBC	      ?= klibc
VERSION	      := 0.1
V	      ?= 0
O	      := build

Q := $(if $(filter 1,$(V)),,@)
say = $(if $(Q),@printf '  %-7s %s\n' $(1) $(2))

.DEFAULT_GOAL := all
.DELETE_ON_ERROR:
MAKEFLAGS += --no-builtin-rules

# ---- the rooms: freestanding code, each allowed to know only those before it ---------------------

ROOMS	  := lib fs drivers-load sysmap init
ROOM_SRC   = $(wildcard $(ROOMS:%=%/*.c))
ROOM_ASM   = lib/arch/$(ARCH).S

WARN	   = -Wall -Wextra -Wvla -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wundef $(WERROR)
WARN_klibc = -Wno-shadow -Wno-undef # klibc's own headers; the other builds still look
FRAME	   = -Wframe-larger-than=4096
DEPFLAGS   = -MMD -MP
SMALL	   = -Os -ffunction-sections -fdata-sections

# How each C library is compiled for and linked with; LIBC chooses one.
CC_klibc   = $(CROSS_COMPILE)klcc
LD_klibc   = $(CC_klibc) -static -Wl,--gc-sections -Wl,-z,noseparate-code -Wl,-z,max-page-size=4096
CC_musl	   = $(CROSS_COMPILE)musl-gcc -idirafter /usr/include -idirafter /usr/include/$(ARCH)-linux-gnu
LD_musl	   = $(CC_musl) -static -Wl,--gc-sections
CC_glibc   = $(CROSS_COMPILE)gcc
SANITIZE   = -fsanitize=address,undefined -fno-sanitize-recover=undefined -fno-omit-frame-pointer

CFLAGS_klibc = -std=gnu11 $(SMALL) $(FRAME)
CFLAGS_musl  = -std=gnu11 $(SMALL) $(FRAME) -D_GNU_SOURCE
CFLAGS_asan  = -std=gnu11 -O1 -g -D_GNU_SOURCE $(SANITIZE)
CC_asan	     = $(CC_glibc)
LD_asan	     = $(CC_glibc) $(SANITIZE)
CFLAGS_fuzz  = $(CFLAGS_asan) -fsanitize=fuzzer-no-link
CC_fuzz	     = clang
LD_fuzz	     = $(CC_fuzz) $(SANITIZE) -fsanitize=fuzzer

# ---- set-up --------------------------------------------------------------------------------------
# What boots machines may install what it needs; a plain `make` never does. Everything that is
# compiled stands behind it, since the compiler may be among what is missing.

SETUP := $(if $(filter boot kernels check qemu-check soak bench,$(MAKECMDGOALS)),setup)

.PHONY: setup
setup:
	$(Q)qemu-tests/packages.sh

# ---- what there is to build --------------------------------------------------------------------

.PHONY: all
all: $(O)/init $(O)/opener $(O)/mkinitrd $(O)/sysmap

INIT_OBJ = $(ROOM_SRC:%.c=$(O)/$(LIBC)/%.o) $(ROOM_ASM:%.S=$(O)/$(LIBC)/%.o)

$(O)/init: $(INIT_OBJ)
	$(call say,LD,$@)
	$(Q)$(LD_$(LIBC)) -o $@ $^
	$(Q)$(CROSS_COMPILE)strip --strip-all -R .comment -R .note.gnu.build-id $@

# What an image's containers are opened by: freestanding too, and started by /init.
OPENER_OBJ = $(patsubst %.c,$(O)/$(LIBC)/%.o,$(wildcard tools/opener/*.c lib/*.c)) \
	$(ROOM_ASM:%.S=$(O)/$(LIBC)/%.o)

$(O)/opener: $(OPENER_OBJ)
	$(call say,LD,$@)
	$(Q)$(LD_$(LIBC)) -s -o $@ $^

# Another machine or C library is another build.
BUILT_FOR = $(ARCH) $(LIBC) $(CROSS_COMPILE)
$(O)/built-for: always
	$(Q)mkdir -p $(O)
	$(Q)echo '$(BUILT_FOR)' | cmp -s - $@ || echo '$(BUILT_FOR)' >$@
.PHONY: always

# One rule per C library, and one for the fuzzer: the same source, four ways.
define compile
.PRECIOUS: $(O)/$(1)/%.o

$(O)/$(1)/%.o: %.c $(O)/built-for | $(SETUP)
	$$(call say,CC,$$@)
	$$(Q)mkdir -p $$(@D)
	$$(Q)$$(CC_$(1)) $$(CFLAGS_$(1)) $$(WARN) $$(WARN_$(1)) $$(DEPFLAGS) -I. -c $$< -o $$@

$(O)/$(1)/%.o: %.S $(O)/built-for | $(SETUP)
	$$(call say,AS,$$@)
	$$(Q)mkdir -p $$(@D)
	$$(Q)$$(CC_$(1)) -I. -c $$< -o $$@
endef
$(foreach libc,klibc musl asan fuzz,$(eval $(call compile,$(libc))))

# The host tools: ordinary programs on well-kept libraries.
TOOL_DEFS     = -D_FILE_OFFSET_BITS=64 -DGANGWAY_VERSION='"$(VERSION)"'
TOOL_CFLAGS   = -std=gnu11 -O2 -g -D_GNU_SOURCE $(TOOL_DEFS)
# Both read maps and kernels.
MAP_SRC	      = $(wildcard sysmap/*.c) lib/error.c lib/file.c $(wildcard lib/sys*.c) lib/text.c
KERNEL_SRC    = $(addprefix tools/sysmap/,kernel.c report.c unpack.c)
mkinitrd_LIBS = libkmod libarchive libelf json-c
mkinitrd_SRC  = $(wildcard tools/mkinitrd/*.c) $(KERNEL_SRC) $(MAP_SRC) lib/words.c
sysmap_LIBS   = libarchive libelf
sysmap_SRC    = $(wildcard tools/sysmap/*.c) $(MAP_SRC)

# The rooms' parsers that they use are compiled for them once more.
$(O)/host/%.o: %.c | $(SETUP)
	$(call say,CC,$@)
	$(Q)mkdir -p $(@D)
	$(Q)$(CROSS_COMPILE)gcc $(TOOL_CFLAGS) $(WARN) $(DEPFLAGS) -I. -c $< -o $@

$(O)/host/%.o: %.S | $(SETUP)
	$(call say,AS,$@)
	$(Q)mkdir -p $(@D)
	$(Q)$(CROSS_COMPILE)gcc -I. -c $< -o $@

# What every image contains is a part of the program.
$(O)/host/tools/mkinitrd/skeleton.o: ramfs-skel/image

$(O)/mkinitrd: $(mkinitrd_SRC:%.c=$(O)/host/%.o) $(ROOM_ASM:%.S=$(O)/host/%.o)
	$(call say,LD,$@)
	$(Q)$(CROSS_COMPILE)gcc -o $@ $^ $$(pkg-config --libs $(mkinitrd_LIBS))

$(O)/sysmap: $(sysmap_SRC:%.c=$(O)/host/%.o) $(ROOM_ASM:%.S=$(O)/host/%.o)
	$(call say,LD,$@)
	$(Q)$(CROSS_COMPILE)gcc -o $@ $^ $$(pkg-config --libs $(sysmap_LIBS))

# ---- tests -------------------------------------------------------------------------------------
# A test is host-tests/test_NAME.c; everything else in the folder is shared by the tests. Each is
# built on glibc with sanitizers and on klibc. Symbols that a test defines itself (a scripted
# lib/sys*.c, say) win, since the rooms and what is shared are archives. init/main.c's main is called init_main there.
# test_boot has such a one in host-tests/world.

TESTS	    = $(patsubst host-tests/test_%.c,%,$(wildcard host-tests/test_*.c))
TEST_COMMON = $(filter-out host-tests/test_% host-tests/fuzz_%,$(wildcard host-tests/*.c))

TEST_WORLD  = $(wildcard host-tests/world/*.c)

define rooms_archive
$(O)/$(1)/init/main-test.o: $(O)/$(1)/init/main.o
	$$(Q)objcopy --redefine-sym main=init_main $$< $$@

$(O)/$(1)/rooms.a: $(patsubst %/main.o,%/main-test.o,$(ROOM_SRC:%.c=$(O)/$(1)/%.o)) \
		$(ROOM_ASM:%.S=$(O)/$(1)/%.o)
	$$(call say,AR,$$@)
	$$(Q)rm -f $$@
	$$(Q)ar rcs $$@ $$^

$(O)/$(1)/common.a: $(TEST_COMMON:%.c=$(O)/$(1)/%.o)
	$$(call say,AR,$$@)
	$$(Q)rm -f $$@
	$$(Q)ar rcs $$@ $$^
endef
$(foreach libc,klibc asan fuzz,$(eval $(call rooms_archive,$(libc))))

define test_program
$(O)/host-tests/$(1)/boot: $(TEST_WORLD:%.c=$(O)/$(1)/%.o)

$(O)/host-tests/$(1)/%: $(O)/$(1)/host-tests/test_%.o $(O)/$(1)/common.a $(O)/$(1)/rooms.a
	$$(call say,LD,$$@)
	$$(Q)mkdir -p $$(@D)
	$$(Q)$$(LD_$(1)) -o $$@ $$(filter %.o,$$^) $$(filter %.a,$$^)
endef
$(foreach libc,klibc asan,$(eval $(call test_program,$(libc))))

# The host tools once more, with sanitizers.
$(O)/asan/tools/%.o: CFLAGS_asan += $(TOOL_DEFS)
$(O)/asan/tools/mkinitrd/skeleton.o: ramfs-skel/image

$(O)/host-tests/mkinitrd: $(mkinitrd_SRC:%.c=$(O)/asan/%.o) $(ROOM_ASM:%.S=$(O)/asan/%.o)
	$(call say,LD,$@)
	$(Q)mkdir -p $(@D)
	$(Q)$(LD_asan) -o $@ $^ $$(pkg-config --libs $(mkinitrd_LIBS))

# The modules of whole kernels, against libkmod.
AGAINST_SRC = $(wildcard host-tests/kmod/*.c)
$(O)/host-tests/against-kmod: $(AGAINST_SRC:%.c=$(O)/asan/%.o) $(O)/asan/common.a $(O)/asan/rooms.a
	$(call say,LD,$@)
	$(Q)mkdir -p $(@D)
	$(Q)$(LD_asan) -o $@ $^ $$(pkg-config --libs libkmod)

# A fuzz target is host-tests/fuzz_NAME.c. Every check replays its corpus, host-tests/corpus/NAME;
# `make fuzz` looks for more, and puts what it breaks on there, to be mended and kept.

FUZZ	     = $(patsubst host-tests/fuzz_%.c,%,$(wildcard host-tests/fuzz_*.c))
FUZZ_SECONDS ?= 60

$(O)/host-tests/replay/%: $(O)/asan/host-tests/fuzz_%.o $(O)/asan/host-tests/fuzz/replay.o \
		$(O)/asan/common.a $(O)/asan/rooms.a
	$(call say,LD,$@)
	$(Q)mkdir -p $(@D)
	$(Q)$(LD_asan) -o $@ $^

$(O)/host-tests/fuzz/%: $(O)/fuzz/host-tests/fuzz_%.o $(O)/fuzz/common.a $(O)/fuzz/rooms.a
	$(call say,LD,$@)
	$(Q)mkdir -p $(@D)
	$(Q)$(LD_fuzz) -o $@ $^

.PHONY: fuzz $(FUZZ:%=fuzz-%)
fuzz: $(FUZZ:%=fuzz-%)
$(FUZZ:%=fuzz-%): fuzz-%: $(O)/host-tests/fuzz/%
	$(call say,FUZZ,$*)
	$(Q)mkdir -p $(O)/corpus/$*
	$(Q)$< -max_total_time=$(FUZZ_SECONDS) -timeout=10 -print_final_stats=1 -verbosity=0 \
		-artifact_prefix=host-tests/corpus/$*/ $(O)/corpus/$* host-tests/corpus/$*

TEST_PROGRAMS = $(foreach libc,asan klibc,$(TESTS:%=$(O)/host-tests/$(libc)/%)) \
		$(FUZZ:%=$(O)/host-tests/replay/%)

.PHONY: host-check
host-check: $(TEST_PROGRAMS) $(O)/mkinitrd $(O)/opener $(O)/sysmap $(O)/host-tests/mkinitrd \
		$(O)/host-tests/against-kmod
	$(Q)host-tests/run $(O)/host-tests

# ---- boots in QEMU -----------------------------------------------------------------------------
# With Debian's own python3, which need not be the first one on the PATH.

PYTHON	 = /usr/bin/python3 -B
JOBS	?= $(shell nproc)
TESTINIT = $(O)/qemu-tests/testinit
FLOOR	 = $(O)/qemu-tests/floor

$(TESTINIT) $(FLOOR): $(O)/%: $(O)/klibc/%.o $(O)/klibc/$(ROOM_ASM:%.S=%.o)
	$(call say,LD,$@)
	$(Q)mkdir -p $(@D)
	$(Q)$(LD_klibc) -s -o $@ $^

# The inits of the guests for System.map use that room.
MAPS = $(O)/qemu-tests/maps $(O)/qemu-tests/places

$(MAPS): $(O)/%: $(O)/klibc/%.o $(O)/klibc/qemu-tests/guestport.o $(O)/klibc/rooms.a
	$(call say,LD,$@)
	$(Q)mkdir -p $(@D)
	$(Q)$(LD_klibc) -s -o $@ $^

.PHONY: boot kernels check qemu-check soak bench
boot: all | $(SETUP)
	$(Q)$(PYTHON) qemu-tests/boot.py

# By itself, so that a download shows its progress and a failure its reason.
kernels: | $(SETUP)
	$(Q)$(PYTHON) qemu-tests/kernels.py 6.1 newest 6.12 arm64-6.1 arm64-newest

# The kernels first, since hosts' tests look at them too; these are quick, and say more.
check: kernels
	$(Q)$(MAKE) --no-print-directory host-check
	$(Q)$(MAKE) --no-print-directory qemu-check

qemu-check: all $(TESTINIT) $(MAPS) kernels
	$(Q)$(PYTHON) -m pytest -p no:cacheprovider -q -n $(JOBS) qemu-tests

# What takes long to come about: power cuts at random moments.
soak: all $(TESTINIT) | $(SETUP)
	$(Q)GANGWAY_CUTS=50 $(PYTHON) -m pytest -p no:cacheprovider -q -n $(JOBS) \
		qemu-tests/test_powercut.py

bench: all $(TESTINIT) $(FLOOR) $(MAPS) | $(SETUP)
	$(Q)$(PYTHON) qemu-tests/bench.py

# ---- for people --------------------------------------------------------------------------------

.PHONY: clean help
clean:
	$(Q)rm -rf $(O)

define HELP
Targets:
  all          $(O)/init, $(O)/opener, $(O)/mkinitrd, $(O)/sysmap (the default)
  boot         boot Debian's kernel, an LSI SCSI disk with ext3, and BusyBox in QEMU
  check        all tests: host-check and qemu-check
  host-check   unit tests, on glibc with sanitizers and on klibc; rules of the source
  qemu-check   boots in QEMU, JOBS at a time
  soak         50 power cuts while System.map is placed
  fuzz         look for inputs that break a parser; fuzz-NAME: one of them
  bench        gangway against a hard-coded init, in guest instructions
  kernels      fetch the kernels that the tests boot and read (check does so)
  setup        install the Debian packages that are missing (boot, check and bench do so)
  clean        remove $(O)/

Variables, and what they are now:
  1 shows the commands         V=$(V)
  the architecture of /init    ARCH=$(ARCH)
  the prefix of its compiler   CROSS_COMPILE=$(CROSS_COMPILE)
  its C library: klibc, musl   LIBC=$(LIBC)
  -Werror stops at warnings    WERROR=$(WERROR)
  guests at a time             JOBS=$(JOBS)
  downloads (environment)      GANGWAY_CACHE=$(or $(GANGWAY_CACHE),$(HOME)/.cache/gangway)
endef
export HELP
help:
	@echo "$$HELP"

-include $(shell find $(O) -type f -name '*.d' 2>/dev/null)
