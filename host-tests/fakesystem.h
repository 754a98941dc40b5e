/* SPDX-License-Identifier: GPL-2.0 */
/* A system that is a folder, for System.map to be placed in, by the kernel of fakemachine.h. */
#ifndef HOST_TESTS_FAKESYSTEM_H
#define HOST_TESTS_FAKESYSTEM_H

#include "sysmap/place.h"

#define R     "6.1.0-test"
#define BOOT  "/boot/System.map-" R
#define LIB   "/lib/modules/" R "/System.map"
#define STAMP LIB ".gangway"

enum { SYSTEM_TEXT = 4096 };

extern const char system_stub[], system_foreign[]; /* another kernel's */
extern char system_map[SYSTEM_TEXT];               /* the right one */
extern char system_root[1024];
extern struct place_room system_room;
extern struct place_policy system_policy;
extern char system_said[2048]; /* a line for each that was said, since the last placing began */

/* The machine, its kernel with the build-id 01010101, and that one's map. */
void system_begin(void);
void system_set_id(const char *id); /* of 4 bytes */

/* A system with nothing in it but folders, and a policy for it. */
void system_new(const char *name);
/* A path in it; good until the next call. */
const char *system_path(const char *path);
void system_write(const char *path, const char *text);
/*
 * A stamp as a power cut may leave it: BOOT is `state`, with the digest of `text`; and more lines.
 */
void system_write_stamp(const char *state, const char *text, const char *more);
/* What is at a path: its text, where a link leads, or ""; good until the next call. */
const char *system_text(const char *path);

/* Places, as place_run(). */
int system_place(void);
/* A place_say_fn. */
void system_remember(void *context, const char *path, const char *what);

#endif
