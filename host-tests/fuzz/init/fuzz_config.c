// SPDX-License-Identifier: GPL-2.0
/*
 * /etc/gangway.conf, NUL, command line. Property: strings in the settings point into the two texts;
 * the number of root candidates is limited.
 */
#include <stdlib.h>
#include <string.h>

#include "host-tests/fuzz/files.h"
#include "host-tests/fuzz/fuzz.h"
#include "init/boot/boot.h"
#include "init/config/sources.h"

static const char *const file_ends[FILES] = {"/gangway.conf", "/cmdline"};

static struct boot b;

static void check(const char *string)
{
	const struct config *c = &b.config;

	if (string && !(string >= c->file && string < c->file + sizeof(c->file)) &&
	    !(string >= c->line && string < c->line + sizeof(c->line)))
		abort();
}

static void check_lists(const struct config_lists *lists)
{
	if (lists->count > CONFIG_LISTS)
		abort();
	for (unsigned i = 0; i < lists->count; i++)
		check(lists->list[i]);
}

static void check_all(const struct config *c)
{
	check(c->root);
	check(c->rootfstype);
	check(c->rootflags);
	check(c->init);
	check(c->resume);
	check_lists(&c->modules);
	check_lists(&c->blacklist);
	check_lists(&c->fallback);
	for (unsigned i = 0; i < c->option_count; i++) {
		check(c->options[i].name);
		check(c->options[i].value);
	}
	if (b.candidates.count > CANDIDATES)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct config *c = &b.config;

	files_open(data, size);
	if (sources_read(c))
		return 0;
	(void)candidates_open(&b.candidates, c);
	check_all(c);
	return 0;
}
