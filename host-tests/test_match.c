// SPDX-License-Identifier: GPL-2.0
/* The verdict, on a machine that is a folder: proc/kallsyms, proc/kcore, proc/version, sys. */
#include "sysmap/match.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "host-tests/tap.h"
#include "lib/sys.h"
#include "sysmap/buildid.h"

#define MOVED 0x17000000ULL
#define NAMES 7 /* symbols of the machine's VMCOREINFO, _stext and the banner among them */

static const char version_text[] = "Linux version 6.1.0-test (gangway) #1 SMP\n";

static const struct {
	uint64_t address;
	char type;
	const char *name;
} kernel[] = {
	{0xffffffff81000000, 'T', "_stext"},
	{0xffffffff81000000, 'T', "_text"},
	{0xffffffff81000010, 't', "one"},
	{0xffffffff81000800, 'T', "two"},
	{0xffffffff81001000, 'T', "_etext"},
	{0xffffffff81002000, 'D', "init_uts_ns"},
	{0xffffffff81002100, 'D', "swapper_pg_dir"},
	{0xffffffff81002200, 'R', "linux_banner"},
	{0xffffffff81002300, 'R', "kallsyms_names"},
	{0xffffffff81002400, 'D', "mem_section"},
	{0xffffffff81002500, 'D', "node_online_map"},
	{0xffffffff81003000, 'T', "_sinittext"},
	{0xffffffff81003000, 't', "start"},
	{0xffffffff81004000, 'T', "_einittext"},
};

enum { ROWS = sizeof(kernel) / sizeof(kernel[0]) };

static const char *machine;
static bool wide = true; /* the machine has 64 bits, or 32 */
static const char *map_path;
static struct match_room room;

static void write_file(const char *path, const void *data, size_t len)
{
	int fd = sys_create(path, 0600);

	if (fd < 0 || sys_write(fd, data, len) != (ssize_t)len)
		abort();
	sys_close(fd);
}

static const char *under(const char *path)
{
	static char buf[320];

	snprintf(buf, sizeof(buf), "%s%s", machine, path);
	return buf;
}

static uint64_t address_of(int row)
{
	return wide ? kernel[row].address : kernel[row].address & UINT32_MAX;
}

/* The symbols as text; the row `odd` differs by its address, -1: none does. */
static void write_symbols(const char *path, uint64_t moved, int odd, const char *more)
{
	static char text[4096];
	size_t len = 0;

	for (int i = 0; i < ROWS; i++)
		len += sprintf(text + len, "%0*llx %c %s\n", wide ? 16 : 8,
			       (unsigned long long)(address_of(i) + moved + (i == odd)),
			       kernel[i].type, kernel[i].name);
	len += sprintf(text + len, "%s", more);
	write_file(path, text, len);
}

static void write_hidden(void)
{
	static char text[2048];
	size_t len = 0;

	for (int i = 0; i < ROWS; i++)
		len += sprintf(text + len, "%0*x %c %s\n", wide ? 16 : 8, 0, kernel[i].type,
			       kernel[i].name);
	write_file(under("/proc/kallsyms"), text, len);
}

/* Fields of an ELF file, little endian. */
static void put(unsigned char *at, uint64_t value, unsigned len)
{
	for (unsigned i = 0; i < len; i++)
		at[i] = value >> 8 * i;
}

static size_t put_note(unsigned char *at, const char *name, const void *desc, size_t len)
{
	size_t name_len = strlen(name) + 1;

	put(at, name_len, 4);
	put(at + 4, len, 4);
	put(at + 8, 3, 4);
	memcpy(at + 12, name, name_len);
	at += 12 + (name_len + 3) / 4 * 4;
	memcpy(at, desc, len);
	return 12 + (name_len + 3) / 4 * 4 + (len + 3) / 4 * 4;
}

enum { NOTES_AT = 256, MEMORY_AT = 4096, MEMORY_SIZE = 1024 };

static unsigned char core[MEMORY_AT + MEMORY_SIZE];

static void put_segment(unsigned index, unsigned type, uint64_t offset, uint64_t address,
			uint64_t size)
{
	unsigned char *at = core + 64 + index * (wide ? 56 : 32);
	unsigned word = wide ? 8 : 4;

	put(at, type, 4);
	put(at + (wide ? 8 : 4), offset, word);
	put(at + (wide ? 16 : 8), address, word);
	put(at + (wide ? 32 : 16), size, word);
}

/* A core as /proc/kcore has it, with VMCOREINFO as its second note, and the banner's memory. */
static void write_core(const char *info)
{
	uint64_t banner = address_of(7) + MOVED;
	size_t notes;

	memset(core, 0, sizeof(core));
	memcpy(core, "\177ELF\0\1\1", 7);
	core[4] = wide ? 2 : 1;
	put(core + (wide ? 32 : 28), 64, wide ? 8 : 4);
	put(core + (wide ? 56 : 44), 2, 2);
	notes = put_note(core + NOTES_AT, "CORE", "registers", 9);
	notes += put_note(core + NOTES_AT + notes, "VMCOREINFO", info, strlen(info));
	put_segment(0, 4, NOTES_AT, 0, notes);
	put_segment(1, 1, MEMORY_AT, banner - 16, MEMORY_SIZE);
	memcpy(core + MEMORY_AT + 16, version_text, sizeof(version_text));
	write_file(under("/proc/kcore"), core, sizeof(core));
}

static char *info_text(unsigned names, const char *more)
{
	static const int rows[NAMES] = {0, 5, 6, 8, 9, 10, 7};
	static char text[1024];
	size_t len = sprintf(text, "OSRELEASE=6.1.0-test\nPAGESIZE=4096\n");

	for (unsigned i = 0; i < names; i++)
		len += sprintf(text + len, "SYMBOL(%s)=%llx\n", kernel[rows[i]].name,
			       (unsigned long long)(address_of(rows[i]) + MOVED));
	sprintf(text + len, "SYMBOL(of_no_map)=123\n%s", more);
	return text;
}

static void judge(enum match_verdict verdict, enum match_reason reason, const char *what)
{
	int fd = sys_open(SYS_CWD, map_path, O_RDONLY);
	struct match match = {0};

	tap_num(match_running(machine, fd, &room, &match), 0, "%s: judged", what);
	sys_close(fd);
	tap_str(match_verdict_text(match.verdict), match_verdict_text(verdict), "%s", what);
	tap_str(match_reason_text(match.reason), match_reason_text(reason), "%s: because", what);
}

static void by_text(void)
{
	write_symbols(under("/proc/kallsyms"), MOVED, -1, "ffffffffc0000000 t f\t[ext4]\n");
	write_symbols(map_path, 0, -1, "");
	judge(MATCH_YES, MATCH_TEXT_EQUAL, "the kernel's map");
	write_symbols(map_path, 0, 3, "");
	judge(MATCH_NO, MATCH_TEXT_DIFFERS, "a function lies elsewhere");
	write_symbols(map_path, 0, 5, "");
	judge(MATCH_YES, MATCH_TEXT_EQUAL, "data lies elsewhere");
	write_symbols(map_path, 0, -1, "junk\n");
	judge(MATCH_NO, MATCH_FAULTY, "a line of junk");
	write_file(map_path, "", 0);
	judge(MATCH_NO, MATCH_FAULTY, "an empty file");
	write_file(map_path, "c0100000 T _stext\n", 18);
	judge(MATCH_NO, MATCH_NO_KERNEL, "one symbol");
}

static void by_core(void)
{
	write_hidden();
	write_symbols(map_path, 0, -1, "");
	write_core(info_text(NAMES, wide ? "KERNELOFFSET=17000000\n" : ""));
	judge(MATCH_YES, MATCH_CORE_EQUAL, "VMCOREINFO agrees");
	write_symbols(map_path, 0, 9, "");
	judge(MATCH_NO, MATCH_CORE_DIFFERS, "one of its symbols lies elsewhere");
	write_symbols(map_path, MOVED, -1, "");
	if (wide)
		judge(MATCH_NO, MATCH_CORE_DIFFERS, "the map is not as linked");
	else
		judge(MATCH_YES, MATCH_CORE_EQUAL, "nor can i386 tell that it is not as linked");
}

static void core_without_proof(void)
{
	write_symbols(map_path, 0, -1, "");
	write_core(info_text(5, ""));
	judge(MATCH_UNKNOWN, MATCH_CORE_TOO_FEW, "VMCOREINFO has five symbols");
	write_core(info_text(0, ""));
	judge(MATCH_UNKNOWN, MATCH_CORE_TOO_FEW, "VMCOREINFO has none");
	write_core(info_text(NAMES, ""));
	write_file(under("/proc/version"), "Linux version 5\n", 16);
	judge(MATCH_NO, MATCH_CORE_DIFFERS, "another banner");
	write_file(under("/proc/version"), version_text, sizeof(version_text) - 1);
	write_core(info_text(NAMES, "KERNELOFFSET=0\n"));
	judge(MATCH_NO, MATCH_CORE_DIFFERS, "another offset than _stext's");
}

/* Each byte of the headers and the notes is set to 0xff in turn, and the core cut short there. */
static void hostile_cores(void)
{
	unsigned wrong = 0;

	for (unsigned at = 0; at < NOTES_AT + 64; at++) {
		struct match match;
		int fd = sys_open(SYS_CWD, map_path, O_RDONLY);

		write_core(info_text(NAMES, ""));
		core[at] = 0xff;
		write_file(under("/proc/kcore"), core, sizeof(core) - (at & 1) * 4900);
		wrong += match_running(machine, fd, &room, &match) != 0;
		sys_close(fd);
	}
	tap_num(wrong, 0, "a broken core is no error");
}

static void without_anything(void)
{
	sys_unlink(SYS_CWD, under("/proc/kcore"), 0);
	judge(MATCH_UNKNOWN, MATCH_NOTHING, "hidden addresses and no core");
	sys_unlink(SYS_CWD, under("/proc/kallsyms"), 0);
	judge(MATCH_UNKNOWN, MATCH_NOTHING, "no kallsyms and no core");
	write_file(map_path, "junk\n", 5);
	judge(MATCH_NO, MATCH_FAULTY, "junk is nobody's map, whatever is known");
}

static void build_ids(void)
{
	static const unsigned char id[] = {0x90, 0xd7, 0x69, 0x03};
	unsigned char notes[256];
	char text[BUILDID_SIZE] = "-";
	size_t len = put_note(notes, "Linux", "6.1.0-56-amd64", 15);

	tap_num(buildid_running(machine, text), -ENOENT, "no notes");
	tap_num(buildid_of_notes(bytes_of(notes, len), text), -ENOENT, "notes without an id");
	len += put_note(notes + len, "GNU", id, 4);
	write_file(under("/sys/kernel/notes"), notes, len);
	tap_num(buildid_running(machine, text), 0, "notes with one");
	tap_str(text, "90d76903", "the id");
	for (size_t cut = 1; cut < 16; cut++)
		tap_num(buildid_of_notes(bytes_of(notes, len - cut), text), -EINVAL,
			"notes cut short by %u", (unsigned)cut);
	put(notes + len - 20, UINT32_MAX, 4);
	tap_num(buildid_of_notes(bytes_of(notes, len), text), -EINVAL, "a name without end");
	put(notes + len - 20, 4, 4);
	put(notes + len - 16, UINT32_MAX, 4);
	tap_num(buildid_of_notes(bytes_of(notes, len), text), -EINVAL, "an id without end");
}

int main(void)
{
	machine = tap_path("machine");
	map_path = tap_path("System.map");
	sys_mkdir(machine, 0700);
	sys_mkdir(under("/proc"), 0700);
	sys_mkdir(under("/sys"), 0700);
	sys_mkdir(under("/sys/kernel"), 0700);
	write_file(under("/proc/version"), version_text, sizeof(version_text) - 1);

	by_text();
	by_core();
	wide = false;
	by_core();
	wide = true;
	core_without_proof();
	hostile_cores();
	without_anything();
	build_ids();
	return tap_done();
}
