// SPDX-License-Identifier: GPL-2.0
#include "fs/window.h"

#include "lib/sys.h"

struct medium medium_of(int fd, uint64_t size)
{
	static struct window front, other;

	front.len = 0;
	other.len = 0;
	return (struct medium){.fd = fd, .size = size, .front = &front, .other = &other};
}

/* Align windows to their size if the range allows it, so that neighbouring formats share a read. */
static void move(struct medium *d, struct window *w, uint64_t offset, uint32_t len)
{
	ssize_t got;

	w->at = offset - offset % WINDOW_SIZE;
	if (offset - w->at + len > WINDOW_SIZE)
		w->at = offset;
	got = sys_pread(d->fd, w->bytes, WINDOW_SIZE, w->at);
	w->len = got > 0 ? got : 0;
	if (got < 0 && !d->error)
		d->error = got;
}

static bool holds(const struct window *w, uint64_t offset, uint32_t len)
{
	return offset >= w->at && offset - w->at <= w->len && len <= w->len - (offset - w->at);
}

struct bytes medium_bytes(struct medium *d, uint64_t offset, uint32_t len)
{
	struct window *w = offset < WINDOW_SIZE && len <= WINDOW_SIZE - offset ? d->front
									       : d->other;

	if (len > WINDOW_SIZE || len > d->size || offset > d->size - len)
		return bytes_of(NULL, 0);
	if (!holds(w, offset, len))
		move(d, w, offset, len);
	if (!holds(w, offset, len))
		return bytes_of(NULL, 0);
	return bytes_of(w->bytes + (offset - w->at), len);
}
