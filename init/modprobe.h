/* SPDX-License-Identifier: GPL-2.0 */
/*
 * /init called as /sbin/modprobe: the kernel's own requests, `modprobe -q -- NAME`
 * (call_modprobe, kernel/module/kmod.c, 6.1).
 */
#ifndef INIT_MODPROBE_H
#define INIT_MODPROBE_H

/* The exit status: 0, or 1 where the module is not there or cannot be loaded. */
int modprobe_main(int argc, char **argv);

#endif
