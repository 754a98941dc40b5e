// SPDX-License-Identifier: GPL-2.0
#include "tools/sysmap/symbols.h"

#include <ctype.h>
#include <gelf.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/file.h"
#include "lib/text.h"
#include "tools/kernel/input.h"
#include "tools/sysmap/message.h"
#include "tools/sysmap/mksysmap.h"

/* ---- nm's letters ---- */

static char section_letter(const GElf_Shdr *section)
{
	bool contents = section->sh_type != SHT_NOBITS;

	if (section->sh_flags & SHF_EXECINSTR)
		return 't';
	if (!contents)
		return 'b';
	if (section->sh_flags & SHF_WRITE)
		return section->sh_flags & SHF_ALLOC ? 'd' : '?';
	return section->sh_flags & SHF_ALLOC ? 'r' : 'n';
}

/* Depends on the type, then on the section; upper case for global symbols. */
static char symbol_letter(Elf *elf, const GElf_Sym *symbol)
{
	unsigned char type = GELF_ST_TYPE(symbol->st_info), bind = GELF_ST_BIND(symbol->st_info);
	bool object = type == STT_OBJECT || type == STT_COMMON;
	GElf_Shdr section;
	char letter;

	if (symbol->st_shndx == SHN_COMMON)
		return 'C';
	if (symbol->st_shndx == SHN_UNDEF)
		return bind != STB_WEAK ? 'U' : object ? 'v' : 'w';
	if (type == STT_GNU_IFUNC)
		return 'i';
	if (bind == STB_WEAK)
		return object ? 'V' : 'W';
	if (bind == STB_GNU_UNIQUE)
		return 'u';
	if (symbol->st_shndx == SHN_ABS)
		letter = 'a';
	else if (gelf_getshdr(elf_getscn(elf, symbol->st_shndx), &section))
		letter = section_letter(&section);
	else
		return '?';
	return bind == STB_GLOBAL ? toupper(letter) : letter;
}

/* ---- the release ---- */

/* "6.1" as 0x601; 0: not a release. */
static unsigned release_number(const char *text)
{
	unsigned major = 0, minor = 0;

	if (sscanf(text, "%3u.%3u", &major, &minor) != 2 || minor > 255)
		return 0;
	return major << 8 | minor;
}

/* The release in the kernel's banner, "Linux version 6.1.0-56-amd64 (". */
static unsigned release_of(struct bytes file)
{
	static const char front[] = "Linux version ";
	const char *at = (const char *)file.at, *end = at + file.len;

	while ((at = memmem(at, end - at, front, sizeof(front) - 1))) {
		char text[16] = "";
		unsigned release;

		at += sizeof(front) - 1;
		memcpy(text, at, end - at < 15 ? end - at : 15);
		release = release_number(text);
		if (release)
			return release;
	}
	return 0;
}

/* ---- the table ---- */

static int by_address_and_name(const void *a, const void *b)
{
	const struct map_symbol *x = a, *y = b;

	if (x->address != y->address)
		return x->address < y->address ? -1 : 1;
	return strcmp(x->name, y->name);
}

/* nm omits sections and files; mksysmap omits these letters. */
static bool is_included(const struct mksysmap_filter *filter, const GElf_Sym *symbol,
			const char *name, char letter)
{
	unsigned char type = GELF_ST_TYPE(symbol->st_info);

	return type != STT_SECTION && type != STT_FILE && !strchr("aNUw", letter) && *name &&
	       strlen(name) <= MAP_NAME_MAX && !mksysmap_omits(filter, name);
}

static int read_table(const char *path, const struct mksysmap_filter *filter,
		      struct symbols *symbols, Elf_Scn *scn, const GElf_Shdr *section)
{
	Elf_Data *data = elf_getdata(scn, NULL);
	size_t all = section->sh_entsize ? section->sh_size / section->sh_entsize : 0;

	symbols->symbol = calloc(all ? all : 1, sizeof(*symbols->symbol));
	if (!symbols->symbol)
		return message("out of memory");
	for (size_t i = 0; i < all; i++) {
		GElf_Sym symbol;
		const char *name;
		char letter;

		if (!gelf_getsym(data, i, &symbol))
			return message("%s: symbol %zu: %s", path, i, elf_errmsg(-1));
		name = elf_strptr(symbols->elf, section->sh_link, symbol.st_name);
		if (!name)
			return message("%s: symbol %zu: %s", path, i, elf_errmsg(-1));
		letter = symbol_letter(symbols->elf, &symbol);
		if (is_included(filter, &symbol, name, letter))
			symbols->symbol[symbols->count++] =
				(struct map_symbol){symbol.st_value, name, strlen(name), letter};
	}
	qsort(symbols->symbol, symbols->count, sizeof(*symbols->symbol), by_address_and_name);
	return 0;
}

static int find_table(const char *path, const struct mksysmap_filter *filter,
		      struct symbols *symbols)
{
	Elf_Scn *scn = NULL;
	GElf_Shdr section;

	if (elf_kind(symbols->elf) != ELF_K_ELF)
		return message("%s: not an ELF file", path);
	symbols->digits = gelf_getclass(symbols->elf) == ELFCLASS32 ? 8 : 16;
	while ((scn = elf_nextscn(symbols->elf, scn)))
		if (gelf_getshdr(scn, &section) && section.sh_type == SHT_SYMTAB)
			return read_table(path, filter, symbols, scn, &section);
	return message("%s: no symbols: stripped", path);
}

int symbols_read(const char *path, const char *release, struct symbols *ret_symbols)
{
	struct symbols symbols = {0};
	unsigned number = release ? release_number(release) : 0;
	int err;

	if (release && !number)
		return message("invalid kernel release: %s", release);
	if (input_map(path, &symbols.file) < 0)
		return message_fault();
	if (!release)
		number = release_of(symbols.file);
	elf_version(EV_CURRENT);
	symbols.elf = elf_memory((char *)symbols.file.at, symbols.file.len);
	if (!symbols.elf)
		err = message("%s: %s", path, elf_errmsg(-1));
	else
		err = find_table(path, mksysmap_filter(number), &symbols);
	if (err)
		symbols_free(&symbols);
	else
		*ret_symbols = symbols;
	return err;
}

void symbols_free(struct symbols *symbols)
{
	free(symbols->symbol);
	elf_end(symbols->elf);
	file_unmap(&symbols->file);
}
