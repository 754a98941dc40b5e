// SPDX-License-Identifier: GPL-2.0
#include "tools/mkinitrd/programs/elfmachine.h"

#include <elf.h>
#include <endian.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "lib/text.h"
#include "tools/mkinitrd/base/report.h"

struct machine {
	char what[256]; /* the file for this machine; "": none yet */
	unsigned number, class, data;
};

/* A kernel of the wide machine also runs programs of the other. */
static const struct kind {
	unsigned number, wide;
	const char *name, *config;
} kinds[] = {
	{EM_X86_64, EM_X86_64, "x86-64", "CONFIG_X86_64"},
	{EM_386, EM_X86_64, "i386", "CONFIG_X86_32"},
	{EM_AARCH64, EM_AARCH64, "arm64", "CONFIG_ARM64"},
	{EM_ARM, EM_AARCH64, "arm", "CONFIG_ARM"},
	{EM_PPC64, EM_PPC64, "ppc64", "CONFIG_PPC64"},
	{EM_PPC, EM_PPC64, "ppc", "CONFIG_PPC32"},
	{EM_S390, EM_S390, "s390", "CONFIG_S390"},
	{EM_RISCV, EM_RISCV, "riscv", "CONFIG_RISCV"},
	{EM_MIPS, EM_MIPS, "mips", "CONFIG_MIPS"},
	{EM_LOONGARCH, EM_LOONGARCH, "loongarch", "CONFIG_LOONGARCH"},
};
enum { KINDS = sizeof(kinds) / sizeof(kinds[0]) };

static struct kind kind_of(unsigned number)
{
	for (size_t i = 0; i < KINDS; i++) {
		if (kinds[i].number == number)
			return kinds[i];
	}
	return (struct kind){.number = number, .wide = number, .name = "another machine"};
}

static const char *bits(const struct machine *m)
{
	return m->class == ELFCLASS64 ? ", 64 bits" : m->class == ELFCLASS32 ? ", 32 bits" : "";
}

static int print_difference(const struct machine *a, const struct machine *b)
{
	return report_error("%s is for %s%s, but %s is for %s%s", a->what, kind_of(a->number).name,
			    bits(a), b->what, kind_of(b->number).name, bits(b));
}

/* 0: unknown, as a configuration contains neither class nor byte order. */
static bool runs(const struct machine *kernel, const struct machine *program)
{
	unsigned wide = kind_of(program->number).wide;

	return (kernel->number == program->number || kernel->number == wide) &&
	       (!kernel->class || program->class <= kernel->class) &&
	       (!kernel->data || program->data == kernel->data);
}

static bool read_machine(const struct tree_entry *entry, struct machine *m)
{
	Elf32_Ehdr h; /* up to e_machine the same for 64 bits */
	FILE *file = fopen(entry->source, "re");
	size_t len = file ? fread(&h, 1, sizeof(h), file) : 0;

	if (file)
		fclose(file);
	if (len < sizeof(h) || memcmp(h.e_ident, ELFMAG, SELFMAG) != 0)
		return false;
	snprintf(m->what, sizeof(m->what), "%s", entry->path);
	m->class = h.e_ident[EI_CLASS];
	m->data = h.e_ident[EI_DATA];
	m->number = m->data == ELFDATA2MSB ? be16toh(h.e_machine) : le16toh(h.e_machine);
	return true;
}

static bool is_module(const char *path)
{
	const char *dot = strrchr(path, '.');

	return strstr(path, "/lib/modules/") && dot && strcmp(dot, ".ko") == 0;
}

/* /init, the programs that it runs, and programs in directories of the PATH. */
static bool is_program(const struct tree_entry *entry)
{
	static const char *const dirs[] = {"/bin/",      "/sbin/",        "/usr/bin/",
					   "/usr/sbin/", "/lib/gangway/", "/usr/lib/gangway/"};

	if (strcmp(entry->path, "/init") == 0)
		return true;
	for (size_t i = 0; i < sizeof(dirs) / sizeof(dirs[0]); i++) {
		if (text_after(entry->path, dirs[i]) && entry->mode & 0111)
			return true;
	}
	return false;
}

struct checking {
	struct machine kernel, init;
};

static int check_module(void *context, const struct tree_entry *entry)
{
	struct checking *c = context;
	struct machine machine;

	if (!S_ISREG(entry->mode) || !entry->source || !is_module(entry->path) ||
	    !read_machine(entry, &machine))
		return 0;
	if (!*c->kernel.what)
		c->kernel = machine;
	if (c->kernel.number == machine.number && c->kernel.class == machine.class &&
	    c->kernel.data == machine.data)
		return 0;
	return print_difference(&machine, &c->kernel);
}

static int check_program(void *context, const struct tree_entry *entry)
{
	const struct checking *c = context;
	struct machine machine;

	if (!S_ISREG(entry->mode) || !entry->source || !is_program(entry) ||
	    !read_machine(entry, &machine))
		return 0;
	if (*c->kernel.what)
		return runs(&c->kernel, &machine) ? 0 : print_difference(&machine, &c->kernel);
	/* if the kernel is unknown, one may exist that runs both */
	if (runs(&c->init, &machine) || runs(&machine, &c->init))
		return 0;
	return print_difference(&machine, &c->init);
}

static void read_config(const struct kconfig *kernel, struct machine *m)
{
	for (size_t i = 0; i < KINDS && !*m->what; i++) {
		if (!kconfig_has(kernel, kinds[i].config))
			continue;
		snprintf(m->what, sizeof(m->what), "the kernel of %s", kernel->path);
		m->number = kinds[i].number;
	}
}

int elfmachine_check(const struct tree *tree, const struct kconfig *kernel)
{
	struct checking c = {0};
	const struct tree_entry *init = tree_find(tree, "/init");

	if (tree_each(tree, check_module, &c) < 0)
		return -1;
	read_config(kernel, &c.kernel);
	if (!init || !init->source || !read_machine(init, &c.init))
		return 0;
	return tree_each(tree, check_program, &c);
}
