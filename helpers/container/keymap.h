/* SPDX-License-Identifier: GPL-2.0 */
/* The console's keymap for passphrases. */
#ifndef HELPERS_CONTAINER_KEYMAP_H
#define HELPERS_CONTAINER_KEYMAP_H

/* Loads the image's keymap if there is one and standard input is a virtual terminal. */
void keymap_load(void);

#endif
