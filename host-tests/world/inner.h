/* SPDX-License-Identifier: GPL-2.0 */
/* What the parts of the simulated kernel share: state, the log, and injected failures. */
#ifndef HOST_TESTS_WORLD_INNER_H
#define HOST_TESTS_WORLD_INNER_H

#include "host-tests/world/turns.h"
#include "host-tests/world/vfs.h"
#include "host-tests/world/world.h"
#include "lib/sys.h"

/* State of all processes of one boot. */
struct shared {
	struct turns turns;
	unsigned processes;
	unsigned shells;
	bool console;           /* its driver is loaded */
	int asked;              /* the signal that the shell has sent to PID 1 */
	unsigned mounts;        /* of the root */
	unsigned type_failures; /* number of failed mounts of bad_type */
	uint64_t seq;           /* of the disk: each disk has its own (BLKGETDISKSEQ) */
	int watchdog_timeout;
	unsigned failures;
	unsigned call_count;
	struct world_call calls[WORLD_CALLS];
};

/* State of this process; a child begins with a copy. */
struct own {
	const struct world *world;
	struct shared *shared;
	int log;
	unsigned process, calls;
	bool dead_disk;                   /* this process works in a root that cannot be read */
	int events[2];                    /* the uevent socket: PID 1's end, and the kernel's */
	struct vfs_location fds[VFS_FDS]; /* the simulated file of each open descriptor */
	int highest;                      /* of the host's open descriptors */
	int low[3];     /* the host's descriptors for 0 to 2 of this process; -1: closed */
	bool read_only; /* of this process's last mount */
	bool handlers;  /* signals are handled and blocked as PID 1 sets them */
	bool leader;    /* of a session */
	int kept;       /* the descriptor that children do not get; 0: none */
	int nice;
};

extern struct own w;

void world_note(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Counts the call. Returns 0, the error to inject, or WORLD_SHORT. */
int world_fault_of(const char *name, const char *object);

#define MAY_FAIL(object)                                             \
	do {                                                         \
		int fault_ = world_fault_of(__func__ + 4, (object)); \
		if (fault_)                                          \
			return fault_;                               \
	} while (0)

/* ---- files.c ---- */

/* The host's path of a simulated path; NULL: an error, in *ret_err. */
const char *world_host(const char *path, struct vfs_location *ret_location, int *ret_err);
const char *world_host_of_link(const char *path, struct vfs_location *ret_location, int *ret_err);
/* The same for a path to be written: -EROFS on a read-only mount. */
const char *world_writable(const char *path, bool link, struct vfs_location *ret_location,
			   int *ret_err);
/* The file of a descriptor: "dev/console" of the machine, "pipe". */
const char *world_file_of(int fd);
/* The host's descriptor; 0 to 2 of the host belong to the test itself. */
int world_fd(int fd);
/* Gives a descriptor of the host the lowest free number, and records its file. */
int world_open_fd(int host, const struct vfs_location *location);

/* ---- devices.c ---- */

void world_disk_appears(const char *name);
void world_disk_disappears(void);
/* dev/sda is removed, and dev/other inserted in its place. */
void world_disk_swaps(void);

/* ---- watchdog.c ---- */

/* Opens it as `host`, a descriptor of the host; returns that or -errno. */
int world_watchdog_open(int host);
int world_watchdog_ioctl(unsigned long request, void *arg);
void world_watchdog_write(const void *buf, size_t len);
/* Notes whether the real init can open it. */
void world_watchdog_release(void);

/* ---- mounts.c ---- */

int world_let_go(const char *target);
/* "/=new ro /dev=dev nosuid ..." */
void world_list_mounts(char *text, size_t size);

#endif
