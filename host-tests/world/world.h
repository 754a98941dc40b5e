/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A simulated kernel behind lib/sys.h: a machine with an initramfs, a disk that appears when its
 * driver is loaded, and a real root on it, all directories on the host. Children are real, but only
 * one process runs at a time, and the clock advances only when all of them wait (turns.h): the same
 * boot always makes the same calls. Mounts, roots, modules and executions are simulated and logged.
 * Any call can be made to fail.
 */
#ifndef HOST_TESTS_WORLD_H
#define HOST_TESTS_WORLD_H

#include <stdbool.h>
#include <stddef.h>

/* A call of a process: its number, its name, and the file or other object that it was about. */
struct world_call {
	unsigned process, number; /* both from 1; PID 1 is process 1 */
	char name[20];            /* without sys_ */
	char object[44];          /* truncated at the front if it is longer */
};

/* Instead of failing, a read or write processes less than requested. */
enum { WORLD_SHORT = 1 };

/* An injected failure. */
struct world_fault {
	int error;                /* -errno, or WORLD_SHORT; 0: no call fails */
	bool lasts;               /* all calls of that name and object fail, in all processes */
	unsigned process, number; /* otherwise only this one */
	const char *name, *object;
};

struct world {
	const char *dir;           /* holds old/ new/ proc/ sys/ dev/ run/ and later/ */
	const char *disk_after;    /* the module that makes later/ appear in sys/ and dev/ */
	const char *console_after; /* the module with the console's driver; NULL: built in */
	const char *swap_after;    /* the module during whose loading /dev/sda becomes dev/other */
	bool twin;                 /* /dev/dm-0 appears with /dev/sda */
	const char *bad_disk;      /* a device that cannot be mounted: EINVAL */
	const char *hung_module;   /* a module whose init function never returns */
	const char *slow_module;   /* a module whose init function takes SLOW_MODULE seconds */
	const char *bad_init;      /* an init of the new root that cannot be executed: ENOEXEC */
	int helper_status;         /* exit status of a container's helper; 0: it succeeds */
	const char *helper_cause;  /* what the helpers for checks and mounts write if they fail */
	int check_status;          /* that of the helper for checks */
	bool checks_long;          /* 100 seconds, and it says that it must not be ended */
	int trial_status;          /* that of the helper for gangway.trial= */
	bool trial_swaps;          /* while it runs, /dev/sda becomes dev/other */
	bool helper_hangs;
	unsigned helper_works;      /* seconds that the helper runs after its device appeared */
	bool no_uevents;            /* the uevent socket fails, as without CONFIG_NET */
	bool no_devtmpfs, no_tmpfs; /* types that the kernel does not support */
	bool no_kmsg;               /* a kernel without CONFIG_PRINTK */
	const char *bad_type;       /* a type whose first two mounts fail */
	bool long_events;           /* disks are announced with more than a datagram holds */
	bool swap_unseen;           /* swap_after is not announced */
	bool helper_incomplete;     /* the helper succeeds only in mode degraded */
	bool mount_hangs;           /* the mount of the root never returns */
	unsigned mount_seconds;     /* duration of the first mount */
	/* the requests that the disk completes meanwhile */
	enum { DISK_IDLE, DISK_READS, DISK_WRITES } disk_works;
	bool root_hangs;      /* a process that reads the root never returns */
	bool root_fails;      /* or gets EIO */
	bool disk_removed;    /* and the disk is gone */
	bool asks;            /* the console's echo is off */
	bool nullfs;          /* a kernel that can pivot away from rootfs, 7.0 and later */
	bool ramdisk;         /* the image is the root, on /dev/ram0; also set nullfs, or: */
	bool linuxrc;         /* it is run by the kernel before there is a process 1 */
	bool shell_fails;     /* /bin/sh of the image cannot be executed */
	unsigned processes;   /* limit of all processes started, including PID 1; 0: no limit */
	unsigned shells;      /* how often the shell may be left before the test ends the boot */
	bool shell_stays;     /* the shell never exits */
	unsigned shell_works; /* seconds for which it runs a command */
	int shell_signal;     /* that the shell sends to PID 1, as `reboot` does */
	bool shell_unmounts;  /* the user unmounts /root in the shell */
	bool shell_plugs;     /* a disk, dm-0, appears during the shell */
	bool shell_mounts;    /* the user mounts /dev/sda on /root in the shell */
	const char *watchdog_after; /* the module with the driver of dev/watchdog */
	bool watchdog_fixed;        /* dev/watchdog cannot set its timeout */
	bool watchdog_reset;        /* and has reset the machine before this boot */
	struct world_fault fault;
};

/* The wall clock when the kernel started, in microseconds. */
#define WORLD_EPOCH INT64_C(1700000000000000)

/* Seconds: the timeout of dev/watchdog when it is opened, and the longest that can be set. */
enum { WATCHDOG_TIMEOUT = 30, WATCHDOG_MAX = 2046 };
/* Microseconds between the loading of its driver and its appearance. */
enum { WATCHDOG_PROBE = 300000 };

enum { SLOW_MODULE = 2, WORLD_CALLS = 1024, WORLD_LOG = 65536 };

/* The result of a boot. */
struct outcome {
	int status;        /* of PID 1, as in wait(2) */
	bool hung;         /* killed: it waited for an event that never happens, or never waited */
	bool reset;        /* by the watchdog */
	unsigned failures; /* number of calls that failed because of `fault` */
	unsigned call_count;
	struct world_call calls[WORLD_CALLS]; /* the first of all calls that can be made to fail */
	char log[WORLD_LOG]; /* one line for each logged event, and each line of /dev/kmsg */
};

/* Boots in a child and waits for it and for all its children. */
void world_boot(const struct world *world, int (*boot)(int, char **, char **), char **argv,
		char **envp, struct outcome *ret_outcome);

/* How many lines of the log begin with `text`. */
unsigned world_count(const struct outcome *outcome, const char *text);

#endif
