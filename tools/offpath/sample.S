/* SPDX-License-Identifier: GPL-2.0-only */
/* Functions for offpath_test.c as gcc compiles them, each with a site of one event */

	.macro entry code target key
	.pushsection __jump_table, "aw"
	.balign	8
	.long	\code - .
	.long	\target - .
	.quad	\key - .
	.popsection
	.endm

	/* A no-op of five bytes, which is a jump while the event is on */
	.macro site event target
771:	.byte	0x0f, 0x1f, 0x44, 0x00, 0x00
	entry	771b, \target, __tracepoint_\event
	.endm

	.macro function name section=.text
	.section \section, "ax", @progbits
	.type	\name, @function
\name:
	.endm

	.macro end name
	.size	\name, . - \name
	.endm

	/* The part that is executed with the event on, and the jump back */
	.macro on event back
	call	__SCT__tp_func_\event
	jmp	\back
	.endm

	/* The second argument of the event is loaded before the site. */
	function load_only
	call	__fentry__
	mov	8(%rdi), %esi
	site	load_only, 2f
1:	jmp	__x86_return_thunk
2:	on	load_only, 1b
	end	load_only

	/* The driver also uses the loaded value. */
	function load_both
	mov	8(%rdi), %eax
	site	load_both, 2f
1:	ret
2:	mov	%eax, %esi
	push	%rax
	call	__SCT__tp_func_load_both
	pop	%rax
	jmp	1b
	end	load_both

	/* The argument is loaded only with the event on. */
	function load_sunk
	site	load_sunk, 2f
1:	ret
2:	mov	8(%rdi), %esi
	on	load_sunk, 1b
	end	load_sunk

	function call_only
	push	%rbx
	mov	%rdi, %rbx
	call	helper
	mov	%eax, %esi
	site	call_only, 2f
1:	xor	%eax, %eax
	pop	%rbx
	ret
2:	mov	%rbx, %rdi
	on	call_only, 1b
	end	call_only

	/* Two loads and the instructions between them */
	function chain
	mov	0x10(%rdi), %rax
	lea	(%rax, %rax, 2), %rsi
	shl	$4, %rsi
	add	%rdi, %rsi
	mov	4(%rsi), %esi
	site	chain, 2f
1:	xor	%eax, %eax
	ret
2:	on	chain, 1b
	end	chain

	/* The argument is saved in the frame across a call. */
	function spilled
	push	%rbx
	sub	$0x20, %rsp
	mov	8(%rdi), %eax
	mov	%eax, 0xc(%rsp)
	call	helper
	mov	%eax, %ebx
	site	spilled, 2f
1:	mov	%ebx, %eax
	add	$0x20, %rsp
	pop	%rbx
	ret
2:	mov	0xc(%rsp), %esi
	xor	%edi, %edi
	on	spilled, 1b
	end	spilled

	/* The argument is saved in an aligned frame. */
	function aligned
	push	%rbp
	mov	%rsp, %rbp
	push	%rbx
	and	$-16, %rsp
	sub	$0x20, %rsp
	mov	8(%rdi), %eax
	mov	%eax, 0xc(%rsp)
	call	helper
	mov	%eax, %ebx
	site	aligned, 2f
1:	mov	%ebx, %eax
	lea	-8(%rbp), %rsp
	pop	%rbx
	pop	%rbp
	ret
2:	mov	0xc(%rsp), %esi
	xor	%edi, %edi
	on	aligned, 1b
	end	aligned

	/* The callee might read the saved value. */
	function given_away
	push	%rbx
	sub	$0x20, %rsp
	mov	8(%rdi), %eax
	mov	%eax, 0xc(%rsp)
	lea	8(%rsp), %rdi
	call	helper
	mov	%eax, %ebx
	site	given_away, 2f
1:	mov	%ebx, %eax
	add	$0x20, %rsp
	pop	%rbx
	ret
2:	mov	0xc(%rsp), %esi
	xor	%edi, %edi
	on	given_away, 1b
	end	given_away

	/* The site is selected before the check whether the event is on. */
	function which
	cmpl	$0, 8(%rdi)
	je	3f
	site	which, 2f
1:	ret
2:	on	which, 1b
3:	site	which, 4f
	jmp	1b
4:	on	which, 1b
	end	which

	/* A branch that controls a call */
	function decides
	push	%rbx
	mov	8(%rdi), %ebx
	test	%ebx, %ebx
	je	3f
	call	helper
3:	site	decides, 2f
1:	pop	%rbx
	ret
2:	mov	%ebx, %esi
	on	decides, 1b
	end	decides

	/* A value used by a static key that is not an event */
	function other_key
	mov	8(%rdi), %esi
772:	.byte	0x66, 0x90
	entry	772b, 3f, some_key
	site	other_key, 2f
1:	ret
2:	on	other_key, 1b
3:	mov	%esi, %eax
	ret
	end	other_key

	/* two_arguments is also called below, with %rdx undefined. */
	function next_call
	push	%rbx
	mov	%rdi, %rbx
	mov	8(%rdi), %ecx
	site	next_call, 2f
1:	xor	%esi, %esi
	mov	%rbx, %rdi
	call	two_arguments
	pop	%rbx
	ret
2:	on	next_call, 1b
	end	next_call

	function tells_of_two_arguments
	call	helper
	mov	%rax, %rdi
	mov	$1, %esi
	call	two_arguments
	ret
	end	tells_of_two_arguments

	/* Nothing is known about a callee that is not called elsewhere.  As the code of the
	 * event preserves the register, the register may be an argument.
	 */
	function unknown_call
	push	%rbx
	mov	8(%rdi), %esi
	site	unknown_call, 2f
1:	call	unknown_arguments
	pop	%rbx
	ret
2:	push	%rdi
	push	%rsi
	call	__SCT__tp_func_unknown_call
	pop	%rsi
	pop	%rdi
	jmp	1b
	end	unknown_call

	/* The caller ignores the result. */
	function no_result
	movl	$1, (%rdi)
	mov	8(%rdi), %rax
	site	no_result, 2f
1:	ret
2:	mov	8(%rax), %esi
	on	no_result, 1b
	end	no_result

	function calls_no_result
	call	no_result
	xor	%eax, %eax
	ret
	end	calls_no_result

	function one_byte
	xor	%esi, %esi
	mov	8(%rdi), %sil
	site	one_byte, 2f
1:	ret
2:	on	one_byte, 1b
	end	one_byte

	/* A separate function that contains only the event, and its caller */
	function idle
	sub	$0x18, %rsp
	movl	$0, 4(%rsp)
	site	idle, 2f
1:	add	$0x18, %rsp
	ret
2:	lea	4(%rsp), %rsi
	mov	8(%rdi), %rdi
	on	idle, 1b
	end	idle

	function calls_idle
	push	%rbx
	mov	%rdi, %rbx
	mov	0x10(%rdi), %rdi
	call	idle
	mov	%rbx, %rdi
	call	helper
	pop	%rbx
	ret
	end	calls_idle

	/* A function that is entered only with the event on, and checks the event again */
	function inner
	mov	8(%rdi), %esi
	site	inner, 2f
1:	ret
2:	on	inner, 1b
	end	inner

	function outer
	site	inner, 2f
1:	ret
2:	call	inner
	jmp	1b
	end	outer

	/* A function like this whose address is taken */
	function taken
	mov	8(%rdi), %esi
	site	taken, 2f
1:	ret
2:	on	taken, 1b
	end	taken

	function calls_taken
	site	taken, 2f
1:	ret
2:	call	taken
	jmp	1b
	end	calls_taken
	.section .data, "aw"
	.quad	taken

	/* The event is in the cold part, and so is a load used by an error path. */
	function with_cold
	mov	8(%rdi), %esi
	mov	0x10(%rdi), %edx
	test	%rdi, %rdi
	je	with_cold.cold
	site	with_cold, 2f
1:	ret
	end	with_cold
	function with_cold.cold .text.unlikely
	mov	%edx, %edi
	call	helper
	jmp	1b
2:	on	with_cold, 1b
	end	with_cold.cold

	/* A switch whose table is in another section */
	function switched
	mov	8(%rdi), %ecx
	mov	0xc(%rdi), %esi
	and	$1, %ecx
	jmp	*773f(, %rcx, 8)
774:	site	switched, 2f
775:	mov	%ecx, %eax
	ret
2:	on	switched, 775b
	end	switched
	.section .rodata, "a", @progbits
	.balign	8
773:	.quad	774b
	.quad	775b
	.quad	helper

#ifdef TWICE
	function twice
776:	.byte	0x66, 0x90
	entry	776b, 2f, __tracepoint_twice
	entry	776b, 2f, __tracepoint_twice
2:	ret
	end	twice
#endif

#ifdef JUMPS
	function jumps
777:	.byte	0xeb, 0x01
	nop
	entry	777b, 2f, __tracepoint_jumps
2:	ret
	end	jumps
#endif

	.section .note.GNU-stack, "", @progbits
