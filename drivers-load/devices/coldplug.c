// SPDX-License-Identifier: GPL-2.0
#include "drivers-load/devices/coldplug.h"

#include <dirent.h>
#include <errno.h>
#include <string.h>

#include "drivers-load/catalog/glob.h"
#include "lib/file.h"
#include "lib/sys.h"
#include "lib/text.h"

enum { DEPTH = 32 }; /* a disk behind seven USB hubs has 20 */

struct coldplug_walk {
	coldplug_fn *each;
	void *context;
	unsigned depth;
	int error; /* of the first skipped device */
	size_t path_len;
	char path[1024];
	char modalias[GLOB_TEXT_SIZE];
};

/* One directory, and what its entries contained so far. */
struct coldplug_dir {
	struct coldplug_walk *walk;
	bool has_modalias, bound;
};

static int pass_over(struct coldplug_walk *w, int error)
{
	if (!w->error)
		w->error = error;
	return 0;
}

/* Appends a name to the path; w->path[w->path_len] = 0 removes it. */
static int push(struct coldplug_walk *w, const char *name)
{
	int len = text_format(w->path + w->path_len, sizeof(w->path) - w->path_len, "/%s", name);

	return len < 0 ? len : (int)w->path_len + len;
}

static int report(struct coldplug_walk *w, bool bound)
{
	const struct coldplug_device device = {w->path, w->modalias, bound};
	int len = push(w, "modalias");

	if (len > 0)
		len = file_read_value(w->path, w->modalias, sizeof(w->modalias));
	w->path[w->path_len] = '\0';
	if (len == -ENAMETOOLONG || len == -EFBIG)
		return pass_over(w, len);
	return len > 0 ? w->each(w->context, &device) : 0;
}

static int visit(struct coldplug_walk *w);

/* Every device has a "power" directory without devices: skipping it halves the walk. */
static int descend(struct coldplug_walk *w, const char *name)
{
	size_t outer = w->path_len;
	int len, err;

	if (text_equal(name, "power"))
		return 0;
	if (w->depth == DEPTH)
		return pass_over(w, -ELOOP);
	len = push(w, name);
	if (len < 0)
		return pass_over(w, len);
	w->path_len = len;
	w->depth++;
	err = visit(w);
	w->depth--;
	w->path_len = outer;
	w->path[outer] = '\0';
	return err;
}

static int see_entry(void *context, const char *name, unsigned char type)
{
	struct coldplug_dir *dir = context;

	if (type == DT_DIR)
		return descend(dir->walk, name);
	if (type == DT_REG && text_equal(name, "modalias"))
		dir->has_modalias = true;
	if (type == DT_LNK && text_equal(name, "driver"))
		dir->bound = true;
	return 0;
}

/* Visits the directory at w->path and its subdirectories; descend() limits the depth. */
static int visit(struct coldplug_walk *w)
{
	struct coldplug_dir dir = {.walk = w};
	int err = file_each(SYS_CWD, w->path, see_entry, &dir);

	if (err == -ENOENT && w->depth)
		return 0; /* disappeared meanwhile */
	if (err || !dir.has_modalias)
		return err;
	return report(w, dir.bound);
}

int coldplug_each(const char *devices, coldplug_fn *each, void *context)
{
	struct coldplug_walk walk = {.each = each, .context = context};
	int err = text_copy(walk.path, sizeof(walk.path), devices);

	if (err)
		return err;
	walk.path_len = strlen(devices);
	err = visit(&walk);
	return err ? err : walk.error;
}
