# SPDX-License-Identifier: GPL-2.0
#
# The architectures of /init and its helpers, one a row: its name in `uname -m`, which is that of its
# stub in this directory; its name in Debian; the prefix of Debian's compiler, and options for it. To
# add one, write its stub and its row.

ARCHITECTURES = \
	x86_64:amd64:x86_64-linux-gnu- \
	i386:i386:x86_64-linux-gnu-:-m32 \
	aarch64:arm64:aarch64-linux-gnu- \
	arm:armhf:arm-linux-gnueabihf- \
	riscv64:riscv64:riscv64-linux-gnu-

# Other names, of the kernel or of `uname -m`.
arch_x86    = $(if $(filter i386 i686,$(shell uname -m)),i386,x86_64)
arch_i586   = i386
arch_i686   = i386
arch_armv7l = arm
arch_armv8l = arm
arch_riscv  = riscv64

part	 = $(word $(2),$(subst :, ,$(1)))
arch_row = $(firstword $(foreach row,$(ARCHITECTURES),$(if \
	$(filter $(or $(arch_$(1)),$(1)),$(call part,$(row),1) $(call part,$(row),2)),$(row))))
machine	 = $(call part,$(call arch_row,$(1)),1)
debian	 = $(call part,$(call arch_row,$(1)),2)

MACHINE	:= $(call machine,$(ARCH))
BUILDER	:= $(call machine,$(HOST))
DEBIAN	:= $(call debian,$(ARCH))
ifeq ($(MACHINE),)
$(error ARCH=$(ARCH) is none of $(foreach row,$(ARCHITECTURES),$(call part,$(row),2)))
endif

# What is built for another architecture than that of the builder is in build/ARCHITECTURE, its
# objects in build/LIBC-ARCHITECTURE.
FOREIGN	:= $(if $(filter $(BUILDER),$(MACHINE)),,$(DEBIAN))
FOREIGN_ROWS := $(filter-out $(BUILDER):%,$(ARCHITECTURES))
B	:= $(O)$(FOREIGN:%=/%)
WAY	:= $(LIBC)$(FOREIGN:%=-%)

# How they are compiled. Programs for pages of 4 KiB do not start on kernels with larger ones, which
# Debian has for arm64. No code uses SSE registers, so nothing needs the 16 bytes of the ABI (as in the
# kernel's arch/x86/Makefile, cc_stack_align8); nor large objects aligned to 32 bytes.
PAGE_x86_64  = 4096
PAGE_i386    = 4096
STACK_x86_64 = -mno-sse -mpreferred-stack-boundary=3 -malign-data=abi

# The C libraries that `make setup ARCH=...` has unpacked.
LIBCS = $(or $(GANGWAY_CACHE),$(HOME)/.cache/gangway)/klibc
