// SPDX-License-Identifier: GPL-2.0
#include "lib/format.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

struct output {
	char *to;
	size_t size, len;
	va_list args;
};

struct conversion {
	char pad;
	bool wide; /* the argument has 64 bits, not 32 */
	size_t width, precision;
};

static void put(struct output *out, char c)
{
	if (out->len + 1 < out->size)
		out->to[out->len] = c;
	out->len++;
}

static void put_text(struct output *out, const struct conversion *c, const char *text, size_t len)
{
	for (size_t i = len; i < c->width; i++)
		put(out, c->pad);
	while (len--)
		put(out, *text++);
}

static void put_number(struct output *out, struct conversion *c, char kind)
{
	uint64_t value = c->wide ? va_arg(out->args, uint64_t) : va_arg(out->args, uint32_t);
	const char *digits = kind == 'X' ? "0123456789ABCDEF" : "0123456789abcdef";
	unsigned base = kind == 'd' || kind == 'u' ? 10 : 16;
	char text[20], *at = text + sizeof(text);
	bool negative = kind == 'd' && (c->wide ? (int64_t)value : (int32_t)value) < 0;

	if (negative)
		value = c->wide ? -value : -(uint32_t)value;
	do
		*--at = digits[value % base];
	while (value /= base);
	if (negative && c->pad == '0') {
		put(out, '-');
		c->width -= c->width > 0;
	} else if (negative) {
		*--at = '-';
	}
	put_text(out, c, at, text + sizeof(text) - at);
}

/* Digits or "*". */
static size_t read_size(struct output *out, const char **format)
{
	size_t size = 0;

	if (**format == '*') {
		int given = va_arg(out->args, int);

		++*format;
		return given > 0 ? given : 0;
	}
	while (**format >= '0' && **format <= '9')
		size = 10 * size + *(*format)++ - '0';
	return size;
}

/* `format` is after the '%'; returns its last character. */
static const char *convert(struct output *out, const char *format)
{
	struct conversion c = {.pad = *format == '0' ? '0' : ' ', .precision = SIZE_MAX};
	const char *text;

	c.width = read_size(out, &format);
	if (*format == '.') {
		format++;
		c.precision = read_size(out, &format);
	}
	for (; *format == 'l' || *format == 'z'; format++)
		c.wide = c.wide || sizeof(long) == sizeof(uint64_t) || format[1] == 'l';
	switch (*format) {
	case '%':
		put(out, '%');
		break;
	case 's':
		text = va_arg(out->args, const char *);
		text = text ? text : "(null)"; /* a message is no reason to crash */
		put_text(out, &c, text, strnlen(text, c.precision));
		break;
	default:
		put_number(out, &c, *format);
	}
	return format;
}

size_t format_args(char *to, size_t size, const char *format, va_list args)
{
	struct output out = {.to = to, .size = size};

	va_copy(out.args, args);
	for (; *format; format++)
		if (*format == '%')
			format = convert(&out, format + 1);
		else
			put(&out, *format);
	va_end(out.args);
	to[out.len < size ? out.len : size - 1] = '\0';
	return out.len;
}

size_t format_text(char *to, size_t size, const char *format, ...)
{
	va_list args;
	size_t len;

	va_start(args, format);
	len = format_args(to, size, format, args);
	va_end(args);
	return len;
}
