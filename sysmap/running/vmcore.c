// SPDX-License-Identifier: GPL-2.0
#include "sysmap/running/vmcore.h"

#include <elf.h>
#include <errno.h>
#include <stdbool.h>
#include <string.h>

#include "lib/bytes.h"
#include "lib/sys.h"
#include "lib/text.h"
#include "sysmap/machine.h"

enum {
	ELF_HEADER = 64,  /* size for 64 bit, the larger one */
	NOTE_HEADER = 12, /* u32 each: name length, content length, type */
	NOTES_MAX = 64,
	SEGMENTS_MAX = 4096,
};

/* Layouts of the two ELF classes; `word`: bytes per address. */
static const struct layout {
	unsigned char word, phoff, phnum, phdr_size, p_offset, p_vaddr, p_filesz;
} layouts[] = {
	[ELFCLASS32] = {4, 28, 44, 32, 4, 8, 16},
	[ELFCLASS64] = {8, 32, 56, 56, 8, 16, 32},
};

struct segment {
	uint32_t type;
	uint64_t offset, address, size;
};

static uint64_t read_address(const struct layout *layout, struct bytes *b, size_t offset)
{
	return layout->word == 8 ? bytes_le64(b, offset) : bytes_le32(b, offset);
}

static int read_exactly(int fd, void *buf, size_t len, uint64_t offset)
{
	size_t done = 0;

	while (done < len) {
		ssize_t got = sys_pread(fd, (char *)buf + done, len - done, offset + done);

		if (got < 0)
			return got;
		if (got == 0)
			return -EINVAL;
		done += got;
	}
	return 0;
}

static int read_header(struct vmcore *core)
{
	unsigned char header[ELF_HEADER];
	struct bytes b = bytes_of(header, sizeof(header));
	int err = read_exactly(core->fd, header, sizeof(header), 0);

	if (err)
		return err;
	if (memcmp(header, ELFMAG, SELFMAG) != 0 || header[EI_DATA] != ELFDATA2LSB)
		return -EINVAL;
	core->elf_class = header[EI_CLASS];
	if (core->elf_class != ELFCLASS32 && core->elf_class != ELFCLASS64)
		return -EINVAL;
	core->segments =
		read_address(&layouts[core->elf_class], &b, layouts[core->elf_class].phoff);
	core->segment_count = bytes_le16(&b, layouts[core->elf_class].phnum);
	return core->segment_count <= SEGMENTS_MAX ? 0 : -EINVAL;
}

static int read_segment(const struct vmcore *core, unsigned index, struct segment *ret_segment)
{
	const struct layout *layout = &layouts[core->elf_class];
	unsigned char header[ELF_HEADER];
	struct bytes b = bytes_of(header, layout->phdr_size);
	int err = read_exactly(core->fd, header, layout->phdr_size,
			       core->segments + (uint64_t)index * layout->phdr_size);

	if (err)
		return err;
	*ret_segment = (struct segment){
		.type = bytes_le32(&b, 0),
		.offset = read_address(layout, &b, layout->p_offset),
		.address = read_address(layout, &b, layout->p_vaddr),
		.size = read_address(layout, &b, layout->p_filesz),
	};
	return 0;
}

static uint64_t padded(uint32_t len)
{
	return ((uint64_t)len + 3) & ~(uint64_t)3;
}

/* Reads the notes header by header: those of processes come first and can be large. */
static int read_notes(struct vmcore *core, const struct segment *notes)
{
	static const char wanted[] = "VMCOREINFO";
	uint64_t at = 0;

	for (unsigned i = 0; i < NOTES_MAX && at + NOTE_HEADER <= notes->size; i++) {
		unsigned char header[NOTE_HEADER + sizeof(wanted)] = {0};
		struct bytes b = bytes_of(header, sizeof(header));
		uint64_t left = notes->size - at;
		size_t len = left < sizeof(header) ? left : sizeof(header);
		int err = read_exactly(core->fd, header, len, notes->offset + at);
		uint64_t content = NOTE_HEADER + padded(bytes_le32(&b, 0));

		if (err)
			return err;
		core->info_len = bytes_le32(&b, 4);
		if (bytes_le32(&b, 0) == sizeof(wanted) &&
		    memcmp(header + NOTE_HEADER, wanted, sizeof(wanted)) == 0)
			return core->info_len <= sizeof(core->info)
				       ? read_exactly(core->fd, core->info, core->info_len,
						      notes->offset + at + content)
				       : -EINVAL;
		at += content + padded(core->info_len);
	}
	return -ENOENT;
}

static int read_info(struct vmcore *core)
{
	int err = read_header(core);

	for (unsigned i = 0; !err && i < core->segment_count; i++) {
		struct segment segment;

		err = read_segment(core, i, &segment);
		if (!err && segment.type == PT_NOTE)
			return read_notes(core, &segment);
	}
	return err ? err : -ENOENT;
}

int vmcore_open(const char *machine, struct vmcore *core)
{
	int err;

	core->fd = machine_open(machine, "/proc/kcore");
	if (core->fd < 0)
		return core->fd;
	err = read_info(core);
	if (err)
		vmcore_close(core);
	return err;
}

void vmcore_close(struct vmcore *core)
{
	sys_close(core->fd);
	core->fd = -1;
}

/* Parses the hexadecimal value after the first '='; the kernel writes some with 0x. */
static int line_value(const char *line, size_t len, uint64_t *ret_value)
{
	const char *equals = memchr(line, '=', len);
	char digits[17];
	int err;

	if (!equals)
		return -EINVAL;
	equals++;
	if (line + len - equals > 2 && memcmp(equals, "0x", 2) == 0)
		equals += 2;
	err = text_copy_n(digits, sizeof(digits), equals, line + len - equals);
	return err ? err : text_number(digits, 16, UINT64_MAX, ret_value);
}

bool vmcore_is_named(const struct vmcore_symbol *symbol, const char *name)
{
	return symbol->name_len == strlen(name) &&
	       memcmp(symbol->name, name, symbol->name_len) == 0;
}

int vmcore_value(const struct vmcore *core, const char *key, uint64_t *ret_value)
{
	const char *rest = core->info, *end = core->info + core->info_len, *line;
	size_t key_len = strlen(key);
	long len;

	while ((len = text_line(&rest, end, &line)) >= 0)
		if ((size_t)len > key_len && line[key_len] == '=' &&
		    memcmp(line, key, key_len) == 0)
			return line_value(line, len, ret_value);
	return -ENOENT;
}

/*
 * Parses SYMBOL(name)=value, except for mem_section: if that is a pointer, the value is its
 * contents, not its address (VMCOREINFO_SYMBOL_ARRAY).
 */
static bool symbol_line(const char *line, size_t len, struct vmcore_symbol *ret_symbol)
{
	static const char before[] = "SYMBOL(";
	const char *name = line + sizeof(before) - 1;
	const char *close;

	if (len < sizeof(before) || memcmp(line, before, sizeof(before) - 1) != 0)
		return false;
	close = memchr(name, ')', line + len - name);
	if (!close || line_value(close, line + len - close, &ret_symbol->address))
		return false;
	ret_symbol->name = name;
	ret_symbol->name_len = close - name;
	return !vmcore_is_named(ret_symbol, "mem_section");
}

size_t vmcore_symbols(const struct vmcore *core, struct vmcore_symbol *ret_symbols)
{
	const char *rest = core->info, *end = core->info + core->info_len, *line;
	size_t count = 0;
	long len;

	while (count < VMCORE_SYMBOLS && (len = text_line(&rest, end, &line)) >= 0)
		count += symbol_line(line, len, &ret_symbols[count]);
	return count;
}

long vmcore_read_some(const struct vmcore *core, uint64_t address, void *buf, size_t len)
{
	for (unsigned i = 0; i < core->segment_count; i++) {
		struct segment segment;
		uint64_t offset;
		int err = read_segment(core, i, &segment);

		if (err)
			return err;
		offset = address - segment.address;
		if (segment.type != PT_LOAD || address < segment.address || offset >= segment.size)
			continue;
		if (len > segment.size - offset)
			len = segment.size - offset;
		err = read_exactly(core->fd, buf, len, segment.offset + offset);
		return err ? err : (long)len;
	}
	return -EFAULT;
}

int vmcore_read(const struct vmcore *core, uint64_t address, void *buf, size_t len)
{
	long got = vmcore_read_some(core, address, buf, len);

	return got < 0 ? got : (size_t)got < len ? -EFAULT : 0;
}
