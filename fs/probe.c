// SPDX-License-Identifier: GPL-2.0
#include "fs/probe.h"

#include <errno.h>
#include <string.h>

#include "lib/sys.h"

/*
 * The order matters where two can be on one device: what was made later over the remains of
 * another, or what holds another, comes first.
 */
static const struct {
	probe_fn *probe;
	bool container;
} formats[] = {
	{.probe = probe_ext},
};

int probe_device(int fd, uint64_t size, struct fs_id *ret_id)
{
	static unsigned char window[PROBE_WINDOW];
	struct probe p = {.fd = fd, .size = size, .window = window};

	for (unsigned i = 0; i < sizeof(formats) / sizeof(formats[0]); i++) {
		memset(ret_id, 0, sizeof(*ret_id));
		if (formats[i].probe(&p, ret_id) == 0) {
			ret_id->container = formats[i].container;
			return 0;
		}
	}
	return p.error ? p.error : 1;
}

/*
 * Windows begin at whole multiples of their size where what is wanted allows it, so that formats
 * that are close together share one read.
 */
static void read_window(struct probe *p, uint64_t offset, uint32_t len)
{
	uint64_t at = offset - offset % PROBE_WINDOW;
	ssize_t got;

	if (offset - at + len > PROBE_WINDOW)
		at = offset;
	p->window_at = at;
	p->window_len = 0;
	got = sys_pread(p->fd, p->window, PROBE_WINDOW, at);
	if (got >= 0)
		p->window_len = got;
	else if (!p->error)
		p->error = got;
}

static bool in_window(const struct probe *p, uint64_t offset, uint32_t len)
{
	return offset >= p->window_at && offset - p->window_at <= p->window_len &&
	       len <= p->window_len - (offset - p->window_at);
}

struct bytes probe_bytes(struct probe *p, uint64_t offset, uint32_t len)
{
	if (len > PROBE_WINDOW || len > p->size || offset > p->size - len)
		return bytes_of(NULL, 0);
	if (!in_window(p, offset, len))
		read_window(p, offset, len);
	if (!in_window(p, offset, len))
		return bytes_of(NULL, 0);
	return bytes_of(p->window + (offset - p->window_at), len);
}

void fs_id_set_uuid(struct fs_id *id, const unsigned char *raw)
{
	static const char digits[] = "0123456789abcdef";
	char *to = id->uuid;
	unsigned any = 0;

	for (int i = 0; i < 16; i++) {
		any |= raw[i];
		if (i == 4 || i == 6 || i == 8 || i == 10)
			*to++ = '-';
		*to++ = digits[raw[i] >> 4];
		*to++ = digits[raw[i] & 15];
	}
	*to = '\0';
	if (!any)
		id->uuid[0] = '\0';
}

static bool is_space(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

void fs_id_set_label(struct fs_id *id, const unsigned char *raw, uint32_t len)
{
	char *end = memccpy(id->label, raw, '\0', len);

	end = end ? end - 1 : id->label + len;
	while (end > id->label && is_space(end[-1]))
		end--;
	*end = '\0';
}
