// SPDX-License-Identifier: GPL-2.0-only
#include "analysis/model/log_parts.h"

#include <ctype.h>
#include <stdio.h>

/* Maximum number of different messages that are not in the table. */
#define UNKNOWN_KEPT 5000

static const struct mt_message_kind kind_unknown = {
	.id = "message_not_in_table",
	.severity = MT_SEVERITY_WARNING,
	.says = "The driver printed a message at warning level or above that is not in the table of this version: {text} (in {func}).",
	.check =
		"Search for the function and the text in the source of the kernel, and see the messages before it.",
	.normal = "Unknown.",
	.same = "",
	.join = "",
};

static const struct mt_message_kind kind_suppressed = {
	.id = "messages_suppressed",
	.severity = MT_SEVERITY_WARNING,
	.says = "The kernel's rate limit suppressed messages of {fn}, none of which is in this log.",
	.check = "The messages themselves are in an earlier part of the log.",
	.normal = "No.",
	.same = " fn ",
	.join = "",
};

static void *log_create(const struct mt_recording *rec, const struct mt_query *query)
{
	struct mt_log *log = mt_model_new(sizeof(*log));

	(void)rec;
	if (log)
		log->only_host = query->host;
	if (log)
		log->kernel = query->kernel;
	return log;
}

/* Make the key of a message, which contains the names and numbers that distinguish messages. */
static void make_key(const struct mt_message_kind *kind, const struct mt_message *m,
		     const struct mt_parts *parts, char *key, size_t size)
{
	struct mt_span same = mt_span_z(kind->same), name;
	size_t n;

	n = (size_t)snprintf(key, size, "%s " MT_SPAN_FMT " ", *kind->join ? kind->join : kind->id,
			     MT_SPAN_ARG(m->dev));
	if (*kind->join || n >= size)
		return;
	n += (size_t)snprintf(key + n, size - n, MT_SPAN_FMT " ", MT_SPAN_ARG(m->netdev));
	while (name = mt_span_word(&same), name.len && n < size) {
		struct mt_span part = mt_span("", 0);

		for (unsigned int i = 0; i < parts->nr; i++)
			if (mt_span_eq(name, parts->at[i].name))
				part = parts->at[i].text;
		n += (size_t)snprintf(key + n, size - n, MT_SPAN_FMT " ", MT_SPAN_ARG(part));
	}
	/* otherwise use the text without numbers such as "SQ: 0x1dbb" */
	for (size_t i = 0; !*kind->same && i < m->text.len && n + 1 < size; i++) {
		char c = m->text.p[i];

		if (isdigit((unsigned char)c) || (c == 'x' && i && m->text.p[i - 1] == '0')) {
			while (i + 1 < m->text.len && isxdigit((unsigned char)m->text.p[i + 1]))
				i++;
			c = '#';
		}
		key[n++] = c;
		key[n] = '\0';
	}
}

/* Add @text to a list of distinct strings, whose length is limited. */
static const char *add_text(struct mt_log *log, const char *list, struct mt_span text,
			    const char *between)
{
	char room[900];
	size_t len = strlen(list);
	char *with = mt_span_dup(text);

	if (with && *with && !strstr(list, with) && len + text.len + 3 < sizeof(room)) {
		snprintf(room, sizeof(room), "%s%s%s", list, len ? between : "", with);
		list = mt_model_name(&log->base, mt_span_z(room));
	}
	free(with);
	return list;
}

static void add_silence(struct mt_log *log, struct mt_log_entry *entry, const struct mt_message *m,
			const struct mt_parts *parts)
{
	if (mt_span_find(m->text, "Will cause a leak"))
		entry->leaked++;
	else if (mt_span_find(m->text, "No done completion"))
		entry->unfinished++;
	else if (mt_span_find(m->text, "arrived after timeout"))
		entry->late++;
	else
		entry->waited++;
	entry->ops = add_text(log, entry->ops, mt_part(parts, "op"), ", ");
}

static void add_message(struct mt_log *log, struct mt_log_host *host, const struct mt_record *r,
			const struct mt_message_kind *kind, const struct mt_message *m,
			const struct mt_parts *parts, uint64_t count)
{
	struct mt_log_entry *entry;
	char key[512];

	make_key(kind, m, parts, key, sizeof(key));
	entry = mt_log_count(log, host, r,
			     &(struct mt_log_message){ kind, m, parts, NULL, key, count });
	if (!entry)
		return;
	if (*kind->join)
		entry->texts = add_text(log, entry->texts, m->text, "; ");
	if (!strcmp(kind->join, "silence"))
		add_silence(log, entry, m, parts);
	host->last = (int)(entry - log->entries.at);
	/* only decode the first completion of its kind */
	host->dumping = mt_log_is_error_cqe(kind) && entry->count == 1 ? host->last : -1;
	host->dump_wqe = false;
	host->dump.nr = 0;
	host->dump.want = MT_CQE_SIZE;
}

static void add_words(struct mt_log_entry *entry, const char *words)
{
	size_t n = strlen(entry->words);

	snprintf(entry->words + n, sizeof(entry->words) - n, " %s", words);
}

/* Process a line of a hex dump, or the line that precedes the hex dump of a descriptor. */
static bool take_dump(struct mt_log *log, struct mt_log_host *host, const struct mt_record *r)
{
	char words[600];

	if (host->dumping < 0)
		return false;
	if (mt_wqe_dump_begin(r->text, &host->wqe)) {
		host->dump_wqe = true;
		host->dump.nr = 0;
		host->dump.want = host->wqe.len > 0 && host->wqe.len <= MT_WQE_MAX ?
					  (size_t)host->wqe.len :
					  0;
	} else if (!host->dump.want || host->dump.nr == host->dump.want ||
		   !mt_dump_line(&host->dump, r->text)) {
		return false;
	} else if (host->dump.nr == host->dump.want) {
		if (host->dump_wqe)
			mt_wqe_words(&host->dump, words, sizeof(words));
		else
			mt_cqe_words(&host->dump, words, sizeof(words));
		add_words(&log->entries.at[host->dumping], words);
	}
	mt_log_add_line(log, &log->entries.at[host->dumping], r, NULL);
	return true;
}

/*
 * Get the kernel release of the following messages from "Linux version 6.12.48-amd64 (...", or from
 * the line "Comm: ethtool Not tainted 6.12.48-amd64" of a report.
 */
static void take_release(struct mt_log *log, struct mt_log_host *host, struct mt_span text)
{
	static const char begin[] = "Linux version ", not_tainted[] = " Not tainted ";
	const char *at = mt_span_find(text, not_tainted);
	struct mt_span rest = text, word;
	int major, minor;
	char release[80];

	if (mt_span_starts(text, begin))
		rest = mt_span_skip(text, strlen(begin));
	else if (at)
		rest = mt_span_skip(text, (size_t)(at - text.p) + strlen(not_tainted));
	else
		return;
	word = mt_span_word(&rest);
	snprintf(release, sizeof(release), MT_SPAN_FMT, MT_SPAN_ARG(word));
	if (sscanf(release, "%d.%d", &major, &minor) == 2)
		host->release = mt_model_name(&log->base, word);
}

/*
 * Process "cmd_status_print: 353031 callbacks suppressed", which belongs to the messages before it.
 */
static bool take_suppressed(struct mt_log *log, struct mt_log_host *host, const struct mt_record *r)
{
	struct mt_parts parts;
	struct mt_message m;
	struct mt_span func;
	bool commands;
	int64_t n;

	if (!mt_pattern_match("{fn:w}: {n:d} callbacks suppressed", r->text, &parts) ||
	    !mt_span_int(mt_part(&parts, "n"), &n) || n < 0)
		return false;
	func = mt_part(&parts, "fn");
	commands = mt_span_eq(func, "cmd_status_print") || mt_span_starts(func, "mlx5_cmd_");
	for (unsigned int i = log->entries.nr; i--;) {
		struct mt_log_entry *entry = &log->entries.at[i];

		if (entry->host != host->name || entry->file != host->file ||
		    (!mt_span_eq(func, entry->func) &&
		     !(commands && !strcmp(entry->kind->id, "command_failed"))))
			continue;
		entry->count += (uint64_t)n;
		entry->suppressed += (uint64_t)n;
		mt_log_add_line(log, entry, r, NULL);
		log->driver++;
		return true;
	}
	if (!commands && !mt_span_starts(func, "mlx5"))
		return false;
	mt_message_split(r->text, &m);
	add_message(log, host, r, &kind_suppressed, &m, &parts, (uint64_t)n);
	log->driver++;
	return true;
}

static void add_unknown(struct mt_log *log, struct mt_span text)
{
	struct mt_log_unknown *unknown;
	const char *kept = mt_model_name(&log->base, text);

	log->not_known++;
	for (unsigned int i = 0; i < log->unknown.nr; i++)
		if (log->unknown.at[i].text == kept) {
			log->unknown.at[i].count++;
			return;
		}
	unknown = log->unknown.nr < UNKNOWN_KEPT ? mt_vec_add(&log->unknown) : NULL;
	if (unknown)
		*unknown = (struct mt_log_unknown){ .text = kept, .count = 1 };
}

/*
 * Append the log of a record unless it is the last one in the list. Returns false when out of
 * memory.
 */
static bool take_file(struct mt_log *log, const char *file)
{
	const char **at, *name = mt_model_name(&log->base, mt_span_z(file ? file : ""));

	if (log->files.nr && log->files.at[log->files.nr - 1] == name)
		return true;
	at = mt_vec_add(&log->files);
	if (at)
		*at = name;
	return at;
}

static void log_record(void *model, const struct mt_record *r)
{
	struct mt_log *log = model;
	const struct mt_message_kind *kind;
	struct mt_log_host *host;
	struct mt_message m;
	struct mt_parts parts;

	if (r->kind != MT_REC_LOG && !(r->kind == MT_REC_STACK && r->log.report))
		return;
	if (!take_file(log, r->file))
		return;
	if (r->kind == MT_REC_STACK)
		mt_log_report(log, r);
	if (r->kind == MT_REC_STACK || !mt_log_selected(log, r))
		return;
	host = mt_log_host_of(log, r->log.host);
	if (!host)
		return;
	if (take_dump(log, host, r)) {
		log->lines++;
		host->lines++;
		return;
	}
	mt_message_split(r->text, &m);
	if (!r->log.of_log && !m.driver.len) {
		/* continuation lines of the previous message are indented */
		if (log->lines && r->text.len && *r->text.p == ' ')
			return;
		if (!log->others++)
			log->first_other = r->line;
		return;
	}
	log->lines++;
	host->lines++;
	take_release(log, host, r->text);
	if (!m.driver.len && take_suppressed(log, host, r))
		return;
	kind = mt_message_find(&m, &parts);
	if (!m.driver.len && !kind)
		return;
	log->driver++;
	if (!kind && !m.func.len && (r->log.level < 0 || r->log.level > 4)) {
		add_unknown(log, r->text);
		return;
	}
	if (!kind) {
		add_unknown(log, r->text);
		kind = &kind_unknown;
	} else if (kind->severity == MT_SEVERITY_NOTE) {
		log->usual++;
		if (!strcmp(kind->id, "usual"))
			return;
	}
	add_message(log, host, r, kind, &m, &parts, 1);
}

static void log_finish(void *model)
{
	struct mt_log *log = model;

	for (unsigned int i = 0; i < log->entries.nr; i++)
		mt_log_finish_words(log, &log->entries.at[i]);
}

static void log_destroy(void *model)
{
	struct mt_log *log = model;

	free(log->files.at);
	free(log->entries.at);
	free(log->hosts.at);
	free(log->unknown.at);
	mt_model_fini(&log->base);
	free(log);
}

const struct mt_model_ops mt_model_log = {
	.name = "log",
	.create = log_create,
	.record = log_record,
	.finish = log_finish,
	.destroy = log_destroy,
};
