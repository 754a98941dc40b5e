/* SPDX-License-Identifier: GPL-2.0 */
/* Moves the number to x8 and each argument down by one register. */
	.text
	.globl	gangway_syscall
	.type	gangway_syscall, %function
gangway_syscall:
	mov	x8, x0
	mov	x0, x1
	mov	x1, x2
	mov	x2, x3
	mov	x3, x4
	mov	x4, x5
	mov	x5, x6
	svc	#0
	ret
	.size	gangway_syscall, . - gangway_syscall
	.section .note.GNU-stack, "", %progbits
