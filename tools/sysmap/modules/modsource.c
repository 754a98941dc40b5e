// SPDX-License-Identifier: GPL-2.0
#include "tools/sysmap/modules/modsource.h"

#include <errno.h>
#include <glob.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "lib/text.h"
#include "tools/sysmap/message.h"
#include "tools/sysmap/modules/koread.h"
#include "tools/sysmap/modules/modread.h"

/* It contains MODULE/sections. */
static bool is_sys(const char *dir)
{
	char pattern[4096];
	glob_t found;
	int err;

	if (text_format(pattern, sizeof(pattern), "%s/*/sections", dir) < 0)
		return false;
	err = glob(pattern, GLOB_NOSORT, NULL, &found);
	if (!err)
		globfree(&found);
	return !err;
}

int modsource_add(struct modsource *m, const char *path)
{
	char *module = koread_name(path);
	struct stat st;

	free(module);
	if (stat(path, &st))
		return message_errno(path, -errno);
	if (S_ISDIR(st.st_mode) && is_sys(path))
		return modread_sys(&m->table, path);
	if (S_ISDIR(st.st_mode) || module)
		return kofiles_add(&m->files, path);
	return modread_file(&m->table, path);
}

void modsource_add_running(struct modsource *m)
{
	modtab_free(&m->table);
	(void)modread_lines(&m->table, "/proc/modules"); /* missing: no modules */
	if (is_sys("/sys/module"))
		(void)modread_sys(&m->table, "/sys/module"); /* the rest is used */
}

static const struct kofile *get_file(void *context, const char *module)
{
	return kofiles_get(context, module);
}

int modsource_begin(struct modsource *m, struct survey_boot *boot, struct modlookup *ret_lookup)
{
	*ret_lookup = (struct modlookup){
		.tables = {&boot->modules, &m->table}, .file = get_file, .context = &m->files};
	return kofiles_begin(&m->files, boot);
}

void modsource_free(struct modsource *m)
{
	modtab_free(&m->table);
	kofiles_free(&m->files);
}
