// SPDX-License-Identifier: GPL-2.0
#include "tools/kernel/segments.h"

#include <errno.h>
#include <gelf.h>
#include <stdlib.h>
#include <string.h>

#include "sysmap/arm64.h"
#include "tools/kernel/fault.h"

enum { SEGMENTS = 32 };

/* Link addresses (KERNEL_LINK_ADDR, arch/riscv; VMLINUX_LOAD_ADDRESS, arch/loongarch; 6.1) */
static const uint64_t riscv_base = 0xffffffff80000000, loongarch_base = 0x9000000000000000;
enum { LOONGARCH_OFFSET = 24 };

static size_t load_segments(Elf *elf, struct kallsyms_segment *segments)
{
	size_t all = 0, count = 0;
	GElf_Phdr phdr;

	elf_getphdrnum(elf, &all);
	for (size_t i = 0; i < all && count < SEGMENTS; i++) {
		if (!gelf_getphdr(elf, i, &phdr) || phdr.p_type != PT_LOAD)
			continue;
		segments[count++] = (struct kallsyms_segment){
			.offset = phdr.p_offset,
			.size = phdr.p_filesz,
			.address = phdr.p_vaddr,
			.memory_size = phdr.p_memsz,
		};
	}
	return count;
}

static int other_segment(const struct kernel *kernel, struct kallsyms_segment *segments,
			 struct kallsyms_image *ret_image)
{
	struct bytes all = kernel->vmlinux;
	uint64_t base = kernel->inner.kind == IMAGE_RISCV
				? riscv_base
				: loongarch_base + bytes_le64(&all, LOONGARCH_OFFSET);

	segments[0] = (struct kallsyms_segment){0, all.len, base, all.len};
	*ret_image = (struct kallsyms_image){all, 8, segments, 1};
	return 0;
}

/* An Image is one segment; its pointers are relocated in a private copy. */
static int image_segment(struct kernel *kernel, struct kallsyms_segment *segments,
			 struct kallsyms_image *ret_image)
{
	size_t len = kernel->vmlinux.len;
	uint64_t base, size;

	if (arm64_find_base(kernel->vmlinux, &base, &size))
		return fault("%s: unknown link address", kernel->path);
	if (!kernel->memory) {
		kernel->memory = malloc(len);
		if (!kernel->memory)
			return fault("out of memory");
		memcpy(kernel->memory, kernel->vmlinux.at, len);
		kernel->vmlinux = bytes_of(kernel->memory, len);
	}
	arm64_relocate(kernel->memory, len, base);
	segments[0] = (struct kallsyms_segment){0, len, base, size};
	*ret_image = (struct kallsyms_image){kernel->vmlinux, 8, segments, 1};
	return 0;
}

static int elf_segments(const struct kernel *kernel, struct kallsyms_segment *segments,
			struct kallsyms_image *ret_image)
{
	struct kallsyms_image image = {.data = kernel->vmlinux, .word = 8, .segments = segments};
	Elf *elf = kernel_elf(kernel);

	if (!elf)
		return fault("%s: %s", kernel->path, elf_errmsg(-1));
	image.word = gelf_getclass(elf) == ELFCLASS32 ? 4 : 8;
	image.segment_count = load_segments(elf, segments);
	elf_end(elf);
	*ret_image = image;
	return image.segment_count ? 0 : fault("%s: no loadable segments", kernel->path);
}

/* Finds the loadable segments of the kernel: up to SEGMENTS. */
static int find_segments(struct kernel *kernel, struct kallsyms_segment *segments,
			 struct kallsyms_image *ret_image)
{
	switch (kernel->inner.kind) {
	case IMAGE_ARM64:
		return image_segment(kernel, segments, ret_image);
	case IMAGE_RISCV:
	case IMAGE_LOONGARCH:
		return other_segment(kernel, segments, ret_image);
	default:
		return elf_segments(kernel, segments, ret_image);
	}
}

int segments_kallsyms(struct kernel *kernel, struct kallsyms *ret_kallsyms)
{
	struct kallsyms_segment segments[SEGMENTS];
	struct kallsyms_image image;
	int err;

	if (find_segments(kernel, segments, &image) < 0)
		return -1;
	err = kallsyms_find(&image, ret_kallsyms);
	if (err)
		return fault("%s: %s", kernel->path,
			     err == -ENOENT ? "the kernel has no kallsyms"
					    : "unknown format of kallsyms");
	return 0;
}
