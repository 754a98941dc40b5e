// SPDX-License-Identifier: GPL-2.0
#include "sysmap/image.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>

#include "lib/text.h"

enum {
	X86_SETUP_SECTORS = 0x1f1,
	X86_BOOT_FLAG = 0x1fe,
	X86_MAGIC = 0x202,
	X86_PROTOCOL = 0x206,
	X86_VERSION = 0x20e,
	X86_PAYLOAD = 0x248,
	X86_PAYLOAD_LENGTH = 0x24c,
	X86_PROTOCOL_PAYLOAD = 0x208, /* first with the location of the payload */
	SECTOR = 512,

	ZBOOT_PAYLOAD = 8,
	ZBOOT_LENGTH = 12,

	ARM64_HEADER = 64,

	PE_HEADER = 0x3c,
	PE_SECTIONS = 6,
	PE_OPTIONAL_SIZE = 20,
	PE_OPTIONAL = 24,
	PE_SECTION = 40,

	SIZE_TRAILER = 4,
};

static bool has_at(struct bytes file, size_t offset, const char *magic, size_t len)
{
	const unsigned char *at = bytes_at(&file, offset, len);

	return !len || (at && memcmp(at, magic, len) == 0);
}

/* The part of `file` at `offset`; empty if it exceeds the file. */
static struct bytes part(struct bytes file, uint64_t offset, uint64_t len)
{
	if (offset > file.len || len > file.len - offset)
		return bytes_of(NULL, 0);
	return bytes_of(file.at + offset, len);
}

static const struct {
	const char *name, *magic;
	size_t len;
} packings[] = {
	[PACKED_NOT] = {"not packed", "", 0},
	[PACKED_GZIP] = {"gzip", "\x1f\x8b", 2},
	[PACKED_BZIP2] = {"bzip2", "BZh", 3},
	[PACKED_LZMA] = {"lzma", "\x5d\0\0", 3},
	[PACKED_XZ] = {"xz",
		       "\xfd"
		       "7zXZ",
		       6}, /* including NUL */
	[PACKED_LZO] = {"lzo", "\x89LZO", 4},
	[PACKED_LZ4] = {"lz4", "\x02\x21\x4c\x18", 4},
	[PACKED_ZSTD] = {"zstd", "\x28\xb5\x2f\xfd", 4},
};

enum image_packing image_packing_of(struct bytes packed)
{
	enum image_packing packing = PACKED_KINDS - 1;

	while (packing != PACKED_NOT &&
	       !has_at(packed, 0, packings[packing].magic, packings[packing].len))
		packing--;
	return packing;
}

/* The version string is within the setup code, or missing. */
static int read_version(struct bytes file, size_t setup_len, struct image *image)
{
	size_t offset = bytes_le16(&file, X86_VERSION);
	const char *text = (const char *)file.at + X86_MAGIC - 2 + offset;
	size_t workspace;

	if (!offset || X86_MAGIC - 2 + offset >= setup_len)
		return 0;
	workspace = setup_len - (X86_MAGIC - 2 + offset);
	if (!memchr(text, '\0', workspace))
		return -EINVAL;
	return text_copy(image->version, sizeof(image->version), text) ? -EINVAL : 0;
}

/*
 * A payload ends with its uncompressed size: part of the format for gzip, else added for the
 * kernel.
 */
static void split_trailer(struct image *image)
{
	struct bytes *payload = &image->payload;

	if (image->packing == PACKED_NOT || payload->len < SIZE_TRAILER)
		return;
	image->payload_size = bytes_le32(payload, payload->len - SIZE_TRAILER);
	if (image->packing != PACKED_GZIP)
		payload->len -= SIZE_TRAILER;
}

static int parse_bzimage(struct bytes file, struct image *image)
{
	uint64_t sectors = bytes_u8(&file, X86_SETUP_SECTORS);
	uint64_t setup_len = ((sectors ? sectors : 4) + 1) * SECTOR;

	image->protocol = bytes_le16(&file, X86_PROTOCOL);
	if (!has_at(file, X86_BOOT_FLAG, "\x55\xaa", 2) || setup_len > file.len)
		return -EINVAL;
	if (image->protocol < X86_PROTOCOL_PAYLOAD)
		return -EOPNOTSUPP;
	if (bytes_ok(&file) && !bytes_le32(&file, X86_PAYLOAD_LENGTH) && bytes_ok(&file))
		return -ENODATA;
	image->payload = part(file, setup_len + bytes_le32(&file, X86_PAYLOAD),
			      bytes_le32(&file, X86_PAYLOAD_LENGTH));
	image->packing = image_packing_of(image->payload);
	if (!bytes_ok(&file) || !image->payload.len)
		return -EINVAL;
	split_trailer(image);
	return read_version(file, setup_len, image);
}

static int parse_zboot(struct bytes file, struct image *image)
{
	image->payload =
		part(file, bytes_le32(&file, ZBOOT_PAYLOAD), bytes_le32(&file, ZBOOT_LENGTH));
	image->packing = image_packing_of(image->payload);
	return bytes_ok(&file) && image->packing != PACKED_NOT ? 0 : -EINVAL;
}

static int parse_plain(struct bytes file, struct image *image)
{
	image->payload = file;
	image->packing = PACKED_NOT;
	return file.len >= ARM64_HEADER ? 0 : -EINVAL;
}

/* Formats that are only recognized. */
static int parse_foreign(struct bytes file, struct image *image)
{
	(void)file;
	(void)image;
	return -ENOEXEC;
}

static int parse_uki(struct bytes file, struct image *image)
{
	size_t pe = bytes_le32(&file, PE_HEADER);
	unsigned sections = has_at(file, pe, "PE\0\0", 4) ? bytes_le16(&file, pe + PE_SECTIONS) : 0;
	size_t at = pe + PE_OPTIONAL + bytes_le16(&file, pe + PE_OPTIONAL_SIZE);

	for (; bytes_ok(&file) && sections; sections--, at += PE_SECTION) {
		uint32_t size = bytes_le32(&file, at + 8), in_file = bytes_le32(&file, at + 16);

		if (!has_at(file, at, ".linux\0", 8))
			continue;
		image->payload =
			part(file, bytes_le32(&file, at + 20), size < in_file ? size : in_file);
		image->packing = image_packing_of(image->payload);
		return bytes_ok(&file) && image->payload.len ? 0 : -EINVAL;
	}
	return 1;
}

static int parse_packed(struct bytes file, struct image *image)
{
	image->payload = file;
	image->packing = image_packing_of(file);
	return image->packing == PACKED_NOT;
}

/* The order matters: an arm64 Image may also start with "MZ". */
static const struct {
	enum image_kind kind;
	const char *name, *magic;
	size_t offset, len;
	int (*parse)(struct bytes file, struct image *image);
} kinds[] = {
	{IMAGE_BZIMAGE, "x86 bzImage", "HdrS", X86_MAGIC, 4, parse_bzimage},
	{IMAGE_ZBOOT, "EFI zboot image", "zimg", 4, 4, parse_zboot},
	{IMAGE_ARM64, "arm64 Image", "ARM\x64", 0x38, 4, parse_plain},
	{IMAGE_ELF, "ELF file",
	 "\x7f"
	 "ELF",
	 0, 4, parse_plain},
	{IMAGE_RISCV, "RISC-V Image", "RSC\x05", 0x38, 4, parse_plain},
	{IMAGE_LOONGARCH, "LoongArch Image", "\xcd\x23\x82\x81", 0x38, 4, parse_plain},
	{IMAGE_ZIMAGE, "ARM zImage", "\x18\x28\x6f\x01", 0x24, 4, parse_foreign},
	{IMAGE_S390, "s390 kernel image", "S390EP", 0x10008, 6, parse_foreign},
	{IMAGE_UBOOT, "U-Boot image", "\x27\x05\x19\x56", 0, 4, parse_foreign},
	{IMAGE_FIT, "flattened image tree", "\xd0\x0d\xfe\xed", 0, 4, parse_foreign},
	{IMAGE_UKI, "unified kernel image", "MZ", 0, 2, parse_uki},
	{IMAGE_PACKED, "packed kernel", "", 0, 0, parse_packed},
};

int image_parse(struct bytes file, struct image *ret_image)
{
	size_t i = 0;
	struct image image = {0};
	int err;

	while (!has_at(file, kinds[i].offset, kinds[i].magic, kinds[i].len))
		i++;
	image.kind = kinds[i].kind;
	err = kinds[i].parse(file, &image);
	if (err)
		image = (struct image){.kind = image.kind, .protocol = image.protocol};
	*ret_image = image;
	return err;
}

const char *image_packing_name(enum image_packing packing)
{
	return packings[packing].name;
}

const char *image_kind_name(enum image_kind kind)
{
	size_t i = 0;

	while (kinds[i].kind != kind)
		i++;
	return kinds[i].name;
}
