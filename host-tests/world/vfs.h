/* SPDX-License-Identifier: GPL-2.0 */
/* The scripted world's mounts: paths as PID 1 names them become paths of the host. */
#ifndef HOST_TESTS_WORLD_VFS_H
#define HOST_TESTS_WORLD_VFS_H

#include <stddef.h>

enum { VFS_PATH = 512, VFS_MOUNTS = 32, VFS_FDS = 256 };

/* A place in the tree of mounts: a mount, and a path within it that is "" or begins with '/'. */
struct vfs_place {
	int mount;
	char path[VFS_PATH];
};

struct vfs_mount {
	int parent;          /* -1: the root of the tree, or detached */
	char at[VFS_PATH];   /* where in the parent */
	char host[VFS_PATH]; /* the directory that is its content */
	unsigned device;     /* what st_dev says */
	unsigned long flags; /* of mount(2) */
};

extern struct vfs_mount *vfs_mounts;
extern struct vfs_place vfs_root, vfs_cwd;

void vfs_start(const char *host_root, int has_parent);
/* Resolves links of the host too. 0 or -errno; the place may not exist. */
int vfs_walk(const char *path, struct vfs_place *ret_place);
/* The same, but a link at the end of the path is not followed. */
int vfs_walk_link(const char *path, struct vfs_place *ret_place);
/* As umount(2) looks up: what is mounted on top of the place. */
void vfs_top(struct vfs_place *place);
void vfs_host(const struct vfs_place *place, char *ret_host);
int vfs_mount_add(const char *host, const struct vfs_place *at);
/* The mount at `i` of the list, or NULL behind the last one. */
const struct vfs_mount *vfs_mount_at(int i);
/* The mount whose root the place is, or -1. */
int vfs_is_root(const struct vfs_place *place);

#endif
