// SPDX-License-Identifier: GPL-2.0-only
/* Command log writer. */
#include "vconnectx/card/fw/cmdlog.h"

#include <jansson.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>

#include "vconnectx/card/fw/fault.h"
#include "vconnectx/card/core/dev.h"

#define STALL_MS 1000

/**
 * struct entry - a command that was executed.  It is converted to JSON only for the file and
 *	for `show commands`, because the conversion takes longer than most commands.
 * @seq: line number in the log; 0 if the entry is unused
 * @mono_ns: time of the command
 * @cmd: the command without input and output; the list of references is a copy
 * @fault: text of the fault rule that fired, or NULL
 */
struct entry {
	uint64_t seq;
	uint64_t mono_ns;
	struct vcx_cmd cmd;
	char *fault;
};

/**
 * struct vcx_cmdlog - the log of one device
 * @file: destination, or NULL
 * @rings: also log doorbells, completions and events
 * @seq: number of lines
 * @recent: ring of the most recent commands
 * @next: free-running index of the oldest entry in @recent
 */
struct vcx_cmdlog {
	FILE *file;
	bool rings;
	uint64_t seq;
	struct entry recent[VCX_RECENT];
	size_t next;
};

bool vcx_cmdlog_new(struct vcx_dev *dev, FILE *file, bool rings)
{
	dev->log = calloc(1, sizeof(*dev->log));
	if (!dev->log)
		return false;
	dev->log->file = file;
	dev->log->rings = rings;
	return true;
}

static json_t *named(const struct vcx_named *obj)
{
	return json_pack("{s:s, s:I}", "type", obj->type, "id", (json_int_t)obj->id);
}

static json_t *named_list(const struct vcx_named *list, size_t nr)
{
	json_t *array = json_array();

	for (size_t i = 0; i < nr; i++)
		json_array_append_new(array, named(&list[i]));
	return array;
}

/* the keys common to all lines */
static json_t *line_at(const struct vcx_dev *dev, uint64_t seq, uint64_t mono_ns)
{
	return json_pack("{s:i, s:I, s:I, s:s}", "v", 1, "seq", (json_int_t)seq, "mono_ns",
			 (json_int_t)mono_ns, "dev", dev->name);
}

static json_t *line_new(struct vcx_dev *dev)
{
	return line_at(dev, ++dev->log->seq, vcx_now_ns(dev));
}

/*
 * Return: whether the reader of a pipe has read nothing for STALL_MS.  A memory stream, which
 * has no descriptor, never stalls.
 */
static bool stalls(FILE *file)
{
	struct pollfd p = { .fd = fileno(file), .events = POLLOUT };

	return p.fd >= 0 && !poll(&p, 1, STALL_MS);
}

/* takes ownership of @line */
static void line_write(struct vcx_dev *dev, json_t *line)
{
	if (dev->log->file &&
	    (stalls(dev->log->file) || json_dumpf(line, dev->log->file, JSON_COMPACT) ||
	     fputc('\n', dev->log->file) == EOF || fflush(dev->log->file))) {
		vcx_dev_log(dev, VCX_LOG_ERR, "cannot write the command log; it ends here");
		dev->log->file = NULL;
	}
	json_decref(line);
}

static void entry_free(struct entry *entry)
{
	vcx_cmd_done(&entry->cmd);
	free(entry->fault);
	*entry = (struct entry){ 0 };
}

/* add a command to the ring, replacing the oldest one */
static const struct entry *store(struct vcx_dev *dev, const struct vcx_cmd *cmd)
{
	struct entry *entry = &dev->log->recent[dev->log->next++ % VCX_RECENT];
	size_t size = cmd->nr_refs * sizeof(*cmd->refs);

	entry_free(entry);
	*entry = (struct entry){
		.seq = ++dev->log->seq,
		.mono_ns = vcx_now_ns(dev),
		.cmd = *cmd,
		.fault = cmd->fault ? strdup(cmd->fault->text) : NULL,
	};
	entry->cmd.in = NULL;
	entry->cmd.out = NULL;
	entry->cmd.fault = NULL;
	entry->cmd.refs = size ? malloc(size) : NULL;
	if (entry->cmd.refs)
		memcpy(entry->cmd.refs, cmd->refs, size);
	else
		entry->cmd.nr_refs = 0;
	return entry;
}

static json_t *line_of(const struct vcx_dev *dev, const struct entry *entry)
{
	json_t *line = line_at(dev, entry->seq, entry->mono_ns);
	const struct vcx_cmd *cmd = &entry->cmd;
	const char *op = vcx_opcode_name(cmd->opcode);

	json_object_set_new(line, "slot", json_integer(cmd->slot));
	json_object_set_new(line, "token", json_integer(cmd->token));
	json_object_set_new(line, "opcode", json_integer(cmd->opcode));
	json_object_set_new(line, "op", op ? json_string(op) : json_null());
	json_object_set_new(line, "op_mod", json_integer(cmd->op_mod));
	json_object_set_new(line, "uid", json_integer(cmd->uid));
	json_object_set_new(line, "in_len", json_integer(cmd->in_len));
	json_object_set_new(line, "out_len", json_integer(cmd->out_len));
	json_object_set_new(line, "status", json_integer(cmd->status));
	json_object_set_new(line, "syndrome", json_integer(cmd->syndrome));
	if (cmd->created.type && !cmd->status)
		json_object_set_new(line, "created", named(&cmd->created));
	if (cmd->destroyed.type && !cmd->status)
		json_object_set_new(line, "destroyed", named(&cmd->destroyed));
	json_object_set_new(line, "refs", named_list(cmd->refs, cmd->nr_refs));
	if (entry->fault)
		json_object_set_new(line, "fault", json_string(entry->fault));
	return line;
}

json_t *vcx_cmdlog_recent(struct vcx_dev *dev)
{
	json_t *list = json_array();

	for (size_t i = 0; i < VCX_RECENT; i++) {
		const struct entry *entry = &dev->log->recent[(dev->log->next + i) % VCX_RECENT];

		if (entry->seq)
			json_array_append_new(list, line_of(dev, entry));
	}
	return list;
}

void vcx_cmdlog_free(struct vcx_dev *dev)
{
	if (!dev->log)
		return;
	for (size_t i = 0; i < VCX_RECENT; i++)
		entry_free(&dev->log->recent[i]);
	free(dev->log);
}

void vcx_cmdlog_cmd(struct vcx_dev *dev, const struct vcx_cmd *cmd)
{
	const struct entry *entry = store(dev, cmd);

	if (dev->log->file)
		line_write(dev, line_of(dev, entry));
}

void vcx_cmdlog_ledger(struct vcx_dev *dev, const char *why, const struct vcx_named *left,
		       size_t nr, size_t total)
{
	json_t *line = dev->log->file ? line_new(dev) : NULL;

	if (!line)
		return;
	json_object_set_new(line, "ledger", json_string(why));
	json_object_set_new(line, "count", json_integer((json_int_t)total));
	json_object_set_new(line, "left", named_list(left, nr));
	line_write(dev, line);
}

void vcx_cmdlog_reset(struct vcx_dev *dev, const char *why)
{
	json_t *line = dev->log->file ? line_new(dev) : NULL;

	if (!line)
		return;
	json_object_set_new(line, "reset", json_string(why));
	line_write(dev, line);
}

void vcx_cmdlog_ring(struct vcx_dev *dev, const char *what, const char *type, uint32_t id,
		     uint32_t index, unsigned int code)
{
	json_t *line = dev->log->file && dev->log->rings ? line_new(dev) : NULL;

	if (!line)
		return;
	json_object_set_new(line, "ring", json_string(what));
	json_object_set_new(line, "type", json_string(type));
	json_object_set_new(line, "id", json_integer(id));
	json_object_set_new(line, "index", json_integer(index));
	json_object_set_new(line, "code", json_integer(code));
	line_write(dev, line);
}
