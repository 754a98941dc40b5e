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

#ifdef _REGPARM
/*
 * Functions that the compiler calls and klibc lacks. They have klibc's convention, as such calls have;
 * libgcc's have not (lib/arch/klcc.sh). A first argument of 64 bits is in edx:eax; a second one and
 * what follows it are on the stack.
 */
	.globl	__ctzdi2
	.type	__ctzdi2, @function
__ctzdi2:
	bsf	%eax, %eax
	jnz	1f
	bsf	%edx, %eax
	add	$32, %eax
1:	ret
	.size	__ctzdi2, . - __ctzdi2

/* Returns the quotient; the last argument points to the remainder. */
	.globl	__divmoddi4
	.type	__divmoddi4, @function
__divmoddi4:
	push	%esi
	push	%edi
	mov	%eax, %esi
	mov	%edx, %edi
	push	16(%esp)
	push	16(%esp)
	call	__moddi3
	mov	28(%esp), %ecx
	mov	%eax, (%ecx)
	mov	%edx, 4(%ecx)
	mov	24(%esp), %edx /* the callee may have changed its arguments */
	mov	20(%esp), %eax
	mov	%edx, 4(%esp)
	mov	%eax, (%esp)
	mov	%esi, %eax
	mov	%edi, %edx
	call	__divdi3
	add	$8, %esp
	pop	%edi
	pop	%esi
	ret
	.size	__divmoddi4, . - __divmoddi4
#endif
	.section .note.GNU-stack, "", @progbits
