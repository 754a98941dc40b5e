/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Devices that hold other devices (LUKS, LVM, RAID), opened by the image's /lib/gangway/TYPE.
 *
 * While the root has not come, that program is run once for each such device, in the order of the
 * list, and one at a time of each type: two never ask at the same prompt, and a prompt of one type
 * holds up no other type. When half of the time is over it is run once more, without a device, to
 * make do with what there is (a RAID that lacks a disk). What it makes is announced and looked at
 * like any other device. Nothing here knows what the types are: gangway-init(8) has the contract.
 */
#ifndef INIT_CONTAINERS_H
#define INIT_CONTAINERS_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "fs/blockdev.h"

/* More types than fs/probe.h has. */
enum { CONTAINER_TYPES = 8 };

/* Of one type: the program that is at work, if any. */
struct container {
	const char *type;              /* as fs_id has it; NULL: a free place */
	pid_t pid;                     /* 0: none is at work */
	char name[BLOCKDEV_NAME_SIZE]; /* the device it was given; empty: none */
	int64_t began, heard;          /* when it was started, and last seen to be waited for */
	bool last;                     /* it has been run without a device */
};

struct boot;
struct device;

/*
 * Starts what may be started at `now`; to be called once more at the half of the time. Whether a
 * container has had its turn that had not had it before.
 */
bool containers_start(struct boot *b, int64_t now);
/* Whether this container has had its turn: its program has ended, or there is none. */
bool containers_done(const struct boot *b, const struct device *d);
int64_t containers_half_time(const struct boot *b);
/* Whether `pid` was one of the programs. The time that it took is added to the deadline. */
bool containers_reaped(struct boot *b, pid_t pid, int status);

/*
 * Whether a program is at work that is worth waiting for though the time is up: it asks a person
 * for something, or did so or was started less than 30 s ago.
 */
bool containers_hold(struct boot *b, int64_t now);
/* Whether a program asks for a passphrase: the console's echo is off. */
bool containers_ask(const struct boot *b);

/* Ends the programs, for whoever needs the console now. Their devices may be opened once more. */
void containers_stop(struct boot *b);
/* Those that failed may be opened once more. */
void containers_again(struct boot *b);

/* Says why a device has not been opened, where that is known. */
void containers_say(const struct device *d);

#endif
