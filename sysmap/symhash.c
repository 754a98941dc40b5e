// SPDX-License-Identifier: GPL-2.0
#include "sysmap/symhash.h"

#include <errno.h>
#include <string.h>

#include "lib/text.h"

/*
 * Symbols that some kernels omit from kallsyms but not from the map (is_ignored_symbol() in
 * scripts/kallsyms.c, 5.10 to 7.2): never hashed.
 */
static const char *const skipped_prefixes[] = {
	"$",
	".L",
	"__crc_",
	"__efistub_",
	"__kcfi_typeid_",
	"__kstrtab",
	"__kvm_nvhe_",
	"__pi_",
	"_SDA",
	"init_per_cpu__",
	"kallsyms_",
	"__AArch64ADRPThunk_",
	"__ARMV5PILongThunk_",
	"__ARMV7PILongThunk_",
	"__LA25Thunk_",
	"__ThumbV7PILongThunk_",
	"__microLA25Thunk_",
};

static const char *const skipped_suffixes[] = {"_from_arm", "_from_thumb", "_veneer"};

enum {
	/* KSYM_NAME_LEN, 6.1: kallsyms omits names from this length on */
	KALLSYMS_NAME_MAX = 511,
};

static bool ends_with(const struct map_symbol *symbol, const char *suffix)
{
	size_t len = strlen(suffix);

	return symbol->name_len > len &&
	       memcmp(symbol->name + symbol->name_len - len, suffix, len) == 0;
}

static bool is_skipped(const struct map_symbol *symbol)
{
	char first = symbol->name[0];

	if (strchr("AaNnUu", symbol->type) || symbol->name_len > KALLSYMS_NAME_MAX)
		return true;
	for (size_t i = 0; i < sizeof(skipped_suffixes) / sizeof(skipped_suffixes[0]); i++)
		if (ends_with(symbol, skipped_suffixes[i]))
			return true;
	if (!strchr("$._ik", first))
		return false;
	for (size_t i = 0; i < sizeof(skipped_prefixes) / sizeof(skipped_prefixes[0]); i++)
		if (text_after(symbol->name, skipped_prefixes[i]))
			return true;
	return false;
}

/* FNV-1a, seeded with address and type, with a final mix. */
static uint64_t hash_symbol(uint64_t offset, const struct map_symbol *symbol)
{
	uint64_t hash = (offset << 8 | (unsigned char)symbol->type) * 0x9e3779b97f4a7c15;

	for (size_t i = 0; i < symbol->name_len; i++)
		hash = (hash ^ (unsigned char)symbol->name[i]) * 0x100000001b3;
	hash = (hash ^ hash >> 32) * 0xd6e8feb86659fd93;
	return hash ^ hash >> 32;
}

void symhasher_begin(struct symhasher *symhasher)
{
	memset(symhasher, 0, sizeof(*symhasher));
}

static void add(struct symhash_sum *sum, const struct symhash_sum *more)
{
	sum->hash += more->hash;
	sum->count += more->count;
}

/*
 * At the end of a run: text that ends at its address excludes it, text that starts there includes
 * it.
 */
static void close_run(struct symhasher *symhasher)
{
	symhasher->in_text = (symhasher->in_text && !symhasher->ends_text) ||
			     symhasher->begins_text;
	symhasher->in_init = (symhasher->in_init && !symhasher->ends_init) ||
			     symhasher->begins_init;
	if (symhasher->in_text || symhasher->in_init)
		add(&symhasher->symhash.text, &symhasher->run);
	if (symhasher->symhash.has_stext)
		add(&symhasher->symhash.whole, &symhasher->run);
	symhasher->begins_text = symhasher->ends_text = false;
	symhasher->begins_init = symhasher->ends_init = false;
	symhasher->run = (struct symhash_sum){0};
}

static void note_border(struct symhasher *symhasher, const struct map_symbol *symbol)
{
	struct symhash *symhash = &symhasher->symhash;

	if (text_equal(symbol->name, "_stext")) {
		symhasher->begins_text = true;
		symhash->has_stext = true;
		symhash->stext = symbol->address;
	} else if (text_equal(symbol->name, "_etext")) {
		symhasher->ends_text = true;
		symhash->has_etext = true;
	} else if (text_equal(symbol->name, "_end")) {
		symhash->has_end = true;
	} else if (text_equal(symbol->name, "_sinittext")) {
		symhasher->begins_init = true;
	} else if (text_equal(symbol->name, "_einittext")) {
		symhasher->ends_init = true;
	}
}

/*
 * Until _stext is found, only its own run can count, at offset 0: so the address of the run is used
 * as _stext.
 */
void symhasher_add(struct symhasher *symhasher, const struct map_symbol *symbol)
{
	uint64_t base = symhasher->symhash.has_stext ? symhasher->symhash.stext : symbol->address;

	if (symbol->address != symhasher->run_address)
		close_run(symhasher);
	symhasher->run_address = symbol->address;
	if (symbol->name[0] == '_')
		note_border(symhasher, symbol);
	if (is_skipped(symbol))
		return;
	symhasher->run.hash += hash_symbol(symbol->address - base, symbol);
	symhasher->run.count++;
}

int symhasher_end(struct symhasher *symhasher, struct symhash *ret_symhash)
{
	close_run(symhasher);
	if (!symhasher->symhash.has_stext || !symhasher->symhash.has_etext)
		return -ENODATA;
	*ret_symhash = symhasher->symhash;
	return 0;
}

int symhash_read(struct map_reader *reader, struct symhash *ret_symhash)
{
	struct symhasher symhasher;
	struct map_symbol symbol;
	int got;

	symhasher_begin(&symhasher);
	while ((got = map_next(reader, &symbol)) > 0)
		symhasher_add(&symhasher, &symbol);
	return got ? got : symhasher_end(&symhasher, ret_symhash);
}

static bool equal(const struct symhash_sum *a, const struct symhash_sum *b)
{
	return a->count == b->count && a->hash == b->hash;
}

bool proof_agrees_in_text(const struct symhash *map, const struct symhash *running)
{
	return equal(&map->text, &running->text);
}

bool symhash_agrees(const struct symhash *map, const struct symhash *running)
{
	return running->has_end ? map->has_end && equal(&map->whole, &running->whole)
				: proof_agrees_in_text(map, running);
}
