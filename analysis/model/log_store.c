// SPDX-License-Identifier: GPL-2.0-only
/* Stores the hosts and entries of the model of kernel logs. */
#include "analysis/model/log_parts.h"

#include <inttypes.h>
#include <stdio.h>

/* Messages of a kind with "join" belong together if they are at most this far apart. */
#define JOIN_NS (120 * UINT64_C(1000000000))

bool mt_log_selected(const struct mt_log *log, const struct mt_record *r)
{
	return !log->only_host || !r->log.host.len || mt_span_eq(r->log.host, log->only_host);
}

struct mt_log_host *mt_log_host_of(struct mt_log *log, struct mt_span name)
{
	const unsigned int file = log->files.nr - 1;
	struct mt_log_host *host;

	for (unsigned int i = 0; i < log->hosts.nr; i++)
		if (log->hosts.at[i].file == file && mt_span_eq(name, log->hosts.at[i].name))
			return &log->hosts.at[i];
	host = mt_vec_add(&log->hosts);
	if (host) {
		host->file = file;
		host->name = mt_model_name(&log->base, name);
		host->last = host->dumping = -1;
		host->release = "";
	}
	return host;
}

static bool within(const struct mt_log_entry *entry, const struct mt_record *r)
{
	if (!*entry->kind->join || r->log.clock == MT_LOG_NO_TIME || entry->clock != r->log.clock)
		return true;
	return r->ts <= entry->last_ts + JOIN_NS && r->ts + JOIN_NS >= entry->first_ts;
}

static struct mt_log_entry *find_entry(struct mt_log *log, const struct mt_record *r,
				       const struct mt_message_kind *kind,
				       const struct mt_log_host *host, const char *key)
{
	for (unsigned int i = log->entries.nr; i--;) {
		struct mt_log_entry *entry = &log->entries.at[i];

		if (entry->host == host->name && entry->file == host->file &&
		    !strcmp(entry->key, key) && entry->kind == kind && within(entry, r))
			return entry;
	}
	return NULL;
}

bool mt_log_is_error_cqe(const struct mt_message_kind *kind)
{
	return !strncmp(kind->id, "error_cqe", strlen("error_cqe"));
}

static int64_t hex_part(const struct mt_parts *parts, const char *name)
{
	struct mt_span part = mt_part(parts, name);
	uint64_t number;

	return mt_span_hex(part, &number) && number <= INT64_MAX ? (int64_t)number : -1;
}

/*
 * Set the number of the queue. For an error completion, the kind of queue depends on the opcode of
 * the CQE.
 */
static void set_queue(struct mt_log_entry *entry, const struct mt_parts *parts)
{
	bool of_rq = mt_span_eq(mt_part(parts, "opcode"), "e");

	entry->sqn = hex_part(parts, "sqn");
	entry->rqn = hex_part(parts, "rqn");
	if (!mt_log_is_error_cqe(entry->kind))
		return;
	*(of_rq ? &entry->rqn : &entry->sqn) = hex_part(parts, "qn");
}

/* The pattern of error_cqe_flushed contains this syndrome as text. */
#define CQE_FLUSHED 0x05

static void error_cqe_words(struct mt_log_entry *entry, const struct mt_message *m,
			    const struct mt_parts *parts)
{
	uint64_t opcode = 0, syndrome = 0;
	char words[600];

	mt_span_hex(mt_part(parts, "opcode"), &opcode);
	if (!mt_span_hex(mt_part(parts, "syndrome"), &syndrome))
		syndrome = CQE_FLUSHED;
	snprintf(words, sizeof(words),
		 "%s queue {qn|both} of {netdev} completed a descriptor with an error, on CQ {cqn|both}: opcode 0x%" PRIx64
		 " (%s), syndrome 0x%" PRIx64 " (%s). Vendor syndrome 0x{vendor} is opaque.",
		 opcode == 14 ? "Receive" :
		 opcode == 13 ? "Send" :
				"A",
		 opcode, mt_cqe_opcode(opcode), syndrome, mt_cqe_syndrome(syndrome));
	mt_message_words(words, m, parts, NULL, entry->words, sizeof(entry->words));
}

static struct mt_log_entry *new_entry(struct mt_log *log, const struct mt_log_host *host,
				      const struct mt_record *r,
				      const struct mt_log_message *message)
{
	const struct mt_message_kind *kind = message->kind;
	const struct mt_message *m = message->m;
	const struct mt_parts *parts = message->parts;
	struct mt_log_entry *entry = mt_vec_add(&log->entries);
	struct mt_span netdev = m->netdev.len ? m->netdev : mt_part(parts, "netdev");
	char check[1024];

	if (!entry)
		return NULL;
	*entry = (struct mt_log_entry){
		.kind = kind,
		.severity = kind->severity,
		.host = host->name,
		.file = host->file,
		.release = host->release,
		.text = mt_model_name(&log->base, m->text),
		.dev = mt_model_name(&log->base, m->dev),
		.netdev = mt_model_name(&log->base, netdev),
		.func = mt_model_name(&log->base, m->func),
		.key = mt_model_name(&log->base, mt_span_z(message->key)),
		.clock = r->log.clock,
		.first_ts = r->ts,
		.first_stamp = mt_model_name(&log->base, r->log.stamp),
		.texts = "",
		.ops = "",
	};
	mt_message_words(kind->check, m, parts, message->extra, check, sizeof(check));
	entry->check = mt_model_name(&log->base, mt_span_z(check));
	set_queue(entry, parts);
	if (mt_log_is_error_cqe(kind))
		error_cqe_words(entry, m, parts);
	else if (!*kind->join)
		mt_message_words(kind->says, m, parts, message->extra, entry->words,
				 sizeof(entry->words));
	return entry;
}

void mt_log_add_line(struct mt_log *log, struct mt_log_entry *entry, const struct mt_record *r,
		     const struct mt_message *m)
{
	if (entry->nr < MT_LOG_SHOWN) {
		struct mt_evidence *line = &entry->lines[entry->nr++];

		*line = mt_evidence_of(&log->base, r);
		line->ts = r->log.clock == MT_LOG_BOOT ? r->ts : 0;
		line->pid = m && m->pid >= 0 ? (int)m->pid : -1;
		line->stamp = mt_model_name(&log->base, r->log.stamp);
	}
	entry->last_ts = r->ts;
	entry->last_stamp = mt_model_name(&log->base, r->log.stamp);
}

struct mt_log_entry *mt_log_count(struct mt_log *log, const struct mt_log_host *host,
				  const struct mt_record *r, const struct mt_log_message *message)
{
	struct mt_log_entry *entry = find_entry(log, r, message->kind, host, message->key);

	if (!entry)
		entry = new_entry(log, host, r, message);
	if (!entry)
		return NULL;
	entry->count += message->count;
	mt_log_add_line(log, entry, r, message->m);
	return entry;
}
