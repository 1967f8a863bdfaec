// SPDX-License-Identifier: GPL-2.0-only
/* Makes sentences about a kernel log that require all messages. */
#include "analysis/model/log.h"

#include <inttypes.h>
#include <stdio.h>

#include "analysis/dmesg/words.h"

/* The driver frees the slot of a command when the answer arrives, however late it is. */
static const char slow_check[] =
	"No reset is required for these commands, as their slots are free again. Look for health messages (\"synd\", \"assert\") at that time, and for what kept the firmware or the machine busy, such as an update of the firmware or a virtual machine that was stopped.";

static const char *plural(uint64_t n)
{
	return n == 1 ? "" : "s";
}

static uint64_t unanswered_in_time(const struct mt_log_entry *entry)
{
	return (entry->leaked > entry->unfinished ? entry->leaked : entry->unfinished) +
	       entry->waited;
}

/* Whether the firmware answered all commands in the end, so that no slot is occupied. */
static bool is_slow(const struct mt_log_entry *entry)
{
	return entry->late && entry->late >= unanswered_in_time(entry);
}

/* Describe the commands that the firmware did not answer: their number, names and consequences. */
static void silence_words(const struct mt_log_entry *entry, char *out, size_t size)
{
	uint64_t unanswered = unanswered_in_time(entry);
	uint64_t leaked = entry->leaked > entry->late ? entry->leaked - entry->late : 0;
	const char *at = *entry->first_stamp ? " at " : "";
	size_t n;

	if (!unanswered) {
		snprintf(out, size,
			 "The firmware answered %" PRIu64
			 " command%s after the driver had given up, at %s: it is slow, or was stopped for that time.",
			 entry->late, plural(entry->late),
			 *entry->first_stamp ? entry->first_stamp : "a time that was not printed");
		return;
	}
	if (is_slow(entry))
		n = (size_t)snprintf(out, size,
				     "The firmware did not answer in time%s%s: %" PRIu64
				     " command%s timed out (%s",
				     at, entry->first_stamp, unanswered, plural(unanswered),
				     *entry->ops ? entry->ops : "not named");
	else
		n = (size_t)snprintf(out, size,
				     "The firmware stopped answering%s%s: %" PRIu64
				     " command%s without an answer (%s",
				     at, entry->first_stamp, unanswered, plural(unanswered),
				     *entry->ops ? entry->ops : "not named");
	if (n < size)
		n += (size_t)snprintf(out + n, size - n, ")");
	if (entry->waited && n < size)
		n += (size_t)snprintf(out + n, size - n,
				      "; %" PRIu64 " of them waited for a slot and never got one",
				      entry->waited);
	if (leaked && n < size)
		n += (size_t)snprintf(
			out + n, size - n,
			"; %" PRIu64
			" command slot%s leaked, until the answer arrives or the driver is unloaded",
			leaked, plural(leaked));
	if (entry->late && n < size)
		snprintf(out + n, size - n,
			 ". %" PRIu64
			 " answer%s came after the driver had given up, which freed the slot: the firmware is slow rather than dead",
			 entry->late, plural(entry->late));
}

void mt_log_finish_words(struct mt_log *log, struct mt_log_entry *entry)
{
	const struct mt_message m = {
		.driver = mt_span("", 0),
		.dev = mt_span_z(entry->dev),
		.netdev = mt_span_z(entry->netdev),
		.func = mt_span_z(entry->func),
		.area = mt_span("", 0),
		.text = mt_span_z(entry->texts),
	};
	const struct mt_parts none = { .nr = 0 };
	char silence[1200];

	(void)log;
	if (!strcmp(entry->kind->join, "silence")) {
		silence_words(entry, silence, sizeof(silence));
		snprintf(entry->words, sizeof(entry->words), "%s%s", silence,
			 silence[strlen(silence) - 1] == '.' ? "" : ".");
		if (is_slow(entry)) {
			entry->severity = MT_SEVERITY_ERROR;
			entry->check = slow_check;
		}
	} else if (*entry->kind->join) {
		mt_message_words(entry->kind->says, &m, &none, NULL, entry->words,
				 sizeof(entry->words));
	}
	if (entry->suppressed) {
		size_t n = strlen(entry->words);

		snprintf(entry->words + n, sizeof(entry->words) - n,
			 " %" PRIu64
			 " of these messages were suppressed by the kernel's rate limit: their values are not known.",
			 entry->suppressed);
	}
}

/*
 * printk uses local_clock(), which is the clock "local" of ftrace and the default clock of perf.
 * "mono" and "boot" differ from it by the corrections of NTP and by the time spent in suspend.
 */
int mt_log_comparable(const char *clock)
{
	static const char *const same[] = { "local",	 "global",	  "mono",
					    "mono_raw",	 "boot",	  "perf",
					    "monotonic", "monotonic_raw", "boottime" };

	if (!*clock)
		return -1;
	for (size_t i = 0; i < sizeof(same) / sizeof(*same); i++)
		if (!strcmp(clock, same[i]))
			return 1;
	return 0;
}
