/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Mounts the root by the kernel's rules (mount_block_root() and its successors, init/do_mounts.c),
 * with MS_SILENT: the kernel does not log errors of types that do not match.
 */
#ifndef FS_MOUNTROOT_H
#define FS_MOUNTROOT_H

#include <stdbool.h>
#include <stddef.h>

enum { MOUNT_TYPE_SIZE = 32 };

struct mount_request {
	const char *source, *target;
	const char *types;   /* comma-separated, tried in order; empty items are skipped */
	const char *options; /* rootflags=, may be NULL */
	bool writable;       /* rw: if no type can be mounted rw, all are tried ro */
};

struct mount_result {
	char type[MOUNT_TYPE_SIZE]; /* type that was mounted, or that the error belongs to */
	bool writable;              /* the result: squashfs, for example, is never writable */
	bool read_only_retry;       /* no type could be mounted rw, but one could ro */
};

/*
 * Returns 0, or -errno of the decisive attempt. After EACCES and EINVAL the next type is tried; any
 * other error ends the list, like in the kernel. An unknown type (ENODEV) does not end the list,
 * since types are modules here; it is returned only if all types are unknown. -EINVAL without an
 * attempt: the list is empty; -ENAMETOOLONG: a type or the options are too long. *ret_result is
 * always set.
 *
 * `options` is split like in mount(8): names of mount(2) flags become flags, options for mount(8)
 * itself (defaults, _netdev, x-...) are dropped, and the file system gets the rest. `ro` and `rw`
 * there override `writable`.
 */
int mount_root(const struct mount_request *request, struct mount_result *ret_result);

#endif
