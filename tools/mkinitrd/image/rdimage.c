// SPDX-License-Identifier: GPL-2.0
#include "tools/mkinitrd/image/rdimage.h"

#include <archive.h>
#include <archive_entry.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tools/mkinitrd/base/report.h"
#include "tools/mkinitrd/image/extfs.h"
#include "tools/mkinitrd/image/sourcefile.h"
#include "tools/mkinitrd/image/stream.h"

/* ---- the kernel ------------------------------------------------------------------------------ */

/* Its first release without handle_initrd() (init/do_mounts_initrd.c). */
enum { LAST_MAJOR = 6 };

static bool has_ext2(const struct kconfig *config)
{
	return kconfig_has(config, "CONFIG_EXT2_FS") ||
	       (kconfig_has(config, "CONFIG_EXT4_FS") &&
		kconfig_has(config, "CONFIG_EXT4_USE_FOR_EXT2"));
}

int rdimage_check_kernel(const struct kconfig *config, const char *release)
{
	if (strtoul(release, NULL, 10) > LAST_MAJOR)
		return report_error("--format ext2: kernel %s has no /linuxrc, which was removed "
				    "in 7.0; use --format cpio",
				    release);
	if (!kconfig_known(config)) {
		report_warning("no configuration of kernel %s: RAM disks and ext2 must be built in",
			       release);
		return 0;
	}
	if (!kconfig_has(config, "CONFIG_BLK_DEV_RAM"))
		return report_error("--format ext2: RAM disks are not built into the kernel "
				    "(CONFIG_BLK_DEV_RAM is not y in %s); use --format cpio",
				    config->path);
	if (!has_ext2(config))
		return report_error("--format ext2: ext2 is not built into the kernel "
				    "(CONFIG_EXT2_FS is not y in %s); use --format cpio",
				    config->path);
	return 0;
}

/* ---- the image ------------------------------------------------------------------------------- */

static int to_stream(void *context, const void *data, size_t len)
{
	return stream_data(context, data, len);
}

static int write_fs(struct stream *s, int fd)
{
	struct stat st;

	if (fstat(fd, &st) < 0 || lseek(fd, 0, SEEK_SET) < 0)
		return report_error("cannot read the ext2 file system: %m");
	archive_entry_set_mode(s->entry, S_IFREG);
	if (stream_header(s) < 0 ||
	    sourcefile_copy(fd, "the ext2 file system", st.st_size, to_stream, s) < 0)
		return -1;
	return stream_close(s);
}

int rdimage_write(const struct tree *tree, const struct compression *compression,
		  struct output *out, uint32_t *ret_kib)
{
	struct stream s = {0};
	time_t now;
	int fd = stream_time(&now) < 0 ? -1 : extfs_make(tree, "", now, ret_kib);
	int result;

	if (fd < 0)
		return -1;
	result = stream_open(&s, out, archive_write_set_format_raw, compression);
	if (result == 0)
		result = write_fs(&s, fd);
	stream_free(&s);
	close(fd);
	return result;
}
