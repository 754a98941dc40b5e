// SPDX-License-Identifier: GPL-2.0
#include "sysmap/running/rebuild.h"

#include <errno.h>

#include "lib/error.h"
#include "lib/sys.h"
#include "lib/text.h"

bool percpu_restore(bool *in_kernel, struct map_symbol *symbol)
{
	*in_kernel |= symbol->type != 'A';
	if (!*in_kernel)
		symbol->type = 'd';
	return !*in_kernel;
}

static int copy_rows(struct rebuild_workspace *workspace, uint64_t offset, int fd,
		     struct rebuilt *rebuilt)
{
	bool in_kernel = false;
	struct map_symbol symbol;
	struct symhasher symhasher;
	int got;

	symhasher_begin(&symhasher);
	map_write_begin(&workspace->writer, fd, workspace->running.digits);
	while ((got = running_next(&workspace->running, &symbol)) > 0 && !workspace->writer.error) {
		/* per-cpu variables are not moved by KASLR; everything after them is */
		if (!percpu_restore(&in_kernel, &symbol))
			symbol.address -= offset;
		symhasher_add(&symhasher, &symbol);
		map_write(&workspace->writer, &symbol);
	}
	if (workspace->writer.error)
		return workspace->writer.error;
	if (got || symhasher_end(&symhasher, &rebuilt->symhash))
		return -EINVAL;
	return rebuilt->symhash.has_end ? map_write_end(&workspace->writer) : -ENODATA;
}

int rebuild_running(const char *machine, uint64_t offset, int fd,
		    struct rebuild_workspace *workspace, struct rebuilt *ret_rebuilt)
{
	struct rebuilt rebuilt = {0};
	int err = running_open(machine, &workspace->running);

	if (err)
		return err;
	err = copy_rows(workspace, offset, fd, &rebuilt);
	running_close(&workspace->running);
	if (err)
		return err;
	rebuilt.size = workspace->writer.digest.size;
	*ret_rebuilt = rebuilt;
	return 0;
}

static const struct {
	int error;
	const char *text;
} error_texts[] = {
	{-ENOENT, "the kernel has no /proc/kallsyms"},
	{-EPERM, "the kernel hides its addresses"},
	{-ENODATA, "the kernel knows its text symbols only (no KALLSYMS_ALL)"},
	{-EINVAL, "cannot parse /proc/kallsyms"},
	{-EOPNOTSUPP, "the KASLR offset is unknown"},
};

const char *rebuild_error_text(int err)
{
	for (size_t i = 0; i < sizeof(error_texts) / sizeof(error_texts[0]); i++)
		if (error_texts[i].error == err)
			return error_texts[i].text;
	return error_text(err);
}
