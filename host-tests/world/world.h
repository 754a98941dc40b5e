/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A simulated kernel behind lib/sys.h: a machine with an initramfs, a disk that appears when its
 * driver is loaded, and a real root on it, all directories on the host. Children are real children,
 * but only one process runs at a time, and the clock moves only when all of them wait (turns.h):
 * the same boot ends in the same way, call by call. Mounts, roots, modules and executions are
 * simulated and logged. Any call can be made to fail.
 */
#ifndef HOST_TESTS_WORLD_H
#define HOST_TESTS_WORLD_H

#include <stdbool.h>
#include <stddef.h>

/* A call of a process: which it was, and the file that it was about, or other object. */
struct world_call {
	unsigned process, number; /* both from 1; PID 1 is process 1 */
	char name[20];            /* without sys_ */
	char object[44];          /* its end, if it is longer */
};

/* What a read or write does in place of failing: less than it was asked for. */
enum { WORLD_SHORT = 1 };

/* The failure of a call. */
struct world_fault {
	int error;                /* -errno, or WORLD_SHORT; 0: no call fails */
	bool lasts;               /* all calls of that name and object fail, in all processes */
	unsigned process, number; /* else this one */
	const char *name, *object;
};

struct world {
	const char *dir;        /* holds old/ new/ proc/ sys/ dev/ run/ and later/ */
	const char *disk_after; /* the module whose loading makes later/ appear in sys/ and dev/ */
	const char *console_after; /* the module that is the console's driver; NULL: built in */
	const char *swap_after;    /* the module that loads while /dev/sda becomes dev/other */
	bool twin;                 /* /dev/dm-0 appears with /dev/sda */
	const char *bad_disk;      /* a device that cannot be mounted: EINVAL */
	const char *hung_module;   /* one whose init never returns */
	const char *bad_init;      /* an init of the new root that cannot be executed: ENOEXEC */
	int helper_status;         /* what the program of a container ends with; 0: it works */
	bool helper_hangs;
	bool no_uevents;            /* the socket is refused, as without CONFIG_NET */
	bool no_devtmpfs, no_tmpfs; /* types that the kernel does not know */
	bool no_kmsg;               /* a kernel without CONFIG_PRINTK */
	const char *bad_type;       /* one whose first two mounts fail */
	bool long_events;           /* disks are announced by more than a datagram holds */
	bool swap_unseen;           /* swap_after is not announced */
	bool helper_incomplete;     /* it works in mode degraded alone */
	bool mount_hangs;           /* the mount of the root never returns */
	unsigned mount_seconds;     /* the first one takes so long */
	bool disk_works;            /* it completes requests meanwhile */
	bool root_hangs;            /* whoever looks into the root never returns */
	bool root_fails;            /* or gets EIO */
	bool disk_removed;          /* and the disk is no longer there */
	bool asks;                  /* the console's echo is off */
	bool nullfs;                /* a kernel that can pivot away from rootfs, as 7.0 and later */
	bool shell_fails;           /* /bin/sh of the image cannot be executed */
	unsigned processes;         /* so many may ever be started, PID 1 with them; 0: no limit */
	unsigned shells;     /* how often a shell may be left again before the test ends the boot */
	bool shell_stays;    /* nobody ever leaves it */
	int shell_signal;    /* that it sends to PID 1, as `reboot` does */
	bool shell_unmounts; /* whoever is in it lets /root go */
	bool shell_plugs;    /* a disk, dm-0, appears meanwhile */
	bool shell_mounts;   /* whoever is in it mounts /dev/sda on /root */
	struct world_fault fault;
};

enum { WORLD_CALLS = 1024, WORLD_LOG = 65536 };

/* What became of a boot. */
struct outcome {
	int status;        /* of PID 1, as wait(2) gives it */
	bool hung;         /* it had to be killed, waited for what never comes, or never waited */
	unsigned failures; /* how many calls failed because of `fault` */
	unsigned call_count;
	struct world_call calls[WORLD_CALLS]; /* the first of all that may fail */
	char log[WORLD_LOG]; /* one line for each thing noted down, and each line of /dev/kmsg */
};

/* Boots in a child of its own and waits for it and for all its children. */
void world_boot(const struct world *world, int (*boot)(int, char **, char **), char **argv,
		char **envp, struct outcome *ret_outcome);

/* Whether the log has a line that begins with `text`, resp. how many. */
unsigned world_count(const struct outcome *outcome, const char *text);

#endif
