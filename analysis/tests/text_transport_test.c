// SPDX-License-Identifier: GPL-2.0-only
/* Tests of traces that passed through terminals, logs, containers and emails. */
#include "analysis/tests/samples.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "analysis/source/text_lines.h"

static const char *const plain[] = {
	"             xsk-402     [000] .....    10.025000: mlx5e_xsk_setup_pool: " NETDEV
	"qid=9 enable=1 opened=1 xdp=1 err=-22",
	"    tmux: server-415     [001] .....    10.026000: mlx5_cmd_done: " DEV
	"opcode=CREATE_RQ(0x908) op_mod=0 uid=0 token=7 slot=0 async=0 status=BAD_RES_ERR syndrome=0x12ab err=-22 wait_ns=1 ns=90000",
	"         ethtool-415     [001] .....    10.027000: mlx5e_rx_channel_redirect: " DEV
	"ix=0 tirn=30 rqtn=21 vhca_id=0 rqn=100 drop=0 err=0",
	"         ethtool-415     [001] .....    10.028000: mlx5e_set_channels: " NETDEV
	"old_count=2 new_count=4 err=-22",
};

#define NR (sizeof(plain) / sizeof(*plain))

static const char *const comms[NR] = { "xsk", "tmux: server", "ethtool", "ethtool" };

/* A trace with decoration added by other programs. */
struct decorated {
	FILE *to;
	char *text;
	size_t size;
};

static void begin(struct decorated *d)
{
	*d = (struct decorated){ 0 };
	d->to = open_memstream(&d->text, &d->size);
	assert_non_null(d->to);
}

/* Expect that the text is read like the plain events, with @malformed other lines. */
static void is_plain_text(struct decorated *d, const char *what, unsigned int malformed)
{
	struct mt_recording *rec;
	struct mt_record r;

	fclose(d->to);
	rec = sample_open(d->text);
	for (size_t i = 0; i < NR; i++) {
		const char *name = strstr(plain[i], ": mlx5") + 2;
		const char *fields = strstr(name, ": ") + 2;

		if (mt_next(rec, &r) != 1)
			fail_msg("%s: ends before event %zu: %s\n%s", what, i,
				 mt_recording_error(rec)->text, d->text);
		if (r.kind != MT_REC_EVENT || !mt_span_eq(r.comm, comms[i]) ||
		    r.pid != (i ? 415 : 402) || r.ts != (10025 + i) * UINT64_C(1000000) ||
		    r.cpu != (i ? 1 : 0) || strncmp(name, r.name.p, r.name.len) ||
		    !mt_span_eq(r.text, fields))
			fail_msg("%s: event %zu is \"" MT_SPAN_FMT "\" \"" MT_SPAN_FMT "\"\n%s",
				 what, i, MT_SPAN_ARG(r.comm), MT_SPAN_ARG(r.text), d->text);
	}
	assert_int_equal(sample_drain(rec), 0);
	if (mt_recording_stats(rec)->malformed != malformed ||
	    mt_recording_stats(rec)->mlx5 != NR || mt_recording_stats(rec)->unknown_forms)
		fail_msg("%s: %d lines were not understood: %s\n%s", what,
			 (int)mt_recording_stats(rec)->malformed,
			 mt_recording_stats(rec)->problems[0].why, d->text);
	mt_close(rec);
	free(d->text);
}

/* Each line has text before and after it. */
static void test_around(void **state)
{
	static const struct {
		const char *what, *before, *after;
	} forms[] = {
		{ "colour", "\x1b[32m", "\x1b[0m" },
		{ "colours", "\x1b[0m\x1b[1;38;5;12m", "\x1b[K\x1b[m" },
		{ "a terminal's sgr0", "\x1b[1m", "\x1b(B\x1b[m" },
		{ "a title", "\x1b]0;root@host: ~\a", "" },
		{ "colour in syslog", "#033[32m", "#033[0m" },
		{ "colour of cat -v", "^[[32m", "^[[0m" },
		{ "CR LF", "", "\r" },
		{ "mail", "> ", "" },
		{ "mail, quoted twice", ">> ", "" },
		{ "mail, quoted twice with spaces", "> > ", "" },
		{ "the journal", "Nov 29 10:00:00 host1 kernel: ", "" },
		{ "the journal, a tag with its pid", "Nov  9 10:00:00 host1 trace-cmd[412]: ", "" },
		{ "the journal, precise", "Nov 29 10:00:00.123456 host1 kernel: ", "" },
		{ "the journal, ISO", "2026-11-29T10:00:00+0000 host1 kernel: ", "" },
		{ "the journal, ISO precise",
		  "2026-11-29T10:00:00.123456+00:00 host1 bash[1]: ", "" },
		{ "syslog with the kernel's time", "Nov 29 10:00:00 host1 kernel: [   70.123456] ",
		  "" },
		{ "dmesg", "[   70.123456] ", "" },
		{ "dmesg with callers", "[   70.123456][  T402] ", "" },
		{ "dmesg -T", "[Sun Nov 29 10:00:00 2026] ", "" },
		{ "dmesg with levels", "<6>[   70.123456] ", "" },
		{ "a serial console", "<4>", "" },
		{ "docker compose", "mlx5-recorder-1  | ", "" },
		{ "docker compose with times", "web-1 | 2026-11-29T10:00:00.123456789Z ", "" },
		{ "kubectl --timestamps", "2026-11-29T10:00:00.123456789Z ", "" },
		{ "kubectl --prefix", "[pod/net-debug-x2v/recorder] ", "" },
		{ "CRI", "2026-11-29T10:00:00.123456789Z stdout F ", "" },
		{ "an unknown collector", "node-17 net-debug-x2v recorder: ", "" },
	};

	(void)state;
	for (size_t f = 0; f < sizeof(forms) / sizeof(*forms); f++) {
		struct decorated d;

		begin(&d);
		for (size_t i = 0; i < NR; i++)
			fprintf(d.to, "%s%s%s\n", forms[f].before, plain[i], forms[f].after);
		is_plain_text(&d, forms[f].what, 0);
	}
}

/* Special spaces inserted by web pages and word processors. */
static void test_blanks(void **state)
{
	static const char *const blanks[] = { "\xc2\xa0", "\xe2\x80\xaf", "\xa0" };

	(void)state;
	for (size_t b = 0; b < sizeof(blanks) / sizeof(*blanks); b++) {
		struct decorated d;

		begin(&d);
		fputs("\xef\xbb\xbf", d.to);
		for (size_t i = 0; i < NR; i++) {
			for (const char *p = plain[i]; *p; p++)
				if (*p == ' ')
					fputs(blanks[b], d.to);
				else
					fputc(*p, d.to);
			fputs("\xe2\x80\x8b\n", d.to);
		}
		is_plain_text(&d, "blanks", 0);
	}
}

/* Encode as quoted-printable with soft line breaks after @width columns, or none if it is 0. */
static void quoted_printable(FILE *to, const char *text, int width)
{
	int column = 0;

	for (; *text; text++) {
		if (width && *text != '\n' && column >= width - 4) {
			fputs("=\n", to);
			column = 0;
		}
		column += fprintf(to, *text == '=' ? "=%02X" : "%c", (unsigned char)*text);
		if (*text == '\n')
			column = 0;
	}
}

static void test_quoted_printable(void **state)
{
	(void)state;
	for (int width = 0; width < 100; width += 19) {
		struct decorated d;

		begin(&d);
		for (size_t i = 0; i < NR; i++) {
			quoted_printable(d.to, plain[i], width);
			fputc('\n', d.to);
		}
		is_plain_text(&d, "quoted-printable", 0);
	}
}

/* Break lines at a column like a terminal or fold(1). @trim removes spaces at the ends. */
static void cut(FILE *to, const char *text, size_t width, bool trim)
{
	while (strlen(text) > width) {
		size_t n = width;

		while (trim && text[n - 1] == ' ')
			n--;
		fprintf(to, "%.*s\n", (int)n, text);
		text += width;
	}
	fprintf(to, "%s\n", text);
}

/* Break lines between words, like mail programs. */
static void wrap(FILE *to, const char *text, size_t width)
{
	while (strlen(text) > width) {
		size_t n = width;

		while (n && text[n] != ' ')
			n--;
		fprintf(to, "%.*s\n", (int)n, text);
		text += n + 1;
	}
	fprintf(to, "%s\n", text);
}

static void test_wrapped(void **state)
{
	(void)state;
	for (size_t width = 70; width <= 120; width++)
		for (int trim = 0; trim < 2; trim++) {
			struct decorated d;
			char what[40];

			begin(&d);
			snprintf(what, sizeof(what), "cut at column %zu", width);
			for (size_t i = 0; i < NR; i++)
				cut(d.to, plain[i], width, trim);
			is_plain_text(&d, what, 0);
		}
	for (size_t width = 72; width <= 100; width += 4) {
		struct decorated d;
		char what[40];

		begin(&d);
		snprintf(what, sizeof(what), "wrapped at %zu columns", width);
		for (size_t i = 0; i < NR; i++)
			wrap(d.to, plain[i], width);
		is_plain_text(&d, what, 0);
	}
}

/* Lines of other programs between the events are counted, but are not part of an event. */
static void test_others_between(void **state)
{
	struct decorated d;

	(void)state;
	begin(&d);
	fputs("root@host:~# cat /sys/kernel/tracing/trace\n", d.to);
	for (size_t i = 0; i < NR; i++)
		fprintf(d.to, "%s\nsegmentation fault\n", plain[i]);
	is_plain_text(&d, "a terminal", NR + 1);
}

static void test_nothing_understood(void **state)
{
	static const struct {
		const char *text, *says;
	} refused[] = {
		{ "see linux 5.10: it works\n",
		  "line 1 was not understood: \"see linux 5.10: it works\"" },
		{ "see linux 5.10: it: works\n", "line 1 was not understood" },
		{ "\n\n  \x1b[31mh\xc3\xa9llo\tworld\n",
		  "line 3 was not understood: \"\\x1b[31mh\\xc3\\xa9llo\\x09world\"" },
		{ "version = 2 of the draft\n", "line 1 was not" },
		{ "cpus=many\n", "line 1 was not" },
		{ "1) this => that\n", "line 1 was not" },
		{ "at 10:00:00.5: it was late\n", "line 1 was not" },
		{ "in 0.500 there was/1 nothing\n", "line 1 was not" },
		{ "PERFFILE\x68", "a perf.data of version 1 (PERFFILE)" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(refused) / sizeof(*refused); i++) {
		const char *why = sample_refused(refused[i].text, strlen(refused[i].text));

		if (!strstr(why, refused[i].says))
			fail_msg("\"%s\": %s", refused[i].text, why);
	}
}

/* The input begins like a trace, but no later line belongs to a trace. */
static void test_nothing_understood_later(void **state)
{
	struct mt_recording *rec = sample_open("# tracer: nop\n#\nfirst\x1b line\nsecond line\n");

	(void)state;
	assert_int_equal(sample_drain(rec), -1);
	assert_non_null(strstr(mt_recording_error(rec)->text,
			       "none of its 2 lines was understood; the first is line 3, "
			       "\"first\\x1b line\": not a line of a trace"));
	mt_close(rec);
	/* an empty buffer is not an error */
	rec = sample_open("# tracer: nop\n#\n");
	assert_int_equal(sample_drain(rec), 0);
	mt_close(rec);
}

/* Without -a, perf prints no CPU column by default. Counters have no system. */
static void test_samples_without_cpu(void **state)
{
	struct mt_recording *rec =
		sample_open("ethtool   324    67.747158:     250000 cycles:P: \n"
			    "\tffffffffc065116e mlx5e_open_channels+0x58e ([mlx5_core])\n"
			    "\tffffffff88652872 do_syscall_64+0x182 ([kernel.kallsyms])\n"
			    "\n"
			    "ethtool   324/325    67.747159:     250000 cpu-clock:ppp: \n"
			    "\tffffffffc065116e mlx5e_close_channels+0x58e ([mlx5_core])\n"
			    "\n"
			    "ethtool   324    67.747160:          1 page-faults: \n"
			    "\tffffffffc065116e mlx5e_open_rq+0x58e ([mlx5_core])\n"
			    "\n");
	static const char *const names[] = { "cycles", "cpu-clock", "page-faults" };
	static const char *const funcs[] = { "mlx5e_open_channels", "mlx5e_close_channels",
					     "mlx5e_open_rq" };
	struct mt_record r;

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		sample_next(rec, &r, MT_REC_EVENT);
		assert_true(mt_span_eq(r.name, names[i]));
		assert_int_equal(r.cpu, -1);
		sample_next(rec, &r, MT_REC_STACK);
		assert_true(mt_span_eq(r.comm, "ethtool"));
		assert_string_equal(r.stack.func[0], funcs[i]);
	}
	assert_int_equal(mt_next(rec, &r), 0);
	assert_int_equal(mt_recording_stats(rec)->malformed, 0);
	mt_close(rec);
}

/* perf trace prints system calls between the events, and its own format of stacks. */
static void test_perf_trace(void **state)
{
	struct mt_recording *rec = sample_open(
		"     0.000 ( 0.004 ms): ethtool/324 ioctl(fd: 3, cmd: 0x8946, arg: 0x7ffe) = 0\n"
		"     0.010 (         ): ethtool/324 mlx5:mlx5e_set_channels(dev: \"0000:01:00.0\", netdev: \"eth0\", ifindex: 2, old_count: 2, new_count: 4, err: -22)\n"
		"                                       mlx5e_ethtool_set_channels ([mlx5_core])\n"
		"                                       __GI___ioctl (/usr/lib/libc.so.6)\n");
	struct mt_record r;

	(void)state;
	sample_next(rec, &r, MT_REC_EVENT);
	assert_true(mt_span_eq(r.name, "ioctl"));
	sample_next(rec, &r, MT_REC_EVENT);
	assert_true(mt_span_eq(mt_str(&r, MT_KEY_NETDEV), "eth0"));
	assert_int_equal(mt_num(&r, MT_KEY_ERR, 0), -22);
	assert_int_equal(r.ts, 10000);
	sample_next(rec, &r, MT_REC_STACK);
	assert_int_equal(r.stack.nr, 2);
	assert_true(r.stack.kernel[0]);
	assert_false(r.stack.kernel[1]);
	assert_int_equal(mt_next(rec, &r), 0);
	assert_string_equal(mt_recording_kind(rec), "perf trace text");
	mt_close(rec);
}

static void test_midnight(void **state)
{
	struct mt_recording *rec = sample_open("ip 324 [000] 23:59:59.900000: mlx5:mlx5e_x: a=1\n"
					       "ip 324 [000] 00:00:00.100000: mlx5:mlx5e_x: a=1\n"
					       "ip 324 [000] 00:00:00.200000: mlx5:mlx5e_x: a=1\n");

	(void)state;
	assert_int_equal(sample_drain(rec), 0);
	assert_int_equal(mt_recording_stats(rec)->last_ts - mt_recording_stats(rec)->first_ts,
			 300000000);
	assert_int_equal(mt_recording_stats(rec)->backwards, 0);
	mt_close(rec);
}

/* Newer kernels print function_graph with arguments and return values. */
static void test_graph_with_arguments(void **state)
{
	struct mt_recording *rec = sample_open(
		"# tracer: function_graph\n"
		" 0)               |  mlx5e_open_channels [mlx5_core](priv=0xffff8881, chs=0x1) {\n"
		" 0)   1.082 us    |    kfree(object=0xffff, ctx=\"a;b\"); /* ret=0x0 */\n"
		" 0) + 18.608 us   |  } /* mlx5e_open_channels ret=0 */\n");
	struct mt_record r;

	(void)state;
	sample_next(rec, &r, MT_REC_CALL);
	assert_string_equal(r.func, "mlx5e_open_channels");
	assert_false(r.leaf);
	sample_next(rec, &r, MT_REC_CALL);
	assert_string_equal(r.func, "kfree");
	assert_true(r.leaf);
	sample_next(rec, &r, MT_REC_RETURN);
	assert_int_equal(mt_next(rec, &r), 0);
	assert_int_equal(mt_recording_stats(rec)->malformed, 0);
	mt_close(rec);
}

static void test_quote(void **state)
{
	char out[12];

	(void)state;
	mt_text_quote(mt_span_z("  a\tb\n"), out, sizeof(out));
	assert_string_equal(out, "a\\x09b...");
	mt_text_quote(mt_span_z("short"), out, sizeof(out));
	assert_string_equal(out, "short");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_around),
		cmocka_unit_test(test_blanks),
		cmocka_unit_test(test_quoted_printable),
		cmocka_unit_test(test_wrapped),
		cmocka_unit_test(test_others_between),
		cmocka_unit_test(test_nothing_understood),
		cmocka_unit_test(test_nothing_understood_later),
		cmocka_unit_test(test_samples_without_cpu),
		cmocka_unit_test(test_perf_trace),
		cmocka_unit_test(test_midnight),
		cmocka_unit_test(test_graph_with_arguments),
		cmocka_unit_test(test_quote),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
