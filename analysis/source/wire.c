// SPDX-License-Identifier: GPL-2.0-only
#include "analysis/source/wire.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "analysis/base/events.h"
#include "analysis/base/memory.h"

#define MESSAGE_MAX (16 * 1024 * 1024) /* larger messages are invalid */

struct wire_record {
	uint64_t ts, line, duration;
	int32_t kind, cpu, pid, depth;
	uint32_t comm, system, name, text, fields, func; /* lengths of the strings */
	uint32_t frames, unresolved;
	uint8_t irq, leaf;
};

static bool make_room(struct mt_wire *w, size_t more)
{
	size_t room = w->room ? w->room : 4096;
	char *grown;

	while (room - w->len < more)
		room *= 2;
	if (room == w->room)
		return true;
	grown = mt_mem(realloc(w->buf, room));
	if (!grown)
		return false;
	w->buf = grown;
	w->room = room;
	return true;
}

static bool append(struct mt_wire *w, const void *data, size_t size)
{
	if (!make_room(w, size))
		return false;
	if (size)
		memcpy(w->buf + w->len, data, size);
	w->len += size;
	return true;
}

bool mt_wire_put(struct mt_wire *w, enum mt_wire_type type, const void *data, size_t size)
{
	struct mt_wire_head head = { .type = type, .size = (uint32_t)size };

	if (!make_room(w, sizeof(head) + size) || !append(w, &head, sizeof(head)) ||
	    !append(w, data, size))
		return false;
	w->whole = w->len;
	return true;
}

static bool append_frame(struct mt_wire *w, const char *func, bool kernel)
{
	return append(w, kernel ? "k" : "u", 1) && append(w, func, strlen(func) + 1);
}

/* Append a complete message or nothing: a crash must not leave a partial message. */
bool mt_wire_put_record(struct mt_wire *w, const struct mt_record *r)
{
	struct mt_span func =
		mt_span_z(r->kind == MT_REC_CALL || r->kind == MT_REC_RETURN ? r->func : NULL);
	struct mt_span fields = r->kind == MT_REC_EVENT ? r->fields : mt_span(NULL, 0);
	unsigned int frames = r->kind == MT_REC_STACK ? r->stack.nr : 0;
	struct wire_record rec = {
		.ts = r->ts,
		.line = r->line,
		.duration = r->duration,
		.kind = (int32_t)r->kind,
		.cpu = r->cpu,
		.pid = r->pid,
		.depth = r->depth,
		.irq = r->irq,
		.leaf = r->leaf,
		.comm = (uint32_t)r->comm.len,
		.system = (uint32_t)r->system.len,
		.name = (uint32_t)r->name.len,
		.text = (uint32_t)r->text.len,
		.fields = (uint32_t)fields.len,
		.func = (uint32_t)func.len,
		.frames = frames,
		.unresolved = frames ? r->stack.nr_unresolved : 0,
	};
	size_t start = w->len;
	struct mt_wire_head head = { .type = MT_WIRE_RECORD };
	bool good = append(w, &head, sizeof(head)) && append(w, &rec, sizeof(rec)) &&
		    append(w, r->comm.p, r->comm.len) && append(w, r->system.p, r->system.len) &&
		    append(w, r->name.p, r->name.len) && append(w, r->text.p, r->text.len) &&
		    append(w, fields.p, fields.len) && append(w, func.p, func.len);

	for (unsigned int i = 0; good && i < frames; i++)
		good = append_frame(w, r->stack.func[i], r->stack.kernel[i]);
	if (!good) {
		w->len = start;
		return false;
	}
	head.size = (uint32_t)(w->len - start - sizeof(head));
	memcpy(w->buf + start, &head, sizeof(head));
	w->whole = w->len;
	return true;
}

bool mt_wire_put_stats(struct mt_wire *w, const struct mt_stats *stats)
{
	size_t cpus = stats->nr_cpus * sizeof(*stats->cpu);
	struct mt_wire_head head = {
		.type = MT_WIRE_STATS,
		.size = (uint32_t)(sizeof(*stats) + cpus),
	};

	if (!make_room(w, sizeof(head) + head.size) || !append(w, &head, sizeof(head)) ||
	    !append(w, stats, sizeof(*stats)) || !append(w, stats->cpu, cpus))
		return false;
	w->whole = w->len;
	return true;
}

bool mt_wire_flush(struct mt_wire *w)
{
	while (w->at < w->len) {
		ssize_t n = write(w->fd, w->buf + w->at, w->len - w->at);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return false;
		w->at += (size_t)n;
	}
	w->at = w->len = w->whole = 0;
	return true;
}

/* Read until @size bytes that were not yet consumed are in the buffer. */
static int fill(struct mt_wire *w, size_t size)
{
	if (w->len - w->at >= size)
		return 1;
	memmove(w->buf, w->buf + w->at, w->len - w->at);
	w->len -= w->at;
	w->at = 0;
	if (!make_room(w, size + 4096))
		return -1;
	while (w->len < size) {
		ssize_t n = read(w->fd, w->buf + w->len, w->room - w->len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return 0;
		w->len += (size_t)n;
	}
	return 1;
}

int mt_wire_get(struct mt_wire *w, struct mt_wire_head *head, struct mt_span *data)
{
	int rc;

	if (!w->buf && !make_room(w, 1))
		return -1;
	rc = fill(w, sizeof(*head));
	if (rc <= 0)
		return rc;
	memcpy(head, w->buf + w->at, sizeof(*head));
	if (head->size > MESSAGE_MAX)
		return 0;
	rc = fill(w, sizeof(*head) + head->size);
	if (rc <= 0)
		return rc;
	*data = mt_span(w->buf + w->at + sizeof(*head), head->size);
	w->at += sizeof(*head) + head->size;
	return 1;
}

/* Take the next @len bytes of @data. If there are fewer, @out is empty and false is returned. */
static bool take(struct mt_span *data, size_t len, struct mt_span *out)
{
	*out = mt_span(data->p, len <= data->len ? len : 0);
	if (len > data->len)
		return false;
	*data = mt_span_skip(*data, len);
	return true;
}

static bool take_frames(struct mt_span data, unsigned int nr, struct mt_strpool *names,
			struct mt_frames *frames)
{
	if (nr > MT_STACK_MAX)
		return false;
	for (frames->nr = 0; frames->nr < nr; frames->nr++) {
		struct mt_span kernel, func;
		const char *end;

		if (!take(&data, 1, &kernel))
			return false;
		end = data.len ? memchr(data.p, '\0', data.len) : NULL;
		if (!end || !take(&data, (size_t)(end - data.p), &func))
			return false;
		data = mt_span_skip(data, 1);
		frames->kernel[frames->nr] = *kernel.p == 'k';
		frames->func[frames->nr] = mt_strpool_add(names, func);
		if (!frames->func[frames->nr])
			return false;
	}
	return true;
}

bool mt_wire_record(struct mt_span data, struct mt_record *r, struct mt_strpool *names,
		    struct mt_frames *frames)
{
	struct wire_record rec;
	struct mt_span head, func;
	char why[100];

	if (!take(&data, sizeof(rec), &head))
		return false;
	memcpy(&rec, head.p, sizeof(rec));
	r->ts = rec.ts;
	r->line = rec.line;
	r->duration = rec.duration;
	r->kind = (enum mt_kind)rec.kind;
	r->cpu = rec.cpu;
	r->pid = rec.pid;
	r->depth = rec.depth;
	r->irq = rec.irq != 0;
	r->leaf = rec.leaf != 0;
	r->have = 0;
	r->func = NULL;
	if (!take(&data, rec.comm, &r->comm) || !take(&data, rec.system, &r->system) ||
	    !take(&data, rec.name, &r->name) || !take(&data, rec.text, &r->text) ||
	    !take(&data, rec.fields, &r->fields) || !take(&data, rec.func, &func))
		return false;
	if (func.len)
		r->func = mt_strpool_add(names, func);
	r->event = MT_EV_OTHER;
	if (r->kind == MT_REC_EVENT || r->kind == MT_REC_STACK)
		r->event = mt_event_find(r->name);
	/* the sender has already counted the problems */
	if (r->kind == MT_REC_EVENT && r->event != MT_EV_OTHER)
		mt_event_decode(r, why, sizeof(why));
	if (r->kind != MT_REC_STACK)
		return true;
	if (!take_frames(data, rec.frames, names, frames))
		return false;
	r->stack = (struct mt_stack){ frames->func, frames->kernel, frames->nr, rec.unresolved };
	return true;
}

bool mt_wire_stats(struct mt_span data, struct mt_stats *stats)
{
	struct mt_span head;
	struct mt_lost *cpu = stats->cpu;

	if (!take(&data, sizeof(*stats), &head))
		return false;
	memcpy(stats, head.p, sizeof(*stats));
	stats->cpu = cpu;
	*(unsigned char *)&stats->ticks &= 1;
	if (stats->nr_problems > MT_PROBLEMS_KEPT)
		stats->nr_problems = MT_PROBLEMS_KEPT;
	for (unsigned int i = 0; i < stats->nr_problems; i++) {
		stats->problems[i].file = NULL;
		stats->problems[i].why[sizeof(stats->problems[i].why) - 1] = '\0';
	}
	stats->unknown_form.file = NULL;
	stats->unknown_form.why[sizeof(stats->unknown_form.why) - 1] = '\0';
	if (data.len != stats->nr_cpus * sizeof(*cpu)) {
		stats->nr_cpus = 0;
		return false;
	}
	if (!data.len)
		return true;
	cpu = mt_mem(realloc(cpu, data.len));
	if (!cpu) {
		stats->nr_cpus = 0;
		return false;
	}
	memcpy(cpu, data.p, data.len);
	stats->cpu = cpu;
	return true;
}
