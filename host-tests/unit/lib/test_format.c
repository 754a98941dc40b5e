// SPDX-License-Identifier: GPL-2.0
/* The C library's snprintf() gives the expected results. */
#include "lib/format.h"

#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "host-tests/tap.h"

enum { SIZE = 48 };

static char ours[SIZE], theirs[SIZE];
static int len;

#define FORMAT(size, ...)                                    \
	(memset(ours, '#', SIZE), memset(theirs, '#', SIZE), \
	 len = snprintf(theirs, size, __VA_ARGS__),          \
	 (int)format_text(ours, size, __VA_ARGS__) == len && memcmp(ours, theirs, SIZE) == 0)

static void check(bool equal, const char *format)
{
	if (!equal)
		printf("# %s\n", ours);
	tap_ok(equal, "%s: %s", format, theirs);
}

#define CHECK(...) check(FORMAT(SIZE, __VA_ARGS__), #__VA_ARGS__)

static void check_numbers(void)
{
	static const int32_t values[] = {0, 1, -1, 9, 10, -10, 123456, INT32_MAX, INT32_MIN};
	static const int64_t wide[] = {0,         -1,         INT64_C(10000000000), INT64_MAX,
				       INT64_MIN, UINT32_MAX, INT64_C(-4294967296)};

	for (size_t i = 0; i < sizeof(values) / sizeof(values[0]); i++) {
		CHECK("%d", values[i]);
		CHECK("%u", (unsigned)values[i]);
		CHECK("%x", (unsigned)values[i]);
		CHECK("%5d|%5u", values[i], (unsigned)values[i]);
		CHECK("%03d|%06u", values[i], (unsigned)values[i]);
		CHECK("%04X|%08x", (unsigned)values[i], (unsigned)values[i]);
		CHECK("%ld|%lu", (long)values[i], (unsigned long)(uint32_t)values[i]);
		CHECK("%zu", (size_t)(uint32_t)values[i]);
	}
	for (size_t i = 0; i < sizeof(wide) / sizeof(wide[0]); i++) {
		CHECK("%lld", (long long)wide[i]);
		CHECK("%llu|%016llx", (unsigned long long)wide[i], (unsigned long long)wide[i]);
	}
	CHECK("%d%lld%d", 1, 2LL, 3);
	CHECK("%02x:%02x", 0xfedcba98U, 0);
}

static void check_texts(void)
{
	static const char open_end[4] = {'a', 'b', 'c', 'd'};
	static const char *const volatile nothing; /* the compiler must not know it */

	CHECK("plain");
	CHECK("100%%");
	CHECK("%s", "");
	CHECK("<%s%s>", "a", "b%d");
	CHECK("%.2s|%.9s|%.0s", "abc", "abc", "abc");
	CHECK("%.*s|%.*s", 4, open_end, 0, open_end);
	CHECK("%5s|%2s", "abc", "abc");
	CHECK("%s", nothing);
}

static void check_sizes(void)
{
	for (size_t size = 1; size < 12; size++) {
		char name[32];

		snprintf(name, sizeof(name), "a buffer of %zu", size);
		check(FORMAT(size, "%s:%d", "abc", -1234), name);
	}
}

int main(void)
{
	check_numbers();
	check_texts();
	check_sizes();
	return tap_done();
}
