// SPDX-License-Identifier: GPL-2.0
#include "sysmap/match.h"

#include <errno.h>
#include <string.h>

#include "lib/sys.h"
#include "sysmap/machine.h"
#include "sysmap/offset.h"

enum {
	/*
	 * So many symbols beside _stext have to agree. They lie inside their sections, where
	 * neighbouring builds differ; the banner proves the rest.
	 */
	SYMBOLS_MIN = 5,
	BANNER_MAX = 512,
};

static const uint64_t not_in_map = UINT64_MAX;

static const struct {
	enum match_verdict verdict;
	const char *text;
} reasons[] = {
	[MATCH_TEXT_EQUAL] = {MATCH_YES, "its text symbols are the kernel's"},
	[MATCH_CORE_EQUAL] = {MATCH_YES, "kallsyms hides addresses; /proc/kcore's symbols agree"},
	[MATCH_FAULTY] = {MATCH_NO, "it is no map"},
	[MATCH_NO_KERNEL] = {MATCH_NO, "it has no _stext and _etext"},
	[MATCH_TEXT_DIFFERS] = {MATCH_NO, "its text symbols are another kernel's"},
	[MATCH_MOVED] = {MATCH_NO, "its addresses are those of one boot, moved by KASLR"},
	[MATCH_CORE_DIFFERS] = {MATCH_NO, "kallsyms hides addresses; /proc/kcore's symbols differ"},
	[MATCH_CORE_TOO_FEW] = {MATCH_UNKNOWN,
				"kallsyms hides addresses; /proc/kcore names too few"},
	[MATCH_NOTHING] = {MATCH_UNKNOWN, "kallsyms hides addresses; there is no /proc/kcore"},
};

int match_proof_running(const char *machine, struct map_reader *reader, struct proof *ret_proof)
{
	int fd = kallsyms_open(machine, reader);
	int err;

	if (fd < 0)
		return fd;
	err = proof_read(reader, ret_proof);
	sys_close(fd);
	if (err)
		return -EINVAL;
	return ret_proof->stext ? 0 : -EPERM;
}

/* A fault of the map is an answer, a read's error is not. */
static int judge_fault(const struct map_reader *reader, int err, struct match *match)
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

static int judge_by_text(int fd, struct match_room *room, struct match *match)
{
	const struct match_kernel *kernel = &room->kernel;
	struct proof proof;
	int err;

	map_begin(&room->reader, fd, MAP_SYSTEM_MAP);
	err = proof_read(&room->reader, &proof);
	if (err)
		return judge_fault(&room->reader, err, match);
	if (!proof_equal(&proof, &kernel->text))
		match->reason = MATCH_TEXT_DIFFERS;
	else if (kernel->has_offset && proof.stext + kernel->offset != kernel->text.stext)
		match->reason = MATCH_MOVED;
	else
		match->reason = MATCH_TEXT_EQUAL;
	return 0;
}

/* Of the map, only the symbols that VMCOREINFO names too, and where the banner is. */
struct wanted {
	uint64_t stext, banner;
};

static void look_up(struct match_room *room, size_t count, const struct map_symbol *symbol,
		    struct wanted *wanted)
{
	for (size_t i = 0; i < count; i++)
		if (room->symbols[i].name_len == symbol->name_len &&
		    memcmp(room->symbols[i].name, symbol->name, symbol->name_len) == 0)
			room->in_map[i] = symbol->address;
	if (strcmp(symbol->name, "_stext") == 0)
		wanted->stext = symbol->address;
	if (strcmp(symbol->name, "linux_banner") == 0)
		wanted->banner = symbol->address;
}

static int read_wanted(struct match_room *room, size_t count, struct wanted *wanted)
{
	struct map_symbol symbol;
	int got;

	wanted->stext = wanted->banner = not_in_map;
	for (size_t i = 0; i < count; i++)
		room->in_map[i] = not_in_map;
	while ((got = map_next(&room->reader, &symbol)) > 0)
		look_up(room, count, &symbol, wanted);
	return got ? got : wanted->stext == not_in_map ? -ENODATA : 0;
}

/* Whether the text that the map calls linux_banner is the one of the running kernel. */
static bool banner_equal(const char *machine, const struct vmcore *core, uint64_t address)
{
	char version[BANNER_MAX], banner[BANNER_MAX];
	long len = machine_read(machine, "/proc/version", version, sizeof(version));

	return len > 0 && vmcore_read(core, address, banner, len) == 0 &&
	       memcmp(version, banner, len) == 0;
}

static uint64_t core_stext(const struct match_room *room, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (room->symbols[i].name_len == 6 &&
		    memcmp(room->symbols[i].name, "_stext", 6) == 0)
			return room->symbols[i].address;
	return not_in_map;
}

/*
 * The distance that KASLR has moved the kernel is _stext's own; KERNELOFFSET, which i386 does not
 * tell, has to be the same.
 */
static enum match_reason compare(const char *machine, const struct match_room *room, size_t count,
				 const struct wanted *wanted)
{
	uint64_t moved = core_stext(room, count) - wanted->stext, told = moved;
	unsigned equal = 0;

	vmcore_value(&room->core, "KERNELOFFSET", &told);
	if (core_stext(room, count) == not_in_map || wanted->banner == not_in_map)
		return MATCH_CORE_TOO_FEW;
	if (told != moved)
		return MATCH_CORE_DIFFERS;
	for (size_t i = 0; i < count; i++) {
		if (room->in_map[i] == not_in_map)
			continue;
		if (room->symbols[i].address != room->in_map[i] + moved)
			return MATCH_CORE_DIFFERS;
		equal++;
	}
	if (equal <= SYMBOLS_MIN)
		return MATCH_CORE_TOO_FEW;
	return banner_equal(machine, &room->core, wanted->banner + moved) ? MATCH_CORE_EQUAL
									  : MATCH_CORE_DIFFERS;
}

static int judge_by_core(const char *machine, int fd, struct match_room *room, struct match *match)
{
	size_t count = vmcore_symbols(&room->core, room->symbols);
	struct wanted wanted;
	int err;

	map_begin(&room->reader, fd, MAP_SYSTEM_MAP);
	err = read_wanted(room, count, &wanted);
	if (err)
		return judge_fault(&room->reader, err, match);
	match->reason = compare(machine, room, count, &wanted);
	return 0;
}

/* Even where nothing can be compared, what is no map at all is not the kernel's. */
static int judge_alone(int fd, struct match_room *room, struct match *match)
{
	struct proof proof;
	int err;

	map_begin(&room->reader, fd, MAP_SYSTEM_MAP);
	err = proof_read(&room->reader, &proof);
	if (err)
		return judge_fault(&room->reader, err, match);
	match->reason = MATCH_NOTHING;
	return 0;
}

const struct match_kernel *match_ask(const char *machine, struct match_room *room)
{
	struct match_kernel *kernel = &room->kernel;

	if (kernel->asked)
		return kernel;
	kernel->has_text = match_proof_running(machine, &room->reader, &kernel->text) == 0;
	kernel->has_offset = offset_running(machine, &room->reader, &room->core, &kernel->offset) ==
			     0;
	kernel->asked = true;
	return kernel;
}

int match_running(const char *machine, int fd, struct match_room *room, struct match *ret_match)
{
	struct match match = {0};
	int err;

	if (match_ask(machine, room)->has_text) {
		err = judge_by_text(fd, room, &match);
	} else if (vmcore_open(machine, &room->core) == 0) {
		err = judge_by_core(machine, fd, room, &match);
		vmcore_close(&room->core);
	} else {
		err = judge_alone(fd, room, &match);
	}
	if (err)
		return err;
	match.verdict = reasons[match.reason].verdict;
	*ret_match = match;
	return 0;
}

const char *match_verdict_text(enum match_verdict verdict)
{
	static const char *const texts[] = {
		[MATCH_YES] = "yes", [MATCH_NO] = "no", [MATCH_UNKNOWN] = "cannot tell"};

	return texts[verdict];
}

const char *match_reason_text(enum match_reason reason)
{
	return reasons[reason].text;
}
