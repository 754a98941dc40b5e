/* SPDX-License-Identifier: GPL-2.0 */
/* The mounts of the simulated kernel: translates paths of PID 1 into paths of the host. */
#ifndef HOST_TESTS_WORLD_VFS_H
#define HOST_TESTS_WORLD_VFS_H

#include <stddef.h>

enum { VFS_IMAGE = 2 }; /* st_dev of the image */
enum { VFS_PATH = 512, VFS_MOUNTS = 32, VFS_FDS = 256 };

/* A location in the tree of mounts: a mount, and a path within it that is "" or begins with '/'. */
struct vfs_location {
	int mount;
	char path[VFS_PATH];
};

struct vfs_mount {
	int parent;          /* -1: the root of the tree; -2: mounted nowhere */
	char at[VFS_PATH];   /* mount point in the parent */
	char host[VFS_PATH]; /* the directory with its content */
	unsigned device;     /* its st_dev */
	unsigned long flags; /* of mount(2) */
};

extern struct vfs_mount *vfs_mounts;
extern struct vfs_location vfs_root, vfs_cwd;

void vfs_start(const char *host_root, int has_parent);
/* Follows symbolic links of the host too. Returns 0 or -errno; the file need not exist. */
int vfs_walk(const char *path, struct vfs_location *ret_location);
/* The same, but does not follow a symbolic link at the end of the path. */
int vfs_walk_link(const char *path, struct vfs_location *ret_location);
/* The topmost mount at this location, as in umount(2). */
void vfs_top(struct vfs_location *location);
void vfs_host(const struct vfs_location *location, char *ret_host);
int vfs_mount_add(const char *host, const struct vfs_location *at);
/* Entry `i` of the list, or NULL after the last one. */
const struct vfs_mount *vfs_mount_at(int i);
/* The mount whose root this location is, or -1. */
int vfs_is_root(const struct vfs_location *location);

#endif
