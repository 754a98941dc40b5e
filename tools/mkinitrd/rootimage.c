// SPDX-License-Identifier: GPL-2.0
#include "tools/mkinitrd/rootimage.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "fs/probe.h"
#include "tools/mkinitrd/base/report.h"
#include "tools/mkinitrd/image/sourcefile.h"

static int identify(int fd, const char *file, uint64_t size, struct rootimage *image)
{
	struct fs_id id;
	int result = probe_device(fd, size, 0, &id);

	if (result < 0)
		return report_error("--root-image %s: %s", file, strerror(-result));
	if (result > 0)
		return report_error("--root-image %s: contains no known file system", file);
	if (!probe_is_mountable(&id))
		return report_error("--root-image %s: contains %s, not a file system", file,
				    id.type);
	*image = (struct rootimage){
		.file = file, .type = id.type, .path = alloc_text("/root.%s", id.type)};
	return 0;
}

int rootimage_read(const char *file, struct rootimage *ret_image)
{
	uint64_t size;
	int fd = sourcefile_open(file, &size), result;

	if (fd < 0)
		return -1;
	result = identify(fd, file, size, ret_image);
	close(fd);
	return result;
}

void rootimage_free(struct rootimage *image)
{
	free(image->path);
}

/* The driver of ext4 also serves ext2 and ext3. */
static bool is_ext(const char *type)
{
	return strcmp(type, "ext2") == 0 || strcmp(type, "ext3") == 0;
}

int rootimage_choose(const struct rootimage *image, struct modules *modules)
{
	char *alias = alloc_text("fs-%s", image->type);
	int result = modules_add(modules, alias, "for --root-image");

	if (result > 0)
		result = modules_add(modules, is_ext(image->type) ? "ext4" : image->type,
				     "for --root-image");
	free(alias);
	if (result > 0)
		return report_error("--root-image %s: the kernel has no module for %s", image->file,
				    image->type);
	return result;
}

int rootimage_add(const struct rootimage *image, struct tree *tree)
{
	struct tree_entry entry = {.path = image->path,
				   .mode = S_IFREG | 0644,
				   .source = image->file,
				   .compressed = true};

	if (tree_find(tree, image->path))
		return report_error("%s: also added by --add", image->path);
	return tree_add(tree, TREE_REPLACE, &entry, "--root-image");
}
