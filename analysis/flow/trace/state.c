// SPDX-License-Identifier: GPL-2.0-only
#include "analysis/flow/trace/state.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <jansson.h>
#include <tracefs.h>

#include "analysis/base/memory.h"
#include "analysis/base/outfile.h"
#include "analysis/base/process.h"
#include "analysis/view/format/output.h"

#define STATE_FILE     "/run/mlx5-trace-flow.json"
#define DYNAMIC_EVENTS "dynamic_events"

struct flow_state {
	json_t *json;
	bool saved;
};

static bool write_lines(const char *file, const char *text, int flags)
{
	int fd = tracefs_instance_file_open(NULL, file, O_WRONLY | flags);
	bool good = fd >= 0;

	/* Most of these files accept one word per write. */
	while (good && *text) {
		size_t len = strcspn(text, "\n");

		good = !len || write(fd, text, len) == (ssize_t)len;
		text += len + (text[len] == '\n');
	}
	if (fd >= 0)
		good = !close(fd) && good;
	return good;
}

/*
 * Convert the text read from a file into the text to write: it may be "local [mono] global",
 * "7 (expanded: 1408)" or a list of functions.
 */
static char *as_written(const char *file, char *text)
{
	char *from = text, *to = text;

	if (!strcmp(file, "trace_clock")) {
		from = strchr(text, '[');
		from = from ? from + 1 : text;
		from[strcspn(from, "]")] = '\0';
		return from;
	}
	/* An unexpanded buffer is restored to its expanded size, as expansion cannot be undone. */
	if (!strcmp(file, "buffer_size_kb")) {
		from = strstr(text, "expanded: ");
		from = from ? from + strlen("expanded: ") : text;
		from[strcspn(from, " \n)")] = '\0';
		return from;
	}
	while (*from) {
		size_t len = strcspn(from, "\n"), word = strcspn(from, " \n");

		/* Skip comments, "no pid", and triggers, which are not affected by writes. */
		if (*from != '#' && strncmp(from, "no pid", 6) && !memchr(from, ':', len)) {
			memmove(to, from, word);
			to += word;
			*to++ = '\n';
		}
		from += len + (from[len] == '\n');
	}
	*to = '\0';
	return text;
}

struct flow_state *flow_state_new(struct mt_error *err)
{
	struct flow_state *s;
	json_t *other = json_load_file(STATE_FILE, 0, NULL);
	int pid = (int)json_integer_value(json_object_get(other, "pid"));

	json_decref(other);
	if (mt_process_is_ours(pid)) {
		mt_error_set(err, "another mlx5-trace flow is running (process %d)", pid);
		return NULL;
	}
	if (!access(STATE_FILE, F_OK)) {
		mt_error_set(
			err,
			"a flow was killed and left the kernel tracing; restore it with: mlx5-trace flow --restore");
		return NULL;
	}
	s = mt_mem(calloc(1, sizeof(*s)));
	if (s)
		s->json = json_pack("{si s[] s[]}", "pid", (int)getpid(), "instances", "settings");
	if (!s || !s->json)
		mt_error_set(err, "out of memory");
	return s;
}

bool flow_state_instance(struct flow_state *s, const char *name)
{
	return !json_array_append_new(json_object_get(s->json, "instances"), json_string(name));
}

bool flow_state_setting(struct flow_state *s, const char *file, struct mt_error *err)
{
	char *text = mt_mem(tracefs_instance_file_read(NULL, file, NULL));
	json_t *pair;

	/* An empty file is read as NULL. */
	if (!text && !mt_memory_short() && tracefs_file_exists(NULL, file))
		text = mt_mem(strdup(""));
	if (!text) {
		mt_error_set(err, "cannot read %s of tracefs: %s", file, strerror(errno));
		return false;
	}
	pair = json_pack("{ss ss}", "file", file, "value", as_written(file, text));
	free(text);
	if (!json_array_append_new(json_object_get(s->json, "settings"), pair))
		return true;
	mt_error_set(err, "out of memory");
	return mt_mem_ok(false);
}

bool flow_state_save(struct flow_state *s, struct mt_error *err)
{
	/* The file is replaced before further changes. If it cannot be written, nothing is changed. */
	unsigned int mode = MT_OUT_PRIVATE | (s->saved ? MT_OUT_REPLACE : MT_OUT_NEW);
	char *text = mt_output_json_text(s->json, 0);
	bool good = false;

	if (text)
		good = mt_outfile_write(STATE_FILE, mode, text, err);
	else
		mt_error_set(err, "cannot write %s: out of memory", STATE_FILE);
	free(text);
	s->saved |= good;
	return good;
}

/* Remove the probes. "p:mlx5flow/e12 mlx5e_open" is removed by writing "-:mlx5flow/e12". */
static bool remove_probes(void)
{
	char *list = mt_mem(tracefs_instance_file_read(NULL, DYNAMIC_EVENTS, NULL)), *line, *next;
	bool good = list || errno != ENOMEM;

	for (line = list; line && *line; line = next) {
		size_t len = strcspn(line, "\n");
		char *colon = memchr(line, ':', len), command[160];

		next = line + len + (line[len] == '\n');
		if (!colon || strncmp(colon + 1, FLOW_GROUP "/", strlen(FLOW_GROUP "/")))
			continue;
		snprintf(command, sizeof(command), "-%.*s", (int)strcspn(colon, " \n"), colon);
		good = write_lines(DYNAMIC_EVENTS, command, O_APPEND) && good;
	}
	free(list);
	return good;
}

static bool remove_instance(const char *name)
{
	struct tracefs_instance *instance;
	bool good;

	if (!tracefs_instance_exists(name))
		return true;
	instance = tracefs_instance_create(name);
	if (!instance)
		return false;
	tracefs_trace_off(instance);
	tracefs_instance_file_write(instance, "events/enable", "0");
	tracefs_instance_file_write(instance, "current_tracer", "nop");
	good = !tracefs_instance_destroy(instance);
	tracefs_instance_free(instance);
	return good;
}

/* Restore in reverse order, so that the last change is reverted first. */
static bool put_back(const json_t *json, struct mt_error *err)
{
	const json_t *settings = json_object_get(json, "settings");
	const json_t *instances = json_object_get(json, "instances");
	const char *failed = NULL;

	for (size_t i = json_array_size(settings); i-- > 0;) {
		const json_t *one = json_array_get(settings, i);
		const char *file = json_string_value(json_object_get(one, "file"));
		const char *value = json_string_value(json_object_get(one, "value"));

		if (!file || !value || !write_lines(file, value, O_TRUNC))
			failed = file ? file : "a setting";
	}
	for (size_t i = json_array_size(instances); i-- > 0;) {
		const char *name = json_string_value(json_array_get(instances, i));

		if (name && !remove_instance(name))
			failed = name;
	}
	if (!remove_probes())
		failed = DYNAMIC_EVENTS;
	if (failed) {
		mt_error_set(
			err,
			"%s of tracefs could not be restored (%s); retry with: mlx5-trace flow --restore",
			failed, strerror(errno));
		return false;
	}
	unlink(STATE_FILE);
	return true;
}

bool flow_state_end(struct flow_state *s, struct mt_error *err)
{
	bool good = !s->saved || put_back(s->json, err);

	json_decref(s->json);
	free(s);
	return good;
}

int flow_state_restore(struct mt_error *err)
{
	json_t *json = json_load_file(STATE_FILE, 0, NULL);
	int pid = (int)json_integer_value(json_object_get(json, "pid"));
	int rc;

	if (!json) {
		if (access(STATE_FILE, F_OK))
			return 0;
		mt_error_set(err, "%s is damaged; the state to restore is unknown", STATE_FILE);
		return -1;
	}
	if (mt_process_is_ours(pid)) {
		mt_error_set(err, "the flow to restore is still running (process %d)", pid);
		json_decref(json);
		return -1;
	}
	rc = put_back(json, err) ? 1 : -1;
	json_decref(json);
	return rc;
}
