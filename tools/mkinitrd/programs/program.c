// SPDX-License-Identifier: GPL-2.0
/*
 * Uses only the program headers, as the kernel and ld.so do; section headers may be stripped or
 * wrong.
 */
#include "tools/mkinitrd/programs/program.h"

#include <fcntl.h>
#include <gelf.h>
#include <json-c/json.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tools/mkinitrd/base/report.h"

/* NULL: outside the file. */
static Elf_Data *chunk(Elf *elf, uint64_t offset, uint64_t size, Elf_Type type)
{
	return elf_getdata_rawchunk(elf, offset, size, type);
}

/* The file offset of a virtual address. */
static bool offset_of(Elf *elf, size_t headers, uint64_t address, uint64_t *ret_offset)
{
	GElf_Phdr h;

	for (size_t i = 0; i < headers; i++) {
		if (gelf_getphdr(elf, i, &h) && h.p_type == PT_LOAD && address >= h.p_vaddr &&
		    address - h.p_vaddr < h.p_filesz) {
			*ret_offset = address - h.p_vaddr + h.p_offset;
			return true;
		}
	}
	return false;
}

/* A string in the data: new memory, or NULL if it is not terminated. */
static char *string_at(const Elf_Data *data, uint64_t at)
{
	const char *text = data->d_buf;

	if (at >= data->d_size || !memchr(text + at, '\0', data->d_size - at))
		return NULL;
	return alloc_text("%s", text + at);
}

static uint64_t value_of(Elf_Data *dynamic, int64_t tag)
{
	GElf_Dyn d;

	for (int i = 0; gelf_getdyn(dynamic, i, &d) && d.d_tag != DT_NULL; i++) {
		if (d.d_tag == tag)
			return d.d_un.d_val;
	}
	return 0;
}

static int take_needed(struct program *p, const Elf_Data *strings, uint64_t at)
{
	char *name = string_at(strings, at);

	if (!name)
		return -1;
	list_add(&p->needed, name);
	free(name);
	return 0;
}

/* The last tag is used, as in ld.so. */
static int take_path(char **path, const Elf_Data *strings, uint64_t at)
{
	free(*path);
	*path = string_at(strings, at);
	return *path ? 0 : -1;
}

static int take_tags(struct program *p, Elf_Data *dynamic, const Elf_Data *strings)
{
	int error = 0;
	GElf_Dyn d;

	for (int i = 0; !error && gelf_getdyn(dynamic, i, &d) && d.d_tag != DT_NULL; i++) {
		if (d.d_tag == DT_NEEDED)
			error = take_needed(p, strings, d.d_un.d_val);
		else if (d.d_tag == DT_RPATH)
			error = take_path(&p->rpath, strings, d.d_un.d_val);
		else if (d.d_tag == DT_RUNPATH)
			error = take_path(&p->runpath, strings, d.d_un.d_val);
	}
	return error;
}

static int read_dynamic(struct program *p, Elf *elf, size_t headers, const GElf_Phdr *h)
{
	Elf_Data *dynamic = chunk(elf, h->p_offset, h->p_filesz, ELF_T_DYN);
	Elf_Data *strings;
	uint64_t offset;

	if (!dynamic || !offset_of(elf, headers, value_of(dynamic, DT_STRTAB), &offset))
		return -1;
	strings = chunk(elf, offset, value_of(dynamic, DT_STRSZ), ELF_T_BYTE);
	return strings ? take_tags(p, dynamic, strings) : -1;
}

static int read_interpreter(struct program *p, Elf *elf, const GElf_Phdr *h)
{
	Elf_Data *data = chunk(elf, h->p_offset, h->p_filesz, ELF_T_BYTE);

	p->interpreter = data ? string_at(data, 0) : NULL;
	return p->interpreter ? 0 : -1;
}

/* ---- .note.dlopen
 * ------------------------------------------------------------------------------*/

/*
 * The arguments of dlopen(3), as JSON: systemd.io/ELF_DLOPEN_METADATA. Few users of the program
 * need the "suggested" ones.
 */
static void take_names(struct program *p, struct json_object *feature)
{
	struct json_object *names, *priority;
	const char *how = "";

	if (json_object_object_get_ex(feature, "priority", &priority))
		how = json_object_get_string(priority);
	if (!json_object_object_get_ex(feature, "soname", &names) ||
	    strcmp(how, "suggested") == 0 || !json_object_is_type(names, json_type_array))
		return;
	for (size_t i = 0; i < json_object_array_length(names); i++)
		list_add(&p->opens, json_object_get_string(json_object_array_get_idx(names, i)));
}

static void take_note(struct program *p, const char *text, size_t len)
{
	char *copy = alloc_text("%.*s", (int)len, text);
	struct json_object *all = json_tokener_parse(copy);

	if (json_object_is_type(all, json_type_array))
		for (size_t i = 0; i < json_object_array_length(all); i++)
			take_names(p, json_object_array_get_idx(all, i));
	json_object_put(all);
	free(copy);
}

/* Damaged notes are ignored. */
static void read_notes(struct program *p, Elf *elf, const GElf_Phdr *h)
{
	enum { DLOPEN = 0x407c0c0a };
	Elf_Data *data =
		chunk(elf, h->p_offset, h->p_filesz, h->p_align == 8 ? ELF_T_NHDR8 : ELF_T_NHDR);
	size_t at = 0, name, text;
	GElf_Nhdr note;

	while (data && (at = gelf_getnote(data, at, &note, &name, &text)) > 0) {
		const char *bytes = data->d_buf;

		if (note.n_type == DLOPEN && note.n_namesz == 4 &&
		    memcmp(bytes + name, "FDO", 4) == 0)
			take_note(p, bytes + text, note.n_descsz);
	}
}

static int read_headers(struct program *p, Elf *elf)
{
	size_t headers;
	GElf_Ehdr e;
	GElf_Phdr h;
	int error = 0;

	if (!gelf_getehdr(elf, &e) || elf_getphdrnum(elf, &headers) < 0)
		return -1;
	p->type = e.e_type;
	p->machine = e.e_machine;
	p->class = e.e_ident[EI_CLASS];
	for (size_t i = 0; i < headers && !error; i++) {
		if (!gelf_getphdr(elf, i, &h))
			error = -1;
		else if (h.p_type == PT_INTERP && !p->interpreter)
			error = read_interpreter(p, elf, &h);
		else if (h.p_type == PT_NOTE)
			read_notes(p, elf, &h);
		else if (h.p_type == PT_DYNAMIC)
			error = read_dynamic(p, elf, headers, &h);
	}
	return error;
}

static int read_elf(const char *file, int fd, struct program *p)
{
	Elf *elf = elf_begin(fd, ELF_C_READ_MMAP, NULL);
	int result = 1;

	if (elf && elf_kind(elf) == ELF_K_ELF)
		result = read_headers(p, elf);
	elf_end(elf);
	if (result < 0)
		report_error("%s: damaged: its ELF headers point outside the file", file);
	return result;
}

int program_read(const char *file, struct program *ret_program)
{
	struct program p = {0};
	int fd = open(file, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	int result;

	if (fd < 0)
		return report_error("%s: %m", file);
	elf_version(EV_CURRENT);
	result = read_elf(file, fd, &p);
	close(fd);
	if (result == 0)
		*ret_program = p;
	else
		program_free(&p);
	return result;
}

void program_free(struct program *program)
{
	free(program->interpreter);
	free(program->rpath);
	free(program->runpath);
	list_free(&program->needed);
	list_free(&program->opens);
}

/* A static position-independent program is ET_DYN, as libraries are. */
static bool is_alone(const struct program *p)
{
	return (p->type == ET_EXEC || p->type == ET_DYN) && !p->interpreter && p->needed.count == 0;
}

bool program_is_static(const char *file)
{
	struct program p;
	bool is_static;

	if (program_read(file, &p) != 0)
		return false;
	is_static = is_alone(&p);
	program_free(&p);
	return is_static;
}

int program_need_static(const char *file)
{
	struct program p;
	int result = program_read(file, &p);

	if (result > 0)
		return report_error("%s: not a program", file);
	if (result < 0)
		return -1;
	if (!is_alone(&p))
		result = report_error("%s: not a static program, which is required here", file);
	program_free(&p);
	return result;
}
