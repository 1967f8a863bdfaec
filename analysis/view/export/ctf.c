// SPDX-License-Identifier: GPL-2.0-only
/*
 * The Common Trace Format, version 1.8, for babeltrace2 and Trace Compass. A trace is a directory
 * with the text file metadata and a stream for each recording. Events have their fields by name;
 * a field is an integer if its text is one. An event without fields has its text instead.
 *
 * An event class has the field types of its first event. If an event of the same name has fields
 * of other types, it gets a class of its own.
 */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "analysis/base/memory.h"
#include "analysis/base/outfile.h"
#include "analysis/view/export/export.h"
#include "analysis/view/format/output.h"
#include "analysis/view/verbs.h"
#include "analysis/view/view.h"

#define MAGIC UINT32_C(0xc1fc1fc1)

struct class {
	char *key; /* system:name, followed by the name and type of each field */
	unsigned int id;
};

struct ctf {
	const char *dir;
	FILE *declared; /* memory stream with the declarations of the classes for metadata */
	char *text;
	size_t len;
	MT_VEC(struct class) classes;
	unsigned int streams;
	bool made;     /* the directory was created */
	uint64_t last; /* time of the previous event */
	bool failed;   /* a message was printed */
	bool lost;     /* out of memory */
};

static void fail(struct ctf *c, const struct mt_error *err)
{
	if (!c->failed)
		mt_output_error("mlx5-trace", err->text);
	c->failed = true;
}

static void *begin(FILE *out, const struct mt_shown *shown)
{
	struct ctf *c = mt_mem(calloc(1, sizeof(*c)));
	struct mt_error err;

	(void)out;
	if (!c)
		return NULL;
	c->dir = shown->output;
	c->declared = mt_mem(open_memstream(&c->text, &c->len));
	c->lost = !c->declared;
	if (mkdir(c->dir, 0777)) {
		mt_error_set(&err, "%s: %s", c->dir,
			     errno == EEXIST ? "exists: give --output a new directory" :
					       strerror(errno));
		fail(c, &err);
	} else {
		c->made = true;
	}
	return c;
}

/* Is the text a decimal or hexadecimal integer? */
static bool is_integer(const char *text, int64_t *number)
{
	bool negative = *text == '-';
	const char *digits = text + negative;
	uint64_t value;
	char *end;

	if (*digits < '0' || *digits > '9')
		return false;
	errno = 0;
	value = strtoull(digits, &end, !strncmp(digits, "0x", 2) ? 16 : 10);
	if (errno || *end || value > INT64_MAX)
		return false;
	*number = negative ? -(int64_t)value : (int64_t)value;
	return true;
}

/* Write a text as an identifier. Readers remove the first underscore. */
static void put_identifier(FILE *out, const char *name)
{
	fputc('_', out);
	for (; *name; name++) {
		bool valid = (*name >= 'a' && *name <= 'z') || (*name >= 'A' && *name <= 'Z') ||
			     (*name >= '0' && *name <= '9');

		fputc(valid ? *name : '_', out);
	}
}

static void put_quoted(FILE *out, const char *text)
{
	fputc('"', out);
	for (; *text; text++)
		fputc(*text == '"' || *text == '\\' || (unsigned char)*text < ' ' ? '_' : *text,
		      out);
	fputc('"', out);
}

/* Returns the key of the event's class, see struct class, or NULL when out of memory. */
static char *key_of(const struct mt_event_kept *e, const char *const *pairs, size_t nr)
{
	char *key = NULL;
	size_t len;
	FILE *out = mt_mem(open_memstream(&key, &len));
	int64_t number;

	if (!out)
		return NULL;
	fprintf(out, "%s%s%s", e->system, *e->system ? ":" : "", e->name);
	for (size_t i = 0; i + 1 < nr; i += 2)
		fprintf(out, " %s%c", pairs[i], is_integer(pairs[i + 1], &number) ? '#' : '=');
	if (!mt_mem_ok(!fclose(out))) {
		free(key);
		return NULL;
	}
	return key;
}

static void declare(struct ctf *c, const struct class *class, const struct mt_event_kept *e,
		    const char *const *pairs, size_t nr)
{
	char name[256];
	int64_t number;

	snprintf(name, sizeof(name), "%s%s%s", e->system, *e->system ? ":" : "", e->name);
	fprintf(c->declared, "event {\n\tname = ");
	put_quoted(c->declared, name);
	fprintf(c->declared, ";\n\tid = %u;\n\tstream_id = 0;\n\tfields := struct {\n", class->id);
	for (size_t i = 0; i + 1 < nr; i += 2) {
		fprintf(c->declared, "\t\t%s ",
			is_integer(pairs[i + 1], &number) ? "int64_t" : "string");
		put_identifier(c->declared, pairs[i]);
		/* a field with the name of an earlier one gets a suffix */
		for (size_t k = 0; k < i; k += 2)
			if (!strcmp(pairs[k], pairs[i])) {
				fprintf(c->declared, "_%zu", i / 2);
				break;
			}
		fprintf(c->declared, ";\n");
	}
	if (!nr)
		fprintf(c->declared, "\t\tstring _text;\n");
	fprintf(c->declared, "\t};\n};\n\n");
}

/* Returns the class of the event, which is declared if it is new; NULL when out of memory. */
static const struct class *class_of(struct ctf *c, const struct mt_event_kept *e,
				    const char *const *pairs, size_t nr)
{
	char *key = key_of(e, pairs, nr);
	struct class *class;

	for (unsigned int i = 0; key && i < c->classes.nr; i++) {
		if (!strcmp(c->classes.at[i].key, key)) {
			free(key);
			return &c->classes.at[i];
		}
	}
	class = key ? mt_vec_add(&c->classes) : NULL;
	if (!class) {
		free(key);
		return NULL;
	}
	*class = (struct class){ key, c->classes.nr - 1 };
	declare(c, class, e, pairs, nr);
	return class;
}

static void put_u32(FILE *out, uint32_t value)
{
	fwrite(&value, sizeof(value), 1, out);
}

static void put_u64(FILE *out, uint64_t value)
{
	fwrite(&value, sizeof(value), 1, out);
}

/*
 * Write the header and context of the only packet of a stream, with the size of what has been
 * written so far.
 */
static void put_packet(FILE *out, uint64_t first, uint64_t last)
{
	long size = ftell(out);

	rewind(out);
	put_u32(out, MAGIC);
	put_u32(out, 0); /* stream_id */
	put_u64(out, first);
	put_u64(out, last);
	put_u64(out, (uint64_t)size * 8); /* content_size */
	put_u64(out, (uint64_t)size * 8); /* packet_size */
	if (!size)
		return;
	fseek(out, size, SEEK_SET);
}

static void put_text(FILE *out, const char *text)
{
	fwrite(text, strlen(text) + 1, 1, out);
}

static bool put_event(struct ctf *c, FILE *out, const struct mt_event_kept *e)
{
	const char **pairs = NULL;
	size_t nr = mt_event_fields(e, &pairs);
	const struct class *class = class_of(c, e, pairs, nr);
	int64_t number;

	if (class) {
		/* timestamps must not decrease within a stream */
		if (e->ts > c->last)
			c->last = e->ts;
		put_u32(out, class->id);
		put_u64(out, c->last);
		put_u32(out, (uint32_t)e->cpu);
		put_u32(out, (uint32_t)e->pid);
		put_text(out, e->comm);
		for (size_t i = 0; i + 1 < nr; i += 2) {
			if (is_integer(pairs[i + 1], &number))
				fwrite(&number, sizeof(number), 1, out);
			else
				put_text(out, pairs[i + 1]);
		}
		if (!nr)
			put_text(out, e->text);
		mt_store_touch(sizeof(*e) + strlen(e->text) + e->nr_fields);
	}
	free(pairs);
	return class;
}

static bool recording(void *format, const struct mt_row *row)
{
	const struct mt_events *events = row->v->events;
	struct ctf *c = format;
	struct mt_outfile f;
	struct mt_error err;
	char *path;

	if (c->failed || c->lost)
		return false;
	if (!mt_mem_ok(asprintf(&path, "%s/recording_%u", c->dir, c->streams++) >= 0)) {
		c->lost = true;
		return false;
	}
	c->last = 0;
	if (mt_outfile_open(&f, path, MT_OUT_NEW, &err)) {
		bool good = true;

		put_packet(f.to, 0, 0);
		for (unsigned int i = 0; i < events->list.nr && good; i++)
			good = put_event(c, f.to, &events->list.at[i]);
		put_packet(f.to, events->list.nr ? events->list.at[0].ts : 0, c->last);
		c->lost |= !good;
		if (!mt_outfile_end(&f, good, &err) && good)
			fail(c, &err);
	} else {
		fail(c, &err);
	}
	free(path);
	return !c->failed && !c->lost;
}

/* The declarations common to all traces. Numbers have the byte order of this machine. */
static const char preamble[] =
	"/* CTF 1.8 */\n\n"
	"typealias integer { size = 32; align = 8; signed = false; } := uint32_t;\n"
	"typealias integer { size = 32; align = 8; signed = true; } := int32_t;\n"
	"typealias integer { size = 64; align = 8; signed = true; } := int64_t;\n"
	"typealias integer { size = 64; align = 8; signed = false; } := uint64_t;\n\n"
	"trace {\n\tmajor = 1;\n\tminor = 8;\n\tbyte_order = "
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
	"le"
#else
	"be"
#endif
	";\n\tpacket.header := struct {\n\t\tuint32_t magic;\n\t\tuint32_t stream_id;\n\t};\n};\n\n"
	"env {\n\ttracer_name = \"mlx5-trace\";\n};\n\n"
	"clock {\n\tname = recorded;\n\tfreq = 1000000000;\n};\n\n"
	"typealias integer {\n\tsize = 64;\n\talign = 8;\n\tsigned = false;\n"
	"\tmap = clock.recorded.value;\n} := recorded_t;\n\n"
	"stream {\n\tid = 0;\n"
	"\tpacket.context := struct {\n\t\trecorded_t timestamp_begin;\n"
	"\t\trecorded_t timestamp_end;\n\t\tuint64_t content_size;\n"
	"\t\tuint64_t packet_size;\n\t};\n"
	"\tevent.header := struct {\n\t\tuint32_t id;\n\t\trecorded_t timestamp;\n\t};\n"
	"\tevent.context := struct {\n\t\tint32_t cpu;\n\t\tint32_t pid;\n\t\tstring comm;\n\t};\n"
	"};\n\n";

static bool put_metadata(struct ctf *c)
{
	struct mt_outfile f;
	struct mt_error err;
	char *path;

	if (!mt_mem_ok(asprintf(&path, "%s/metadata", c->dir) >= 0)) {
		c->lost = true;
		return false;
	}
	if (mt_outfile_open(&f, path, MT_OUT_NEW, &err)) {
		fputs(preamble, f.to);
		fputs(c->text, f.to);
		if (!mt_outfile_end(&f, true, &err))
			fail(c, &err);
	} else {
		fail(c, &err);
	}
	free(path);
	return !c->failed;
}

/* A partial trace cannot be read, and the next export requires a new directory. */
static void remove_part(const struct ctf *c)
{
	int dir = open(c->dir, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	char name[32];

	if (dir < 0)
		return;
	for (unsigned int i = 0; i < c->streams; i++) {
		snprintf(name, sizeof(name), "recording_%u", i);
		unlinkat(dir, name, 0);
	}
	close(dir);
	rmdir(c->dir);
}

static bool end(void *format)
{
	struct ctf *c = format;
	bool good;

	if (c->declared && !mt_mem_ok(!fclose(c->declared)))
		c->lost = true;
	good = !c->failed && !c->lost && put_metadata(c);
	if (c->lost && !c->failed) {
		mt_memory_note();
		mt_output_lost("mlx5-trace", ": no trace was written");
	}
	if (!good && c->made)
		remove_part(c);
	for (unsigned int i = 0; i < c->classes.nr; i++)
		free(c->classes.at[i].key);
	free(c->classes.at);
	free(c->text);
	free(c);
	return good;
}

const struct mt_format mt_format_ctf = {
	.option = "ctf",
	.help = "Common Trace Format for babeltrace2, in --output",
	.verbs = "export",
	.models = 1 << MT_MODEL_EVENTS,
	.to_directory = true,
	.begin = begin,
	.recording = recording,
	.end = end,
};
