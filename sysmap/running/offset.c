// SPDX-License-Identifier: GPL-2.0
#include "sysmap/running/offset.h"

#include <errno.h>
#include <string.h>

#include "lib/bytes.h"
#include "lib/sys.h"
#include "lib/text.h"
#include "sysmap/machine.h"

enum {
	/* Boot parameters of x86, struct boot_params (Documentation/arch/x86/boot.rst). */
	BOOT_MAGIC = 0x202,
	BOOT_VERSION = 0x206,
	BOOT_VERSION_PREF = 0x20a, /* 2.10: first with pref_address */
	BOOT_PREF_ADDRESS = 0x258,
	BOOT_USED = 0x260,
	IOMEM_FRONT = 3072,
};

static const uint32_t boot_magic = 0x53726448;            /* "HdrS" */
static const uint64_t kernel_map_64 = 0xffffffff80000000; /* __START_KERNEL_map, x86-64 */

/* Matches the first text symbol; the reader then knows the width of addresses. */
static bool is_text(const struct map_symbol *symbol)
{
	return text_equal(symbol->name, "_text");
}

static int read_pref_address(const char *machine, uint64_t *ret_address)
{
	unsigned char params[BOOT_USED];
	struct bytes b = bytes_of(params, sizeof(params));
	long got = machine_read(machine, "/sys/kernel/boot_params/data", params, sizeof(params));

	if (got != sizeof(params) || bytes_le32(&b, BOOT_MAGIC) != boot_magic ||
	    bytes_le16(&b, BOOT_VERSION) < BOOT_VERSION_PREF)
		return -EOPNOTSUPP;
	*ret_address = bytes_le64(&b, BOOT_PREF_ADDRESS);
	return *ret_address ? 0 : -EOPNOTSUPP;
}

/* Parses the first address of a line such as "  01000000-01ffffff : Kernel code". */
static int range_begin(const char *line, size_t len, uint64_t *ret_address)
{
	const char *end = line + len, *dash = memchr(line, '-', len);
	char digits[17];
	int err;

	while (line < end && *line == ' ')
		line++;
	if (!dash)
		return -EINVAL;
	err = text_copy_n(digits, sizeof(digits), line, dash - line);
	return err ? err : text_number(digits, 16, UINT64_MAX, ret_address);
}

/* Physical address of _text; the entry is among the first lines of /proc/iomem. */
static int find_code(const char *machine, uint64_t *ret_address)
{
	static const char wanted[] = " : Kernel code";
	char text[IOMEM_FRONT];
	const char *rest = text, *line;
	long len = machine_read(machine, "/proc/iomem", text, sizeof(text));

	for (const char *end = text + (len > 0 ? len : 0);
	     (len = text_line(&rest, end, &line)) >= 0;)
		if (memmem(line, len, wanted, sizeof(wanted) - 1))
			return range_begin(line, len, ret_address);
	return -EOPNOTSUPP;
}

static int x86_offset(const char *machine, struct map_reader *reader, uint64_t *ret_offset)
{
	uint64_t linked, text, code;
	int err = read_pref_address(machine, &linked);

	if (err)
		return err;
	if (kallsyms_search(machine, reader, is_text, &text) <= 0)
		return -EOPNOTSUPP;
	if (reader->digits == 16) {
		*ret_offset = text - (kernel_map_64 + linked);
		return 0;
	}
	/* on i386 the virtual and the physical address move together */
	err = find_code(machine, &code);
	if (!err)
		*ret_offset = code - linked;
	return err;
}

/* arm has no KASLR (arch/arm/Kconfig, 7.2). The file contains the machine of uname(2), since 6.1. */
static bool is_fixed(const char *machine)
{
	char arch[5];

	return machine_read(machine, "/proc/sys/kernel/arch", arch, sizeof(arch)) == sizeof(arch) &&
	       memcmp(arch, "armv", 4) == 0;
}

static bool is_start(const struct map_symbol *symbol)
{
	return text_equal(symbol->name, "_start");
}

/* _start is linked at KERNEL_LINK_ADDR (arch/riscv/kernel/vmlinux.lds.S and vmcore_info.c, 6.12). */
static int riscv_offset(const char *machine, struct map_reader *reader, const struct vmcore *core,
			uint64_t *ret_offset)
{
	uint64_t linked, start;
	int err = vmcore_value(core, "NUMBER(KERNEL_LINK_ADDR)", &linked);

	if (err)
		return err;
	if (kallsyms_search(machine, reader, is_start, &start) <= 0)
		return -EOPNOTSUPP;
	*ret_offset = start - linked;
	return 0;
}

int offset_running(const char *machine, struct map_reader *reader, struct vmcore *core,
		   uint64_t *ret_offset)
{
	int err = vmcore_open(machine, core);

	if (!err) {
		err = vmcore_value(core, "KERNELOFFSET", ret_offset);
		if (err)
			err = riscv_offset(machine, reader, core, ret_offset);
		vmcore_close(core);
	}
	if (err)
		err = x86_offset(machine, reader, ret_offset);
	if (err && is_fixed(machine)) {
		*ret_offset = 0;
		err = 0;
	}
	return err ? -EOPNOTSUPP : 0;
}
