// SPDX-License-Identifier: GPL-2.0
/* License restrictions of a module's exports, which libkmod does not report. */
#include <fcntl.h>
#include <gelf.h>
#include <string.h>
#include <unistd.h>

#include "lib/text.h"
#include "tools/mkinitrd/symbols/modsymbols.h"

struct module_elf {
	Elf *elf;
	Elf_Data *symbols;
	size_t strings, sections;
	struct provided_set *set;
};

static const char *section_name(const struct module_elf *m, const Elf_Scn *section)
{
	GElf_Shdr header;

	if (!gelf_getshdr((Elf_Scn *)section, &header))
		return "";
	return elf_strptr(m->elf, m->sections, header.sh_name) ?: "";
}

/* A byte or string of a section, NULL if it is outside. */
static const char *bytes_at(Elf_Scn *section, uint64_t at)
{
	Elf_Data *data = section ? elf_getdata(section, NULL) : NULL;

	return data && data->d_buf && at < data->d_size ? (const char *)data->d_buf + at : NULL;
}

static void take_space(struct module_elf *m, const char *name, Elf_Scn *section, uint64_t at)
{
	Elf_Data *data = elf_getdata(section, NULL);
	const char *space = bytes_at(section, at);
	struct provided *symbol = provided_find(m->set, name);

	if (symbol && space && memchr(space, '\0', data->d_size - at))
		provided_set_space(symbol, space);
}

/* Up to kernel 7.0: by the section of the symbol's entry. */
static void take_entry(struct module_elf *m, const char *name, Elf_Scn *section)
{
	struct provided *symbol = provided_find(m->set, name);

	if (symbol && strncmp(section_name(m, section), "__ksymtab_gpl", 13) == 0)
		symbol->gpl = true;
}

/* Later kernels: by KSYM_FLAG_GPL_ONLY (linux/module_symbol.h, 7.2), a byte for each symbol. */
static void take_flags(struct module_elf *m, const char *name, Elf_Scn *section, uint64_t at)
{
	const char *flags = bytes_at(section, at);
	struct provided *symbol = provided_find(m->set, name);

	if (symbol && flags)
		symbol->gpl = *flags & 1;
}

/* EXPORT_SYMBOL() creates local symbols: a prefix and the name (linux/export-internal.h). */
static void take_symbol(struct module_elf *m, const GElf_Sym *symbol)
{
	const char *text = elf_strptr(m->elf, m->strings, symbol->st_name), *name;
	Elf_Scn *section = elf_getscn(m->elf, symbol->st_shndx);

	if (!text || !section || strncmp(text, "__", 2) != 0)
		return;
	if ((name = text_after(text, "__kstrtabns_")))
		take_space(m, name, section, symbol->st_value);
	else if ((name = text_after(text, "__ksymtab_")))
		take_entry(m, name, section);
	else if ((name = text_after(text, "__flags_")))
		take_flags(m, name, section, symbol->st_value);
}

static bool find_symbols(struct module_elf *m)
{
	GElf_Shdr header;

	if (elf_getshdrstrndx(m->elf, &m->sections) < 0)
		return false;
	for (Elf_Scn *s = NULL; (s = elf_nextscn(m->elf, s));) {
		if (!gelf_getshdr(s, &header) || header.sh_type != SHT_SYMTAB)
			continue;
		m->strings = header.sh_link;
		m->symbols = elf_getdata(s, NULL);
		return m->symbols != NULL;
	}
	return false;
}

static void read_exports(struct module_elf *m)
{
	GElf_Sym symbol;

	if (!m->elf || !find_symbols(m))
		return;
	for (int i = 0; gelf_getsym(m->symbols, i, &symbol); i++)
		take_symbol(m, &symbol);
}

void modsymbols_offer(const struct modsymbols *symbols, const char *path, const char *by,
		      struct provided_set *set)
{
	struct module_elf m = {.set = set};
	int fd;

	if (!symbols->offers.count)
		return;
	for (size_t i = 0; i < symbols->offers.count; i++)
		provided_add(set, symbols->offers.item[i], by)->crc = symbols->crcs[i];
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return;
	elf_version(EV_CURRENT);
	m.elf = elf_begin(fd, ELF_C_READ_MMAP, NULL);
	read_exports(&m);
	elf_end(m.elf);
	close(fd);
}
