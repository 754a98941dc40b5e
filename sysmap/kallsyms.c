// SPDX-License-Identifier: GPL-2.0
#include "sysmap/kallsyms.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>

enum {
	MARKER_STEP = 256, /* symbols between markers */
	SYMBOLS_MIN = 64,
	SYMBOLS_MAX = 1 << 22,
};

/*
 * Limits the total number of names read while searching num_syms. A kernel needs slightly more than
 * its number of symbols; the limit ends the search in data made to resemble names everywhere.
 */
static const uint32_t names_budget = 1 << 25;

static bool is_type(int c)
{
	return c && strchr("ABCDGINRSTUVWabcdginprstuvw?", c);
}

/* ---- the names ---- */

/* Length of the name at *at, and advances *at; 0: it exceeds `end`. */
static unsigned name_tokens(struct kallsyms *k, size_t *at, size_t end)
{
	unsigned len;

	if (*at >= end)
		return 0;
	len = k->data.at[(*at)++];
	if (len & 0x80) {
		if (*at >= end)
			return 0;
		len = (len & 0x7f) | k->data.at[(*at)++] << 7;
	}
	return len <= end - *at ? len : 0;
}

/* Advances *at past `count` names, each with a valid type; false: fewer names. */
static bool skip_names(struct kallsyms *k, uint32_t count, size_t *at, uint32_t *budget)
{
	for (; count; count--) {
		unsigned len = name_tokens(k, at, k->tokens.table);

		if (!len || !*budget ||
		    !is_type(*tokens_text(&k->data, &k->tokens, k->data.at[*at])))
			return false;
		(*budget)--;
		*at += len;
	}
	return true;
}

/* Whether the markers after the names contain the offset of every 256th name. */
static bool names_verified(struct kallsyms *k, uint32_t count, size_t names, size_t markers)
{
	size_t at = names;
	unsigned len;

	for (uint32_t i = 0; i < count; i++) {
		if (i % MARKER_STEP == 0) {
			if (bytes_le32(&k->data, markers) != at - names)
				return false;
			markers += 4;
		}
		len = name_tokens(k, &at, k->tokens.table);
		at += len;
	}
	return markers <= k->tokens.table;
}

/* Searches backwards from the tokens for a number that is followed by as many names. */
static bool find_names(struct kallsyms *k, size_t *ret_num_syms)
{
	uint32_t budget = names_budget;

	for (size_t at = k->tokens.table & ~(size_t)3; at >= 4 && budget; at -= 4) {
		size_t offset = at - 4, names = tokens_align(offset + 4, k->unit), end = names;
		uint32_t count = bytes_le32(&k->data, offset);

		/* a name has at least two bytes */
		if (offset % k->unit || count < SYMBOLS_MIN || count > SYMBOLS_MAX ||
		    names > k->tokens.table || count > (k->tokens.table - names) / 2)
			continue;
		if (!skip_names(k, count, &end, &budget) ||
		    !names_verified(k, count, names, tokens_align(end, k->unit)))
			continue;
		k->count = count;
		k->names = names;
		*ret_num_syms = offset;
		return true;
	}
	return false;
}

/* ---- the addresses ---- */

uint64_t kallsyms_address(enum kallsyms_form form, uint64_t base, uint32_t index, uint32_t offset,
			  unsigned word)
{
	int64_t signed_offset = (int32_t)offset;
	uint64_t address = 0;

	switch (form) {
	case KALLSYMS_RELATIVE:
		address = base + offset;
		break;
	case KALLSYMS_PERCPU:
		address = signed_offset >= 0 ? offset : base - 1 - signed_offset;
		break;
	case KALLSYMS_PLACE:
		address = base + (uint64_t)index * 4 + signed_offset;
		break;
	}
	return word == 4 ? (uint32_t)address : address;
}

static uint64_t address_at(struct kallsyms *k, uint32_t index)
{
	uint32_t offset = bytes_le32(&k->data, k->offsets + (size_t)index * 4);

	return kallsyms_address(k->form, k->base, index, offset, k->word);
}

/* Address of an offset in the image, from its segment. */
static bool segment_address(const struct kallsyms_image *image, size_t offset,
			    uint64_t *ret_address)
{
	for (size_t i = 0; i < image->segment_count; i++) {
		const struct kallsyms_segment *s = &image->segments[i];

		if (offset >= s->offset && offset - s->offset < s->size) {
			*ret_address = s->address + (offset - s->offset);
			return true;
		}
	}
	return false;
}

static bool is_in_memory(const struct kallsyms_image *image, uint64_t address)
{
	for (size_t i = 0; i < image->segment_count; i++) {
		const struct kallsyms_segment *s = &image->segments[i];

		if (address >= s->address && address - s->address < s->memory_size)
			return true;
	}
	return false;
}

/* Addresses must not decrease, and the middle one must be in the kernel. */
static bool addresses_verified(const struct kallsyms_image *image, struct kallsyms *k)
{
	for (uint32_t i = 1; i < k->count; i++)
		if (address_at(k, i) < address_at(k, i - 1))
			return false;
	return is_in_memory(image, address_at(k, k->count / 2));
}

static bool try_form(const struct kallsyms_image *image, struct kallsyms *k, size_t offsets,
		     enum kallsyms_form form)
{
	size_t len = tokens_align((size_t)k->count * 4, k->word);

	if (!bytes_at(&k->data, offsets, len + k->word))
		return false;
	k->offsets = offsets;
	k->form = form;
	if (form != KALLSYMS_PLACE)
		k->base = k->word == 4 ? bytes_le32(&k->data, offsets + len)
				       : bytes_le64(&k->data, offsets + len);
	else if (!segment_address(image, offsets, &k->base))
		return false;
	return addresses_verified(image, k);
}

/* The last form is tried last, since it accepts any increasing offsets. */
static bool find_addresses(const struct kallsyms_image *image, struct kallsyms *k, size_t num_syms)
{
	size_t len = tokens_align((size_t)k->count * 4, k->word) + k->word;
	size_t behind = tokens_align(k->tokens.index + TOKENS_INDEX_SIZE, k->unit);
	size_t before = num_syms >= len ? num_syms - len : SIZE_MAX;

	return try_form(image, k, before, KALLSYMS_RELATIVE) ||
	       try_form(image, k, before, KALLSYMS_PERCPU) ||
	       try_form(image, k, behind, KALLSYMS_RELATIVE) ||
	       try_form(image, k, behind, KALLSYMS_PERCPU) ||
	       try_form(image, k, behind, KALLSYMS_PLACE);
}

/* Locates all tables, for one alignment. */
static int find_aligned(const struct kallsyms_image *image, unsigned unit, struct kallsyms *k)
{
	size_t num_syms;

	k->unit = unit;
	if (!tokens_find(&k->data, k->unit, &k->tokens))
		return -ENOENT;
	return find_names(k, &num_syms) && find_addresses(image, k, num_syms) ? 0 : -EINVAL;
}

int kallsyms_find(const struct kallsyms_image *image, struct kallsyms *ret_kallsyms)
{
	struct kallsyms *k = ret_kallsyms;
	int err;

	k->data = image->data;
	k->word = image->word;
	err = find_aligned(image, k->word, k);
	if (err && k->word != 4)
		err = find_aligned(image, 4, k);
	k->index = 0;
	k->at = k->names;
	return err;
}

/* ---- the symbols ---- */

/* Expands type and name; returns the length including NUL, or 0 if invalid or too long. */
static size_t expand(struct kallsyms *k)
{
	unsigned tokens = name_tokens(k, &k->at, k->tokens.table);
	size_t len = 0;

	for (; tokens; tokens--) {
		const char *text = tokens_text(&k->data, &k->tokens, k->data.at[k->at++]);
		size_t text_len = strlen(text);

		if (text_len >= sizeof(k->name) - len)
			return 0;
		memcpy(k->name + len, text, text_len);
		len += text_len;
	}
	k->name[len] = '\0';
	return len;
}

int kallsyms_next(struct kallsyms *kallsyms, struct map_symbol *ret_symbol)
{
	struct kallsyms *k = kallsyms;
	size_t len;

	if (k->index == k->count)
		return 0;
	len = expand(k);
	if (len < 2)
		return -EINVAL;
	*ret_symbol = (struct map_symbol){
		.address = address_at(k, k->index++),
		.type = k->name[0],
		.name = k->name + 1,
		.name_len = len - 1,
	};
	return 1;
}
