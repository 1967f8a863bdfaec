/* SPDX-License-Identifier: GPL-2.0-only */
/* Small traces as text, and helpers for tests that read them. */
#ifndef MLX5TRACE_SAMPLES_H
#define MLX5TRACE_SAMPLES_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "analysis/model/model.h"
#include "analysis/tests/dat.h"

#define DEV    "dev=0000:01:00.0 "
#define NETDEV DEV "netdev=eth0 ifindex=2 "

/* Create a temporary file with this content. The test must unlink the file and free the path. */
char *sample_file(const void *content, size_t size);
/* Create a temporary trace.dat. */
char *sample_dat(const struct dat *d);

/* Open a text as a recording. The test fails if this is not possible. */
struct mt_recording *sample_open(const char *text);

/* Expect that this cannot be opened. Returns the message in a static buffer. */
const char *sample_refused(const void *content, size_t size);

/* Read one record, which must be of this kind. */
void sample_next(struct mt_recording *rec, struct mt_record *r, enum mt_kind kind);

/* Read to the end. Returns the last value of mt_next(). */
int sample_drain(struct mt_recording *rec);

/* One model that has processed a text; to be freed with sample_free(). */
struct sample {
	struct mt_recording *rec;
	const struct mt_model_ops *ops;
	void *model;
};

struct sample sample_model(const struct mt_model_ops *ops, const char *text,
			   const struct mt_query *query);
void sample_free(struct sample *s);

/*
 * A trace that is built line by line in the format of ftrace. The first line is at 10.000000, and
 * each line is 1 ms after the previous one.
 */
struct script {
	char *text;
	size_t len, room;
	unsigned int ms;
	const char *comm;
	int pid, cpu;
};

void script_task(struct script *s, const char *comm, int pid, int cpu);
/* Make room for @more characters and a NUL at the end of the text. */
void script_room(struct script *s, size_t more);
void script_add(struct script *s, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* Operations of the driver, with rqn = base + ix and cqn = rqn + 1000. */
void script_open(struct script *s, int ix, int base, int xdp);
void script_open_with_xsk(struct script *s, int ix, int base, int xsk_rqn);
void script_down(struct script *s, int nr, int base);
void script_up(struct script *s, int nr, int base);
void script_set_channels(struct script *s, int old_count, int new_count, int err);
/* Open new_count channels at new_base, take old_count down at old_base, bring the new ones up. */
void script_switch(struct script *s, int old_count, int old_base, int new_count, int new_base,
		   int xdp);
void script_params(struct script *s, int old_nch, int new_nch, const char *changed, int replaced,
		   int err);
/* A firmware command such as "CREATE_RQ(0x908)". If it has no slot (-1), it was not submitted. */
void script_issue(struct script *s, const char *opcode, int token);
void script_submit(struct script *s, const char *opcode, int token, int slot);
void script_done(struct script *s, const char *opcode, int token, int slot, int wait_ns, int ns);
void script_pool(struct script *s, int qid, int enable, int opened, int xdp, int err);

#endif
