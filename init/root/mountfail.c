// SPDX-License-Identifier: GPL-2.0
#include "init/root/mountfail.h"

#include <errno.h>

#include "drivers-load/cause.h"
#include "init/boot/boot.h"
#include "lib/text.h"

/* The last type of a list: of ext3,ext4 the one whose module serves both. */
static size_t last_type(const char *types, const char **ret_type)
{
	size_t len = 0;

	while (types)
		len = text_item(&types, ret_type);
	return len;
}

/* Why a type is not registered. */
static const char *module_fate(struct loader *l, const char *alias)
{
	const struct index_hits *hits = loader_serving(l, alias);
	const struct module *m;

	if (!hits->count)
		return "not in the image; add it with mkinitrd --modules";
	m = graph_find(&l->graph, hits->at[0].value);
	if (m && m->state == MODULE_FAILED)
		return module_cause(m);
	return m && m->state == MODULE_LIVE ? "loaded, but does not provide the type"
					    : "not loaded in time";
}

/* mount(2) returned -ENODEV: unknown type. */
static int fail_unknown(struct boot *b, const char *path, const char *types)
{
	const char *type = types;
	int len = (int)last_type(types, &type);
	char alias[80];

	if (text_format(alias, sizeof(alias), "fs-%.*s", len, type) < 0)
		alias[0] = '\0';
	return boot_fail(b, -ENODEV, "cannot mount %s as %s: module %.*s: %s", path, types, len,
			 type, module_fate(&b->loader, alias));
}

int mountfail(struct boot *b, int err, const char *path, const char *types)
{
	const struct device *d = b->root;

	if (err == -ENODEV)
		return fail_unknown(b, path, types);
	if (!candidate_now(&b->candidates)->types && d->state == DEVICE_KNOWN && !d->id.type)
		return boot_fail(b, err, "cannot mount %s: no known file system on it", path);
	return boot_fail_error(b, err, "cannot mount %s as %s", path, types);
}
