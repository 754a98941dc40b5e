// SPDX-License-Identifier: GPL-2.0
/*
 * Result of the match, on a machine that is a directory: proc/kallsyms, proc/kcore, proc/version,
 * sys.
 */
#include "sysmap/running/match.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "host-tests/fake/fakemachine.h"
#include "host-tests/tap.h"
#include "lib/sys.h"
#include "sysmap/buildid.h"

static const char *map_path;
static struct match_workspace workspace;

static void check(enum match_result result, enum match_reason reason, const char *what)
{
	int fd = sys_open(SYS_CWD, map_path, O_RDONLY);
	struct match match = {0};

	workspace.kernel.asked = false; /* the kernel may have changed */
	tap_num(match_running(fake_machine, fd, &workspace, &match), 0, "%s: verified", what);
	sys_close(fd);
	tap_str(match_result_text(match.result), match_result_text(result), "%s", what);
	tap_str(match_reason_text(match.reason), match_reason_text(reason), "%s: because", what);
}

/* Like fake_symbols(), with _end. */
static void whole_map(uint64_t moved, int odd)
{
	char end[32];

	sprintf(end, fake_wide ? "%016llx B _end\n" : "%08llx B _end\n",
		(fake_wide ? 0xffffffff81005000 : 0x81005000) + (unsigned long long)moved);
	fake_symbols(map_path, moved, odd, end);
}

static void by_text(void)
{
	fake_symbols(fake_path("/proc/kallsyms"), FAKE_MOVED, -1, "ffffffffc0000000 t f\t[ext4]\n");
	/* case S7: without KALLSYMS_ALL */
	whole_map(0, -1);
	check(MATCH_YES, MATCH_TEXT_EQUAL, "the kernel's map");
	whole_map(0, 3);
	check(MATCH_NO, MATCH_DIFFERS, "a moved function");
	whole_map(0, 5);
	check(MATCH_YES, MATCH_TEXT_EQUAL, "moved data");
	whole_map(FAKE_MOVED, -1);
	check(MATCH_YES, MATCH_TEXT_EQUAL, "a copy of kallsyms, with an unknown KASLR offset");
	fake_core(fake_info(FAKE_CORE_NAMES, "KERNELOFFSET=17000000\n"), -1, 0);
	check(MATCH_NO, MATCH_MOVED, "a copy of kallsyms");
	fake_symbols(map_path, 0, -1, "junk\n");
	check(MATCH_NO, MATCH_FAULTY, "a line of junk");
	fake_write(map_path, "", 0);
	check(MATCH_NO, MATCH_FAULTY, "an empty file");
	fake_write(map_path, "c0100000 T _stext\n", 18);
	check(MATCH_NO, MATCH_NO_KERNEL, "one symbol");
	fake_symbols(map_path, 0, -1, "");
	check(MATCH_NO, MATCH_TEXT_MAP, "text symbols only");
	fake_symbols(map_path, 0, 3, "");
	check(MATCH_NO, MATCH_NO_KERNEL, "text symbols only, one of another kernel");
	fake_symbols(map_path, FAKE_MOVED, -1, "");
	check(MATCH_NO, MATCH_MOVED, "text symbols only, a copy of kallsyms");
	fake_symbols(map_path, 0, -1, "");
	fake_symbols(fake_path("/proc/kallsyms"), FAKE_MOVED, -1, "ffffffff98005000 B _end\n");
	check(MATCH_NO, MATCH_TEXT_MAP, "text symbols only, of a kernel with others");
	whole_map(0, 5);
	check(MATCH_NO, MATCH_DIFFERS, "other addresses of data than in such a kernel");
	whole_map(0, -1);
	check(MATCH_YES, MATCH_EQUAL, "its map");
}

/* kallsyms hides addresses, but the kernel's memory contains its tables. */
static void by_memory(enum kallsyms_form form)
{
	const char *offset = fake_wide ? "KERNELOFFSET=17000000\n" : "";

	fake_hidden();
	whole_map(0, -1);
	fake_core(fake_info(FAKE_CORE_NAMES, fake_tables(form, offset)), -1, 0);
	check(MATCH_YES, MATCH_TEXT_EQUAL, "the tables in memory agree");
	whole_map(0, 3);
	check(MATCH_NO, MATCH_DIFFERS, "another address of a function");
	whole_map(FAKE_MOVED, -1);
	if (fake_wide)
		check(MATCH_NO, MATCH_MOVED, "the map is not as linked");
	else
		check(MATCH_YES, MATCH_TEXT_EQUAL,
		      "a KASLR offset in a map cannot be detected on i386");
}

/* VMCOREINFO alone can show that a map is wrong. */
static void by_core(void)
{
	whole_map(0, -1);
	fake_core(fake_info(FAKE_CORE_NAMES, "KERNELOFFSET=17000000\n"), -1, 0);
	check(MATCH_UNKNOWN, MATCH_CORE_EQUAL, "VMCOREINFO agrees");
	fake_symbols(map_path, 0, -1, "");
	check(MATCH_NO, MATCH_NO_KERNEL, "a map without _end is rejected");
	whole_map(0, 9);
	check(MATCH_NO, MATCH_CORE_DIFFERS, "another address of one symbol");
	whole_map(FAKE_MOVED, -1);
	check(MATCH_NO, MATCH_CORE_DIFFERS, "VMCOREINFO shows a KASLR offset in the map");
	whole_map(0, -1);
	fake_core(fake_info(0, ""), -1, 0);
	check(MATCH_UNKNOWN, MATCH_NOTHING, "VMCOREINFO has no symbols");
	fake_core(fake_info(FAKE_CORE_NAMES, ""), -1, 0);
	fake_write(fake_path("/proc/version"), "Linux version 5\n", 16);
	check(MATCH_NO, MATCH_CORE_DIFFERS, "another banner");
	fake_write(fake_path("/proc/version"), fake_version, strlen(fake_version));
	fake_core(fake_info(FAKE_CORE_NAMES, "KERNELOFFSET=0\n"), -1, 0);
	check(MATCH_NO, MATCH_CORE_DIFFERS, "another offset than _stext's");
}

/* Sets each byte of headers and notes to 0xff in turn, and truncates the core there. */
static void hostile_cores(void)
{
	unsigned wrong = 0;

	for (unsigned at = 0; at < FAKE_NOTES_AT + 1100; at++) {
		struct match match;
		int fd = sys_open(SYS_CWD, map_path, O_RDONLY);

		fake_core(fake_info(FAKE_CORE_NAMES, fake_tables(KALLSYMS_RELATIVE, "")), at,
			  (at & 1) * 16500);
		workspace.kernel.asked = false;
		wrong += match_running(fake_machine, fd, &workspace, &match) != 0;
		sys_close(fd);
	}
	tap_num(wrong, 0, "a broken core is no error");
}

static void without_anything(void)
{
	sys_unlink(SYS_CWD, fake_path("/proc/kcore"), 0);
	check(MATCH_UNKNOWN, MATCH_NOTHING, "hidden addresses and no core");
	sys_unlink(SYS_CWD, fake_path("/proc/kallsyms"), 0);
	check(MATCH_UNKNOWN, MATCH_NOTHING, "no kallsyms and no core");
	fake_write(map_path, "junk\n", 5);
	check(MATCH_NO, MATCH_FAULTY, "junk is not a map, whatever is known");
}

static void build_ids(void)
{
	static const unsigned char id[] = {0x90, 0xd7, 0x69, 0x03};
	unsigned char notes[256];
	char text[BUILDID_SIZE] = "-";
	size_t len = fake_note(notes, "Linux", "6.1.0-56-amd64", 15);

	tap_num(buildid_running(fake_machine, text), -ENOENT, "no notes");
	fake_write(fake_path("/sys/kernel/notes"), "", 0);
	tap_num(buildid_running(fake_machine, text), -ENOENT, "empty notes");
	tap_num(buildid_of_notes(bytes_of(notes, len), text), -ENOENT, "notes without an id");
	len += fake_note(notes + len, "GNU", id, 4);
	fake_write(fake_path("/sys/kernel/notes"), notes, len);
	tap_num(buildid_running(fake_machine, text), 0, "notes with one");
	tap_str(text, "90d76903", "the id");
	for (size_t cut = 1; cut < 16; cut++)
		tap_num(buildid_of_notes(bytes_of(notes, len - cut), text), -EINVAL,
			"notes cut short by %u", (unsigned)cut);
	fake_put(notes + len - 20, UINT32_MAX, 4);
	tap_num(buildid_of_notes(bytes_of(notes, len), text), -EINVAL, "a name without end");
	fake_put(notes + len - 20, 4, 4);
	fake_put(notes + len - 16, UINT32_MAX, 4);
	tap_num(buildid_of_notes(bytes_of(notes, len), text), -EINVAL, "an id without end");
}

int main(void)
{
	fake_begin();
	map_path = tap_path("System.map");
	by_text();
	by_memory(KALLSYMS_RELATIVE);
	by_memory(KALLSYMS_PERCPU);
	by_memory(KALLSYMS_PLACE);
	fake_wide = false;
	by_memory(KALLSYMS_RELATIVE);
	fake_wide = true;
	by_core();
	hostile_cores();
	without_anything();
	build_ids();
	return tap_done();
}
