// SPDX-License-Identifier: GPL-2.0
#include "host-tests/tap.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int tests, failures;

static void say(bool ok, const char *format, va_list args)
{
	tests++;
	failures += !ok;
	printf("%sok %d - ", ok ? "" : "not ", tests);
	vprintf(format, args);
	putchar('\n');
	fflush(stdout); /* if the test crashes, the output shows how far it got */
}

void tap_ok(bool ok, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	say(ok, format, args);
	va_end(args);
}

static void show(const char *what, const char *text)
{
	if (text)
		printf("#  %s: \"%s\"\n", what, text);
	else
		printf("#  %s: NULL\n", what);
}

void tap_str(const char *got, const char *want, const char *format, ...)
{
	bool ok = got && want ? strcmp(got, want) == 0 : got == want;
	va_list args;

	va_start(args, format);
	say(ok, format, args);
	va_end(args);
	if (!ok) {
		show(" got", got);
		show("want", want);
	}
}

void tap_num(long long got, long long want, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	say(got == want, format, args);
	va_end(args);
	if (got != want)
		printf("#   got: %lld\n#  want: %lld\n", got, want);
}

int tap_done(void)
{
	printf("1..%d\n", tests);
	return failures || !tests;
}

const char *tap_path(const char *name)
{
	static char paths[8][1024];
	static unsigned next;
	const char *dir = getenv("TAP_DIR");
	char *path = paths[next++ % 8];

	if ((size_t)snprintf(path, sizeof(paths[0]), "%s/%s", dir ? dir : "build", name) >=
	    sizeof(paths[0]))
		abort();
	return path;
}
