// SPDX-License-Identifier: GPL-2.0-only
/* Parses entries of `journalctl -o json`, which have one object per line. */
#include "analysis/dmesg/line.h"

#include <stdio.h>
#include <stdlib.h>

#include <jansson.h>

#include "analysis/base/memory.h"

/*
 * Set @to to a field as text, or to "" if it is absent. A message that is not UTF-8 is an array of
 * bytes.
 */
static void take_text(const json_t *object, const char *key, char *to, size_t size)
{
	const json_t *value = json_object_get(object, key), *byte;
	size_t n = 0, i;

	*to = '\0';
	if (json_is_string(value)) {
		snprintf(to, size, "%s", json_string_value(value));
	} else if (json_is_array(value)) {
		json_array_foreach(value, i, byte)
			if (n + 1 < size && json_is_integer(byte))
				to[n++] = (char)json_integer_value(byte);
		to[n] = '\0';
	} else if (json_is_integer(value)) {
		snprintf(to, size, "%" JSON_INTEGER_FORMAT, json_integer_value(value));
	}
}

/* Read a time in microseconds. */
static bool take_time(const json_t *object, const char *key, uint64_t *ns)
{
	char text[32];
	char *end;

	take_text(object, key, text, sizeof(text));
	*ns = strtoull(text, &end, 10);
	if (!*text || *end || *ns > UINT64_MAX / 1000)
		return false;
	*ns *= 1000;
	return true;
}

bool mt_klog_parse_json(struct mt_span line, struct mt_klog_line *out)
{
	json_t *object = json_loadb(line.p, line.len, 0, NULL);
	char level[8], transport[16], program[32];

	if (!json_is_object(object) || !json_object_get(object, "MESSAGE")) {
		json_decref(object);
		return false;
	}
	take_text(object, "MESSAGE", out->decoded, sizeof(out->decoded));
	take_text(object, "_HOSTNAME", out->names, sizeof(out->names) / 2);
	take_text(object, "PRIORITY", level, sizeof(level));
	take_text(object, "_TRANSPORT", transport, sizeof(transport));
	take_text(object, "SYSLOG_IDENTIFIER", program, sizeof(program));
	if (take_time(object, "_SOURCE_MONOTONIC_TIMESTAMP", &out->ts))
		out->log.clock = MT_LOG_BOOT;
	else if (take_time(object, "__REALTIME_TIMESTAMP", &out->ts))
		out->log.clock = MT_LOG_WALL;
	json_decref(object);
	if ((*transport && strcmp(transport, "kernel")) || (*program && strcmp(program, "kernel")))
		return false;
	out->log.level = *level >= '0' && *level <= '7' ? *level - '0' : -1;
	out->log.of_log = true;
	snprintf(out->names + sizeof(out->names) / 2, sizeof(out->names) / 2, "%llu.%06llu",
		 (unsigned long long)(out->ts / 1000000000),
		 (unsigned long long)(out->ts / 1000 % 1000000));
	out->log.stamp = mt_span_z(out->names + sizeof(out->names) / 2);
	out->log.host = mt_span_z(out->names);
	out->text = mt_span_trim(mt_span_z(out->decoded));
	return out->text.len;
}
