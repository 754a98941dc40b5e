/* SPDX-License-Identifier: GPL-2.0 */
/* The console's keymap for passphrases. */
#ifndef HELPERS_CONTAINER_KBDMAP_H
#define HELPERS_CONTAINER_KBDMAP_H

/* Loads the image's keymap if there is one and standard input is a virtual terminal. */
void kbdmap_load(void);

#endif
