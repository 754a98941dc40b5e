// SPDX-License-Identifier: GPL-2.0
#include "tools/mkinitrd/modules/modset.h"

#include <libkmod.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tools/mkinitrd/base/report.h"
#include "tools/mkinitrd/base/stage.h"
#include "tools/mkinitrd/modules/modprobe_d.h"

static void log_to_details(void *data, int priority, const char *file, int line, const char *fn,
			   const char *format, va_list args)
{
	char text[256];

	(void)data, (void)priority, (void)file, (void)line, (void)fn;
	vsnprintf(text, sizeof(text), format, args);
	text[strcspn(text, "\n")] = '\0';
	report_detail("libkmod: %s", text);
}

static struct kmod_ctx *new_kmod(const struct modules *m)
{
	static const char *const none[] = {NULL};
	struct list dirs = {0};
	struct kmod_ctx *kmod;

	modprobe_d_dirs(m->system, &dirs);
	/* an empty list would make libkmod read this machine's */
	kmod = kmod_new(m->tree.indexed, dirs.count ? (const char *const *)dirs.item : none);
	list_free(&dirs);
	return kmod;
}

/* Older versions of depmod do not write it. */
static int read_weak(struct modules *m)
{
	char *path = alloc_text("%s/modules.weakdep", m->tree.indexed);
	int result = access(path, F_OK) == 0 ? content_read(path, &m->weak) : 0;

	free(path);
	return result;
}

int modset_open(struct modules *m, const struct root *root, const struct root *system,
		const char *release, const struct kconfig *kernel)
{
	*m = (struct modules){.root = root, .system = system, .release = release, .kernel = kernel};
	if (modtree_find(root, release, kernel, &m->tree) < 0 || read_weak(m) < 0)
		return -1;
	m->unpacked = stage_modules("unpacked", release);
	if (!m->unpacked)
		return -1;
	m->kmod = new_kmod(m);
	if (!m->kmod)
		return report_error("%s: libkmod cannot read it", m->tree.indexed);
	kmod_set_log_fn(m->kmod, log_to_details, NULL);
	if (kmod_load_resources(m->kmod) < 0)
		return report_error("%s: its index files are damaged; run: depmod %s",
				    m->tree.indexed, release);
	return 0;
}

void modset_close(struct modules *m)
{
	if (m->kmod)
		kmod_unref(m->kmod);
	modtree_free(&m->tree);
	content_free(&m->weak);
	free(m->unpacked);
	list_free(&m->requested);
	list_free(&m->chosen);
	list_free(&m->files);
	set_free(&m->seen);
	set_free(&m->whole);
	set_free(&m->broken);
}

bool modset_is_built_in(struct kmod_module *module)
{
	/* all other states are those of the running kernel */
	return kmod_module_get_initstate(module) == KMOD_MODULE_BUILTIN;
}

/* libkmod's path is the index's directory and the file. */
const char *modset_file(const struct modules *m, struct kmod_module *module)
{
	const char *path = kmod_module_get_path(module);
	size_t len = strlen(m->tree.indexed);
	char clean[PATH_MAX];

	if (!path || strncmp(path, m->tree.indexed, len) != 0 || path[len] != '/')
		return NULL;
	/* an index may contain ".." */
	if (path_clean(path + len, clean) < 0 || strcmp(clean, path + len) != 0)
		return NULL;
	return path + len + 1;
}
