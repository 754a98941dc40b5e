/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Arguments of functions are in r0 to r3 and on the stack, those of the kernel in r0 to r6, the number
 * in r7. Works for ARM and Thumb callers.
 */
	.text
	.arm
	.globl	gangway_syscall
	.type	gangway_syscall, %function
gangway_syscall:
	push	{r4-r7, lr}
	mov	r7, r0
	mov	r0, r1
	mov	r1, r2
	mov	r2, r3
	add	r3, sp, #20
	ldm	r3, {r3-r5}
	svc	#0
	pop	{r4-r7, pc}
	.size	gangway_syscall, . - gangway_syscall
	.section .note.GNU-stack, "", %progbits
