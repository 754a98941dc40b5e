/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Parser for headers of kernel images: the format, and the location of the compressed kernel.
 *
 * x86 bzImage (Documentation/arch/x86/boot.rst)
 *	0x1f1 u8  sectors of the setup code	0x1fe u16 0xaa55
 *	0x202	  "HdrS"			0x206 u16 boot protocol
 *	0x20e u16 version string, from 0x200	0x248 u32 payload, from the end of the setup code
 *	0x24c u32 payload length (both since protocol 2.08)
 *	The last 4 bytes of a payload, except for gzip, are its uncompressed size.
 *
 * EFI zboot (drivers/firmware/efi/libstub/zboot-header.S)
 *	0 "MZ"	4 "zimg"  8 u32 payload  12 u32 its length  0x18 name of the compression
 *
 * arm64 Image (Documentation/arch/arm64/booting.rst): not compressed
 *	0x38 "ARM\x64"
 *
 * RISC-V and LoongArch Image (Documentation/arch/riscv/boot-image-header.rst,
 * arch/loongarch/kernel/head.S): not compressed
 *	16 u64 size in memory (RISC-V)	24 u64 load offset (LoongArch)
 *	0x38 "RSC\x05", or u32 0x818223cd
 *
 * Unified kernel image: a PE file with a kernel in its section ".linux" (UAPI.5)
 *	0 "MZ"	0x3c u32 PE header: "PE\0\0", +6 u16 sections, +20 u16 size of the optional header
 *	then sections: name[8], u32 size, u32 address, u32 size in the file, u32 offset there
 *
 * Others: a compressed kernel without header (Image.gz), and ELF. Kernels that cannot be
 * unpacked here (ARM zImage, s390, U-Boot and FIT images) are only recognized.
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
	char version[256];     /* release, builder, build; empty unless a bzImage has it */
	struct bytes payload;  /* the kernel, possibly compressed */
	uint32_t payload_size; /* uncompressed size according to the image; 0: unknown */
};

/*
 * Returns 0; 1: unknown format. On error only kind and protocol are set. -EINVAL: truncated or
 * damaged; -EOPNOTSUPP: the boot protocol is too old to locate the payload; -ENODATA: no payload
 * (memdisk, iPXE, memtest86+); -ENOEXEC: recognized only.
 */
int image_parse(struct bytes file, struct image *ret_image);

/* Detects the compression by the first bytes. */
enum image_packing image_packing_of(struct bytes packed);

/* Names such as "xz" and "x86 bzImage". */
const char *image_packing_name(enum image_packing packing);
const char *image_kind_name(enum image_kind kind);

#endif
