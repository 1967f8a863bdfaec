// SPDX-License-Identifier: GPL-2.0-only
#include "analysis/tests/dat.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PAGE	 4096
#define EVENT_ID 500

enum {
	OPTION_DONE,
	OPTION_TRACECLOCK = 4,
	OPTION_UNAME,
	OPTION_CPUCOUNT = 8,
	OPTION_TRACEID = 11,
	OPTION_TIME_SHIFT,
	OPTION_GUEST,
	OPTION_OF_LATER = 40,
};

static const char header_page[] = "\tfield: u64 timestamp;\toffset:0;\tsize:8;\tsigned:0;\n"
				  "\tfield: local_t commit;\toffset:8;\tsize:8;\tsigned:1;\n"
				  "\tfield: int overwrite;\toffset:8;\tsize:1;\tsigned:1;\n"
				  "\tfield: char data;\toffset:16;\tsize:4080;\tsigned:1;\n";

static const char header_event[] = "# compressed entry header\n"
				   "\ttype_len    :    5 bits\n"
				   "\ttime_delta  :   27 bits\n"
				   "\tarray       :   32 bits\n"
				   "\n"
				   "\tpadding     : type == 29\n"
				   "\ttime_extend : type == 30\n"
				   "\ttime_stamp : type == 31\n"
				   "\tdata max type_len  == 28\n";

#define FORMAT_FIELDS \
	"ID: 500\n" \
	"format:\n" \
	"\tfield:unsigned short common_type;\toffset:0;\tsize:2;\tsigned:0;\n" \
	"\tfield:unsigned char common_flags;\toffset:2;\tsize:1;\tsigned:0;\n" \
	"\tfield:unsigned char common_preempt_count;\toffset:3;\tsize:1;\tsigned:0;\n" \
	"\tfield:int common_pid;\toffset:4;\tsize:4;\tsigned:1;\n" \
	"\n" \
	"\tfield:int ifindex;\toffset:8;\tsize:4;\tsigned:1;\n" \
	"\tfield:u32 old_count;\toffset:12;\tsize:4;\tsigned:0;\n" \
	"\tfield:u32 new_count;\toffset:16;\tsize:4;\tsigned:0;\n" \
	"\tfield:int err;\toffset:20;\tsize:4;\tsigned:1;\n" \
	"\n"

static const char format[] =
	"name: mlx5e_set_channels\n" FORMAT_FIELDS
	"print fmt: \"dev=0000:01:00.0 netdev=eth0 ifindex=%d old_count=%u new_count=%u err=%d\", "
	"REC->ifindex, REC->old_count, REC->new_count, REC->err\n";

static const char foreign_format[] =
	"name: ring_resized\n" FORMAT_FIELDS
	"print fmt: \"ring of %d: %u ==> %u\", REC->ifindex, REC->old_count, REC->new_count\n";

struct out {
	char *at;
	size_t len, room;
};

static size_t put(struct out *o, const void *data, size_t size)
{
	size_t where = o->len;

	if (o->len + size >= o->room) {
		o->room = 2 * (o->len + size + 1);
		o->at = realloc(o->at, o->room);
	}
	if (!o->at)
		abort();
	if (size)
		memcpy(o->at + o->len, data, size);
	o->len += size;
	return where;
}

static size_t put_number(struct out *o, uint64_t value, size_t size)
{
	return put(o, &value, size);
}

static void put_text(struct out *o, const char *text, size_t bytes_of_size)
{
	put_number(o, strlen(text), bytes_of_size);
	put(o, text, strlen(text));
}

static void put_option(struct out *o, int id, const struct out *data)
{
	put_number(o, (uint64_t)id, 2);
	put_number(o, data->len, 4);
	put(o, data->at, data->len);
}

static void put_text_option(struct out *o, int id, const char *text)
{
	struct out data = { 0 };

	if (!text)
		return;
	put(&data, text, strlen(text) + 1);
	put_option(o, id, &data);
	free(data.at);
}

static void put_id_option(struct out *o, uint64_t id)
{
	struct out data = { 0 };

	if (!id)
		return;
	put_number(&data, id, 8);
	put_option(o, OPTION_TRACEID, &data);
	free(data.at);
}

static void put_guest(struct out *o, const struct dat *d)
{
	struct out data = { 0 };

	if (!d->guest)
		return;
	put(&data, d->guest, strlen(d->guest) + 1);
	put_number(&data, d->guest_id, 8);
	put_number(&data, DAT_CPUS, 4);
	for (unsigned int cpu = 0; cpu < DAT_CPUS; cpu++) {
		put_number(&data, cpu, 4);
		put_number(&data, 1000 + cpu, 4);
	}
	put_option(o, OPTION_GUEST, &data);
	free(data.at);
}

/* The clock offset is constant, so one sample per CPU is enough. */
static void put_shift(struct out *o, const struct dat *d)
{
	struct out data = { 0 };

	if (!d->host_id)
		return;
	put_number(&data, d->host_id, 8);
	put_number(&data, 0, 4);
	put_number(&data, DAT_CPUS, 4);
	for (unsigned int cpu = 0; cpu < DAT_CPUS; cpu++) {
		put_number(&data, 1, 4);
		put_number(&data, 0, 8);
		put_number(&data, (uint64_t)d->shift, 8);
		put_number(&data, 1, 8);
	}
	put_option(o, OPTION_TIME_SHIFT, &data);
	free(data.at);
}

static void put_clock(struct out *data, const char *clock)
{
	put(data, "[", 1);
	put(data, clock, strlen(clock));
	put(data, "]", 1);
}

static void put_options(struct out *o, const struct dat *d)
{
	struct out clock = { 0 };

	put(o, "options  ", 10);
	if (d->clock) {
		put_clock(&clock, d->clock);
		put(&clock, "", 1);
		put_option(o, OPTION_TRACECLOCK, &clock);
		free(clock.at);
	}
	put_text_option(o, OPTION_UNAME, d->uname);
	put_text_option(o, OPTION_OF_LATER, d->later);
	put_id_option(o, d->trace_id);
	put_guest(o, d);
	put_shift(o, d);
	put_number(o, OPTION_DONE, 2);
}

static void put_event(struct out *o, const struct dat_event *e, uint64_t delta)
{
	struct {
		uint16_t type;
		uint8_t flags, preempt_count;
		int32_t pid, ifindex;
		uint32_t old_count, new_count;
		int32_t err;
	} rec = { EVENT_ID, 0, 0, e->pid, 2, e->old_count, e->new_count, e->err };

	/* a time extend, followed by the event at that time */
	put_number(o, 30 | (delta & ((1 << 27) - 1)) << 5, 4);
	put_number(o, delta >> 27, 4);
	put_number(o, sizeof(rec) / 4, 4);
	put(o, &rec, sizeof(rec));
}

/* A page of the ring buffer. Times are relative to the first event of the page. */
static void put_page(struct out *o, const struct dat *d, int cpu)
{
	size_t start = o->len, commit;
	uint64_t before = 0, used;
	bool any = false;

	put_number(o, 0, 8);
	commit = put_number(o, 0, 8);
	for (unsigned int i = 0; i < d->nr; i++) {
		const struct dat_event *e = &d->event[i];

		if (e->cpu != cpu)
			continue;
		if (!any)
			memcpy(o->at + start, &e->ts, 8);
		put_event(o, e, any ? e->ts - before : 0);
		before = e->ts;
		any = true;
	}
	used = o->len - start - 16;
	memcpy(o->at + commit, &used, 8);
	while (o->len < start + PAGE)
		put_number(o, 0, 8);
	o->len = start + PAGE;
}

void dat_add(struct dat *d, int cpu, int pid, uint64_t ts, uint32_t old_count, uint32_t new_count,
	     int err)
{
	if (d->nr == sizeof(d->event) / sizeof(*d->event))
		abort();
	d->event[d->nr++] = (struct dat_event){ cpu, pid, ts, old_count, new_count, err };
}

void *dat_make(const struct dat *d, size_t *size)
{
	struct out o = { 0 }, clock = { 0 };
	size_t where[DAT_CPUS];

	put(&o,
	    "\x17\x08\x44tracing"
	    "6",
	    12);
	put_number(&o, 0, 1); /* little endian */
	put_number(&o, 8, 1); /* sizeof(long) */
	put_number(&o, PAGE, 4);
	put(&o, "header_page", 12);
	put_text(&o, header_page, 8);
	put(&o, "header_event", 13);
	put_text(&o, header_event, 8);
	put_number(&o, 0, 4); /* no built-in events of ftrace */
	put_number(&o, 1, 4);
	put(&o, "mlx5", 5);
	put_number(&o, 1, 4);
	put_text(&o, d->foreign ? foreign_format : format, 8);
	put_number(&o, 0, 4); /* kallsyms */
	put_number(&o, 0, 4); /* printk */
	put_text(&o, "312 ethtool\n313 ip\n", 8);
	put_number(&o, DAT_CPUS, 4);
	put_options(&o, d);
	put(&o, "flyrecord", 10);
	for (int cpu = 0; cpu < DAT_CPUS; cpu++) {
		where[cpu] = put_number(&o, 0, 8);
		put_number(&o, PAGE, 8);
	}
	if (d->clock) {
		put_clock(&clock, d->clock);
		put_number(&o, clock.len, 8);
		put(&o, clock.at, clock.len);
		free(clock.at);
	}
	while (o.len % PAGE)
		put_number(&o, 0, 1);
	for (int cpu = 0; cpu < DAT_CPUS; cpu++) {
		uint64_t at = o.len;

		memcpy(o.at + where[cpu], &at, 8);
		put_page(&o, d, cpu);
	}
	*size = o.len;
	return o.at;
}
