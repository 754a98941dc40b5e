// SPDX-License-Identifier: GPL-2.0
#include "sysmap/rebuild.h"

#include <errno.h>

#include "lib/error.h"
#include "lib/sys.h"
#include "lib/text.h"

/*
 * Absolute symbols in front of the kernel are x86's per-cpu variables, as offsets: they lie where
 * they were linked (KALLSYMS_ABSOLUTE_PERCPU, up to 6.14). All that follows was moved.
 */
struct mover {
	uint64_t offset;
	bool in_kernel;
};

static void move_back(struct mover *mover, struct map_symbol *symbol)
{
	mover->in_kernel |= symbol->type != 'A';
	if (mover->in_kernel)
		symbol->address -= mover->offset;
}

static int copy_rows(struct rebuild_room *room, uint64_t offset, int fd, struct rebuilt *rebuilt)
{
	struct mover mover = {.offset = offset};
	struct map_symbol symbol;
	struct prover prover;
	int got;

	prover_begin(&prover);
	map_write_begin(&room->writer, fd, room->running.digits);
	while ((got = running_next(&room->running, &symbol)) > 0 && !room->writer.error) {
		move_back(&mover, &symbol);
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
