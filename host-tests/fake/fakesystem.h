/* SPDX-License-Identifier: GPL-2.0 */
/* A directory as the system in which System.map is installed, by the kernel of fakemachine.h. */
#ifndef HOST_TESTS_FAKESYSTEM_H
#define HOST_TESTS_FAKESYSTEM_H

#include "sysmap/install/install.h"

#define R        "6.1.0-test"
#define BOOT     "/boot/System.map-" R
#define LIB      "/lib/modules/" R "/System.map"
#define MANIFEST LIB ".gangway"

enum { SYSTEM_TEXT = 4096 };

extern const char system_stub[], system_foreign[]; /* another kernel's */
extern char system_map[SYSTEM_TEXT];               /* the right one */
extern char system_root[1024];
extern struct install_workspace system_room;
extern struct install_policy system_policy;
extern char system_log[2048]; /* log lines since the last installation began */

/* Makes the machine, its kernel with build ID 01010101, and the map of that kernel. */
void system_begin(void);
void system_set_id(const char *id); /* of 4 bytes */

/* Makes a system with empty directories, and a policy for it. */
void system_new(const char *name);
/* A path in it; valid until the next call. */
const char *system_path(const char *path);
void system_write(const char *path, const char *text);
/*
 * A manifest as left by a power failure: BOOT is `state`, with the digest of `text`; and more
 * lines.
 */
void system_write_manifest(const char *state, const char *text, const char *more);
/* Contents of a file, target of a link, or ""; valid until the next call. */
const char *system_text(const char *path);

/* Runs the installation, like install_run(). */
int system_install(void);
/* An install_log_fn. */
void system_remember(void *context, const char *path, const char *what);

#endif
