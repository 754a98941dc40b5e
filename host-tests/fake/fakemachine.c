// SPDX-License-Identifier: GPL-2.0
#include "host-tests/fake/fakemachine.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "host-tests/fake/faketables.h"
#include "host-tests/tap.h"
#include "lib/sys.h"

const char fake_version[] = "Linux version 6.1.0-test (gangway) #1 SMP\n";
char fake_machine[1024];
bool fake_wide = true;

#define TEN "0123456789"

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
	{0xffffffff81002300, 'R', "log_buf"},
	{0xffffffff81002400, 'D', "vmap_area_list"},
	{0xffffffff81002500, 'D', "node_online_map"},
	{0xffffffff81003000, 'T', "_sinittext"},
	{0xffffffff81003000, 't',
	 "start" TEN TEN TEN TEN TEN TEN TEN TEN TEN TEN TEN TEN TEN}, /* a length of two bytes */
	{0xffffffff81004000, 'T', "_einittext"},
};

enum { ROWS = sizeof(kernel) / sizeof(kernel[0]) };

void fake_write(const char *path, const void *data, size_t len)
{
	int fd = sys_create(path, 0600);

	if (fd < 0 || sys_write(fd, data, len) != (ssize_t)len)
		abort();
	sys_close(fd);
}

const char *fake_path(const char *path)
{
	static char buf[1200];

	snprintf(buf, sizeof(buf), "%s%s", fake_machine, path);
	return buf;
}

static uint64_t address_of(int row)
{
	return fake_wide ? kernel[row].address : kernel[row].address & UINT32_MAX;
}

/* Writes the symbols; row `odd` has another address, -1: none. */
void fake_symbols(const char *path, uint64_t moved, int odd, const char *more)
{
	static char text[4096];
	size_t len = 0;

	for (int i = 0; i < ROWS; i++)
		len += sprintf(text + len, "%0*llx %c %s\n", fake_wide ? 16 : 8,
			       (unsigned long long)(address_of(i) + moved + (i == odd)),
			       kernel[i].type, kernel[i].name);
	len += sprintf(text + len, "%s", more);
	fake_write(path, text, len);
}

void fake_hidden(void)
{
	static char text[2048];
	size_t len = 0;

	for (int i = 0; i < ROWS; i++)
		len += sprintf(text + len, "%0*x %c %s\n", fake_wide ? 16 : 8, 0, kernel[i].type,
			       kernel[i].name);
	fake_write(fake_path("/proc/kallsyms"), text, len);
}

/* Fields of an ELF file, little endian. */
void fake_put(unsigned char *at, uint64_t value, unsigned len)
{
	for (unsigned i = 0; i < len; i++)
		at[i] = value >> 8 * i;
}

size_t fake_note(unsigned char *at, const char *name, const void *desc, size_t len)
{
	size_t name_len = strlen(name) + 1;

	fake_put(at, name_len, 4);
	fake_put(at + 4, len, 4);
	fake_put(at + 8, 3, 4);
	memcpy(at + 12, name, name_len);
	at += 12 + (name_len + 3) / 4 * 4;
	memcpy(at, desc, len);
	return 12 + (name_len + 3) / 4 * 4 + (len + 3) / 4 * 4;
}

enum { MEMORY_AT = 4096, MEMORY_SIZE = 16384, TABLES_AT = 256 };

static unsigned char core[MEMORY_AT + MEMORY_SIZE];

static uint64_t memory_address(void)
{
	return address_of(7) + FAKE_MOVED - 16; /* the banner follows its first bytes */
}

static void put_segment(unsigned index, unsigned type, uint64_t offset, uint64_t address,
			uint64_t size)
{
	unsigned char *at = core + 64 + index * (fake_wide ? 56 : 32);
	unsigned word = fake_wide ? 8 : 4;

	fake_put(at, type, 4);
	fake_put(at + (fake_wide ? 8 : 4), offset, word);
	fake_put(at + (fake_wide ? 16 : 8), address, word);
	fake_put(at + (fake_wide ? 32 : 16), size, word);
}

/* Writes a core like /proc/kcore, with VMCOREINFO as its second note, and the banner's memory. */
void fake_core(const char *info, int broken, size_t cut_by)
{
	size_t notes;

	memset(core, 0, MEMORY_AT);
	memcpy(core, "\177ELF\0\1\1", 7);
	core[4] = fake_wide ? 2 : 1;
	fake_put(core + (fake_wide ? 32 : 28), 64, fake_wide ? 8 : 4);
	fake_put(core + (fake_wide ? 56 : 44), 2, 2);
	notes = fake_note(core + FAKE_NOTES_AT, "CORE", "registers", 9);
	notes += fake_note(core + FAKE_NOTES_AT + notes, "VMCOREINFO", info, strlen(info));
	put_segment(0, 4, FAKE_NOTES_AT, 0, notes);
	put_segment(1, 1, MEMORY_AT, memory_address(), MEMORY_SIZE);
	memcpy(core + MEMORY_AT + 16, fake_version, sizeof(fake_version));
	if (broken >= 0)
		core[broken] = 0xff;
	fake_write(fake_path("/proc/kcore"), core, sizeof(core) - cut_by);
}

static size_t put_line(char *text, const char *name, size_t at)
{
	return sprintf(text, "SYMBOL(kallsyms_%s)=%llx\n", name,
		       (unsigned long long)(memory_address() + at));
}

const char *fake_tables(enum kallsyms_form form, const char *more)
{
	static char text[1024];
	struct map_symbol symbols[ROWS];
	struct fake_tables t = {.word = fake_wide ? 8 : 4,
				.unit = 4,
				.form = form,
				.address = memory_address(),
				.base = address_of(0) + FAKE_MOVED,
				.data = core + MEMORY_AT,
				.len = TABLES_AT,
				.size = MEMORY_SIZE};
	size_t len;

	for (int i = 0; i < ROWS; i++)
		symbols[i] = (struct map_symbol){address_of(i) + FAKE_MOVED, kernel[i].name,
						 strlen(kernel[i].name), kernel[i].type};
	fake_tables_write(&t, symbols, ROWS);
	len = put_line(text, "names", t.names);
	len += put_line(text + len, "num_syms", t.num_syms);
	len += put_line(text + len, "token_table", t.token_table);
	len += put_line(text + len, "token_index", t.token_index);
	len += put_line(text + len, "offsets", t.offsets);
	if (form != KALLSYMS_PLACE)
		len += put_line(text + len, "relative_base", t.relative_base);
	sprintf(text + len, "%s", more);
	return text;
}

const char *fake_info(unsigned names, const char *more)
{
	static const int rows[FAKE_CORE_NAMES] = {0, 5, 6, 8, 9, 10, 7};
	static char text[2048];
	size_t len = sprintf(text, "OSRELEASE=6.1.0-test\nPAGESIZE=4096\n");

	for (unsigned i = 0; i < names; i++)
		len += sprintf(text + len, "SYMBOL(%s)=%llx\n", kernel[rows[i]].name,
			       (unsigned long long)(address_of(rows[i]) + FAKE_MOVED));
	sprintf(text + len, "SYMBOL(of_no_map)=123\nSYMBOL(mem_section)=ffff9026dfbc2000\n%s",
		more);
	return text;
}

void fake_begin(void)
{
	static const char *const dirs[] = {
		"",          "/proc",           "/sys", "/sys/kernel", "/sys/kernel/boot_params",
		"/proc/sys", "/proc/sys/kernel"};

	snprintf(fake_machine, sizeof(fake_machine), "%s", tap_path("machine"));
	for (unsigned i = 0; i < sizeof(dirs) / sizeof(dirs[0]); i++)
		sys_mkdir(fake_path(dirs[i]), 0700);
	fake_write(fake_path("/proc/version"), fake_version, strlen(fake_version));
}
