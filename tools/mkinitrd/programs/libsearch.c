// SPDX-License-Identifier: GPL-2.0
#include "tools/mkinitrd/programs/libsearch.h"

#include <libgen.h>
#include <stdlib.h>
#include <string.h>

#include "tools/mkinitrd/programs/ldconf.h"

static void append(struct libsearch *s, const char *path, const struct program *elf,
		   const struct object *loader)
{
	struct object *o = alloc(sizeof(*o));

	*o = (struct object){.path = alloc_text("%s", path), .elf = *elf, .loader = loader};
	if (s->last)
		s->last->next = o;
	else
		s->first = o;
	s->last = o;
}

/* Adds the file as an object if it is a library for this program. */
static bool take(struct libsearch *s, const struct object *by, const char *path)
{
	char *file = root_find(s->root, path);
	struct program elf;
	bool fits = file && program_read(file, &elf) == 0;

	free(file);
	if (!fits)
		return false;
	if (elf.machine != by->elf.machine || elf.class != by->elf.class) {
		program_free(&elf);
		return false;
	}
	append(s, path, &elf, by);
	return true;
}

static bool take_in(struct libsearch *s, const struct object *by, const char *dir, const char *name)
{
	char *path = alloc_text("%s/%s", dir, name);
	char clean[PATH_MAX];
	bool taken = path_clean(path, clean) == 0 && take(s, by, clean);

	free(path);
	return taken;
}

/* Replaces $ORIGIN or ${ORIGIN}: new memory, or NULL for unknown variables ($LIB, $PLATFORM). */
static char *expand(const struct object *of, const char *dir)
{
	static const char *const origins[] = {"$ORIGIN", "${ORIGIN}"};
	char *path, *expanded = NULL;

	if (!strchr(dir, '$'))
		return alloc_text("%s", dir);
	path = alloc_text("%s", of->path);
	for (size_t i = 0; i < 2 && !expanded; i++) {
		size_t len = strlen(origins[i]);

		if (strncmp(dir, origins[i], len) == 0 && !strchr(dir + len, '$'))
			expanded = alloc_text("%s%s", dirname(path), dir + len);
	}
	free(path);
	return expanded;
}

/* `directories` is a colon list of the object `of`. */
static bool take_in_path(struct libsearch *s, const struct object *by, const struct object *of,
			 const char *dirs, const char *name)
{
	char *copy = alloc_text("%s", dirs ? dirs : ""), *rest = copy, *dir;
	bool taken = false;

	while (!taken && (dir = strsep(&rest, ":"))) {
		char *expanded = *dir ? expand(of, dir) : NULL;

		taken = expanded && take_in(s, by, expanded, name);
		free(expanded);
	}
	free(copy);
	return taken;
}

/* DT_RPATH counts only in objects without DT_RUNPATH. */
static bool take_by_rpath(struct libsearch *s, const struct object *by, const char *name)
{
	bool taken = false;

	for (const struct object *o = by; o && !by->elf.runpath && !taken; o = o->loader) {
		if (!o->elf.runpath)
			taken = take_in_path(s, by, o, o->elf.rpath, name);
	}
	return taken;
}

static bool take_in_list(struct libsearch *s, const struct object *by, const struct list *dirs,
			 const char *name)
{
	bool taken = false;

	for (size_t i = 0; i < dirs->count && !taken; i++)
		taken = take_in(s, by, dirs->item[i], name);
	return taken;
}

static bool take_configured(struct libsearch *s, const struct object *by, const char *name)
{
	if (!take_in_list(s, by, &s->configured, name))
		return false;
	s->needs_cache = true;
	return true;
}

static bool find(struct libsearch *s, const struct object *by, const char *name)
{
	if (strchr(name, '/'))
		return take(s, by, name);
	return take_by_rpath(s, by, name) || take_in_path(s, by, by, by->elf.runpath, name) ||
	       take_configured(s, by, name) || take_in_list(s, by, &s->built_in, name);
}

const struct object *libsearch_find(struct libsearch *s, const struct object *by, const char *name)
{
	return find(s, by, name) ? s->last : NULL;
}

const struct object *libsearch_find_in(struct libsearch *s, const struct object *by,
				       const char *dir, const char *name)
{
	return take_in(s, by, dir, name) ? s->last : NULL;
}

/* ---- directories ---- */

static void add_dir(struct list *dirs, const char *dir)
{
	if (!list_has(dirs, dir))
		list_add(dirs, dir);
}

/* The directory of ld.so, the same directory with or without /usr, then the common ones. */
static void find_built_in(struct libsearch *s, const char *interpreter)
{
	static const char *const common[] = {"/lib64", "/usr/lib64", "/lib", "/usr/lib"};
	char real[PATH_MAX];

	if (interpreter && root_resolve(s->root, interpreter, real) == 0) {
		const char *dir = dirname(real);
		bool in_usr = strncmp(dir, "/usr/", 5) == 0;
		char *twin = alloc_text("%s%s", in_usr ? "" : "/usr", dir + (in_usr ? 4 : 0));

		add_dir(&s->built_in, dir);
		add_dir(&s->built_in, twin);
		free(twin);
	}
	for (size_t i = 0; i < sizeof(common) / sizeof(common[0]); i++)
		add_dir(&s->built_in, common[i]);
}

/* The directories of ld.so.conf, without those built into ld.so, which need no cache. */
static void find_configured(struct libsearch *s)
{
	struct list all = {0};

	ldconf_dirs(s->root, &all);
	for (size_t i = 0; i < all.count; i++) {
		if (!list_has(&s->built_in, all.item[i]))
			add_dir(&s->configured, all.item[i]);
	}
	list_free(&all);
}

void libsearch_open(struct libsearch *s, const struct root *root, const char *path,
		    const struct program *program)
{
	*s = (struct libsearch){.root = root};
	append(s, path, program, NULL);
	find_built_in(s, program->interpreter);
	find_configured(s);
}

void libsearch_close(struct libsearch *s)
{
	for (struct object *o = s->first, *next; o; o = next) {
		next = o->next;
		/* the first is the caller's */
		if (o != s->first)
			program_free(&o->elf);
		free(o->path);
		free(o);
	}
	list_free(&s->built_in);
	list_free(&s->configured);
}
