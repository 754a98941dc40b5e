// SPDX-License-Identifier: GPL-2.0
/*
 * The search of ld.so(8), glibc's and musl's: DT_RPATH of the object and of those that loaded it,
 * DT_RUNPATH of the object, the directories of ld.so.conf, the directories built into ld.so. The
 * last ones cannot be queried, but ld.so itself is in the first of them. Variants for certain
 * processors (glibc-hwcaps) are not added, since the image may boot on another one.
 */
#include "tools/mkinitrd/programs/library.h"

#include <libgen.h>
#include <stdlib.h>
#include <string.h>

#include "tools/mkinitrd/base/report.h"
#include "tools/mkinitrd/image/copy.h"
#include "tools/mkinitrd/programs/ldconf.h"

/* A program or library whose dependencies are searched. */
struct object {
	char *path; /* in the root */
	struct program elf;
	const struct object *loader; /* the first object that needs it; NULL: the program */
	struct object *next;
};

struct library_search {
	struct tree *tree;
	const struct root *root;
	const struct set *have;      /* names of files in the image; NULL: unknown */
	struct object *first, *last; /* found objects, in order */
	struct list names;           /* DT_NEEDED names already searched */
	struct list built_in;        /* directories built into ld.so */
	struct list configured;      /* directories of ld.so.conf */
	bool needs_cache;            /* a library was found only through ld.so.conf */
};

static void append(struct library_search *s, const char *path, const struct program *elf,
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
static bool take(struct library_search *s, const struct object *by, const char *path)
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

static bool take_in(struct library_search *s, const struct object *by, const char *dir,
		    const char *name)
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
static bool take_in_path(struct library_search *s, const struct object *by, const struct object *of,
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
static bool take_by_rpath(struct library_search *s, const struct object *by, const char *name)
{
	bool taken = false;

	for (const struct object *o = by; o && !by->elf.runpath && !taken; o = o->loader) {
		if (!o->elf.runpath)
			taken = take_in_path(s, by, o, o->elf.rpath, name);
	}
	return taken;
}

static bool take_in_list(struct library_search *s, const struct object *by, const struct list *dirs,
			 const char *name)
{
	bool taken = false;

	for (size_t i = 0; i < dirs->count && !taken; i++)
		taken = take_in(s, by, dirs->item[i], name);
	return taken;
}

static bool take_configured(struct library_search *s, const struct object *by, const char *name)
{
	if (!take_in_list(s, by, &s->configured, name))
		return false;
	s->needs_cache = true;
	return true;
}

static bool find(struct library_search *s, const struct object *by, const char *name)
{
	if (strchr(name, '/'))
		return take(s, by, name);
	return take_by_rpath(s, by, name) || take_in_path(s, by, by, by->elf.runpath, name) ||
	       take_configured(s, by, name) || take_in_list(s, by, &s->built_in, name);
}

/* Whether the name was searched before; marks it as searched. */
static bool is_done(struct library_search *s, const char *name)
{
	if (list_has(&s->names, name) || (s->have && set_has(s->have, path_name(name))))
		return true;
	list_add(&s->names, name);
	return false;
}

static int add_need(struct library_search *s, const struct object *by, const char *name)
{
	char *why;
	int result;

	if (is_done(s, name))
		return 0;
	if (!find(s, by, name))
		return report_error("%s: needs library %s, which is not in %s", by->path, name,
				    path_shown(s->root->dir));
	why = alloc_text("needed by %s", by->path);
	result = copy_same(s->tree, s->root, s->last->path, why);
	free(why);
	return result;
}

/* ---- libraries opened at run time ---- */

/*
 * Libraries with plug-ins that no ELF header lists. glibc loads libgcc_s when a thread ends, and
 * older versions load the files of NSS; cryptsetup uses OpenSSL's legacy provider.
 */
static const struct {
	const char *library, *opens; /* a name, or a path from the library's directory */
} plugins[] = {
	{"libc.so.6", "libgcc_s.so.1"},
	{"libc.so.6", "libnss_files.so.2"},
	{"libcrypto.so.3", "./ossl-modules/legacy.so"},
};

/* A missing plug-in is no error. */
static int add_plugin(struct library_search *s, const struct object *by, const char *name)
{
	char *dir, *why;
	bool found;
	int result;

	if (is_done(s, name))
		return 0;
	dir = alloc_text("%s", by->path);
	found = name[0] == '.' ? take_in(s, by, dirname(dir), name) : find(s, by, name);
	why = alloc_text("opened by %s", by->path);
	result = found ? copy_same(s->tree, s->root, s->last->path, why) : 0;
	free(why);
	free(dir);
	return result;
}

static int add_plugins(struct library_search *s, const struct object *by)
{
	const char *name = path_name(by->path);
	int result = 0;

	for (size_t i = 0; i < sizeof(plugins) / sizeof(plugins[0]) && result == 0; i++) {
		if (strcmp(name, plugins[i].library) == 0)
			result = add_plugin(s, by, plugins[i].opens);
	}
	for (size_t i = 0; i < by->elf.opens.count && result == 0; i++)
		result = add_plugin(s, by, by->elf.opens.item[i]);
	return result;
}

static int add_needs(struct library_search *s)
{
	int result = 0;

	for (const struct object *o = s->first; o && result == 0; o = o->next) {
		for (size_t i = 0; i < o->elf.needed.count && result == 0; i++)
			result = add_need(s, o, o->elf.needed.item[i]);
		if (result == 0)
			result = add_plugins(s, o);
	}
	return result;
}

static void add_dir(struct list *dirs, const char *dir)
{
	if (!list_has(dirs, dir))
		list_add(dirs, dir);
}

/* The directory of ld.so, the same directory with or without /usr, then the common ones. */
static void find_built_in(struct library_search *s, const char *interpreter)
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
static void find_configured(struct library_search *s)
{
	struct list all = {0};

	ldconf_dirs(s->root, &all);
	for (size_t i = 0; i < all.count; i++) {
		if (!list_has(&s->built_in, all.item[i]))
			add_dir(&s->configured, all.item[i]);
	}
	list_free(&all);
}

static int add_interpreter(struct library_search *s, const char *path, const char *interpreter)
{
	char *why;
	int result;

	if (!interpreter || (s->have && set_has(s->have, path_name(interpreter))))
		return 0;
	/* libraries list it too; do not search it again */
	list_add(&s->names, path_name(interpreter));
	why = alloc_text("interpreter of %s", path);
	result = copy_same(s->tree, s->root, interpreter, why);
	free(why);
	return result;
}

static int add_cache(struct library_search *s)
{
	static const char cache[] = "/etc/ld.so.cache";

	if (!s->needs_cache)
		return 0;
	return copy_same(s->tree, s->root, cache, "libraries in directories of ld.so.conf");
}

static void search_free(struct library_search *s)
{
	for (struct object *o = s->first, *next; o; o = next) {
		next = o->next;
		/* the first is added by the caller */
		if (o != s->first)
			program_free(&o->elf);
		free(o->path);
		free(o);
	}
	list_free(&s->names);
	list_free(&s->built_in);
	list_free(&s->configured);
}

int library_add(struct tree *tree, const struct root *root, const char *path,
		const struct program *program, const struct set *have)
{
	struct library_search s = {.tree = tree, .root = root, .have = have};
	int result;

	append(&s, path, program, NULL);
	find_built_in(&s, program->interpreter);
	find_configured(&s);
	result = add_interpreter(&s, path, program->interpreter);
	if (result == 0)
		result = add_needs(&s);
	if (result == 0)
		result = add_cache(&s);
	search_free(&s);
	return result;
}
