// SPDX-License-Identifier: GPL-2.0
#include "host-tests/world/vfs.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

/* Shared by all processes of a boot. */
static struct tree {
	int count;
	struct vfs_mount mounts[VFS_MOUNTS];
} * tree;

struct vfs_mount *vfs_mounts;
struct vfs_location vfs_root, vfs_cwd;

enum { LINKS_MAX = 8, NO_LINK = -1 };

void vfs_start(const char *host_root, int has_parent)
{
	tree = mmap(NULL, sizeof(*tree), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (tree == MAP_FAILED)
		exit(99);
	vfs_mounts = tree->mounts;
	if (has_parent) {
		vfs_mounts[tree->count] = (struct vfs_mount){.parent = -1, .device = 1};
		strcpy(vfs_mounts[tree->count++].host, "/nonexistent");
	}
	vfs_mounts[tree->count] =
		(struct vfs_mount){.parent = has_parent ? 0 : -1, .device = VFS_IMAGE};
	strcpy(vfs_mounts[tree->count].host, host_root);
	vfs_root = vfs_cwd = (struct vfs_location){.mount = tree->count++};
}

void vfs_host(const struct vfs_location *location, char *ret_host)
{
	snprintf(ret_host, 2 * VFS_PATH, "%s%s", vfs_mounts[location->mount].host, location->path);
}

void vfs_top(struct vfs_location *location)
{
	for (int again = 1; again;) {
		again = 0;
		for (int i = 0; i < tree->count; i++) {
			if (vfs_mounts[i].parent != location->mount ||
			    strcmp(vfs_mounts[i].at, location->path) != 0)
				continue;
			*location = (struct vfs_location){.mount = i};
			again = 1;
		}
	}
}

const struct vfs_mount *vfs_mount_at(int i)
{
	return i < tree->count ? &vfs_mounts[i] : NULL;
}

int vfs_is_root(const struct vfs_location *location)
{
	return location->path[0] ? -1 : location->mount;
}

static void up(struct vfs_location *location)
{
	char *slash = strrchr(location->path, '/');

	if (slash)
		*slash = '\0'; /* no test uses ".." across a mount point */
}

static int walk(struct vfs_location *location, const char *path, int links);

/* A symbolic link of the host: absolute ones begin at the process's root. */
static int follow(struct vfs_location *location, const char *host, int links)
{
	char target[VFS_PATH];
	ssize_t len = readlink(host, target, sizeof(target) - 1);

	if (len < 0)
		return 0;
	if (links == LINKS_MAX)
		return -ELOOP;
	target[len] = '\0';
	up(location);
	return walk(location, target, links + 1);
}

static int step(struct vfs_location *location, const char *name, size_t len, int links)
{
	char host[2 * VFS_PATH];
	size_t used = strlen(location->path);

	if (len == 1 && name[0] == '.')
		return 0;
	if (len == 2 && name[0] == '.' && name[1] == '.') {
		up(location);
		return 0;
	}
	if (used + len + 2 > VFS_PATH)
		return -ENAMETOOLONG;
	snprintf(location->path + used, VFS_PATH - used, "/%.*s", (int)len, name);
	vfs_host(location, host);
	if (links != NO_LINK && follow(location, host, links) < 0)
		return -ELOOP;
	vfs_top(location);
	return 0;
}

/* `last` is the value of `links` for the last component of the path. */
static int walk_to(struct vfs_location *location, const char *path, int links, int last)
{
	if (*path == '/')
		*location = vfs_root;
	while (*path) {
		size_t len = strcspn(path, "/");
		int err = len ? step(location, path, len, path[len] ? links : last) : 0;

		if (err)
			return err;
		path += len;
		path += *path == '/';
	}
	return 0;
}

static int walk(struct vfs_location *location, const char *path, int links)
{
	return walk_to(location, path, links, links);
}

int vfs_walk_link(const char *path, struct vfs_location *ret_location)
{
	*ret_location = vfs_cwd;
	return walk_to(ret_location, path, 0, NO_LINK);
}

int vfs_walk(const char *path, struct vfs_location *ret_location)
{
	*ret_location = vfs_cwd;
	return walk(ret_location, path, 0);
}

int vfs_mount_add(const char *host, const struct vfs_location *at)
{
	struct vfs_mount *mount = &vfs_mounts[tree->count];

	if (tree->count == VFS_MOUNTS)
		return -ENOMEM;
	*mount = (struct vfs_mount){.parent = at->mount, .device = 10 + tree->count};
	strcpy(mount->at, at->path);
	snprintf(mount->host, sizeof(mount->host), "%s", host);
	return tree->count++;
}
