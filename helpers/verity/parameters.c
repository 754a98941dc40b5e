// SPDX-License-Identifier: GPL-2.0
#include "helpers/verity/parameters.h"

#include <string.h>

#include "helpers/await/finder.h"
#include "lib/error.h"
#include "lib/text.h"

enum { HASH, DATA, TREE, OPTIONS, NAMES };
static const char *const sets[][NAMES] = {
	{"roothash", "systemd.verity_root_data", "systemd.verity_root_hash",
	 "systemd.verity_root_options"},
	{"usrhash", "systemd.verity_usr_data", "systemd.verity_usr_hash",
	 "systemd.verity_usr_options"},
};
static const char *const *known = sets[0];

const char *verity_name = "root";

static char **parameters; /* names and values in turn, then NULL */

/* The first value of a parameter, which /init read last; NULL: none. '-' equals '_', as in the kernel. */
static const char *parameter(const char *name)
{
	for (char **at = parameters; *at && at[1]; at += 2)
		if (text_param_equal(*at, name, strlen(name) + 1))
			return at[1];
	return NULL;
}

static int read_options(struct verity_parameters *p)
{
	const char *text = parameter(known[OPTIONS]), *option, *why;
	char name[64];
	size_t len;

	if (!text)
		return 0;
	why = roothash_options(text, &p->options, &option, &len);
	if (!why)
		return 0;
	if (text_copy_n(name, sizeof(name), option, len < 40 ? len : 40))
		*name = '\0';
	return fail("%s=: option %s: %s", known[OPTIONS], name, why);
}

static int read_device(struct verity_parameters *p, enum verity_role i, const char *param)
{
	static const char form[] = "PARTUUID=";
	static char partuuid[2][sizeof(form) + UUID_SIZE];
	char uuids[2][UUID_SIZE];
	int err;

	p->names[i] = parameter(param);
	if (!p->names[i]) {
		roothash_partitions(p->root_hash, uuids[VERITY_DATA], uuids[VERITY_TREE]);
		text_format(partuuid[i], sizeof(partuuid[i]), "%s%s", form, uuids[i]);
		p->names[i] = partuuid[i];
	}
	err = finder_parse(p->names[i], &p->specs[i]);
	if (err)
		return fail("cannot use %s=%.100s: %s", param, p->names[i], error_text(err));
	return 0;
}

static bool is_of_usr(const char *name)
{
	static const char prefix[] = "systemd.verity_usr_";

	return text_param_equal(name, prefix, sizeof(prefix) - 1) ||
	       text_equal(name, sets[1][HASH]);
}

/* A parameter that is ignored could be the one that protects the system. */
static int check_names(void)
{
	for (char **at = parameters; *at && at[1]; at += 2) {
		size_t i = 0;

		while (i < NAMES && !text_param_equal(*at, known[i], strlen(known[i]) + 1))
			i++;
		if (i == NAMES)
			return fail("%.64s= is not supported", *at);
	}
	return 0;
}

int parameters_read(char **pairs, struct verity_parameters *p)
{
	int err;

	parameters = pairs;
	if (*pairs && is_of_usr(*pairs)) { /* then all are */
		known = sets[1];
		verity_name = "usr";
	}
	err = check_names();
	if (err)
		return err;
	p->root_hash = parameter(known[HASH]);
	if (!p->root_hash)
		return fail("systemd.verity_%s_*= without %s=", verity_name, known[HASH]);
	if (!roothash_is_valid(p->root_hash))
		return report(REPORT_CAUSE, "%s=%.64s: expected 32 to 128 hexadecimal digits",
			      known[HASH], p->root_hash);
	err = read_options(p);
	if (!err)
		err = read_device(p, VERITY_DATA, known[DATA]);
	return err ? err : read_device(p, VERITY_TREE, known[TREE]);
}
