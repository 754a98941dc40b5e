// SPDX-License-Identifier: GPL-2.0
#include "helpers/verity/parameters.h"

#include <string.h>

#include "helpers/await/finder.h"
#include "lib/error.h"
#include "lib/text.h"

#define DATA_PARAM    "systemd.verity_root_data"
#define TREE_PARAM    "systemd.verity_root_hash"
#define OPTIONS_PARAM "systemd.verity_root_options"

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
	const char *text = parameter(OPTIONS_PARAM), *option, *why;
	char name[64];
	size_t len;

	if (!text)
		return 0;
	why = roothash_options(text, &p->options, &option, &len);
	if (!why)
		return 0;
	if (text_copy_n(name, sizeof(name), option, len < 40 ? len : 40))
		*name = '\0';
	return fail(OPTIONS_PARAM "=: option %s: %s", name, why);
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

/* A parameter that is ignored could be the one that protects the system. */
static int check_names(void)
{
	static const char *const known[] = {"roothash", DATA_PARAM, TREE_PARAM, OPTIONS_PARAM};

	for (char **at = parameters; *at && at[1]; at += 2) {
		size_t i = 0;

		while (i < 4 && !text_param_equal(*at, known[i], strlen(known[i]) + 1))
			i++;
		if (i == 4)
			return fail("%.64s= is not supported", *at);
	}
	return 0;
}

int parameters_read(char **pairs, struct verity_parameters *p)
{
	int err;

	parameters = pairs;
	err = check_names();
	if (err)
		return err;
	p->root_hash = parameter("roothash");
	if (!p->root_hash)
		return fail("systemd.verity_root_*= without roothash=");
	if (!roothash_is_valid(p->root_hash))
		return report(REPORT_CAUSE, "roothash=%.64s: expected 32 to 128 hexadecimal digits",
			      p->root_hash);
	err = read_options(p);
	if (!err)
		err = read_device(p, VERITY_DATA, DATA_PARAM);
	return err ? err : read_device(p, VERITY_TREE, TREE_PARAM);
}
