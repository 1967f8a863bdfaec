#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
#
# offpath with the code that gcc generates for the event arguments of a careless patch.  A unit
# test (tools/offpath/offpath_test.c) tests single instructions.

bats_require_minimum_version 1.5.0

# bats sets stderr
# shellcheck disable=SC2154
setup()
{
	TOP=$(cd -- "$BATS_TEST_DIRNAME/../.." && pwd -P)
	cd "$TOP" || return
}

# compile - compile event definitions as in the kernel's headers (DECLARE_TRACE,
# arch_static_branch()), followed by the code on standard input that calls the events
compile()
{
	{
		cat <<-'END'
			#define EVENT(name) \
				struct { int key; } __tracepoint_##name; \
				void __traceiter_##name(void *data, long a, long b); \
				static inline __attribute__((always_inline)) void trace_##name(long a, long b) \
				{ \
					asm goto("1: .byte 0x0f, 0x1f, 0x44, 0x00, 0x00\n" \
						 ".pushsection __jump_table, \"aw\"\n.balign 8\n" \
						 ".long 1b - ., %l[on] - .\n.quad %c0 + 1 - .\n.popsection" \
						 : : "i" (&__tracepoint_##name) : : on); \
					return; \
				on: \
					__traceiter_##name(0, a, b); \
				}
			#define READ_ONCE(x) (*(const volatile __typeof__(x) *)&(x))
			struct queue { int number, state; struct queue *next; };
			int work(struct queue *q);
			int number_of(const struct queue *q);
		END
		cat
	} >"$BATS_TEST_TMPDIR/some.c"
	gcc -O2 -fno-pie -mcmodel=kernel -mno-sse -mno-red-zone -fcf-protection=none -pg -mfentry \
		-c -o "$BATS_TEST_TMPDIR/some.o" "$BATS_TEST_TMPDIR/some.c"
}

careless()
{
	compile <<-'END'
		EVENT(good) EVENT(reads) EVENT(calls) EVENT(apart)
		int f_good(struct queue *q) { int err = work(q); trace_good(q->number, err); return err; }
		int f_reads(struct queue *q) { int err = work(q); trace_reads(READ_ONCE(q->number), err); return err; }
		int f_calls(struct queue *q) { int err = work(q); trace_calls(number_of(q), err); return err; }
		static __attribute__((noinline)) void emit(struct queue *q) { trace_apart(q->number, 0); }
		int f_apart(struct queue *q) { emit(q->next); return work(q); }
	END
}

@test "offpath: a load, a call and a function used only for an event are found" {
	careless
	run -1 build/bin/offpath "$BATS_TEST_TMPDIR/some.o" good reads calls apart
	grep -qE '^f_reads\+0x[0-9a-f]+  load  .*  for reads$' <<<"$output"
	grep -qE '^f_calls\+0x[0-9a-f]+  call  call number_of  for calls$' <<<"$output"
	grep -qE '^f_apart\+0x[0-9a-f]+  load  .*  for apart$' <<<"$output"
	grep -qE '^f_apart\+0x[0-9a-f]+  call  call emit[.a-z0-9]*  for apart$' <<<"$output"
	[[ $output != *good* ]]
	[[ ${lines[-1]} == *" findings, 0 allowed" ]]
}

@test "offpath: only findings in the allow list are allowed, and they are counted" {
	careless
	printf 'f_reads load reads 1  for a test\n' >"$BATS_TEST_TMPDIR/list"
	run -0 build/bin/offpath --allow "$BATS_TEST_TMPDIR/list" "$BATS_TEST_TMPDIR/some.o" good reads
	[[ $output == *": 0 findings, 1 allowed" ]]
	run -1 build/bin/offpath --allow "$BATS_TEST_TMPDIR/list" "$BATS_TEST_TMPDIR/some.o" calls
}

@test "offpath: a usage error or an unsupported file is reported in one line" {
	run -2 --separate-stderr build/bin/offpath
	[[ $stderr == "offpath: wrong arguments (see offpath --help)" ]]
	run -2 --separate-stderr build/bin/offpath --allow /nonexistent Makefile event
	[[ $stderr == "offpath: cannot read /nonexistent" ]]
	run -1 build/bin/offpath Makefile event
	[[ $output == "offpath: Makefile: "* ]]
}
