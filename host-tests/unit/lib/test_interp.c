// SPDX-License-Identifier: GPL-2.0
/* The interpreters of programs; ELF files are those of this machine, or made of its headers. */
#include "lib/interp.h"

#include <elf.h>
#include <fcntl.h>
#include <stddef.h>
#include <string.h>
#include <unistd.h>

#include "host-tests/tap.h"

#if __SIZEOF_LONG__ == 8
typedef Elf64_Ehdr elf_header;
typedef Elf64_Phdr program_header;
enum { CLASS = ELFCLASS64 };
#else
typedef Elf32_Ehdr elf_header;
typedef Elf32_Phdr program_header;
enum { CLASS = ELFCLASS32 };
#endif

static const char ld_so[] = "/lib/ld.so";

/* The smallest program: its header, a header that is skipped, PT_INTERP, and its path. */
static struct program {
	elf_header elf;
	program_header load, interp;
	char path[sizeof(ld_so)];
} program;

static void make_program(void)
{
	program = (struct program){
		.elf = {.e_ident = {0x7f, 'E', 'L', 'F', CLASS, ELFDATA2LSB}, .e_phnum = 2},
		.load = {.p_type = PT_LOAD},
		.interp = {.p_type = PT_INTERP, .p_filesz = sizeof(ld_so)},
	};
	program.elf.e_phoff = offsetof(struct program, load);
	program.interp.p_offset = offsetof(struct program, path);
	memcpy(program.path, ld_so, sizeof(ld_so));
}

static const char *interp_of(size_t len)
{
	static char block[sizeof(program)];
	const char *path;

	memcpy(block, &program, sizeof(program));
	path = interp_find(block, len);
	make_program();
	return path;
}

static void check_elf(void)
{
	char block[INTERP_BLOCK_SIZE];
	int fd = open("/bin/sh", O_RDONLY | O_CLOEXEC);
	long len = read(fd, block, sizeof(block));
	const char *path = len > 0 ? interp_find(block, len) : NULL;

	close(fd);
	tap_ok(!path || access(path, X_OK) == 0, "that of /bin/sh, if it has one, can be executed");
	make_program();
	tap_str(interp_of(sizeof(program)), ld_so, "a program has the one of PT_INTERP");
	tap_ok(!interp_of(offsetof(struct program, path) + sizeof(ld_so) - 1),
	       "none if its path is not in the block as a whole");
	tap_ok(!interp_of(offsetof(struct program, interp)),
	       "none if the headers are not in the block");
	program.elf.e_phnum = 1;
	tap_ok(!interp_of(sizeof(program)), "a static program has none");
	program.elf.e_ident[EI_CLASS] = ELFCLASSNONE;
	tap_ok(!interp_of(sizeof(program)), "none of another word size");
	program.interp.p_filesz--;
	tap_ok(!interp_of(sizeof(program)), "none if its path does not end with NUL");
	program.interp.p_filesz = 0;
	tap_ok(!interp_of(sizeof(program)), "none if its path has no bytes");
	program.elf.e_phoff = (unsigned)-16;
	tap_ok(!interp_of(sizeof(program)), "none if the headers are far outside");
	program.interp.p_offset = (unsigned)-2;
	tap_ok(!interp_of(sizeof(program)), "none if the path is far outside");
}

static void check_script(const char *text, const char *expected, const char *name)
{
	char block[64];
	const char *path;

	memcpy(block, text, strlen(text));
	path = interp_find(block, strlen(text));
	tap_str(path ? path : "none", expected, "%s", name);
}

int main(void)
{
	check_elf();
	check_script("#!/bin/sh\nexit\n", "/bin/sh", "a script has that of its first line");
	check_script("#! \t/bin/sh -e\n", "/bin/sh", "blanks before it, and an argument");
	check_script("#!/bin/sh", "none", "a line that is cut short names none");
	check_script("#!\n", "none", "an empty line names none");
	check_script("#!", "none", "nor does the end of the file");
	check_script("text", "none", "other files have none");
	check_script("", "none", "an empty file has none");
	return tap_done();
}
