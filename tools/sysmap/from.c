// SPDX-License-Identifier: GPL-2.0
/* sysmap from-kernel, from-vmlinuz, from-vmlinux: a map to standard output. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/text.h"
#include "sysmap/running/offset.h"
#include "sysmap/running/rebuild.h"
#include "sysmap/writer.h"
#include "tools/kernel/fault.h"
#include "tools/kernel/kernel.h"
#include "tools/kernel/segments.h"
#include "tools/sysmap/args.h"
#include "tools/sysmap/commands.h"
#include "tools/sysmap/message.h"
#include "tools/sysmap/symbols.h"

static struct map_writer writer;
static struct rebuild_workspace workspace;
static struct kallsyms kallsyms;

static int finish(void)
{
	int err = map_write_end(&writer);

	return err ? message_errno("standard output", err) : 0;
}

static bool is_end(const struct map_symbol *symbol)
{
	return text_equal(symbol->name, "_end");
}

static const char text_only[] =
	"the kernel has text symbols only (no KALLSYMS_ALL); use --text to write a map of these";

/* Refuses a map that would be incomplete before the first row is written. */
static int check_symbols(bool text)
{
	uint64_t end;
	int known = kallsyms_search("", &workspace.running.reader, is_end, &end);

	if (known < 0)
		return message("%s", rebuild_error_text(known));
	return known || text ? 0 : message(text_only);
}

int command_from_kernel(char **args)
{
	bool text = args_take_text(&args);
	struct rebuilt rebuilt;
	uint64_t offset;
	int err;

	if (args[0] && (!text_equal(args[0], "--offset") || !args[1] || args[2] ||
			args_read_offset(args[1], &offset) < 0))
		return EXIT_USAGE;
	if (check_symbols(text) < 0)
		return EXIT_NO;
	if (!args[0] &&
	    offset_running("", &workspace.running.reader, &workspace.running.syms.core, &offset)) {
		message("%s; use --offset", rebuild_error_text(-EOPNOTSUPP));
		return EXIT_UNKNOWN;
	}
	err = rebuild_running("", offset, STDOUT_FILENO, &workspace, &rebuilt);
	if (err == -ENODATA && text)
		err = map_write_end(&workspace.writer);
	if (err) {
		message("%s", rebuild_error_text(err));
		return err == -EPERM ? EXIT_UNKNOWN : EXIT_NO;
	}
	return EXIT_YES;
}

static bool kernel_has_end(void)
{
	struct kallsyms all = kallsyms;
	struct map_symbol symbol;

	while (kallsyms_next(&all, &symbol) > 0)
		if (is_end(&symbol))
			return true;
	return false;
}

static int write_kallsyms(struct kernel *kernel, void *context)
{
	const bool *text = context;
	struct map_symbol symbol;
	bool in_kernel = false;
	int got;

	if (segments_kallsyms(kernel, &kallsyms) < 0)
		return -1;
	if (!*text && !kernel_has_end())
		return fault("%s: %s", kernel->path, text_only);
	map_write_begin(&writer, STDOUT_FILENO, kallsyms.word * 2);
	while ((got = kallsyms_next(&kallsyms, &symbol)) > 0) {
		percpu_restore(&in_kernel, &symbol);
		map_write(&writer, &symbol);
	}
	if (got < 0)
		return fault("%s: damaged: invalid symbol name in kallsyms", kernel->path);
	got = map_write_end(&writer);
	return got ? fault_errno("standard output", got) : 0;
}

int command_from_vmlinuz(char **args)
{
	bool text = args_take_text(&args);

	if (!args[0] || args[1])
		return EXIT_USAGE;
	if (kernel_with(args[0], write_kallsyms, &text) == 0)
		return EXIT_YES;
	message_fault();
	return EXIT_NO;
}

int command_from_vmlinux(char **args)
{
	const char *release = NULL;
	struct symbols symbols;
	int result;

	if (text_equal(args[0], "--mksysmap") && args[1]) {
		release = args[1];
		args += 2;
	}
	if (!args[0] || args[1])
		return EXIT_USAGE;
	result = symbols_read(args[0], release, &symbols);
	if (result < 0)
		return EXIT_NO;
	map_write_begin(&writer, STDOUT_FILENO, symbols.digits);
	for (size_t i = 0; i < symbols.count; i++)
		map_write(&writer, &symbols.symbol[i]);
	result = finish();
	symbols_free(&symbols);
	return result < 0 ? EXIT_NO : EXIT_YES;
}
