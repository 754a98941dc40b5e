// SPDX-License-Identifier: GPL-2.0
/* Rebuilds the map of a running kernel, with a directory as the machine. */
#include "sysmap/running/rebuild.h"

#include <errno.h>
#include <string.h>

#include "host-tests/fake/fakemachine.h"
#include "host-tests/tap.h"
#include "lib/file.h"
#include "lib/sys.h"
#include "sysmap/running/offset.h"

static struct rebuild_workspace workspace;
static struct vmcore core;
static const char *map_path;

static int rebuild(uint64_t offset, struct rebuilt *ret_rebuilt)
{
	int fd = sys_create(map_path, 0600);
	int err = rebuild_running(fake_machine, offset, fd, &workspace, ret_rebuilt);

	sys_close(fd);
	return err;
}

static void write_kallsyms(const char *text)
{
	fake_write(fake_path("/proc/kallsyms"), text, strlen(text));
}

static void rows(void)
{
	char got[1024];
	struct rebuilt rebuilt = {0};

	write_kallsyms("0000000000000000 A fixed_percpu_data\n"
		       "0000000000034000 A cpu_info\n"
		       "ffffffff98000000 T _stext\n"
		       "ffffffff98001000 T _etext\n"
		       "ffffffff98002000 A absolute\n"
		       "ffffffff98003000 B _end\n"
		       "ffffffffc0000000 t f\t[ext4]\n");
	tap_num(rebuild(FAKE_MOVED, &rebuilt), 0, "a kernel with per-cpu symbols is rebuilt");
	tap_num(file_read(map_path, got, sizeof(got)), rebuilt.size, "its size is returned");
	tap_str(got,
		/* case S3: variables, for crash */
		"0000000000000000 d fixed_percpu_data\n"
		"0000000000034000 d cpu_info\n"
		"ffffffff81000000 T _stext\n"
		"ffffffff81001000 T _etext\n"
		"ffffffff81002000 A absolute\n"
		"ffffffff81003000 B _end\n",
		"moved back, but for what was not moved");
	tap_num(rebuilt.symhash.text.count, 1, "its hash has the one text symbol");

	write_kallsyms("d8000000 T _stext\nd8001000 T _etext\nd8003000 B _end\n");
	tap_num(rebuild(FAKE_MOVED, &rebuilt), 0, "a kernel of 32 bits");
	file_read(map_path, got, sizeof(got));
	tap_str(got, "c1000000 T _stext\nc1001000 T _etext\nc1003000 B _end\n", "has 8 digits");
}

/* The rebuilt map must match the kernel it was made from. */
static void same_kernel(void)
{
	struct symhash from_map, running;
	struct rebuilt rebuilt;
	int fd;

	fake_symbols(fake_path("/proc/kallsyms"), FAKE_MOVED, -1, "ffffffff98005000 B _end\n");
	tap_num(rebuild(FAKE_MOVED, &rebuilt), 0, "a kernel is rebuilt");
	fd = sys_open(SYS_CWD, map_path, O_RDONLY);
	map_begin(&workspace.running.reader, fd, MAP_SYSTEM_MAP);
	tap_num(symhash_read(&workspace.running.reader, &from_map), 0, "the map is verified");
	sys_close(fd);
	fd = kallsyms_open(fake_machine, &workspace.running.reader);
	tap_num(symhash_read(&workspace.running.reader, &running), 0, "the running kernel too");
	sys_close(fd);
	tap_ok(symhash_agrees(&from_map, &running) && symhash_agrees(&from_map, &rebuilt.symhash),
	       "all three hashes agree");
	tap_ok(from_map.stext == 0xffffffff81000000, "_stext has its link address");
}

static void refused(void)
{
	struct rebuilt rebuilt;
	int full = sys_open(SYS_CWD, "/dev/full", O_WRONLY);

	tap_num(rebuild_running(fake_machine, 0, full, &workspace, &rebuilt), -ENOSPC,
		"a full disk");
	sys_close(full);
	fake_symbols(fake_path("/proc/kallsyms"), FAKE_MOVED, -1, "");
	tap_num(rebuild(FAKE_MOVED, &rebuilt), -ENODATA, "text only, without _end");
	fake_hidden();
	tap_num(rebuild(0, &rebuilt), -EPERM, "hidden addresses");
	write_kallsyms("ffffffff81003000 B _end\n");
	tap_num(rebuild(0, &rebuilt), -EINVAL, "no _stext");
	write_kallsyms("ffffffff81003000 B _end\njunk\n");
	tap_num(rebuild(0, &rebuilt), -EINVAL, "junk");
	sys_unlink(SYS_CWD, fake_path("/proc/kallsyms"), 0);
	tap_num(rebuild(0, &rebuilt), -ENOENT, "no kallsyms");
}

static int offset_of(uint64_t *ret_offset)
{
	return offset_running(fake_machine, &workspace.running.reader, &core, ret_offset);
}

static void write_boot_params(uint64_t pref_address)
{
	unsigned char params[4096] = {0};

	memcpy(params + 0x202, "HdrS", 4);
	fake_put(params + 0x206, 0x20f, 2);
	fake_put(params + 0x258, pref_address, 8);
	fake_write(fake_path("/sys/kernel/boot_params/data"), params, sizeof(params));
}

static void write_iomem(const char *text)
{
	fake_write(fake_path("/proc/iomem"), text, strlen(text));
}

static void offsets(void)
{
	uint64_t offset = 0;

	fake_symbols(fake_path("/proc/kallsyms"), FAKE_MOVED, -1, "");
	tap_num(offset_of(&offset), -EOPNOTSUPP, "the KASLR offset is unknown");
	fake_core(fake_info(FAKE_CORE_NAMES, "KERNELOFFSET=16000000\n"), -1, 0);
	tap_num(offset_of(&offset), 0, "KERNELOFFSET does");
	tap_ok(offset == 0x16000000, "and is believed");
	fake_core(fake_info(FAKE_CORE_NAMES, "NUMBER(KERNEL_LINK_ADDR)=0xffffffff80000000\n"), -1,
		  0);
	tap_num(offset_of(&offset), -EOPNOTSUPP, "riscv without _start");
	fake_symbols(fake_path("/proc/kallsyms"), FAKE_MOVED, -1, "ffffffffa0000000 T _start\n");
	tap_num(offset_of(&offset), 0, "riscv with it");
	tap_ok(offset == 0x20000000, "the move of _start");
	fake_core(fake_info(FAKE_CORE_NAMES, ""), -1, 0);
	write_boot_params(0x1000000);
	tap_num(offset_of(&offset), 0, "so do the boot parameters");
	tap_ok(offset == FAKE_MOVED, "and _text");
	write_boot_params(0);
	tap_num(offset_of(&offset), -EOPNOTSUPP, "not if they are empty");

	fake_wide = false;
	fake_symbols(fake_path("/proc/kallsyms"), 0, -1, "");
	write_boot_params(0x1000000);
	tap_num(offset_of(&offset), -EOPNOTSUPP, "i386 without /proc/iomem");
	write_iomem("00100000-1ffdffff : System RAM\n  07c00000-08123456 : Kernel code\n");
	tap_num(offset_of(&offset), 0, "i386 with it");
	tap_ok(offset == 0x6c00000, "the physical move is the virtual one");
	write_iomem("00100000-1ffdffff : System RAM\n  x7c00000-08123456 : Kernel code\n");
	tap_num(offset_of(&offset), -EOPNOTSUPP, "a broken one");
	sys_unlink(SYS_CWD, fake_path("/sys/kernel/boot_params/data"), 0);
	fake_write(fake_path("/proc/sys/kernel/arch"), "aarch64\n", 8);
	tap_num(offset_of(&offset), -EOPNOTSUPP, "arm64 without /proc/kcore");
	fake_write(fake_path("/proc/sys/kernel/arch"), "armv7l\n", 7);
	tap_num(offset_of(&offset), 0, "arm has no KASLR");
	tap_ok(offset == 0, "and the offset is 0");
	fake_wide = true;
}

int main(void)
{
	fake_begin();
	map_path = tap_path("System.map");
	rows();
	same_kernel();
	refused();
	offsets();
	return tap_done();
}
