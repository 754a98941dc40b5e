// SPDX-License-Identifier: GPL-2.0
#include "tools/kernel/kernel.h"

#include <errno.h>
#include <gelf.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "lib/file.h"
#include "lib/text.h"
#include "tools/kernel/input.h"
#include "tools/kernel/fault.h"
#include "tools/kernel/unpack.h"

enum { LAYERS = 5 };

static void close_kernel(struct kernel *kernel)
{
	free(kernel->memory);
	file_unmap(&kernel->file);
}

static int fault_image(const char *path, const struct image *image, int err)
{
	const char *kind = image_kind_name(image->kind);

	switch (err) {
	case -EOPNOTSUPP:
		return fault(
			"%s: boot protocol %u.%02u is too old: it does not locate the payload, "
			"as 2.08 (Linux 2.6.26) and later do",
			path, image->protocol >> 8, image->protocol & 0xff);
	case -ENODATA:
		return fault("%s: not a Linux kernel: an %s without a payload", path, kind);
	case -ENOEXEC:
		return fault("%s: %s: not supported", path, kind);
	case 1:
		return fault("%s: not a kernel", path);
	}
	return fault("%s: %s, truncated or damaged", path, kind);
}

static int open_kernel(struct kernel *kernel, const char *path)
{
	int err;

	*kernel = (struct kernel){.path = path};
	if (input_map(path, &kernel->file) < 0)
		return -1;
	err = image_parse(kernel->file, &kernel->image);
	if (err) {
		close_kernel(kernel);
		return fault_image(path, &kernel->image, err);
	}
	return 0;
}

/* Whether this is the kernel itself, not compressed. */
static bool is_plain(enum image_kind kind)
{
	return kind == IMAGE_ELF || kind == IMAGE_ARM64 || kind == IMAGE_RISCV ||
	       kind == IMAGE_LOONGARCH;
}

/* Replaces kernel->vmlinux, which contains `image`, by the image's payload. */
static int unpack_layer(struct kernel *kernel, const struct image *image)
{
	size_t len = image->payload.len;
	void *memory;

	if (image->packing == PACKED_NOT) {
		kernel->vmlinux = image->payload;
		return 0;
	}
	if (image->payload_size > KERNEL_SIZE_MAX)
		return fault("%s: damaged: uncompressed size of %u bytes", kernel->path,
			     image->payload_size);
	if (unpack(kernel->path, image->payload, image->packing, KERNEL_SIZE_MAX, &memory, &len) <
	    0)
		return -1;
	free(kernel->memory);
	kernel->memory = memory;
	kernel->vmlinux = bytes_of(memory, len);
	if (image->kind != IMAGE_PACKED && image->payload_size && image->payload_size != len)
		return fault("%s: damaged: the kernel has %zu bytes instead of %u", kernel->path,
			     len, image->payload_size);
	return 0;
}

/* A kernel's file may be compressed again, or be part of another file. */
static int unpack_kernel(struct kernel *kernel)
{
	kernel->vmlinux = kernel->file;
	kernel->inner = kernel->image;
	for (int layer = 0; layer < LAYERS; layer++) {
		const struct image image = kernel->inner;

		if (layer && is_plain(image.kind))
			return 0;
		if (unpack_layer(kernel, &image) < 0)
			return -1;
		if (image_parse(kernel->vmlinux, &kernel->inner))
			return fault("%s: its payload is not a kernel", kernel->path);
	}
	return fault("%s: compressed more than %d times", kernel->path, LAYERS - 1);
}

/*
 * Finds linux_banner (init/version.c), which every kernel has; its format string has "%s" as
 * version.
 */
static const char *find_banner(struct bytes vmlinux)
{
	static const char front[] = "Linux version ";
	const size_t len = sizeof(front) - 1;
	const char *at = (const char *)vmlinux.at, *end = at + vmlinux.len;

	while ((at = memmem(at, end - at, front, len))) {
		at += len;
		if (at < end && *at >= '0' && *at <= '9')
			return at - len;
	}
	return NULL;
}

static int check_linux(const struct kernel *kernel)
{
	if (find_banner(kernel->vmlinux))
		return 0;
	return fault("%s: not a Linux kernel: %s without the text \"Linux version\"", kernel->path,
		     image_kind_name(kernel->inner.kind));
}

int kernel_with(const char *path, kernel_use_fn *use, void *context)
{
	struct kernel kernel;
	int result = open_kernel(&kernel, path);

	if (result)
		return result;
	result = unpack_kernel(&kernel);
	if (!result)
		result = check_linux(&kernel);
	if (!result)
		result = use(&kernel, context);
	close_kernel(&kernel);
	return result;
}

/* libelf does not change the memory. */
struct Elf *kernel_elf(const struct kernel *kernel)
{
	elf_version(EV_CURRENT);
	return elf_memory((char *)kernel->vmlinux.at, kernel->vmlinux.len);
}

/* The bytes of a note segment, as far as they are in the file. */
static struct bytes segment_bytes(const struct kernel *kernel, const GElf_Phdr *phdr)
{
	struct bytes all = kernel->vmlinux;
	const unsigned char *at = bytes_at(&all, phdr->p_offset, phdr->p_filesz);

	return bytes_of(at, at ? phdr->p_filesz : 0);
}

/*
 * An Image has no headers. The last note that looks like a build-id is the kernel's; earlier ones
 * are those of the vDSOs in the read-only data.
 */
static void find_buildid(struct bytes image, char *ret_id)
{
	static const char note[] = "\4\0\0\0\x14\0\0\0\3\0\0\0GNU";
	const unsigned char *at = image.at, *end = image.at + image.len;

	while ((at = memmem(at, end - at, note, sizeof(note)))) {
		size_t len = sizeof(note) + 20;

		if ((at - image.at) % 4 == 0 && (size_t)(end - at) >= len)
			(void)buildid_of_notes(bytes_of(at, len), ret_id); /* otherwise unchanged */
		at += 4;
	}
}

void kernel_buildid(const struct kernel *kernel, char *ret_id)
{
	size_t count = 0;
	GElf_Phdr phdr;
	Elf *elf;

	ret_id[0] = '\0';
	if (kernel->inner.kind != IMAGE_ELF) {
		find_buildid(kernel->vmlinux, ret_id);
		return;
	}
	elf = kernel_elf(kernel);
	if (!elf)
		return;
	elf_getphdrnum(elf, &count);
	for (size_t i = 0; i < count; i++)
		if (gelf_getphdr(elf, i, &phdr) && phdr.p_type == PT_NOTE &&
		    buildid_of_notes(segment_bytes(kernel, &phdr), ret_id) == 0)
			break;
	elf_end(elf);
}

void kernel_banner(const struct kernel *kernel, char *ret_banner, size_t size)
{
	const char *at = find_banner(kernel->vmlinux);
	const char *end = (const char *)kernel->vmlinux.at + kernel->vmlinux.len;
	const char *newline = at ? memchr(at, '\n', end - at) : NULL;

	ret_banner[0] = '\0';
	if (newline)
		(void)text_copy_n(ret_banner, size, at, newline - at); /* "" if it is too long */
}
