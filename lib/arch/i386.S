/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Arguments in registers; ebp is the sixth. klibc builds i386 with -mregparm=3, so the first three
 * arrive in eax, edx and ecx. The prototype has no attribute against that; _REGPARM, from the C
 * library's headers, selects the convention.
 */
	.text
	.globl	gangway_syscall
	.type	gangway_syscall, @function
gangway_syscall:
	push	%ebx
	push	%esi
	push	%edi
	push	%ebp
#ifdef _REGPARM
	mov	%edx, %ebx
	mov	20(%esp), %edx
	mov	24(%esp), %esi
	mov	28(%esp), %edi
	mov	32(%esp), %ebp
#else
	mov	20(%esp), %eax
	mov	24(%esp), %ebx
	mov	28(%esp), %ecx
	mov	32(%esp), %edx
	mov	36(%esp), %esi
	mov	40(%esp), %edi
	mov	44(%esp), %ebp
#endif
	int	$0x80
	pop	%ebp
	pop	%edi
	pop	%esi
	pop	%ebx
	ret
	.size	gangway_syscall, . - gangway_syscall
	.section .note.GNU-stack, "", @progbits
