/* SPDX-License-Identifier: GPL-2.0 */
/*
 * /init called as /sbin/modprobe: serves the kernel's module requests, `modprobe -q -- NAME`
 * (call_modprobe, kernel/module/kmod.c, 6.1).
 */
#ifndef INIT_MODPROBE_H
#define INIT_MODPROBE_H

/* Returns the exit status: 0, or 1 if the module does not exist or cannot be loaded. */
int modprobe_main(int argc, char **argv);

#endif
