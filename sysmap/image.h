/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What a kernel's file is, by its header: who boots it, and where its packed kernel lies.
 *
 * x86 bzImage (Documentation/arch/x86/boot.rst)
 *	0x1f1 u8  sectors of the set-up code	0x1fe u16 0xaa55
 *	0x202	  "HdrS"			0x206 u16 boot protocol
 *	0x20e u16 the version text, from 0x200	0x248 u32 payload, from the end of the set-up code
 *	0x24c u32 the payload's length (both since protocol 2.08)
 *	Behind every packed payload but gzip's, as its last 4 bytes, stands its size when unpacked.
 *
 * EFI zboot (drivers/firmware/efi/libstub/zboot-header.S)
 *	0 "MZ"	4 "zimg"  8 u32 payload  12 u32 its length  0x18 the packing's name
 *
 * arm64 Image (Documentation/arch/arm64/booting.rst): not packed
 *	0x38 "ARM\x64"
 *
 * RISC-V and LoongArch Image (Documentation/arch/riscv/boot-image-header.rst,
 * arch/loongarch/kernel/head.S): not packed
 *	16 u64 size in memory (RISC-V)	24 u64 load offset (LoongArch)
 *	0x38 "RSC\x05", or u32 0x818223cd
 *
 * Unified kernel image: a PE file with a kernel in its section ".linux" (UAPI.5)
 *	0 "MZ"	0x3c u32 the PE header: "PE\0\0", +6 u16 sections, +20 u16 size of the optional header
 *	behind that, a section: name[8], u32 size, u32 address, u32 size in the file, u32 its place
 *
 * Others: a kernel that is packed and nothing else (Image.gz), and ELF. What is no kernel that can
 * be unpacked here (ARM zImage, s390, U-Boot's and device trees' images) is known by name.
 */
#ifndef SYSMAP_IMAGE_H
#define SYSMAP_IMAGE_H

#include <stdint.h>

#include "lib/bytes.h"

enum image_kind {
	IMAGE_BZIMAGE,
	IMAGE_ZBOOT,
	IMAGE_ARM64,
	IMAGE_RISCV,
	IMAGE_LOONGARCH,
	IMAGE_ELF,
	IMAGE_ZIMAGE,
	IMAGE_S390,
	IMAGE_UBOOT,
	IMAGE_FIT,
	IMAGE_UKI,
	IMAGE_PACKED,
};

enum image_packing {
	PACKED_NOT,
	PACKED_GZIP,
	PACKED_BZIP2,
	PACKED_LZMA,
	PACKED_XZ,
	PACKED_LZO,
	PACKED_LZ4,
	PACKED_ZSTD,
	PACKED_KINDS,
};

struct image {
	enum image_kind kind;
	enum image_packing packing;
	unsigned protocol;     /* of a bzImage: 0x20f is 2.15 */
	char version[256];     /* release, builder, build: of a bzImage that tells; else empty */
	struct bytes payload;  /* the packed kernel, or the kernel itself */
	uint32_t payload_size; /* unpacked, as the image says; 0: it does not */
};

/*
 * 0; 1: none of these. On an error only the kind and the protocol are set: -EINVAL: cut short or
 * broken; -EOPNOTSUPP: the boot protocol does not tell where the payload is yet; -ENODATA: there is
 * none (memdisk, iPXE, memtest86+); -ENOEXEC: known by name only.
 */
int image_parse(struct bytes file, struct image *ret_image);

/* What the bytes are packed with, by their first ones. */
enum image_packing image_packing_of(struct bytes packed);

/* "xz", and "x86 bzImage". */
const char *image_packing_name(enum image_packing packing);
const char *image_kind_name(enum image_kind kind);

#endif
