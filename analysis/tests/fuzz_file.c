// SPDX-License-Identifier: GPL-2.0-only
#include "analysis/tests/fuzz_file.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "analysis/view/format/format.h"
#include "analysis/view/header.h"
#include "analysis/view/verbs.h"

const char *fuzz_file(const void *data, size_t size)
{
	static char path[40];
	static int fd = -1;

	if (fd >= 0)
		close(fd);
	fd = memfd_create("fuzz", MFD_CLOEXEC);
	if (fd < 0 || write(fd, data, size) != (ssize_t)size)
		abort();
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	return path;
}

static void show_as(const struct mt_format *format, const struct mt_shown *shown,
		    const struct mt_view *v)
{
	void *formatting = format->begin(v->to.out, shown);

	if (!formatting)
		abort();
	format->recording(formatting, &(struct mt_row){ .v = v, .at = v });
	if (!format->end(formatting))
		abort();
}

static void show(struct mt_view *v, void *const made[])
{
	static FILE *nowhere;

	if (!nowhere)
		nowhere = fopen("/dev/null", "w");
	v->to.out = nowhere;
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
}

void fuzz_read(const char *path, const struct mt_options *opts)
{
	static const struct mt_query query;
	static struct mt_record r;
	struct mt_error err = { "" };
	struct mt_recording *rec = mt_open(path, opts, &err);
	struct mt_view v = { .rec = rec };
	void *made[MT_MODEL_NR];

	if (!rec) {
		/* the error is reported in one line */
		if (!*err.text || strchr(err.text, '\n'))
			abort();
		return;
	}
	for (int i = 0; i < MT_MODEL_NR; i++)
		made[i] = mt_models[i]->create(rec, &query);
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

size_t fuzz_text_seed(const char *text, uint8_t *buf, size_t cap)
{
	size_t size = strlen(text);

	if (size > cap)
		abort();
	memcpy(buf, text, size);
	return size;
}
