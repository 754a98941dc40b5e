// SPDX-License-Identifier: GPL-2.0
/*
 * A module for arm64 that crashes when something is written to /proc/crash. Three registers then have
 * addresses whose symbols are known: in a function of the kernel, of a function of this module, and of
 * an element of its table.
 */
#include <linux/delay.h>
#include <linux/module.h>
#include <linux/proc_fs.h>

static int crash_table[16] = {1};

/* It saves x30, the return address, in a stack frame, so that its caller is in the call trace. */
static noinline int crash_here(int *entry)
{
	register const void *in_kernel asm("x19") = (const void *)msleep + 8;
	register const void *in_module asm("x20") = (const void *)crash_here;
	register int *in_table asm("x21") = entry;

	asm volatile("str wzr, [%3]"
		     :
		     : "r"(in_kernel), "r"(in_module), "r"(in_table), "r"(NULL)
		     : "memory", "x30");
	return *entry;
}

static ssize_t crash_write(struct file *file, const char __user *text, size_t size, loff_t *at)
{
	/* one more, since a tail call would not be in the call trace */
	return crash_here(&crash_table[3]) + 1;
}

static const struct proc_ops crash_ops = {.proc_write = crash_write};

static int __init crash_init(void)
{
	return proc_create("crash", 0200, NULL, &crash_ops) ? 0 : -ENOMEM;
}

module_init(crash_init);
MODULE_DESCRIPTION("crash");
MODULE_LICENSE("GPL");
