/* SPDX-License-Identifier: GPL-2.0 */
/* Moves the number to a7 and each argument down by one register. */
	.text
	.globl	gangway_syscall
	.type	gangway_syscall, @function
gangway_syscall:
	mv	a7, a0
	mv	a0, a1
	mv	a1, a2
	mv	a2, a3
	mv	a3, a4
	mv	a4, a5
	mv	a5, a6
	ecall
	ret
	.size	gangway_syscall, . - gangway_syscall
	.section .note.GNU-stack, "", @progbits
