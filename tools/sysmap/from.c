// SPDX-License-Identifier: GPL-2.0
/* sysmap from-kernel, from-vmlinuz, from-vmlinux: a map to standard output. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/text.h"
#include "sysmap/offset.h"
#include "sysmap/rebuild.h"
#include "sysmap/writer.h"
#include "tools/sysmap/commands.h"
#include "tools/sysmap/kernel.h"
#include "tools/sysmap/report.h"
#include "tools/sysmap/symbols.h"

static struct map_writer writer;
static struct rebuild_room room;
static struct kallsyms kallsyms;

static int finish(void)
{
	int err = map_write_end(&writer);

	return err ? report_errno("standard output", err) : 0;
}

static int read_offset(const char *text, uint64_t *ret_offset)
{
	const char *hex = text_after(text, "0x");

	if (text_number(hex ? hex : text, 16, UINT64_MAX, ret_offset))
		return report("not a hexadecimal number: %s", text);
	return 0;
}

int command_from_kernel(char **args)
{
	struct rebuilt rebuilt;
	uint64_t offset;
	int err;

	if (args[0]) {
		if (!text_equal(args[0], "--offset") || !args[1] || args[2] ||
		    read_offset(args[1], &offset) < 0)
			return EXIT_USAGE;
	} else if (offset_running("", &room.running.reader, &room.running.syms.core, &offset)) {
		report("%s: give --offset", rebuild_error_text(-EOPNOTSUPP));
		return EXIT_UNKNOWN;
	}
	err = rebuild_running("", offset, STDOUT_FILENO, &room, &rebuilt);
	if (err) {
		report("%s", rebuild_error_text(err));
		return err == -EPERM ? EXIT_UNKNOWN : EXIT_NO;
	}
	return EXIT_YES;
}

static int write_kallsyms(struct kernel *kernel, void *context)
{
	struct map_symbol symbol;
	bool whole = false;
	int got;

	(void)context;
	if (kernel_kallsyms(kernel, &kallsyms) < 0)
		return -1;
	map_write_begin(&writer, STDOUT_FILENO, kallsyms.word * 2);
	while ((got = kallsyms_next(&kallsyms, &symbol)) > 0) {
		whole |= text_equal(symbol.name, "_end");
		map_write(&writer, &symbol);
	}
	if (got < 0)
		return report("%s: its kallsyms have a broken name", kernel->path);
	if (!whole)
		report("%s: it carries its text symbols only (no KALLSYMS_ALL)", kernel->path);
	return finish();
}

int command_from_vmlinuz(char **args)
{
	return kernel_with(args[0], write_kallsyms, NULL) ? EXIT_NO : EXIT_YES;
}

int command_from_vmlinux(char **args)
{
	struct symbols symbols;
	int result = symbols_read(args[0], &symbols);

	if (result < 0)
		return EXIT_NO;
	map_write_begin(&writer, STDOUT_FILENO, symbols.digits);
	for (size_t i = 0; i < symbols.count; i++)
		map_write(&writer, &symbols.symbol[i]);
	result = finish();
	symbols_free(&symbols);
	return result < 0 ? EXIT_NO : EXIT_YES;
}
