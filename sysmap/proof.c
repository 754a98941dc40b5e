// SPDX-License-Identifier: GPL-2.0
#include "sysmap/proof.h"

#include <errno.h>
#include <string.h>

#include "lib/text.h"

/*
 * Symbols that some kernels omit from kallsyms but not from the map (is_ignored_symbol() in
 * scripts/kallsyms.c, 5.10 to 7.2): never hashed.
 */
static const char *const passed_prefixes[] = {
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

static const char *const passed_suffixes[] = {"_from_arm", "_from_thumb", "_veneer"};

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

static bool is_passed_over(const struct map_symbol *symbol)
{
	char first = symbol->name[0];

	if (strchr("AaNnUu", symbol->type) || symbol->name_len > KALLSYMS_NAME_MAX)
		return true;
	for (size_t i = 0; i < sizeof(passed_suffixes) / sizeof(passed_suffixes[0]); i++)
		if (ends_with(symbol, passed_suffixes[i]))
			return true;
	if (!strchr("$._ik", first))
		return false;
	for (size_t i = 0; i < sizeof(passed_prefixes) / sizeof(passed_prefixes[0]); i++)
		if (text_after(symbol->name, passed_prefixes[i]))
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

void prover_begin(struct prover *prover)
{
	memset(prover, 0, sizeof(*prover));
}

static void add(struct proof_sum *sum, const struct proof_sum *more)
{
	sum->hash += more->hash;
	sum->count += more->count;
}

/*
 * At the end of a run: text that ends at its address excludes it, text that starts there includes
 * it.
 */
static void close_run(struct prover *prover)
{
	prover->in_text = (prover->in_text && !prover->ends_text) || prover->begins_text;
	prover->in_init = (prover->in_init && !prover->ends_init) || prover->begins_init;
	if (prover->in_text || prover->in_init)
		add(&prover->proof.text, &prover->run);
	if (prover->proof.has_stext)
		add(&prover->proof.whole, &prover->run);
	prover->begins_text = prover->ends_text = false;
	prover->begins_init = prover->ends_init = false;
	prover->run = (struct proof_sum){0};
}

static void note_border(struct prover *prover, const struct map_symbol *symbol)
{
	struct proof *proof = &prover->proof;

	if (text_equal(symbol->name, "_stext")) {
		prover->begins_text = true;
		proof->has_stext = true;
		proof->stext = symbol->address;
	} else if (text_equal(symbol->name, "_etext")) {
		prover->ends_text = true;
		proof->has_etext = true;
	} else if (text_equal(symbol->name, "_end")) {
		proof->has_end = true;
	} else if (text_equal(symbol->name, "_sinittext")) {
		prover->begins_init = true;
	} else if (text_equal(symbol->name, "_einittext")) {
		prover->ends_init = true;
	}
}

/*
 * Until _stext is found, only its own run can count, at offset 0: so the address of the run is used
 * as _stext.
 */
void prover_add(struct prover *prover, const struct map_symbol *symbol)
{
	uint64_t base = prover->proof.has_stext ? prover->proof.stext : symbol->address;

	if (symbol->address != prover->run_address)
		close_run(prover);
	prover->run_address = symbol->address;
	if (symbol->name[0] == '_')
		note_border(prover, symbol);
	if (is_passed_over(symbol))
		return;
	prover->run.hash += hash_symbol(symbol->address - base, symbol);
	prover->run.count++;
}

int prover_end(struct prover *prover, struct proof *ret_proof)
{
	close_run(prover);
	if (!prover->proof.has_stext || !prover->proof.has_etext)
		return -ENODATA;
	*ret_proof = prover->proof;
	return 0;
}

int proof_read(struct map_reader *reader, struct proof *ret_proof)
{
	struct prover prover;
	struct map_symbol symbol;
	int got;

	prover_begin(&prover);
	while ((got = map_next(reader, &symbol)) > 0)
		prover_add(&prover, &symbol);
	return got ? got : prover_end(&prover, ret_proof);
}

static bool equal(const struct proof_sum *a, const struct proof_sum *b)
{
	return a->count == b->count && a->hash == b->hash;
}

bool proof_agrees_in_text(const struct proof *map, const struct proof *running)
{
	return equal(&map->text, &running->text);
}

bool proof_agrees(const struct proof *map, const struct proof *running)
{
	return running->has_end ? map->has_end && equal(&map->whole, &running->whole)
				: proof_agrees_in_text(map, running);
}
