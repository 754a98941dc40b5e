// SPDX-License-Identifier: GPL-2.0
#include "tools/sysmap/modules/koread.h"

#include <gelf.h>
#include <libelf.h>
#include <stdlib.h>
#include <string.h>

#include "lib/file.h"
#include "lib/text.h"
#include "sysmap/image.h"
#include "tools/kernel/fault.h"
#include "tools/kernel/input.h"
#include "tools/kernel/unpack.h"
#include "tools/sysmap/mksysmap.h"

enum { MODULE_MAX = 1 << 28 };

char *koread_name(const char *path)
{
	const char *base = strrchr(path, '/');
	const char *suffix;
	char *name;

	base = base ? base + 1 : path;
	suffix = strstr(base, ".ko");
	if (!suffix || suffix == base || (suffix[3] && suffix[3] != '.'))
		return NULL;
	name = strndup(base, suffix - base);
	if (name)
		text_underscores(name);
	return name;
}

/* The content of .modinfo: NAME=VALUE NUL ... */
static int read_modinfo(struct kofile *file, Elf_Scn *scn)
{
	static const char key[] = "vermagic=";
	Elf_Data *data = elf_getdata(scn, NULL);
	const char *at = data ? data->d_buf : NULL, *end = at ? at + data->d_size : NULL;

	for (; at < end; at += strnlen(at, end - at) + 1) {
		size_t len = strnlen(at, end - at);

		if (len < strlen(key) || memcmp(at, key, strlen(key)))
			continue;
		at += strlen(key);
		len -= strlen(key);
		free(file->release); /* of another section .modinfo */
		file->release = strndup(at, len);
		if (file->release)
			file->release[strcspn(file->release, " ")] = '\0';
		return file->release ? 0 : fault("out of memory");
	}
	return 0;
}

static int locate_section(struct kofile *file, struct kofile_section *section,
			  const GElf_Shdr *header, const char *name)
{
	uint64_t align = header->sh_addralign ? header->sh_addralign : 1;

	if (!(header->sh_flags & SHF_ALLOC))
		return 0;
	section->name = strdup(name);
	if (!section->name)
		return fault("out of memory");
	section->size = header->sh_size;
	section->is_text = (header->sh_flags & SHF_EXECINSTR) && !text_after(name, ".init");
	if (!section->is_text)
		return 0;
	section->offset = (file->text_size + align - 1) / align * align;
	file->text_size = section->offset + section->size;
	return 0;
}

static int read_sections(struct kofile *file, Elf *elf, Elf_Scn **ret_symbols)
{
	size_t count, names;

	if (elf_getshdrnum(elf, &count) || elf_getshdrstrndx(elf, &names))
		return fault("%s: %s", file->path, elf_errmsg(-1));
	file->sections = calloc(count ? count : 1, sizeof(*file->sections));
	if (!file->sections)
		return fault("out of memory");
	file->section_count = count;
	for (size_t i = 1; i < count; i++) {
		Elf_Scn *scn = elf_getscn(elf, i);
		GElf_Shdr header;
		const char *name;

		if (!gelf_getshdr(scn, &header) ||
		    !(name = elf_strptr(elf, names, header.sh_name)) ||
		    header.sh_size > MODULE_MAX || header.sh_addralign > MODULE_MAX)
			return fault("%s: damaged: section %zu", file->path, i);
		if (locate_section(file, &file->sections[i], &header, name))
			return -1;
		if (header.sh_type == SHT_SYMTAB)
			*ret_symbols = scn;
		if (text_equal(name, ".modinfo") && read_modinfo(file, scn))
			return -1;
	}
	return 0;
}

static bool is_included(const struct kofile *file, const GElf_Sym *symbol, const char *name)
{
	unsigned char type = GELF_ST_TYPE(symbol->st_info);

	return symbol->st_shndx && symbol->st_shndx < file->section_count &&
	       file->sections[symbol->st_shndx].name && type != STT_SECTION && type != STT_FILE &&
	       *name && !mksysmap_omits(mksysmap_filter(0), name);
}

static int by_section(const void *a, const void *b)
{
	const struct kofile_symbol *one = a, *other = b;

	if (one->section != other->section)
		return one->section < other->section ? -1 : 1;
	if (one->value != other->value)
		return one->value < other->value ? -1 : 1;
	return (one->order > other->order) - (one->order < other->order);
}

static int read_symbols(struct kofile *file, Elf *elf, Elf_Scn *scn)
{
	Elf_Data *data = elf_getdata(scn, NULL);
	GElf_Shdr header;
	size_t count;

	if (!data || !gelf_getshdr(scn, &header) || !header.sh_entsize)
		return fault("%s: damaged: no symbols", file->path);
	count = header.sh_size / header.sh_entsize;
	file->symbols = calloc(count ? count : 1, sizeof(*file->symbols));
	if (!file->symbols)
		return fault("out of memory");
	for (size_t i = 0; i < count; i++) {
		struct kofile_symbol *to = &file->symbols[file->symbol_count];
		GElf_Sym symbol;
		const char *name;

		if (!gelf_getsym(data, i, &symbol) ||
		    !(name = elf_strptr(elf, header.sh_link, symbol.st_name)))
			return fault("%s: damaged: symbol %zu", file->path, i);
		if (!is_included(file, &symbol, name))
			continue;
		*to = (struct kofile_symbol){strdup(name), symbol.st_shndx, i, symbol.st_value};
		if (!to->name)
			return fault("out of memory");
		file->symbol_count++;
	}
	qsort(file->symbols, file->symbol_count, sizeof(*file->symbols), by_section);
	return 0;
}

static int read_elf(struct kofile *file, struct bytes content)
{
	Elf_Scn *symbols = NULL;
	GElf_Ehdr header;
	Elf *elf;
	int err;

	elf_version(EV_CURRENT);
	elf = elf_memory((char *)content.at, content.len);
	if (!elf || !gelf_getehdr(elf, &header) || header.e_type != ET_REL)
		err = fault("%s: not a module", file->path);
	else
		err = read_sections(file, elf, &symbols);
	if (!err && !symbols)
		err = fault("%s: no symbols: stripped", file->path);
	if (!err)
		err = read_symbols(file, elf, symbols);
	elf_end(elf);
	return err;
}

static int read_content(struct kofile *file, struct bytes packed)
{
	enum image_packing packing = image_packing_of(packed);
	void *memory;
	size_t len;
	int err;

	if (packing == PACKED_NOT)
		return read_elf(file, packed);
	if (unpack(file->path, packed, packing, MODULE_MAX, &memory, &len))
		return fault("%s: cannot decompress", file->path);
	err = read_elf(file, bytes_of(memory, len));
	free(memory);
	return err;
}

int koread(const char *path, struct kofile *ret_file)
{
	struct kofile file = {.path = strdup(path)};
	struct bytes packed;
	int err;

	if (!file.path)
		return fault("out of memory");
	err = input_map(path, &packed);
	if (!err) {
		err = read_content(&file, packed);
		file_unmap(&packed);
	}
	if (err)
		kofile_free(&file);
	else
		*ret_file = file;
	return err;
}
