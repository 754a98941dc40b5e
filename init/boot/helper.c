// SPDX-License-Identifier: GPL-2.0
#include "init/boot/helper.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "init/base/log.h"
#include "init/devices/devlist.h"
#include "lib/error.h"
#include "lib/sys.h"
#include "lib/text.h"

#define DIR "/lib/gangway/"

enum {
	PROGRAM_SIZE = sizeof(DIR) + 32,
	VARIABLE_SIZE = FS_LABEL_SIZE + 32,
};

struct helper *helper_find_free(struct helpers *h)
{
	for (struct helper *helper = h->list; helper < h->list + HELPERS; helper++)
		if (!helper->child.pid)
			return helper;
	return NULL;
}

bool helper_runs_for(const struct helpers *h, const char *device)
{
	for (const struct helper *helper = h->list; helper < h->list + HELPERS; helper++)
		if (helper->child.pid && (!device || text_equal(helper->name, device)))
			return true;
	return false;
}

bool helper_any(const struct helpers *h)
{
	return helper_runs_for(h, NULL);
}

static int find_program(const char *type, char *path)
{
	struct sys_stat st;
	int err = text_format(path, PROGRAM_SIZE, DIR "%s", type);

	if (err >= 0)
		err = sys_stat(SYS_CWD, path, 0, &st);
	if (err < 0)
		return err;
	return S_ISREG(st.mode) && st.mode & 0111 ? 0 : -EACCES;
}

/* The environment has udev's names for the identifiers of the device. */
static int run(struct child **children, struct helper *helper, char *path, const struct device *d,
	       const struct helper_plan *how)
{
	static char ask[] = "ask", degraded[] = "degraded";
	static char *const words[] = {
		[HELPER_ALONE] = NULL, [HELPER_ASK] = ask, [HELPER_DEGRADED] = degraded};
	const struct {
		const char *name, *value;
	} variables[] = {
		{"PATH", "/usr/sbin:/usr/bin:/sbin:/bin"},
		{"ID_FS_TYPE", d->id.type},
		{"ID_FS_UUID", d->id.uuid},
		{"ID_FS_LABEL", d->id.label},
		{"ID_PART_ENTRY_UUID", d->dev.partuuid},
		{"ID_PART_ENTRY_NAME", d->dev.partlabel},
		{"GANGWAY_ROOT", how->root},
	};
	enum { COUNT = sizeof(variables) / sizeof(variables[0]) };
	static char text[COUNT][VARIABLE_SIZE];
	char device[BLOCKDEV_NAME_SIZE + 8];
	char *argv[] = {path, device, words[how->mode], NULL}, *envp[COUNT + 1] = {NULL};
	const struct child_plan plan = {.argv = argv, .envp = envp, .ended = how->ended};

	for (unsigned i = 0; i < COUNT; i++) {
		text_format(text[i], VARIABLE_SIZE, "%s=%s", variables[i].name, variables[i].value);
		envp[i] = text[i];
	}
	blockdev_path(&d->dev, device, sizeof(device)); /* fits */
	return child_start(children, &helper->child, &plan);
}

int helper_start(struct child **children, struct helper *helper, const struct device *d,
		 const struct helper_plan *how)
{
	char path[PROGRAM_SIZE];
	int err = find_program(d->id.type, path);

	if (err)
		return err;
	helper->mode = how->mode;
	helper->heard = sys_now();
	(void)text_copy(helper->name, sizeof(helper->name), d->dev.name); /* fits */
	if (run(children, helper, path, d, how))
		return -EAGAIN;
	log_debug("%s /dev/%s, mode %u", path, d->dev.name, (unsigned)how->mode);
	return 0;
}

int helper_status(const struct device *d)
{
	bool ran = device_is_container(d) && d->opened && d->opening > 0 && WIFEXITED(d->opening);

	return ran ? WEXITSTATUS(d->opening) : -1;
}

bool helper_lacks_devices(const struct device *d)
{
	return helper_status(d) == HELPER_LACKS_DEVICES;
}

bool helper_asks(const struct device *d)
{
	int status = helper_status(d);

	return status >= HELPER_ASK_FIRST && status <= HELPER_ASK_LAST && status != HELPER_NOT_RUN;
}

/* The argument of mkinitrd --with for the helper of a type. */
static const char *kind_of(const char *type)
{
	static const char kinds[][2][8] = {
		{"crypto", "luks"},
		{"LVM2", "lvm"},
		{"raid", "md"},
		{"verity", "verity"},
	};

	for (unsigned i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (strstr(type, kinds[i][0]))
			return kinds[i][1];
	return NULL;
}

void helper_log(const struct device *d)
{
	const char *name = d->dev.name, *type = d->id.type, *kind;

	if (!d->opened || !d->opening)
		return;
	kind = kind_of(type);
	if (d->opening == -ENOENT && kind)
		log_error("%s on /dev/%s: no helper in the image; add it with mkinitrd --with %s",
			  type, name, kind);
	else if (d->opening < 0)
		log_error("%s on /dev/%s: helper " DIR "%s: %s", type, name, type,
			  error_text(d->opening));
	else if (WIFSIGNALED(d->opening))
		log_error("%s on /dev/%s: helper " DIR "%s was killed by signal %d", type, name,
			  type, WTERMSIG(d->opening));
	else if (helper_lacks_devices(d))
		log_error("%s on /dev/%s: other devices are missing%s", type, name,
			  d->degraded ? ", and it was not started without them" : "");
	else
		log_error("%s on /dev/%s: helper " DIR "%s failed with exit status %d", type, name,
			  type, WEXITSTATUS(d->opening));
}
