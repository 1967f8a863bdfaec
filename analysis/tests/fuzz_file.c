// SPDX-License-Identifier: GPL-2.0-only
#include "analysis/tests/fuzz_file.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "analysis/base/clean.h"
#include "analysis/tests/wellformed.h"
#include "analysis/view/format/format.h"
#include "analysis/view/header.h"
#include "analysis/view/verbs.h"

const char *fuzz_file_nr(unsigned int nr, const void *data, size_t size)
{
	static struct {
		char path[40];
		int fd;
		bool open;
	} files[FUZZ_FILES], *f;

	f = &files[nr];
	if (f->open)
		close(f->fd);
	f->open = true;
	f->fd = memfd_create("fuzz", MFD_CLOEXEC);
	if (f->fd < 0 || write(f->fd, data, size) != (ssize_t)size)
		abort();
	snprintf(f->path, sizeof(f->path), "/proc/self/fd/%d", f->fd);
	return f->path;
}

const char *fuzz_file(const void *data, size_t size)
{
	return fuzz_file_nr(0, data, size);
}

static bool is_good(const struct mt_format *format, const char *text, size_t len)
{
	if (!strcmp(format->option, "json"))
		return wellformed_json(text, len, false);
	if (!strcmp(format->option, "jsonl"))
		return wellformed_json(text, len, true);
	return strcmp(format->option, "svg") || wellformed_xml(text, len);
}

static void show_as(const struct mt_format *format, const struct mt_shown *shown, struct mt_view *v)
{
	FILE *terminal = v->to.out;
	char *text = NULL;
	size_t len = 0;
	void *formatting;

	v->to.out = open_memstream(&text, &len);
	formatting = v->to.out ? format->begin(v->to.out, shown) : NULL;
	if (!formatting)
		abort();
	format->recording(formatting, &(struct mt_row){ .v = v, .at = v });
	if (!format->end(formatting) || fclose(v->to.out) || !is_good(format, text, len))
		abort();
	v->to.out = terminal;
	free(text);
}

/* A terminal gets printable text only, whatever the names and messages of the recording are. */
static void check_text(int fd, bool colour)
{
	static char text[1 << 20];
	size_t len = 0;
	ssize_t n;

	if (lseek(fd, 0, SEEK_SET))
		abort();
	while ((n = read(fd, text + len, sizeof(text) - len)) > 0)
		len += (size_t)n;
	for (struct mt_span s = mt_span(text, len); s.len;) {
		bool control = strchr(colour ? "\n\t\033" : "\n\t", *s.p) && *s.p;

		n = (ssize_t)(control ? 1 : mt_span_character(s));
		/* the last character may be cut off */
		if (!n && (len < sizeof(text) || s.len > 4))
			abort();
		s = mt_span_skip(s, n ? (size_t)n : s.len);
	}
}

static void show(struct mt_view *v, void *const made[])
{
	static int fd = -1;

	if (fd < 0)
		fd = memfd_create("text", MFD_CLOEXEC);
	if (fd < 0 || ftruncate(fd, 0) || lseek(fd, 0, SEEK_SET))
		abort();
	v->to.colour = mt_recording_stats(v->rec)->events & 1;
	v->to.out = mt_clean_stream(fd, v->to.colour);
	v->to.ticks = mt_recording_stats(v->rec)->ticks;
	mt_view_models(v, made);
	mt_text_header(v);
	mt_text_notes(v);
	for (size_t i = 0; i < mt_nr_verbs; i++) {
		const struct mt_verb *verb = &mt_verbs[i];
		const struct mt_shown shown = {
			.verb = verb->name,
			.recording = &mt_table_recording,
			.parts = verb->parts,
			.within = verb->within,
			.list = verb->list,
		};

		if (verb->text)
			verb->text(v);
		/* a directory for each input would be slow */
		for (size_t f = 0; mt_formats[f]; f++)
			if (!mt_formats[f]->to_directory &&
			    mt_format_of_verb(mt_formats[f], verb->name, verb->list))
				show_as(mt_formats[f], &shown, v);
	}
	if (fclose(v->to.out))
		abort();
	check_text(fd, v->to.colour);
}

void fuzz_check_error(const struct mt_error *err)
{
	if (!*err->text || strchr(err->text, '\n'))
		abort();
}

void fuzz_read_open(struct mt_recording *rec, const struct mt_query *query,
		    const struct mt_expected *expected)
{
	static struct mt_record r;
	struct mt_view v = { .rec = rec, .query = *query, .expected = expected };
	void *made[MT_MODEL_NR];

	v.expected_path = expected ? "expected" : NULL;
	for (int i = 0; i < MT_MODEL_NR; i++)
		made[i] = mt_models[i]->create(rec, query);
	while (mt_next(rec, &r) > 0)
		for (int i = 0; i < MT_MODEL_NR; i++)
			mt_models[i]->record(made[i], &r);
	for (int i = 0; i < MT_MODEL_NR; i++)
		mt_models[i]->finish(made[i]);
	mt_snapshot_read(&v.snapshot, rec);
	show(&v, made);
	mt_snapshot_free(&v.snapshot);
	for (int i = 0; i < MT_MODEL_NR; i++)
		mt_models[i]->destroy(made[i]);
	mt_close(rec);
}

void fuzz_read(const char *path, const struct mt_options *opts)
{
	static const struct mt_query query;
	struct mt_error err = { "" };
	struct mt_recording *rec = mt_open(path, opts, &err);

	if (rec)
		fuzz_read_open(rec, &query, NULL);
	else
		fuzz_check_error(&err);
}

size_t fuzz_text_seed(const char *text, uint8_t *buf, size_t cap)
{
	size_t size = strlen(text);

	if (size > cap)
		abort();
	memcpy(buf, text, size);
	return size;
}
