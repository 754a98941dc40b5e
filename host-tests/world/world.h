/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A scripted world behind lib/sys.h: a machine with an initramfs, a disk that appears when its
 * driver is loaded, and a real root on it, all folders on the host. Children are real children;
 * mounts, roots, modules and executions are only noted down. Any single call can be made to fail.
 */
#ifndef HOST_TESTS_WORLD_H
#define HOST_TESTS_WORLD_H

#include <stdbool.h>
#include <stddef.h>

struct world {
	const char *dir;        /* holds old/ new/ proc/ sys/ dev/ run/ and later/ */
	const char *disk_after; /* the module whose loading makes later/ appear in sys/ and dev/ */
	const char *console_after; /* the module that is the console's driver; NULL: built in */
	const char *swap_after;    /* the module that loads while /dev/sda becomes dev/other */
	bool twin;                 /* /dev/dm-0 appears with /dev/sda */
	const char *bad_disk;      /* a device that cannot be mounted: EINVAL */
	const char *hung_module;   /* one whose init never returns */
	const char *bad_init;      /* an init of the new root that cannot be executed: ENOEXEC */
	int opener_status;         /* what the program of a container ends with; 0: it works */
	bool opener_hangs;
	bool no_uevents;            /* the socket is refused, as without CONFIG_NET */
	bool no_devtmpfs, no_tmpfs; /* types that the kernel does not know */
	bool no_kmsg;               /* a kernel without CONFIG_PRINTK */
	bool opener_incomplete;     /* it works in mode degraded alone */
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
	bool shell_mounts;   /* whoever is in it mounts /dev/sda on /root */
	/*
	 * The call to fail: the `fail_call`th of the `fail_process`th process (PID 1 is 1); 0: none
	 */
	unsigned fail_process, fail_call;
};

/* What became of a boot. */
struct outcome {
	int status;           /* of PID 1, as wait(2) gives it */
	bool hung;            /* it had to be killed */
	bool failed_as_told;  /* the call that was to fail was made */
	char failed_name[32]; /* which it was */
	char log[65536];      /* one line for each thing noted down, and each line of /dev/kmsg */
};

/* Boots in a child of its own and waits for it and for all its children. */
void world_boot(const struct world *world, int (*boot)(int, char **, char **), char **argv,
		char **envp, struct outcome *ret_outcome);

/* Whether the log has a line that begins with `text`, resp. how many. */
unsigned world_count(const struct outcome *outcome, const char *text);

#endif
