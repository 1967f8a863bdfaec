// SPDX-License-Identifier: GPL-2.0-only
/* Findings from the events of a stock kernel, and failures without any event of the driver. */
#include "analysis/model/findings.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static const char *name_of(int err)
{
	const char *name = strerrorname_np(err < 0 ? -err : err);

	return name ? name : "no error";
}

static const char *task(const struct mt_evidence *e, char *text, size_t size)
{
	snprintf(text, size, "%s[%d]", *e->comm ? e->comm : "a task", e->pid);
	return text;
}

static void find_commands(struct mt_findings *f, const struct mt_finding_sources *from)
{
	char who[80];

	/* with the series there is also an mlx5_cmd_done for each, which is more detailed */
	if (from->commands->times.nr)
		return;
	for (unsigned int i = 0; i < from->stock->cmds.nr; i++) {
		const struct mt_stock_cmd *c = &from->stock->cmds.at[i];
		struct mt_finding *finding = mt_finding_add(f, MT_FIND_CMD_FAILED, "", "");

		if (!finding)
			return;
		finding->count = c->nr;
		snprintf(finding->words, sizeof(finding->words),
			 "The firmware refused %s (0x%" PRIx64 ", op_mod 0x%" PRIx64
			 ") of %s: status %s (0x%" PRIx64 "), syndrome 0x%" PRIx64
			 ", returned as %s. Device, duration and operation are unknown: this event of a stock kernel has none of them.",
			 c->name, (uint64_t)c->opcode, (uint64_t)c->op_mod,
			 task(&c->first, who, sizeof(who)), c->status, (uint64_t)c->status_nr,
			 (uint64_t)c->syndrome, name_of(c->err));
		finding->advice =
			"The meaning of a syndrome is vendor specific; \"mlx5-trace flow -- COMMAND\" shows the call path of the command.";
		mt_finding_show(finding, &c->first);
	}
}

/* Describe where the message is from. */
static const char *origin(const struct mt_finding_sources *from, const struct mt_stock_text *a)
{
	if (*a->check && strncmp(a->check, "mlx5", 4))
		return ", a check of the kernel before the driver.";
	if (a->driver || *a->check)
		return ".";
	return from->stats->mlx5 ?
		       ", and the driver emitted no event for that task: it was not reached." :
		       ". Whether the driver was reached is unknown: there is no event of the series.";
}

/* Name the rules that lead to the highest queue, to which a message with "ntuple" refers. */
static void name_rules(struct mt_finding *finding, const struct mt_snapshot_dev *dev)
{
	size_t len = strlen(finding->words), i;
	int64_t highest = -1;
	json_t *rule;

	json_array_foreach(dev->rules, i, rule) {
		json_t *queue = json_object_get(json_object_get(rule, "action"), "queue");

		if (json_is_integer(queue) && json_integer_value(queue) > highest)
			highest = json_integer_value(queue);
	}
	json_array_foreach(dev->rules, i, rule) {
		json_t *queue = json_object_get(json_object_get(rule, "action"), "queue");

		if (highest < 0 || json_integer_value(queue) != highest ||
		    len >= sizeof(finding->words) - 160)
			continue;
		len += (size_t)snprintf(finding->words + len, sizeof(finding->words) - len,
					" The rule of %.32s at location %" PRId64
					" leads to queue %" PRId64 ".",
					dev->netdev,
					(int64_t)json_integer_value(
						json_object_get(rule, "location")),
					highest);
	}
}

static void find_answers(struct mt_findings *f, const struct mt_finding_sources *from)
{
	char who[80];

	for (unsigned int i = 0; i < from->stock->answers.nr; i++) {
		const struct mt_stock_text *a = &from->stock->answers.at[i];
		struct mt_finding *finding = mt_finding_add(f, MT_FIND_ANSWERED, "", "");
		bool rules = strstr(a->text, "ntuple");

		if (!finding)
			return;
		finding->count = a->nr;
		snprintf(finding->words, sizeof(finding->words),
			 "A request of %s was answered with the message \"%.300s\"%s%.80s%s%s",
			 task(&a->first, who, sizeof(who)), a->text, *a->check ? " by " : "",
			 a->check, *a->check ? "()" : "", origin(from, a));
		for (unsigned int d = 0; rules && d < from->snapshot->devs.nr; d++)
			name_rules(finding, &from->snapshot->devs.at[d]);
		finding->advice =
			rules ? "Delete the rules that lead to queues to be removed with \"ethtool -N DEV delete LOCATION\"; \"ethtool -n DEV\" lists them." :
				"The message names the check; \"mlx5-trace flow -- COMMAND\" shows which function it is in, and whether the driver was reached.";
		mt_finding_show(finding, &a->first);
	}
}

static void find_health(struct mt_findings *f, const struct mt_finding_sources *from)
{
	for (unsigned int i = 0; i < from->stock->health.nr; i++) {
		const struct mt_stock_text *h = &from->stock->health.at[i];
		struct mt_finding *finding = mt_finding_add(f, MT_FIND_HEALTH, h->dev, "");

		if (!finding)
			return;
		finding->count = h->nr;
		snprintf(finding->words, sizeof(finding->words),
			 "devlink reported a fault of the device: %s: %.400s", h->first.event,
			 h->text);
		finding->advice =
			"See \"devlink health\" for the reporter and its recoveries, and the kernel log at this time.";
		mt_finding_show(finding, &h->first);
	}
}

/* Report that the recorded command exited with a status that no finding explains. */
void mt_findings_of_status(struct mt_findings *f, const struct mt_finding_sources *from)
{
	int64_t status = from->snapshot->exit_status;
	struct mt_finding *finding;

	if (status <= 0 || f->list.nr)
		return;
	finding = mt_finding_add(f, MT_FIND_STATUS, "", "");
	if (!finding)
		return;
	snprintf(
		finding->words, sizeof(finding->words),
		"The recorded command exited with status %" PRId64 "%s", status,
		from->ops->ops.nr ?
			", although no recorded operation of the driver failed: something before or after the driver did." :
		from->stock->tasks.nr ?
			", although the driver was reached and no recorded event shows a failure: something before or after the driver failed." :
		from->stats->mlx5 || from->snapshot->patched == 1 ?
			", and no operation of the driver was recorded: the driver was not reached; the program itself or a check of the kernel before the driver refused it." :
			". Whether the driver was reached is unknown: there is no event of the series.");
	finding->advice =
		"\"mlx5-trace flow -- COMMAND\" shows which check refused it; record netlink:netlink_extack for its message.";
}

void mt_findings_of_stock(struct mt_findings *f, const struct mt_finding_sources *from)
{
	find_commands(f, from);
	find_answers(f, from);
	find_health(f, from);
}
