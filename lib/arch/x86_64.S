/* SPDX-License-Identifier: GPL-2.0 */
/* From the System V calling convention to the kernel's: number in rax, fourth argument in r10. */
	.text
	.globl	gangway_syscall
	.type	gangway_syscall, @function
gangway_syscall:
	mov	%rdi, %rax
	mov	%rsi, %rdi
	mov	%rdx, %rsi
	mov	%rcx, %rdx
	mov	%r8, %r10
	mov	%r9, %r8
	mov	8(%rsp), %r9
	syscall
	ret
	.size	gangway_syscall, . - gangway_syscall
	.section .note.GNU-stack, "", @progbits
