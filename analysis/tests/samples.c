// SPDX-License-Identifier: GPL-2.0-only
#include "analysis/tests/samples.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

char *sample_file(const void *content, size_t size)
{
	char *path = strdup("/tmp/mlx5-trace-test-XXXXXX");
	int fd = mkstemp(path);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, content, size), size);
	close(fd);
	return path;
}

char *sample_dat(const struct dat *d)
{
	size_t size;
	void *bytes = dat_make(d, &size);
	char *path = sample_file(bytes, size);

	free(bytes);
	return path;
}

struct mt_recording *sample_open(const char *text)
{
	char *path = sample_file(text, strlen(text));
	struct mt_error err = { "" };
	struct mt_recording *rec = mt_open(path, NULL, &err);

	unlink(path);
	free(path);
	if (!rec)
		fail_msg("%s", err.text);
	return rec;
}

const char *sample_refused(const void *content, size_t size)
{
	static struct mt_error err;
	char *path = sample_file(content, size);
	struct mt_recording *rec = mt_open(path, NULL, &err);

	unlink(path);
	assert_null(rec);
	assert_non_null(strstr(err.text, path));
	assert_null(strchr(err.text, '\n'));
	free(path);
	return err.text;
}

void sample_next(struct mt_recording *rec, struct mt_record *r, enum mt_kind kind)
{
	assert_int_equal(mt_next(rec, r), 1);
	assert_int_equal(r->kind, kind);
}

int sample_drain(struct mt_recording *rec)
{
	struct mt_record r;
	int rc;

	while ((rc = mt_next(rec, &r)) > 0)
		;
	return rc;
}

struct sample sample_model(const struct mt_model_ops *ops, const char *text,
			   const struct mt_query *query)
{
	struct sample s = { .rec = sample_open(text), .ops = ops };
	struct mt_record r;

	s.model = ops->create(s.rec, query);
	assert_non_null(s.model);
	while (mt_next(s.rec, &r) > 0)
		ops->record(s.model, &r);
	assert_int_equal(mt_recording_stats(s.rec)->malformed, 0);
	ops->finish(s.model);
	return s;
}

void sample_free(struct sample *s)
{
	s->ops->destroy(s->model);
	mt_close(s->rec);
}

void script_task(struct script *s, const char *comm, int pid, int cpu)
{
	s->comm = comm;
	s->pid = pid;
	s->cpu = cpu;
}

/* The size is doubled, as sanitizers copy the whole buffer at each realloc(). */
void script_room(struct script *s, size_t more)
{
	if (s->len + more < s->room)
		return;
	s->room = 2 * (s->len + more + 1);
	s->text = realloc(s->text, s->room);
	assert_non_null(s->text);
}

void script_add(struct script *s, const char *fmt, ...)
{
	char *event, *line;
	size_t len;
	va_list ap;

	va_start(ap, fmt);
	assert_true(vasprintf(&event, fmt, ap) >= 0);
	va_end(ap);
	assert_true(asprintf(&line, "%16s-%-7d [%03d] ..... %5u.%06u: %s\n", s->comm, s->pid,
			     s->cpu, 10 + s->ms / 1000, s->ms % 1000 * 1000, event) >= 0);
	len = strlen(line);
	script_room(s, len);
	memcpy(s->text + s->len, line, len + 1);
	s->len += len;
	s->ms++;
	free(event);
	free(line);
}

void script_open(struct script *s, int ix, int base, int xdp)
{
	script_add(s,
		   "mlx5e_open_channel: " NETDEV
		   "ix=%d cpu=%d vhca_id=0 rqn=%d cqn=%d xsk_rqn=0 num_tc=1 xdp=%d err=0",
		   ix, ix, base + ix, base + ix + 1000, xdp);
}

void script_open_with_xsk(struct script *s, int ix, int base, int xsk_rqn)
{
	script_add(
		s,
		"mlx5e_open_xsk: " NETDEV
		"ix=%d qid=%d vhca_id=0 xsk_rqn=%d xsk_cqn=%d xsk_sqn=%d xsk_sq_cqn=%d chunk_size=4096 headroom=256 err=0",
		ix, ix, xsk_rqn, xsk_rqn + 1000, xsk_rqn + 2000, xsk_rqn + 3000);
	script_add(s,
		   "mlx5e_open_channel: " NETDEV
		   "ix=%d cpu=%d vhca_id=0 rqn=%d cqn=%d xsk_rqn=%d num_tc=1 xdp=1 err=0",
		   ix, ix, base + ix, base + ix + 1000, xsk_rqn);
}

static void channel(struct script *s, const char *what, int ix, int base)
{
	script_add(s,
		   "mlx5e_%s_channel: " NETDEV
		   "ix=%d cpu=%d vhca_id=0 rqn=%d cqn=%d xsk_rqn=0 xsk=0",
		   what, ix, ix, base + ix, base + ix + 1000);
}

static void script_rss(struct script *s, int nr, int drop)
{
	script_add(s, "mlx5e_rss_redirect: " DEV "rss_ctx=0 rqtn=20 nch=%d hfunc=TOP drop=%d err=0",
		   nr, drop);
}

static void script_redirect(struct script *s, int ix, int rqn, int drop)
{
	script_add(s,
		   "mlx5e_rx_channel_redirect: " DEV
		   "ix=%d tirn=%d rqtn=%d vhca_id=0 rqn=%d drop=%d err=0",
		   ix, 30 + ix, 21 + ix, rqn, drop);
}

void script_down(struct script *s, int nr, int base)
{
	script_rss(s, nr, 1);
	for (int ix = 0; ix < nr; ix++)
		script_redirect(s, ix, 7, 1);
	for (int ix = 0; ix < nr; ix++)
		channel(s, "deactivate", ix, base);
	for (int ix = 0; ix < nr; ix++)
		channel(s, "close", ix, base);
}

void script_up(struct script *s, int nr, int base)
{
	for (int ix = 0; ix < nr; ix++)
		channel(s, "activate", ix, base);
	script_rss(s, nr, 0);
	for (int ix = 0; ix < nr; ix++)
		script_redirect(s, ix, base + ix, 0);
	/* the other indices, up to the maximum of the device */
	for (int ix = nr; ix < 6; ix++)
		script_redirect(s, ix, 7, 1);
}

void script_set_channels(struct script *s, int old_count, int new_count, int err)
{
	script_add(s, "mlx5e_set_channels: " NETDEV "old_count=%d new_count=%d err=%d", old_count,
		   new_count, err);
}

void script_switch(struct script *s, int old_count, int old_base, int new_count, int new_base,
		   int xdp)
{
	for (int ix = 0; ix < new_count; ix++)
		script_open(s, ix, new_base, xdp);
	script_down(s, old_count, old_base);
	script_up(s, new_count, new_base);
}

void script_params(struct script *s, int old_nch, int new_nch, const char *changed, int replaced,
		   int err)
{
	script_add(s,
		   "mlx5e_switch_params: " NETDEV
		   "old_nch=%d new_nch=%d changed=%s replaced=%d err=%d",
		   old_nch, new_nch, changed, replaced, err);
}

void script_issue(struct script *s, const char *opcode, int token)
{
	script_add(s, "mlx5_cmd_issue: " DEV "opcode=%s op_mod=0 uid=0 token=%d slot=-1 async=0",
		   opcode, token);
}

void script_submit(struct script *s, const char *opcode, int token, int slot)
{
	script_add(s, "mlx5_cmd_submit: " DEV "opcode=%s op_mod=0 uid=0 token=%d slot=%d async=0",
		   opcode, token, slot);
}

void script_done(struct script *s, const char *opcode, int token, int slot, int wait_ns, int ns)
{
	script_add(
		s,
		"mlx5_cmd_done: " DEV
		"opcode=%s op_mod=0 uid=0 token=%d slot=%d async=0 status=%s syndrome=0x0 err=%d wait_ns=%d ns=%d",
		opcode, token, slot, slot < 0 ? "NONE" : "OK", slot < 0 ? -110 : 0, wait_ns, ns);
}

void script_pool(struct script *s, int qid, int enable, int opened, int xdp, int err)
{
	script_add(s, "mlx5e_xsk_setup_pool: " NETDEV "qid=%d enable=%d opened=%d xdp=%d err=%d",
		   qid, enable, opened, xdp, err);
}
