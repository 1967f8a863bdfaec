// SPDX-License-Identifier: GPL-2.0-only
#include "analysis/model/events.h"

#include <ctype.h>
#include <fnmatch.h>
#include <stdlib.h>

#include "analysis/base/memory.h"

static void *events_create(const struct mt_recording *rec, const struct mt_query *query)
{
	struct mt_events *m = mt_model_new(sizeof(*m));

	(void)rec;
	if (m)
		m->query = query;
	return m;
}

/* Whether the event is selected by its name, or by its system and name. */
static bool is_selected(const struct mt_events *m, const char *system, const char *name)
{
	const char *pattern = m->query->event, *colon = pattern ? strchr(pattern, ':') : NULL;
	char of_system[64];

	if (!colon)
		return !pattern || !fnmatch(pattern, name, 0);
	if ((size_t)(colon - pattern) >= sizeof(of_system))
		return false;
	memcpy(of_system, pattern, (size_t)(colon - pattern));
	of_system[colon - pattern] = '\0';
	return !fnmatch(of_system, system, 0) && !fnmatch(colon + 1, name, 0);
}

static void events_record(void *model, const struct mt_record *r)
{
	struct mt_events *m = model;
	struct mt_event_kept *e,
		kept = { .ts = r->ts, .line = r->line, .cpu = r->cpu, .pid = r->pid, .irq = r->irq };

	if (r->kind != MT_REC_EVENT)
		return;
	kept.system = mt_model_name(&m->model, r->system);
	kept.name = mt_model_name(&m->model, r->name);
	if (!is_selected(m, kept.system, kept.name))
		return;
	kept.comm = mt_model_name(&m->model, r->comm);
	kept.nr_fields = r->fields.len;
	kept.text = mt_texts_add(&m->model.kept, r->text);
	kept.fields = r->fields.len ? mt_texts_copy(&m->model.kept, r->fields.p, r->fields.len) :
				      "";
	if (!kept.text || !kept.fields)
		return;
	e = mt_long_add(&m->list);
	if (e)
		*e = kept;
}

static void events_finish(void *model)
{
	(void)model;
}

static void events_destroy(void *model)
{
	struct mt_events *m = model;

	mt_long_free(&m->list);
	mt_model_fini(&m->model);
	free(m);
}

static bool is_name(struct mt_span s)
{
	for (size_t i = 0; i < s.len; i++)
		if (!isalnum((unsigned char)s.p[i]) && s.p[i] != '_' && s.p[i] != '.' &&
		    s.p[i] != '-')
			return false;
	return s.len && !isdigit((unsigned char)*s.p);
}

/*
 * Split text that consists of "name=value name=value" into names and values, and return their
 * number. Unless @to is NULL, the strings are stored there, and @pairs is set to them.
 */
static size_t fields_of_text(struct mt_span text, const char **pairs, char *to)
{
	struct mt_span rest = mt_span_trim(text), word;
	size_t nr = 0;

	while (word = mt_span_word(&rest), word.len) {
		const char *eq = memchr(word.p, '=', word.len);
		struct mt_span parts[2];

		if (*word.p == '(' && nr) /* the "fields" option appends the number in hex */
			continue;
		if (!eq || !is_name(mt_span(word.p, (size_t)(eq - word.p))))
			return 0;
		parts[0] = mt_span(word.p, (size_t)(eq - word.p));
		parts[1] = mt_span_skip(word, parts[0].len + 1);
		for (unsigned int i = 0; i < 2; i++) {
			if (to) {
				memcpy(to, parts[i].p, parts[i].len);
				to[parts[i].len] = '\0';
				pairs[nr] = to;
				to += parts[i].len + 1;
			}
			nr++;
		}
	}
	return nr;
}

static size_t fields_of_record(struct mt_span fields, const char **pairs)
{
	size_t nr = 0;

	while (fields.len) {
		if (pairs)
			pairs[nr] = fields.p;
		nr++;
		fields = mt_span_skip(fields, strnlen(fields.p, fields.len) + 1);
	}
	return nr;
}

size_t mt_event_fields(const struct mt_event_kept *e, const char ***pairs)
{
	struct mt_span text = mt_span_z(e->text);
	struct mt_span fields = mt_span(e->fields, e->nr_fields);
	size_t nr = fields_of_text(text, NULL, NULL);
	bool of_text = nr;

	if (!nr)
		nr = fields_of_record(fields, NULL);
	*pairs = nr ? mt_mem(malloc(nr * sizeof(**pairs) + text.len + 1)) : NULL;
	if (!*pairs)
		return 0;
	return of_text ? fields_of_text(text, *pairs, (char *)(*pairs + nr)) :
			 fields_of_record(fields, *pairs);
}

const struct mt_model_ops mt_model_events = {
	.name = "events",
	.create = events_create,
	.record = events_record,
	.finish = events_finish,
	.destroy = events_destroy,
};
