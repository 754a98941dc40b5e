// SPDX-License-Identifier: GPL-2.0
#include "tools/sysmap/oops/mapmatch.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "tools/sysmap/message.h"

enum {
	TOLERATED_PERCENT = 10, /* of wrong frames, in a damaged or edited log */
	REPORTED = 8,           /* differences of a wrong map */
	PAGE = 4096,            /* every offset is a multiple of it, on any architecture */
	TEXT_OFFSET_MAX = 1 << 21,
};

/* Whether one of the symbols of the name has the size; *ret_size: that of the last, or 0. */
static bool has_size(const struct symtab *map, const struct survey_frame *frame, uint64_t *ret_size)
{
	size_t len = strlen(frame->name);
	long symbol = -1;

	*ret_size = 0;
	while ((symbol = symtab_named(map, frame->name, len, symbol)) >= 0) {
		*ret_size = symtab_size(map, symbol);
		if (*ret_size == frame->size)
			return true;
	}
	return false;
}

static uint64_t wrap(const struct symtab *map, uint64_t address)
{
	return map->digits == 8 ? address & UINT32_MAX : address;
}

/* Whether the pair has the offset, for one of the symbols of its name. */
static bool has_offset(const struct symtab *map, const struct survey_pair *pair, uint64_t offset)
{
	size_t len = strlen(pair->name);
	long symbol = -1;

	while ((symbol = symtab_named(map, pair->name, len, symbol)) >= 0)
		if (wrap(map, pair->address - pair->added - map->address[symbol]) == offset)
			return true;
	return false;
}

/* The offset of most pairs; ambiguous names, and what can be no offset, are ignored. */
static bool offset_by_pairs(const struct survey_boot *boot, const struct symtab *map,
			    uint64_t *ret_offset)
{
	uint64_t offsets[SURVEY_PAIRS];
	size_t count = 0, best = 0;

	for (size_t i = 0; i < boot->pair_count; i++) {
		const struct survey_pair *pair = &boot->pairs[i];
		size_t len = strlen(pair->name);
		long symbol = symtab_named(map, pair->name, len, -1);

		if (symbol < 0 || symtab_named(map, pair->name, len, symbol) >= 0)
			continue;
		offsets[count] = wrap(map, pair->address - pair->added - map->address[symbol]);
		count += offsets[count] % PAGE == 0;
	}
	for (size_t i = 0; i < count; i++) {
		size_t same = 0;

		for (size_t k = 0; k < count; k++)
			same += offsets[k] == offsets[i];
		if (same > best)
			*ret_offset = offsets[i];
		best = same > best ? same : best;
	}
	return best;
}

/* KASLR exists since Linux 3.14, on x86 (commit 8ab3820fd5b2), and 4.6, on arm64. */
static bool is_before_kaslr(const char *release)
{
	unsigned major, minor;

	return sscanf(release, "%3u.%3u", &major, &minor) == 2 &&
	       (major < 3 || (major == 3 && minor < 14));
}

static void find_offset(const struct survey_boot *boot, const struct symtab *map,
			struct mapmatch *m)
{
	m->offset = 0;
	if (boot->has_offset) {
		m->offset = boot->offset;
		m->origin = "the line \"Kernel Offset\"";
	} else if (offset_by_pairs(boot, map, &m->offset)) {
		m->origin = "names next to their addresses";
	} else if (boot->no_kaslr) {
		m->origin = "the log: KASLR is disabled";
	} else if (is_before_kaslr(boot->release)) {
		m->origin = "the release: kernels before 3.14 have no KASLR";
	}
	m->has_offset = m->origin;
}

/* The map's _text is the address for which the kernel was linked, on arm64 with TEXT_OFFSET. */
static bool base_differs(const struct survey_boot *boot, const struct symtab *map)
{
	long text = symtab_named(map, "_text", strlen("_text"), -1);

	return boot->has_base && text >= 0 && map->address[text] - boot->base >= TEXT_OFFSET_MAX;
}

static bool is_of_kernel(const struct survey_frame *frame)
{
	return !frame->module[0];
}

void mapmatch_compare(const struct survey_boot *boot, const struct symtab *map,
		      struct mapmatch *ret_match)
{
	struct mapmatch m = {.base_differs = base_differs(boot, map)};
	uint64_t size;

	find_offset(boot, map, &m);
	for (size_t i = 0; i < boot->frame_count; i++) {
		bool agrees = has_size(map, &boot->frames[i], &size);

		m.agree += is_of_kernel(&boot->frames[i]) && agrees;
		m.differ += is_of_kernel(&boot->frames[i]) && !agrees;
	}
	for (size_t i = 0; i < boot->pair_count; i++) {
		bool agrees = m.has_offset && has_offset(map, &boot->pairs[i], m.offset);

		m.agree += agrees;
		m.differ += !agrees;
	}
	*ret_match = m;
}

bool mapmatch_belongs(const struct mapmatch *m)
{
	return m->agree && !m->base_differs &&
	       m->differ * 100 <= (m->agree + m->differ) * TOLERATED_PERCENT;
}

/* ---- a map that does not belong -------------------------------------------------------------- */

static void report_frame(const struct survey_frame *frame, uint64_t size)
{
	if (size)
		message("  %s: size 0x%" PRIx64 " in the log, 0x%" PRIx64 " in the map",
			frame->name, frame->size, size);
	else
		message("  %s: size 0x%" PRIx64 " in the log, not in the map", frame->name,
			frame->size);
}

static void report_pair(const struct symtab *map, const struct survey_pair *pair)
{
	long symbol = symtab_named(map, pair->name, strlen(pair->name), -1);
	int digits = (int)map->digits;

	if (symbol >= 0)
		message("  %s+0x%" PRIx64 ": %0*" PRIx64 " in the log, %0*" PRIx64 " in the map",
			pair->name, pair->added, digits, pair->address, digits,
			map->address[symbol] + pair->added);
	else
		message("  %s: %0*" PRIx64 " in the log, not in the map", pair->name, digits,
			pair->address - pair->added);
}

void mapmatch_report(const struct survey_boot *boot, const struct symtab *map, const char *path)
{
	size_t reported = 0;
	struct mapmatch m;
	uint64_t size;

	mapmatch_compare(boot, map, &m);
	if (m.base_differs)
		message("%s: not the map of this kernel, which was linked for %" PRIx64, path,
			boot->base);
	if (!m.differ)
		return;
	message("%s: not the map of this kernel: %zu of %zu frames differ:", path, m.differ,
		m.agree + m.differ);
	for (size_t i = 0; i < boot->frame_count && reported < REPORTED; i++)
		if (is_of_kernel(&boot->frames[i]) && !has_size(map, &boot->frames[i], &size)) {
			report_frame(&boot->frames[i], size);
			reported++;
		}
	for (size_t i = 0; i < boot->pair_count && reported < REPORTED; i++)
		if (!m.has_offset || !has_offset(map, &boot->pairs[i], m.offset)) {
			report_pair(map, &boot->pairs[i]);
			reported++;
		}
}
