// SPDX-License-Identifier: GPL-2.0
#include "sysmap/rebuild.h"

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

static int copy_rows(struct rebuild_room *room, uint64_t offset, int fd, struct rebuilt *rebuilt)
{
	bool in_kernel = false;
	struct map_symbol symbol;
	struct prover prover;
	int got;

	prover_begin(&prover);
	map_write_begin(&room->writer, fd, room->running.digits);
	while ((got = running_next(&room->running, &symbol)) > 0 && !room->writer.error) {
		/* per-cpu variables are not moved by KASLR; everything after them is */
		if (!percpu_restore(&in_kernel, &symbol))
			symbol.address -= offset;
		prover_add(&prover, &symbol);
		map_write(&room->writer, &symbol);
	}
	if (room->writer.error)
		return room->writer.error;
	if (got || prover_end(&prover, &rebuilt->proof))
		return -EINVAL;
	return rebuilt->proof.has_end ? map_write_end(&room->writer) : -ENODATA;
}

int rebuild_running(const char *machine, uint64_t offset, int fd, struct rebuild_room *room,
		    struct rebuilt *ret_rebuilt)
{
	struct rebuilt rebuilt = {0};
	int err = running_open(machine, &room->running);

	if (err)
		return err;
	err = copy_rows(room, offset, fd, &rebuilt);
	running_close(&room->running);
	if (err)
		return err;
	rebuilt.size = room->writer.digest.size;
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
	{-EINVAL, "/proc/kallsyms is not understood"},
	{-EOPNOTSUPP, "nothing tells how far KASLR has moved the kernel"},
};

const char *rebuild_error_text(int err)
{
	for (size_t i = 0; i < sizeof(error_texts) / sizeof(error_texts[0]); i++)
		if (error_texts[i].error == err)
			return error_texts[i].text;
	return error_text(err);
}
