// SPDX-License-Identifier: GPL-2.0
/* The partition for /usr next to a root by root=gpt-auto: versions, and which one is chosen. */
#include "helpers/mounts/gptusr.h"

#include <string.h>

#include "host-tests/standin/roottype.h"
#include "host-tests/tap.h"

#define NO_AUTO   (UINT64_C(1) << 63)
#define READ_ONLY (UINT64_C(1) << 60)

static int sign(int n)
{
	return (n > 0) - (n < 0);
}

/* In ascending order. */
static void check_versions(void)
{
	static const char *const versions[] = {
		"~",     "",       "a~1", "a",   "aa",  "b~.x", "b",   "0",
		"1~rc1", "1",      "1-1", "1^1", "1.1", "1.1a", "1.9", "1.10~rc1",
		"1.10",  "1.10.1", "1a",  "2",   "10",  "100",
	};
	const unsigned count = sizeof(versions) / sizeof(versions[0]);

	for (unsigned i = 0; i < count; i++)
		for (unsigned k = 0; k < count; k++)
			if (sign(gptusr_compare(versions[i], versions[k])) != (i > k) - (i < k))
				tap_ok(false, "'%s' and '%s'", versions[i], versions[k]);
	tap_num(gptusr_compare("1.02", "1.2"), 0, "leading zeros");
	tap_num(gptusr_compare("usr_1/2", "usr 1+2"), 0, "other characters only separate");
	tap_num(gptusr_compare("~~", "~~"), 0, "separators only");
	tap_num(sign(gptusr_compare("usr_1.9", "usr_1.10")), -1, "numbers in labels");
	tap_num(sign(gptusr_compare("99999999999999999999998", "99999999999999999999999")), -1,
		"numbers of any length");
}

/* Up to four partitions: which one is chosen. */
static void check_partitions(void)
{
	static const struct {
		const char *what;
		unsigned number; /* 0: none */
		struct {
			const char *type, *label;
			uint64_t flags;
		} rows[4];
	} tables[] = {
		{"none", 0, {{TYPE, "usr", 0}}},
		{"one", 2, {{TYPE, "", 0}, {USR, "", 0}}},
		{"the first of equals", 2, {{TYPE, "", 0}, {USR, "a", 0}, {USR, "a", 0}}},
		{"the highest version",
		 3,
		 {{USR, "1.9", 0}, {USR, "", 0}, {USR, "1.10", 0}, {USR, "1.8", 0}}},
		{"no-auto", 1, {{USR, "1", READ_ONLY}, {USR, "2", NO_AUTO}}},
		{"only no-auto", 0, {{USR, "2", NO_AUTO | READ_ONLY}}},
		{"the type of a partition table of MS-DOS", 0, {{"83", "", 0}}},
	};

	for (unsigned i = 0; i < sizeof(tables) / sizeof(tables[0]); i++) {
		struct gptusr usr = {0};

		for (unsigned k = 0; k < 4 && tables[i].rows[k].type; k++) {
			struct partition partition = {.number = k + 1,
						      .flags = tables[i].rows[k].flags};

			strcpy(partition.type, tables[i].rows[k].type);
			strcpy(partition.label, tables[i].rows[k].label);
			tap_num(gptusr_take(&usr, &partition), 0, "%s: all are read",
				tables[i].what);
		}
		tap_num(usr.best.number, tables[i].number, "%s", tables[i].what);
	}
}

int main(void)
{
	check_versions();
	check_partitions();
	return tap_done();
}
