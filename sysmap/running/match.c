// SPDX-License-Identifier: GPL-2.0
#include "sysmap/running/match.h"

#include <errno.h>
#include <string.h>

#include "lib/text.h"
#include "sysmap/machine.h"
#include "sysmap/running/offset.h"

enum { BANNER_MAX = 512 };

static const uint64_t not_in_map = UINT64_MAX;

static const struct {
	enum match_result result;
	const char *text;
} reasons[] = {
	[MATCH_EQUAL] = {MATCH_YES, "all symbols match the kernel"},
	[MATCH_TEXT_EQUAL] = {MATCH_YES,
			      "all text symbols match the kernel, which knows no others"},
	[MATCH_TEXT_MAP] = {MATCH_NO, "the map has only text symbols; they match the kernel"},
	[MATCH_FAULTY] = {MATCH_NO, "not a valid map"},
	[MATCH_NO_KERNEL] =
		{MATCH_NO,
		 "incomplete: _stext, _etext or _end is missing, as in a map of text symbols only"},
	[MATCH_DIFFERS] = {MATCH_NO, "the symbols are those of another kernel"},
	[MATCH_MOVED] = {MATCH_NO, "the addresses include a KASLR offset"},
	[MATCH_CORE_DIFFERS] = {MATCH_NO, "/proc/kcore shows another kernel"},
	[MATCH_CORE_EQUAL] = {MATCH_UNKNOWN,
			      "kallsyms hides addresses, and /proc/kcore has too few"},
	[MATCH_NOTHING] = {MATCH_UNKNOWN, "the kernel's addresses cannot be read"},
};

/* ---- data of the kernel ---- */

static int prove_running(const char *machine, struct running *running, struct symhash *ret_symhash)
{
	struct map_symbol symbol;
	struct symhasher symhasher;
	int got = running_open(machine, running);

	if (got)
		return got;
	symhasher_begin(&symhasher);
	while ((got = running_next(running, &symbol)) > 0)
		symhasher_add(&symhasher, &symbol);
	running_close(running);
	return got ? got : symhasher_end(&symhasher, ret_symhash);
}

const struct match_kernel *match_ask(const char *machine, struct match_workspace *workspace)
{
	struct match_kernel *kernel = &workspace->kernel;

	if (kernel->asked)
		return kernel;
	kernel->has_symhash = prove_running(machine, &workspace->running, &kernel->symhash) == 0;
	kernel->has_offset = offset_running(machine, &workspace->running.reader,
					    &workspace->running.syms.core, &kernel->offset) == 0;
	kernel->asked = true;
	return kernel;
}

/* ---- all symbols ---- */

/* A fault of the map is a result; a read error is an error. */
static int classify_fault(const struct map_reader *reader, int err, struct match *match)
{
	if (err == -ENODATA) {
		match->reason = MATCH_NO_KERNEL;
	} else if (reader->fault) {
		match->reason = MATCH_FAULTY;
		match->fault = reader->fault;
		match->line = reader->line;
	} else {
		return err;
	}
	return 0;
}

static enum match_reason compare_symhashes(const struct symhash *map,
					   const struct match_kernel *kernel)
{
	bool whole = map->has_end && kernel->symhash.has_end;

	if (whole ? !symhash_agrees(map, &kernel->symhash)
		  : !proof_agrees_in_text(map, &kernel->symhash))
		return map->has_end ? MATCH_DIFFERS : MATCH_NO_KERNEL;
	if (kernel->has_offset && map->stext + kernel->offset != kernel->symhash.stext)
		return MATCH_MOVED;
	return whole ? MATCH_EQUAL : map->has_end ? MATCH_TEXT_EQUAL : MATCH_TEXT_MAP;
}

static int classify_by_symhash(struct match_workspace *workspace, struct match *match)
{
	struct symhash symhash;
	int err = symhash_read(&workspace->reader, &symhash);

	if (err)
		return classify_fault(&workspace->reader, err, match);
	if (workspace->kernel.has_symhash)
		match->reason = compare_symhashes(&symhash, &workspace->kernel);
	else
		match->reason = symhash.has_end ? MATCH_NOTHING : MATCH_NO_KERNEL;
	return 0;
}

/* ---- VMCOREINFO ---- */

/* Addresses of these symbols in the map. */
struct wanted {
	uint64_t stext, end, banner;
};

static void look_up(struct match_workspace *workspace, size_t count,
		    const struct map_symbol *symbol, struct wanted *wanted)
{
	for (size_t i = 0; i < count; i++)
		if (vmcore_is_named(&workspace->symbols[i], symbol->name))
			workspace->in_map[i] = symbol->address;
	if (text_equal(symbol->name, "_stext"))
		wanted->stext = symbol->address;
	if (text_equal(symbol->name, "_end"))
		wanted->end = symbol->address;
	if (text_equal(symbol->name, "linux_banner"))
		wanted->banner = symbol->address;
}

static int read_wanted(struct match_workspace *workspace, size_t count, struct wanted *wanted)
{
	struct map_symbol symbol;
	int got;

	wanted->stext = wanted->end = wanted->banner = not_in_map;
	for (size_t i = 0; i < count; i++)
		workspace->in_map[i] = not_in_map;
	while ((got = map_next(&workspace->reader, &symbol)) > 0)
		look_up(workspace, count, &symbol, wanted);
	if (got)
		return got;
	return wanted->stext == not_in_map || wanted->end == not_in_map ? -ENODATA : 0;
}

/* Whether the text at the map's address of linux_banner is that of the running kernel. */
static bool banner_equal(const char *machine, const struct vmcore *core, uint64_t address)
{
	char version[BANNER_MAX], banner[BANNER_MAX];
	long len = machine_read(machine, "/proc/version", version, sizeof(version));

	return len > 0 && vmcore_read(core, address, banner, len) == 0 &&
	       memcmp(version, banner, len) == 0;
}

static uint64_t core_stext(const struct match_workspace *workspace, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (vmcore_is_named(&workspace->symbols[i], "_stext"))
			return workspace->symbols[i].address;
	return not_in_map;
}

/* VMCOREINFO of i386 lacks the KASLR offset: use that of _stext. */
static enum match_reason compare_core(const char *machine, const struct match_workspace *workspace,
				      size_t count, const struct wanted *wanted)
{
	uint64_t stext = core_stext(workspace, count), moved = stext - wanted->stext;

	if (stext == not_in_map)
		return MATCH_NOTHING;
	if (workspace->kernel.has_offset && workspace->kernel.offset != moved)
		return MATCH_CORE_DIFFERS;
	for (size_t i = 0; i < count; i++)
		if (workspace->in_map[i] != not_in_map &&
		    workspace->symbols[i].address != workspace->in_map[i] + moved)
			return MATCH_CORE_DIFFERS;
	if (wanted->banner != not_in_map &&
	    !banner_equal(machine, &workspace->running.syms.core, wanted->banner + moved))
		return MATCH_CORE_DIFFERS;
	return MATCH_CORE_EQUAL;
}

static int classify_by_core(const char *machine, struct match_workspace *workspace,
			    struct match *match)
{
	size_t count = vmcore_symbols(&workspace->running.syms.core, workspace->symbols);
	struct wanted wanted;
	int err = read_wanted(workspace, count, &wanted);

	if (err)
		return classify_fault(&workspace->reader, err, match);
	match->reason = compare_core(machine, workspace, count, &wanted);
	return 0;
}

/* ---- result ---- */

int match_running(const char *machine, int fd, struct match_workspace *workspace,
		  struct match *ret_match)
{
	struct vmcore *core = &workspace->running.syms.core;
	struct match match = {0};
	int err;

	match_ask(machine, workspace);
	map_begin(&workspace->reader, fd, MAP_SYSTEM_MAP);
	if (!workspace->kernel.has_symhash && vmcore_open(machine, core) == 0) {
		err = classify_by_core(machine, workspace, &match);
		vmcore_close(core);
	} else {
		err = classify_by_symhash(workspace, &match);
	}
	if (err)
		return err;
	match.result = reasons[match.reason].result;
	*ret_match = match;
	return 0;
}

const char *match_result_text(enum match_result result)
{
	static const char *const texts[] = {
		[MATCH_YES] = "yes", [MATCH_NO] = "no", [MATCH_UNKNOWN] = "cannot tell"};

	return texts[result];
}

const char *match_reason_text(enum match_reason reason)
{
	return reasons[reason].text;
}
