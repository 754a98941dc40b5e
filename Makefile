# SPDX-License-Identifier: GPL-2.0
#
# Builds and installs gangway. `make help` lists the targets and the variables. The rules of the
# tests are in host-tests/host-tests.mk, qemu-tests/qemu-tests.mk and distro-tests/distro-tests.mk,
# those of the Debian packages in packaging/packaging.mk.

HOST	      := $(shell uname -m)
ARCH	      ?= $(HOST)
CROSS_COMPILE ?=
LIBC	      ?= klibc
VERSION	      := 0.1
V	      ?= 0
O	      := build
PREFIX	      ?= /usr/local

HOSTCC	      ?= gcc
CFLAGS	      ?= -O2 -g

Q := $(if $(filter 1,$(V)),,@)
quiet := $(if $(findstring s,$(firstword -$(MAKEFLAGS))),yes)
say = $(if $(Q),$(if $(quiet),@:,@printf '  %-7s %s\n') $(1) $(2))

.DEFAULT_GOAL := all
.DELETE_ON_ERROR:
MAKEFLAGS += --no-builtin-rules

include lib/arch/arch.mk

# Targets that boot machines may install packages; a plain `make` never does. Compilation follows
# the installation, since the compiler may be missing.
SETUP_FOR := $(if $(filter boot kernels,$(MAKECMDGOALS)),boot) \
	$(if $(filter embedded,$(MAKECMDGOALS)),boot $(FOREIGN:%=% emulators)) \
	$(if $(filter check qemu-check soak walk bench-quick,$(MAKECMDGOALS)),check) \
	$(if $(filter deb,$(MAKECMDGOALS)),deb) \
	$(if $(filter check-distro,$(MAKECMDGOALS)),distro) \
	$(if $(filter bench,$(MAKECMDGOALS)),bench)
SETUP := $(if $(strip $(SETUP_FOR)),setup)

# ---- how a source file is compiled ---------------------------------------------------------------
# The components are freestanding code; each may use only those before it. The same source is
# compiled in several ways: for /init with klibc or musl, also of other architectures (klibc-arm64),
# for the tests with sanitizers (asan), for the fuzzer (fuzz), for the replay of its corpora (msan,
# gcov), and for the host tools (host).

COMPONENTS	  := lib fs drivers-load sysmap init
sources	   = $(filter-out lib/arch/%,$(wildcard $(1:%=%/*.c) $(1:%=%/*/*.c)))
COMPONENT_SRC   = $(call sources,$(COMPONENTS))
COMPONENT_ASM   = lib/arch/$(MACHINE).S

WARN	   = -Wall -Wextra -Wvla -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wundef $(WERROR)
FRAME	   = -Wframe-larger-than=4096
DEPFLAGS   = -MMD -MP
SMALL	   = -Oz -ffunction-sections -fdata-sections
SANITIZE   = -fsanitize=address,undefined -fno-sanitize-recover=undefined -fno-omit-frame-pointer
DEFS	   = -DGANGWAY_VERSION='"$(VERSION)"'

WAYS	     := klibc musl asan fuzz msan gcov host

# Optimizations that make /init larger, also with -Oz (gcc 12).
SMALLER	   = $(addprefix -fno-,caller-saves code-hoisting move-loop-invariants shrink-wrap split-wide-types \
	thread-jumps tree-dominator-opts tree-pre)
# $(call klibc_cflags,MACHINE); klibc's own headers cause the last two warnings.
klibc_cflags = -std=gnu11 $(SMALL) $(SMALLER) $(STACK_$(1)) $(FRAME) $(WARN) -Wno-shadow -Wno-undef
klibc_ldflags = -static -Wl,--gc-sections -Wl,--sort-section=alignment -Wl,-z,noseparate-code $(PAGE_$(1):%=-Wl,-z,max-page-size=%)
CFLAGS_musl  = -std=gnu11 $(SMALL) $(FRAME) $(WARN) -D_GNU_SOURCE

# The compiler of LIBC=musl may be named by CC.
musl_cc	     = $(if $(filter default undefined,$(origin CC)),$(1),$(CC))
kernel_headers = -idirafter $(1)/usr/include -idirafter $(1)/usr/include/$(2)

CC_klibc     = $(if $(FOREIGN),,$(CROSS_COMPILE))klcc
CFLAGS_klibc = $(call klibc_cflags,$(BUILDER))
LD_klibc     = $(CC_klibc) $(call klibc_ldflags,$(BUILDER))

CC_musl	     = $(call musl_cc,$(if $(FOREIGN),,$(CROSS_COMPILE))musl-gcc $(call kernel_headers,,$(BUILDER)-linux-gnu))
LD_musl	     = $(CC_musl) -static -Wl,--gc-sections

need_libcs = [ -e $(LIBCS)/$(1) ] || { echo "no C library for $(1): run 'make setup ARCH=$(1)'" >&2; exit 1; }

# $(call foreign_ways,MACHINE,ARCHITECTURE,PREFIX,OPTIONS): a klcc on the PATH has priority.
define foreign_ways
WAYS	    += klibc-$(2) musl-$(2)
ASM_klibc-$(2) = lib/arch/$(1).S
CROSS_$(2)   = $$(if $$(filter $(2),$$(FOREIGN)),$$(or $$(CROSS_COMPILE),$(3)),$(3))

NEEDS_klibc-$(2) = $$(filter $$(O)/%,$$(CC_klibc-$(2)))
CC_klibc-$(2)  = $$(firstword $$(wildcard $$(addsuffix /$$(CROSS_$(2))klcc,$$(subst :, ,$$(PATH)))) $$(O)/$(2)/klcc)
CFLAGS_klibc-$(2) = $$(call klibc_cflags,$(1))
LD_klibc-$(2)  = $$(CC_klibc-$(2)) $$(call klibc_ldflags,$(1))

NEEDS_musl-$(2) = $$(if $$(findstring -specs=,$$(CC_musl-$(2))),$$(O)/$(2)/musl.specs)
CC_musl-$(2)   = $$(call musl_cc,$$(CROSS_$(2))gcc $(4) -specs=$$(O)/$(2)/musl.specs $$(call \
	kernel_headers,$$(LIBCS)/$(2),*-linux-gnu*))
CFLAGS_musl-$(2) = $$(CFLAGS_musl)
LD_musl-$(2)   = $$(CC_musl-$(2)) -static -Wl,--gc-sections

$$(O)/$(2)/klcc: lib/arch/klcc.sh | $$(SETUP)
	$$(call say,KLCC,$$@)
	$$(Q)$$(call need_libcs,$(2))
	$$(Q)mkdir -p $$(@D)
	$$(Q)lib/arch/klcc.sh $$(LIBCS)/$(2)/usr/bin/klcc $$(LIBCS)/$(2)/usr/lib/klibc $$(CROSS_$(2)) >$$@
	$$(Q)chmod +x $$@

$$(O)/$(2)/musl.specs: | $$(SETUP)
	$$(Q)$$(call need_libcs,$(2))
	$$(Q)mkdir -p $$(@D)
	$$(Q)sed 's,/usr/,$$(LIBCS)/$(2)/usr/,g' $$(LIBCS)/$(2)/usr/lib/*-musl*/musl-gcc.specs >$$@
endef
$(foreach row,$(FOREIGN_ROWS),$(eval $(call foreign_ways,$(call part,$(row),1),$(call \
	part,$(row),2),$(call part,$(row),3),$(call part,$(row),4))))

CC_asan	     = $(HOSTCC)
CFLAGS_asan  = -std=gnu11 -O1 -g $(WARN) -D_GNU_SOURCE -D_FILE_OFFSET_BITS=64 $(SANITIZE)
LD_asan	     = $(CC_asan) $(SANITIZE)

CC_fuzz	     = clang
CFLAGS_fuzz  = $(CFLAGS_asan) -fsanitize=fuzzer-no-link
LD_fuzz	     = $(CC_fuzz) $(SANITIZE) -fsanitize=fuzzer

CC_msan	     = clang
CFLAGS_msan  = -std=gnu11 -O1 -g $(WARN) -D_GNU_SOURCE -D_FILE_OFFSET_BITS=64 -fsanitize=memory \
	-fsanitize-memory-track-origins -fno-omit-frame-pointer
LD_msan	     = $(CC_msan) -fsanitize=memory

CC_gcov	     = $(HOSTCC)
CFLAGS_gcov  = -std=gnu11 -O0 -g $(WARN) -D_GNU_SOURCE -D_FILE_OFFSET_BITS=64 --coverage
LD_gcov	     = $(CC_gcov) --coverage

# Only these use the environment's flags, as set by dpkg-buildflags.
CC_host	     = $(HOSTCC)
CFLAGS_host  = -std=gnu11 $(WARN) -D_GNU_SOURCE -D_FILE_OFFSET_BITS=64 $(CPPFLAGS) $(CFLAGS)
LD_host	     = $(CC_host) $(CFLAGS) $(LDFLAGS)

# A file for each way contains its flags; if they change, its objects are rebuilt.
same	  = $(and $(findstring x$(1)x,x$(2)x),$(findstring x$(2)x,x$(1)x))
remember  = $(if $(call same,$(strip $(2)),$(strip $(file <$(1)))),,$(shell mkdir -p $(dir $(1)))$(file >$(1),$(strip $(2))))
way_flags = $(CC_$(1)) $(CFLAGS_$(1)) $(DEFS) $(LD_$(1))
ifneq ($(filter-out clean help dist,$(or $(MAKECMDGOALS),all)),)
$(foreach way,$(WAYS),$(call remember,$(O)/$(way)/flags,$(call way_flags,$(way))))
endif

# The C libraries of other architectures that are built: of ARCH, of the host tests, and of the
# guests with arm64.
LIBCS_FOR = $(sort $(FOREIGN) $(if $(filter check host-check,$(MAKECMDGOALS)),$(NARROW:klibc-%=%)) \
	$(if $(filter check qemu-check,$(MAKECMDGOALS)),arm64) \
	$(if $(filter check-distro,$(MAKECMDGOALS)),$(foreach row,$(FOREIGN_ROWS),$(call part,$(row),2))))

.PHONY: setup
setup:
	$(Q)qemu-tests/packages.sh $(or $(strip $(SETUP_FOR)),$(FOREIGN),build)
	$(if $(LIBCS_FOR),$(Q)PYTHONPATH=qemu-tests $(PYTHON) qemu-tests/harness/klibc.py $(LIBCS_FOR))

define compile
.PRECIOUS: $(O)/$(1)/%.o

$(O)/$(1)/%.o: %.c $(O)/$(1)/flags $(NEEDS_$(1)) | $(SETUP)
	$$(call say,CC,$$@)
	$$(Q)mkdir -p $$(@D)
	$$(Q)$$(CC_$(1)) $$(CFLAGS_$(1)) $$(DEFS) $$(DEPFLAGS) -I. -c $$< -o $$@

$(O)/$(1)/%.o: %.S $(O)/$(1)/flags $(NEEDS_$(1)) | $(SETUP)
	$$(call say,AS,$$@)
	$$(Q)mkdir -p $$(@D)
	$$(Q)$$(CC_$(1)) -I. -c $$< -o $$@
endef
$(foreach way,$(WAYS),$(eval $(call compile,$(way))))

# ---- /init and its helpers -----------------------------------------------------------------------

HELPERS	   = $(addprefix $(B)/helpers/,await container fsck loop mounts overlay resume shutdown stub sysmap trial verity)

.PHONY: all target
all: target $(O)/mkinitrd $(O)/sysmap $(O)/gangway-plot
# What runs in an image; build systems for other machines need no more.
target: $(B)/init $(HELPERS)

# What each of them contains: system calls and, with klibc, the start.
ARCH_OBJ   = $(COMPONENT_ASM:%.S=$(O)/$(WAY)/%.o) $(if $(filter klibc,$(LIBC)),$(O)/$(WAY)/lib/arch/start.o)
INIT_OBJ   = $(COMPONENT_SRC:%.c=$(O)/$(WAY)/%.o) $(ARCH_OBJ)
STRIP	   = $(if $(FOREIGN),$(CROSS_$(FOREIGN)),$(CROSS_COMPILE))strip

$(B)/init: $(INIT_OBJ)
	$(call say,LD,$@)
	$(Q)$(LD_$(WAY)) -o $@ $(filter %.o,$^)
	$(Q)$(STRIP) --strip-all -R .comment -R .note.gnu.build-id $@

# A helper is a directory of helpers/, and the components that it uses.
HELPER_OBJ = $(patsubst %.c,$(O)/$(WAY)/%.o,$(call sources,helpers/$(1) $(2))) $(ARCH_OBJ)

$(B)/helpers/await: $(call HELPER_OBJ,await,fs drivers-load lib)
$(B)/helpers/container: $(call HELPER_OBJ,container,fs lib)
$(B)/helpers/fsck: $(call HELPER_OBJ,fsck,lib) $(addprefix $(O)/$(WAY)/helpers/mounts/,program.o report.o)
$(B)/helpers/loop: $(call HELPER_OBJ,loop,fs lib) $(addprefix $(O)/$(WAY)/helpers/, \
	container/exitrd.o mounts/program.o mounts/report.o)
$(B)/helpers/mounts: $(call HELPER_OBJ,mounts,fs drivers-load lib) $(addprefix $(O)/$(WAY)/helpers/await/,finder.o probe.o)
$(B)/helpers/overlay: $(call HELPER_OBJ,overlay,fs drivers-load lib) $(addprefix $(O)/$(WAY)/helpers/await/,finder.o probe.o) \
	$(O)/$(WAY)/helpers/mounts/device.o $(O)/$(WAY)/helpers/mounts/report.o
$(B)/helpers/resume: $(call HELPER_OBJ,resume,fs drivers-load lib) $(addprefix $(O)/$(WAY)/helpers/await/,finder.o probe.o) \
	$(addprefix $(O)/$(WAY)/helpers/mounts/,device.o report.o)
$(B)/helpers/shutdown: $(call HELPER_OBJ,shutdown,lib)
$(B)/helpers/stub: $(call HELPER_OBJ,stub,lib) $(addprefix $(O)/$(WAY)/, \
	fs/names.o helpers/mounts/program.o helpers/mounts/report.o helpers/resume/efivarfs.o)
$(B)/helpers/trial: $(call HELPER_OBJ,trial,fs drivers-load lib) $(addprefix $(O)/$(WAY)/helpers/await/,finder.o probe.o)
$(B)/helpers/verity: $(call HELPER_OBJ,verity,fs drivers-load lib) $(addprefix $(O)/$(WAY)/, \
	helpers/await/finder.o helpers/container/exitrd.o helpers/container/udevdb.o \
	helpers/mounts/program.o helpers/mounts/report.o)
$(B)/helpers/sysmap: $(call HELPER_OBJ,sysmap,sysmap lib)
$(HELPERS):
	$(call say,LD,$@)
	$(Q)mkdir -p $(@D)
	$(Q)$(LD_$(WAY)) -s -o $@ $(filter %.o,$^)

# They are linked again if LIBC changes.
$(call remember,$(B)/libc,$(LIBC))
$(B)/init $(HELPERS): $(B)/libc
$(B)/libc:;

# ---- the host tools ------------------------------------------------------------------------------
# Ordinary programs for the machine that builds, whatever ARCH is. The parsers of the components
# that they use are compiled for them again.

HOST_ASM      = lib/arch/$(BUILDER).S
MAP_SRC	      = $(call sources,sysmap lib)
KERNEL_SRC    = $(call sources,tools/kernel)
JSON_SRC      = $(call sources,tools/json)
mkinitrd_LIBS = libkmod libarchive libelf json-c mount ext2fs com_err
mkinitrd_SRC  = $(call sources,tools/mkinitrd) $(KERNEL_SRC) $(JSON_SRC) $(MAP_SRC) \
	$(addprefix init/config/,settings.c sources.c values.c) $(call sources,fs)
sysmap_LIBS   = libarchive libelf
sysmap_SRC    = $(call sources,tools/sysmap) $(KERNEL_SRC) $(MAP_SRC)
gangway-plot_LIBS = json-c
gangway-plot_SRC  = $(call sources,tools/plot) $(JSON_SRC) lib/format.c lib/text.c

# The content of every image is built into the program.
$(O)/host/tools/mkinitrd/tree/skeleton.o: $(wildcard ramfs-skel/*)

define host_tool
$(O)/$(1): $($(1)_SRC:%.c=$(O)/host/%.o) $(HOST_ASM:%.S=$(O)/host/%.o)
	$$(call say,LD,$$@)
	$$(Q)$$(LD_host) -o $$@ $$^ $$$$(pkg-config --libs $($(1)_LIBS)) $$(LDLIBS)
endef
$(foreach tool,mkinitrd sysmap gangway-plot,$(eval $(call host_tool,$(tool))))

# ---- installing ----------------------------------------------------------------------------------
# FILE:DIRECTORY below PREFIX:MODE. mkinitrd finds /init in ../lib/gangway, relative to itself.

INSTALLED = $(O)/mkinitrd:sbin:755 $(O)/sysmap:bin:755 $(O)/gangway-plot:bin:755 \
	$(B)/init:lib/gangway:755 \
	$(HELPERS:%=%:lib/gangway/helpers:755) \
	$(foreach page,$(wildcard docs/*.[178]),$(page):share/man/man$(subst .,,$(suffix $(page))):644) \
	packaging/completion/gangway:share/bash-completion/completions:644 \
	packaging/completion/_gangway:share/zsh/site-functions:644

confirm = $(DESTDIR)$(PREFIX)/sbin/gangway-confirm

# bash finds the completion of a command by its name.
completions = $(patsubst %,$(DESTDIR)$(PREFIX)/share/bash-completion/completions/%,mkinitrd sysmap gangway-plot)

installed = $(DESTDIR)$(PREFIX)/$(call part,$(1),2)/$(notdir $(call part,$(1),1))

# Scripts that kernel packages and kernel-install run. kernel-install knows only these directories.
HOOKS	= $(wildcard packaging/kernel/*/*)
PLUGINS = $(wildcard packaging/kernel-install/*)
plugin_dir = $(DESTDIR)$(if $(filter /usr,$(PREFIX)),/usr/lib,/etc)/kernel/install.d
hooked	= $(HOOKS:packaging/%=$(DESTDIR)/etc/%) $(PLUGINS:packaging/kernel-install/%=$(plugin_dir)/%)

.PHONY: install uninstall dist
install: all
	$(foreach row,$(INSTALLED),$(Q)install -D -m $(call part,$(row),3) \
		$(call part,$(row),1) $(call installed,$(row))$(newline))
	$(foreach link,$(completions),$(Q)ln -sfn gangway $(link)$(newline))
	$(Q)ln -sfn ../lib/gangway/helpers/trial $(confirm)
	$(foreach hook,$(HOOKS),$(Q)install -D -m 755 $(hook) $(hook:packaging/%=$(DESTDIR)/etc/%)$(newline))
	$(Q)mkdir -p $(plugin_dir)
	$(Q)install -m 755 $(PLUGINS) $(plugin_dir)
	$(Q)sed -i 's,^\(sysmap\|mkinitrd\)=/usr/local/,\1=$(PREFIX)/,' $(hooked)

uninstall:
	$(Q)rm -f $(foreach row,$(INSTALLED),$(call installed,$(row))) $(completions) $(confirm) $(hooked)
	$(Q)[ ! -d $(DESTDIR)$(PREFIX)/lib/gangway ] || \
		rmdir $(DESTDIR)$(PREFIX)/lib/gangway/helpers $(DESTDIR)$(PREFIX)/lib/gangway

# The committed files; reproducible.
dist:
	$(call say,DIST,gangway-$(VERSION).tar.gz)
	$(Q)git archive --prefix=gangway-$(VERSION)/ HEAD | gzip -n9 >gangway-$(VERSION).tar.gz

define newline


endef

include host-tests/host-tests.mk
include qemu-tests/qemu-tests.mk
include packaging/packaging.mk
include distro-tests/distro-tests.mk

# ---- help --------------------------------------------------------------------------------

.PHONY: clean help
clean:
	$(Q)rm -rf $(O)

define HELP
Targets:
  all           build/init, build/helpers/*, build/mkinitrd, build/sysmap
                and build/gangway-plot (default)
  target        only build/init and build/helpers/*, which need no library
  install       install them, the manual pages and the completion for bash and zsh in DESTDIR and
                PREFIX, the hooks of kernel packages in DESTDIR/etc/kernel, and the plug-ins of
                kernel-install there or, if PREFIX is /usr, in DESTDIR/usr/lib/kernel; uninstall
                removes them
  dist          gangway-$(VERSION).tar.gz, the source of the last commit
  deb           Debian packages of the last commit, in build/deb
  boot          boot Debian's kernel, an LSI SCSI disk with ext3, and BusyBox in QEMU
                (30 seconds; the first time 2 minutes, and 80 MB of downloads)
  embedded      boot the permanent root of examples/embedded, with a data partition and a watchdog;
                ARCH=arm64: on a machine of that architecture
  walk          boot an initramfs and a RAM disk, and print each stage of the kernel and of gangway
                (2 minutes; the first time 10 more, for a small kernel)
  check         all tests but check-distro: host-check and qemu-check
                (40 minutes; the first time 20 more, and 800 MB of downloads)
  host-check    unit tests, on glibc with sanitizers and on klibc; the tools; rules of the source
                (6 minutes)
  qemu-check    boots in QEMU, JOBS at a time (35 minutes)
  check-distro  install, boot and remove the Debian packages and two kernels in a Debian; boot Debian
                on LUKS, LVM and md, and the other architectures
                (needs root or sudo; 35 minutes; the first time 5 more)
  soak          50 power cuts while System.map is installed (15 minutes)
  fuzz          search for inputs that break a parser, FUZZ_SECONDS for each; fuzz-NAME: one parser
  fuzz-memory   replay the stored inputs with clang's memory sanitizer
  fuzz-coverage print which share of each parser's lines the stored inputs reach
  bench         measure boots, images, mkinitrd and sysmap, also of initramfs-tools and dracut, and write
                docs/BENCH.md and its plot (90 minutes on an idle machine; needs root or sudo)
  bench-quick   compare the two main boots with those of a hard-coded init (5 minutes)
  kernels       download the kernels for the tests (check does this, too)
  setup         install the Debian packages for the build, and get the C libraries of ARCH
                (boot, embedded, walk, check, qemu-check, check-distro, soak, bench, bench-quick and
                deb install theirs)
  clean         remove build/

Variables and their current values:
  V=$(V)                  1: print the commands
  ARCH=$(ARCH)          the architecture of /init, by its name in Debian, Linux or `uname -m`:
                       $(foreach row,$(ARCHITECTURES),$(call part,$(row),2)); not this machine's: build/ARCH/init
  CROSS_COMPILE=$(CROSS_COMPILE)       the prefix of its compiler
  LIBC=$(LIBC)           its C library: klibc, musl; CC names the compiler for musl
  PREFIX=$(PREFIX)    installation prefix, in DESTDIR=$(DESTDIR)
  HOSTCC=$(HOSTCC)           the compiler of the host tools; CFLAGS, CPPFLAGS, LDFLAGS
                       and LDLIBS are theirs
  WERROR=$(WERROR)              -Werror: warnings are errors
  JOBS=$(JOBS)               guests at a time
  FUZZ_SECONDS=$(FUZZ_SECONDS)      for each parser
  GANGWAY_CACHE=$(or $(GANGWAY_CACHE),$(HOME)/.cache/gangway)    (environment) directory of downloads
endef
export HELP
help:
	@echo "$$HELP"

ifneq ($(filter-out clean help dist,$(or $(MAKECMDGOALS),all)),)
-include $(shell find $(O) -type f -name '*.d' 2>/dev/null)
endif
