// SPDX-License-Identifier: GPL-2.0
#include "sysmap/running/coresyms.h"

#include <elf.h>
#include <errno.h>
#include <string.h>

#include "lib/bytes.h"

/* Reads a number of `len` bytes, 4 or 8, from the kernel's memory. */
static int read_number(const struct coresyms *syms, uint64_t address, unsigned len,
		       uint64_t *ret_value)
{
	unsigned char raw[8] = {0};
	struct bytes b = bytes_of(raw, sizeof(raw));
	int err = vmcore_read(&syms->core, address, raw, len);

	if (!err)
		*ret_value = bytes_le64(&b, 0);
	return err;
}

static int read_tokens(struct coresyms *syms, uint64_t table, uint64_t index)
{
	int err;

	/* token_index follows the token_table, whose texts end with NUL */
	if (index <= table || index - table > sizeof(syms->tokens))
		return -EINVAL;
	syms->tokens_len = index - table;
	err = vmcore_read(&syms->core, table, syms->tokens, syms->tokens_len);
	if (!err)
		err = vmcore_read(&syms->core, index, syms->token_index, sizeof(syms->token_index));
	syms->tokens[syms->tokens_len - 1] = '\0';
	return err;
}

/* With relative_base: a negative last offset means that per-cpu symbols are absolute. */
static int read_form(struct coresyms *syms, uint64_t relative_base)
{
	uint64_t last;
	int err;

	if (!relative_base) {
		syms->form = KALLSYMS_PLACE;
		syms->base = syms->offsets;
		return 0;
	}
	err = read_number(syms, syms->offsets + (syms->count - 1) * 4ULL, 4, &last);
	if (err)
		return err;
	syms->form = last >> 31 ? KALLSYMS_PERCPU : KALLSYMS_RELATIVE;
	return read_number(syms, relative_base, syms->word, &syms->base);
}

struct coresyms_table {
	const char *name;
	uint64_t address;
};

enum { NAMES, NUM_SYMS, TOKEN_TABLE, TOKEN_INDEX, OFFSETS, RELATIVE_BASE, TABLES };

static int find_tables(const struct coresyms *syms, struct coresyms_table *tables)
{
	struct vmcore_symbol symbols[VMCORE_SYMBOLS];
	size_t count = vmcore_symbols(&syms->core, symbols);

	for (size_t i = 0; i < count; i++)
		for (unsigned t = 0; t < TABLES; t++)
			if (vmcore_is_named(&symbols[i], tables[t].name))
				tables[t].address = symbols[i].address;
	for (unsigned t = 0; t < TABLES; t++)
		if (!tables[t].address && t != RELATIVE_BASE)
			return -ENOENT;
	return 0;
}

static int read_tables(struct coresyms *syms)
{
	struct coresyms_table tables[TABLES] = {
		[NAMES] = {"kallsyms_names", 0},
		[NUM_SYMS] = {"kallsyms_num_syms", 0},
		[TOKEN_TABLE] = {"kallsyms_token_table", 0},
		[TOKEN_INDEX] = {"kallsyms_token_index", 0},
		[OFFSETS] = {"kallsyms_offsets", 0},
		[RELATIVE_BASE] = {"kallsyms_relative_base", 0},
	};
	uint64_t count = 0;
	int err = find_tables(syms, tables);

	if (!err)
		err = read_number(syms, tables[NUM_SYMS].address, 4, &count);
	if (!err)
		err = read_tokens(syms, tables[TOKEN_TABLE].address, tables[TOKEN_INDEX].address);
	if (err)
		return err;
	if (!count)
		return -EINVAL;
	syms->count = count;
	syms->names = tables[NAMES].address;
	syms->offsets = tables[OFFSETS].address;
	return read_form(syms, tables[RELATIVE_BASE].address);
}

int coresyms_open(const char *machine, struct coresyms *syms)
{
	int err = vmcore_open(machine, &syms->core);

	if (err)
		return err;
	syms->word = syms->core.elf_class == ELFCLASS32 ? 4 : 8;
	syms->index = 0;
	syms->name_window.len = syms->offset_window.len = 0;
	err = read_tables(syms);
	if (err)
		coresyms_close(syms);
	return err;
}

void coresyms_close(struct coresyms *syms)
{
	vmcore_close(&syms->core);
}

/* Returns `len` bytes at `address`, through the window; NULL: not readable. */
static const unsigned char *look(const struct coresyms *syms, struct coresyms_window *window,
				 uint64_t address, size_t len)
{
	uint64_t offset = address - window->address;

	if (offset >= window->len || len > window->len - offset) {
		long got = vmcore_read_some(&syms->core, address, window->bytes,
					    sizeof(window->bytes));

		window->address = address;
		window->len = got > 0 ? got : 0;
		offset = 0;
	}
	return len <= window->len ? window->bytes + offset : NULL;
}

static int next_byte(struct coresyms *syms)
{
	const unsigned char *byte = look(syms, &syms->name_window, syms->names, 1);

	syms->names++;
	return byte ? *byte : -EINVAL;
}

/* Reads the length of a name, one or two bytes. */
static int next_length(struct coresyms *syms)
{
	int len = next_byte(syms);

	if (len >= 0 && len & 0x80) {
		int high = next_byte(syms);

		len = high < 0 ? high : (len & 0x7f) | high << 7;
	}
	return len;
}

/* Text of a token; NULL: invalid. */
static const char *token_text(const struct coresyms *syms, int token)
{
	size_t at = syms->token_index[token * 2] | syms->token_index[token * 2 + 1] << 8;

	return at < syms->tokens_len ? syms->tokens + at : NULL;
}

/* Expands type and name; returns the length including NUL. */
static int expand(struct coresyms *syms)
{
	int tokens = next_length(syms);
	size_t len = 0;

	for (; tokens > 0; tokens--) {
		int token = next_byte(syms);
		const char *text = token < 0 ? NULL : token_text(syms, token);
		size_t text_len = text ? strlen(text) : 0;

		if (!text || text_len >= sizeof(syms->name) - len)
			return -EINVAL;
		memcpy(syms->name + len, text, text_len);
		len += text_len;
	}
	syms->name[len] = '\0';
	return tokens < 0 || len < 2 ? -EINVAL : (int)len;
}

int coresyms_next(struct coresyms *syms, struct map_symbol *ret_symbol)
{
	struct bytes offset;
	int len;

	if (syms->index == syms->count)
		return 0;
	offset = bytes_of(look(syms, &syms->offset_window, syms->offsets + syms->index * 4ULL, 4),
			  4);
	len = expand(syms);
	if (!offset.at || len < 0)
		return -EINVAL;
	*ret_symbol = (struct map_symbol){
		.address = kallsyms_address(syms->form, syms->base, syms->index++,
					    bytes_le32(&offset, 0), syms->word),
		.type = syms->name[0],
		.name = syms->name + 1,
		.name_len = len - 1,
	};
	return 1;
}
