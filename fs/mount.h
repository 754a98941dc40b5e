/* SPDX-License-Identifier: GPL-2.0 */
/* Mounting the root by the kernel's rules (mount_root_generic, init/do_mounts.c, 6.1). */
#ifndef FS_MOUNT_H
#define FS_MOUNT_H

#include <stdbool.h>
#include <stddef.h>

struct mount_request {
	const char *source, *target;
	const char *types;   /* comma list, tried in order; empty items are skipped */
	const char *options; /* rootflags=, may be NULL */
	bool writable;	     /* rw: if no type can be mounted so, the list is tried again read-only */
};

struct mount_result {
	char type[32];	 /* the type that was mounted, or that the error is from */
	bool writable;
};

/*
 * 0, or -errno of the attempt that counts: EACCES and EINVAL (and ENODEV: a type that the kernel
 * does not have) go on to the next type, every other error ends the list at once.
 * Words in `options` that are mount(2) flags everywhere (noatime, nodev, sync, ...) become flags,
 * `defaults` nothing, `ro` and `rw` as the words of that name; the rest goes to the file system.
 */
int mount_root(const struct mount_request *request, struct mount_result *ret_result);

#endif
