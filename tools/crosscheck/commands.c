// SPDX-License-Identifier: GPL-2.0-only
/* Comparison of the events of firmware commands and of flow rules with the command log. */
#include "tools/crosscheck/check.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/*
 * If several tasks issue commands, the order of the events may differ from that of the device by up
 * to the number of slots.
 */
#define SLOTS 32

/* The number of commands at each end of a ragged recording that may lack an event. */
#define EDGE 16

/* One attempt to align the commands with the log, starting at one position. */
struct run {
	const struct devlog *log;
	bool *matched;	    /* for each command */
	size_t first, last; /* the first and the last command with an event */
};

/* True if position @i is outside of @first to @last, or less than @edge away from one of them. */
static bool at_edge(size_t i, size_t first, size_t last, size_t edge)
{
	return i < first + edge || i + edge > last;
}

static const char *at(uint64_t ts)
{
	static char text[40];

	snprintf(text, sizeof(text), "at %" PRIu64 ".%06" PRIu64, ts / 1000000000,
		 ts % 1000000000 / 1000);
	return text;
}

static bool same_command(const struct cmd *cmd, const struct command *done)
{
	return cmd->opcode == done->opcode && cmd->token == done->token && cmd->slot == done->slot;
}

static bool executed(const struct command *command)
{
	return command->event == MT_EV_CMD_DONE && command->slot >= 0;
}

static const struct cmd *find_record(struct run *run, size_t near, const struct command *done)
{
	size_t from = near > SLOTS ? near - SLOTS : 0;

	for (size_t i = from; i < run->log->cmds.nr && i < near + SLOTS; i++) {
		if (run->matched[i] || !same_command(&run->log->cmds.at[i], done))
			continue;
		run->matched[i] = true;
		if (i < run->first)
			run->first = i;
		if (i > run->last)
			run->last = i;
		return &run->log->cmds.at[i];
	}
	return NULL;
}

static void judge_answer(struct check *c, const struct cmd *cmd, const struct command *done)
{
	if (cmd->status != done->status || cmd->syndrome != done->syndrome)
		disagree(c,
			 "mlx5_cmd_done %s: the device answered %s with status %" PRId64
			 ", syndrome %#" PRIx64 " (seq %" PRId64 ")",
			 at(done->ts), cmd->op, cmd->status, (uint64_t)cmd->syndrome, cmd->seq);
}

static void align(struct check *c, struct run *run, const struct events *e, size_t start)
{
	size_t near = start;

	memset(run->matched, 0, run->log->cmds.nr * sizeof(*run->matched));
	run->first = SIZE_MAX;
	run->last = 0;
	for (unsigned int i = 0; i < e->commands.nr; i++) {
		const struct command *done = &e->commands.at[i];
		const struct cmd *cmd;

		if (!executed(done))
			continue;
		cmd = find_record(run, near, done);
		if (cmd) {
			c->commands++;
			judge_answer(c, cmd, done);
			near = run->last + 1;
			continue;
		}
		disagree(c,
			 "mlx5_cmd_done %s: the device has no command %#" PRIx64
			 " with token %" PRId64 " in slot %" PRId64 " there",
			 at(done->ts), (uint64_t)done->opcode, done->token, done->slot);
	}
	for (size_t i = run->first; i < run->last; i++)
		if (!run->matched[i] && !(e->ragged && at_edge(i, run->first, run->last, EDGE)))
			disagree(c,
				 "the device executed %s (seq %" PRId64 "), without mlx5_cmd_done",
				 run->log->cmds.at[i].op, run->log->cmds.at[i].seq);
}

/* A command that was issued and has not completed. */
struct flight {
	int64_t opcode; /* -1: no command with this token is in flight */
	bool submitted;
	int64_t slot;
	unsigned int at; /* its index in the list of events */
};

static void disagree_on(struct check *c, const struct command *command, const char *what)
{
	disagree(c, "%s of %#" PRIx64 ", token %" PRId64 ", %s %s", mt_event_name(command->event),
		 (uint64_t)command->opcode, command->token, at(command->ts), what);
}

/* Both functions return the error, or NULL. */
static const char *judge_submit(const struct command *command, struct flight *flight)
{
	const char *wrong = flight->submitted ? "is the second one" : NULL;

	if (flight->opcode != command->opcode)
		return "was not issued";
	flight->submitted = true;
	flight->slot = command->slot;
	return wrong;
}

static const char *judge_end(struct check *c, const struct events *e, const struct command *command,
			     struct flight *flight)
{
	if (flight->opcode != command->opcode)
		return command->unissued ? NULL : "was not issued";
	flight->opcode = -1;
	c->async += command->async;
	c->issued += !command->async;
	if (e->has_submits && flight->submitted != (command->slot >= 0))
		return flight->submitted ? "has no slot, but was submitted" : "was not submitted";
	if (flight->submitted && flight->slot != command->slot)
		return "was submitted in another slot";
	return NULL;
}

/* True if the command of event @i may lack other events. */
static bool is_ragged(const struct events *e, unsigned int i)
{
	return e->ragged && at_edge(i, 0, e->commands.nr, 3 * EDGE);
}

/*
 * Each issue must be followed by one end. Each end with a token must be preceded by an issue and,
 * if it has a slot, by a submission. Commands may be in flight at the beginning and at the end of
 * the recording.
 */
static void judge_issues(struct check *c, const struct events *e)
{
	struct flight flights[256];

	for (int token = 0; token < 256; token++)
		flights[token] = (struct flight){ .opcode = -1 };
	for (unsigned int i = 0; i < e->commands.nr; i++) {
		const struct command *command = &e->commands.at[i];
		struct flight *flight = &flights[command->token & 255];
		const char *wrong = NULL;

		if ((!command->async && !e->all_issued) || command->token <= 0)
			continue;
		if (command->event == MT_EV_CMD_SUBMIT)
			wrong = judge_submit(command, flight);
		else if (command->event == MT_EV_CMD_DONE)
			wrong = judge_end(c, e, command, flight);
		else if (flight->opcode >= 0 && !is_ragged(e, flight->at))
			wrong = "while another is in flight";
		else
			*flight = (struct flight){ .opcode = command->opcode, .at = i };
		if (wrong && !is_ragged(e, i))
			disagree_on(c, command, wrong);
	}
	for (int token = 0; token < 256; token++)
		if (flights[token].opcode >= 0 && !is_ragged(e, flights[token].at) &&
		    (!e->all_issued || flights[token].at + SLOTS < e->commands.nr))
			disagree(c,
				 "mlx5_cmd_issue of %#" PRIx64 ", token %d, has no mlx5_cmd_done",
				 (uint64_t)flights[token].opcode, token);
}

void check_commands(struct check *c, const struct devlog *log, const struct events *e)
{
	struct run run = {
		.log = log,
		.matched = mt_mem(calloc(log->cmds.nr, sizeof(*run.matched))),
	};
	struct check in = *c, best = { .disagreements = UINT32_MAX };
	const struct command *first = NULL;

	if (e->has_issues)
		judge_issues(&in, e);
	for (unsigned int i = 0; i < e->commands.nr && !first; i++)
		if (executed(&e->commands.at[i]))
			first = &e->commands.at[i];
	if (!run.matched)
		disagree(&in, "out of memory");
	for (size_t i = 0; first && run.matched && i < log->cmds.nr; i++) {
		struct check attempt = in;

		if (!same_command(&log->cmds.at[i], first))
			continue;
		align(&attempt, &run, e, i);
		if (attempt.disagreements < best.disagreements)
			best = attempt;
	}
	if (first && best.disagreements == UINT32_MAX)
		disagree(&in,
			 "mlx5_cmd_done %s: the device has no command %#" PRIx64
			 " with token %" PRId64 " in slot %" PRId64,
			 at(first->ts), (uint64_t)first->opcode, first->token, first->slot);
	*c = best.disagreements == UINT32_MAX ? in : best;
	free(run.matched);
}

static bool sets(const struct cmd *cmd)
{
	return cmd->ok && !strcmp(cmd->op, "SET_FLOW_TABLE_ENTRY");
}

static bool deletes(const struct cmd *cmd)
{
	return cmd->ok && !strcmp(cmd->op, "DELETE_FLOW_TABLE_ENTRY");
}

/* True if @cmd is the command of @rule; it may also change destinations of an existing entry. */
static bool is_change(const struct cmd *cmd, const struct rule_dst *rule)
{
	if (cmd->table != rule->table || (cmd->entry >= 0 && cmd->entry != rule->entry))
		return false;
	if (!rule->add)
		return deletes(cmd) || (sets(cmd) && cmd->entry < 0);
	return sets(cmd) && (rule->tirn < 0 || cmd_refers(cmd, OBJ_TIR, rule->tirn));
}

/*
 * The driver sets several destinations of one entry with one command, and also replaces a
 * destination with one command. In these cases the function returns @before, the command of the
 * previous rule.
 */
static size_t find_change(const struct devlog *log, const bool *matched, size_t from, size_t before,
			  const struct rule_dst *rule, const struct rule_dst *previous)
{
	const struct cmd *cmd = before < log->cmds.nr ? &log->cmds.at[before] : NULL;

	if (cmd && is_change(cmd, rule) && rule->entry == previous->entry &&
	    (rule->add == previous->add || (rule->add && cmd->entry < 0)))
		return before;
	while (from < log->cmds.nr && (matched[from] || !is_change(&log->cmds.at[from], rule)))
		from++;
	return from;
}

void check_rules(struct check *c, const struct devlog *log, const struct events *e)
{
	bool *matched = mt_mem(calloc(log->cmds.nr, sizeof(*matched)));
	size_t last = c->from, i = log->cmds.nr;

	if (!matched) {
		disagree(c, "out of memory");
		return;
	}
	for (unsigned int r = 0; r < e->rules.nr; r++) {
		const struct rule_dst *rule = &e->rules.at[r];

		i = find_change(log, matched, last > c->from + SLOTS ? last - SLOTS : c->from, i,
				rule, r ? rule - 1 : NULL);
		if (i == log->cmds.nr) {
			disagree(c,
				 "mlx5_fs_rule_dst %s: the device did not %s entry %" PRId64
				 " of table %" PRId64 " after seq %" PRId64,
				 at(rule->ts), rule->add ? "set" : "delete", rule->entry,
				 rule->table, log->cmds.at[last].seq);
			continue;
		}
		c->rules += !matched[i];
		matched[i] = true;
		if (i > last)
			last = i;
	}
	for (i = c->from; e->rules.nr && (i < last || i < c->to); i++) {
		const struct cmd *cmd = &log->cmds.at[i];

		if (!matched[i] && cmd->entry >= 0 && (sets(cmd) || deletes(cmd)))
			disagree(c,
				 "the device %s entry %" PRId64 " of table %" PRId64
				 " (seq %" PRId64 "), without mlx5_fs_rule_dst",
				 sets(cmd) ? "set" : "deleted", cmd->entry, cmd->table, cmd->seq);
	}
	free(matched);
}
