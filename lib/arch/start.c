// SPDX-License-Identifier: GPL-2.0
/*
 * The start of /init and the helpers with klibc: what its crt0 calls, instead of its own
 * usr/klibc/libc_init.c (2.0.12). That one also allocates and clears 48 KiB of buffers for stdin, stdout
 * and stderr; nothing here uses them, and each process that /init starts would copy their page tables.
 */
#include <stdint.h>

#include "lib/sys.h"

int main(int argc, char **argv, char **envp);
_Noreturn void __libc_init(const uintptr_t *stack, void (*at_exit)(void));

/* `stack`: as the kernel passes it to a new program. `at_exit`: 0 for Linux. */
_Noreturn void __libc_init(const uintptr_t *stack, void (*at_exit)(void))
{
	int argc = *stack;
	char **argv = (char **)(stack + 1);

	(void)at_exit;
	sys_exit(main(argc, argv, argv + argc + 1));
}
