/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Builds the machine that the simulated kernel boots: its image, its disk and its real root, as
 * directories.
 */
#ifndef HOST_TESTS_WORLD_MACHINE_H
#define HOST_TESTS_WORLD_MACHINE_H

#include <stdbool.h>
#include <stddef.h>

#include "host-tests/world/world.h"

/*
 * Builds it anew below `dir`: an image with the modules sd_mod and ext4 (sd_mod makes /dev/sda
 * appear, ext3 with LABEL=root), a real root with /sbin/init, and `cmdline`.
 */
void machine_make(const char *dir, const char *cmdline);
/* The same in "machine" of the test's directory; returns a world that boots it. */
struct world machine_world(const char *cmdline);
/* Boots with /init's own main(), which gets this name, as the kernel executes it. */
void machine_boot(const struct world *world, const char *name, struct outcome *ret_outcome);

/* A hash of the names, modes and contents of everything below one of its directories. */
unsigned machine_digest(const char *dir, const char *path);
/* Whether one of its files exists, for example "old/init". */
bool machine_has(const char *dir, const char *path);
/* Whether one of its files contains a text. */
bool machine_says(const char *dir, const char *path, const char *text);
/* Sets an EFI variable, a text of up to 62 letters. */
void machine_set_efivar(const char *dir, const char *name, const char *value);
/*
 * Puts LUKS on the disk, and the file system into /dev/dm-0, which appears when the image's
 * /lib/gangway/crypto_LUKS has run, if `program` is set.
 */
void machine_encrypt(const char *dir, bool program);
/* Makes dev/NAME, a disk like /dev/sda with that label. */
void machine_add_disk(const char *dir, const char *name, const char *label);
/*
 * Makes /dev/sda a disk with a GPT. Its root partitions, sda1 and so on, have these slot attributes
 * (fs/slot.h; 0 ends the list) and a file system each; that of sdaN has the UUID 0N000000-...
 */
void machine_add_slots(const char *dir, const unsigned *slots);
/* Makes sd_mod the driver of the PCI device, and requests no module. */
void machine_serve_pci(const char *dir);
/* Makes a node of /dev/console. */
void machine_add_console(const char *dir, const char *path);
/* Replaces a file or an empty directory with a symbolic link, or with a text. */
void machine_link(const char *dir, const char *path, const char *target);
void machine_write(const char *dir, const char *path, const char *text);
/* Whether a file contains exactly that text. */
bool machine_holds(const char *dir, const char *path, const char *text);
void machine_write_bytes(const char *dir, const char *path, const void *data, size_t len);
/* Removes a file or an empty directory; removes or sets the execute permission. */
void machine_remove(const char *dir, const char *path);
void machine_forbid(const char *dir, const char *path);
void machine_permit(const char *dir, const char *path);

#endif
