// SPDX-License-Identifier: GPL-2.0
#include "tools/sysmap/oops/mapchoice.h"

#include <inttypes.h>
#include <string.h>

#include "tools/kernel/fault.h"
#include "tools/sysmap/message.h"

struct candidate {
	const char *path; /* NULL: none */
	struct symtab map;
	struct mapmatch match;
	bool is_release; /* its path contains the release in the log */
	bool verified;
};

struct choice {
	struct candidate best, rejected; /* the best of each */
	const char *rival;               /* another map, which agrees as well as the best */
};

/* "/boot/System.map-6.1.0-57-amd64", "/lib/modules/6.1.0-57-amd64/System.map" */
static bool has_release(const char *path, const char *release)
{
	size_t len = strlen(release);

	for (const char *at = path; len && (at = strstr(at, release)); at++)
		if (at > path && strchr("-/", at[-1]) && strchr("/", at[len]))
			return true;
	return false;
}

static void free_candidate(struct candidate *c)
{
	if (c->path)
		symtab_free(&c->map);
	c->path = NULL;
}

static void keep(struct candidate *slot, const struct candidate *c)
{
	free_candidate(slot);
	*slot = *c;
}

/* Below 0: `a` is better. */
static int compare(const struct candidate *a, const struct candidate *b)
{
	if (a->match.differ != b->match.differ)
		return a->match.differ < b->match.differ ? -1 : 1;
	return b->is_release - a->is_release;
}

static void take(struct choice *choice, struct candidate *c, bool accepted)
{
	struct candidate *slot = accepted ? &choice->best : &choice->rejected;
	int order = slot->path ? compare(c, slot) : -1;

	if (accepted && order < 0)
		choice->rival = NULL;
	if (order < 0) {
		keep(slot, c);
		return;
	}
	if (accepted && !order && !symtab_equal(&c->map, &slot->map))
		choice->rival = c->path;
	free_candidate(c);
}

/* Of several files some may be stubs or other files, which is not reported. */
static int load(const struct maps *maps, size_t i, struct symtab *map)
{
	int err = symtab_load(map, maps->paths[i]);

	return err && maps->named ? message_fault() : err;
}

static void try_all(const struct maps *maps, const struct survey_boot *boot, struct choice *choice)
{
	for (size_t i = 0; i < maps->count; i++) {
		struct candidate c = {.path = maps->paths[i],
				      .is_release = has_release(maps->paths[i], boot->release)};
		bool accepted;

		if (load(maps, i, &c.map))
			continue;
		mapmatch_compare(boot, &c.map, &c.match);
		c.verified = mapmatch_belongs(&c.match);
		accepted = c.verified || (!c.match.base_differs && !c.match.agree &&
					  !c.match.differ && (maps->count == 1 || c.is_release));
		take(choice, &c, accepted);
	}
}

static int report_none(const struct maps *maps, const struct survey_boot *boot,
		       const struct candidate *rejected)
{
	const struct mapmatch *m = &rejected->match;

	if (rejected->path && !m->agree && !m->differ && !m->base_differs)
		return message(
			"the log has no frame of the form NAME+0xN/0xSIZE that identifies one "
			"of %zu maps; use --map FILE",
			maps->count);
	if (!maps->named)
		message("none of %zu maps is that of the kernel that wrote line %" PRIu64
			" and the following",
			maps->count, boot->line);
	if (rejected->path)
		mapmatch_report(boot, &rejected->map, rejected->path);
	return -1;
}

static void report_best(const struct maps *maps, const struct candidate *best)
{
	if (!best->verified)
		message("the log has no frame of the form NAME+0xN/0xSIZE: %s is not verified",
			best->path);
	else if (!maps->named)
		message("using %s: %zu of %zu frames agree", best->path, best->match.agree,
			best->match.agree + best->match.differ);
}

int mapchoice_make(const struct maps *maps, const struct survey_boot *boot, struct symtab *ret_map,
		   struct mapmatch *ret_match)
{
	struct choice choice = {0};
	int err = 0;

	try_all(maps, boot, &choice);
	if (!choice.best.path)
		err = report_none(maps, boot, &choice.rejected);
	else if (choice.rival)
		err = message("%s and %s differ, but both agree with the log; use --map FILE",
			      choice.best.path, choice.rival);
	else
		report_best(maps, &choice.best);
	free_candidate(&choice.rejected);
	if (err) {
		free_candidate(&choice.best);
		return -1;
	}
	*ret_map = choice.best.map;
	*ret_match = choice.best.match;
	return 0;
}
