// SPDX-License-Identifier: GPL-2.0
#include "init/base/out.h"

#include <stddef.h>
#include <sys/types.h>

#include "lib/format.h"
#include "lib/sys.h"
#include "lib/text.h"

/* The file that is being written, in blocks; keeps the first error. */
static struct {
	int fd, error;
	char last; /* last character written: decides whether a comma is needed */
	size_t len;
	char buf[2048];
} out;

static void flush(void)
{
	for (size_t at = 0; !out.error && at < out.len;) {
		ssize_t wrote = sys_write(out.fd, out.buf + at, out.len - at);

		if (wrote <= 0)
			out.error = wrote < 0 ? wrote : -1;
		else
			at += wrote;
	}
	out.len = 0;
}

void out_char(char c)
{
	if (out.len == sizeof(out.buf))
		flush();
	out.buf[out.len++] = c;
	out.last = c;
}

void out_text(const char *text)
{
	while (*text)
		out_char(*text++);
}

/* Labels come from disks: an invalid byte becomes U+FFFD. */
void json_string(const char *text)
{
	static const char hex[] = "0123456789abcdef";

	out_char('"');
	while (*text) {
		size_t len = text_character(text);
		unsigned char c = *text;

		if (!len) {
			out_text("\\ufffd");
			text++;
			continue;
		}
		if (c < ' ') {
			out_text("\\u00");
			out_char(hex[c >> 4]);
			c = hex[c & 15];
		} else if (c == '"' || c == '\\') {
			out_char('\\');
		}
		out_char(c);
		while (text++, --len)
			out_char(*text);
	}
	out_char('"');
}

static void put_number(long long value)
{
	char text[24];

	format_text(text, sizeof(text), "%lld", value);
	out_text(text);
}

void json_separate(void)
{
	if (out.last != '{' && out.last != '[')
		out_char(',');
}

void json_text(const char *name, const char *value)
{
	if (!value || !*value)
		return;
	json_separate();
	json_string(name);
	out_char(':');
	json_string(value);
}

void json_number(const char *name, long long value)
{
	json_separate();
	json_string(name);
	out_char(':');
	put_number(value);
}

void json_list(const char *name)
{
	json_separate();
	json_string(name);
	out_text(":[");
}

void json_item(void)
{
	json_separate();
	out_text("\n{");
}

void out_begin(int fd)
{
	out.fd = fd;
	out.error = 0;
}

int out_end(void)
{
	flush();
	return out.error;
}
