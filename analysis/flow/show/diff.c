// SPDX-License-Identifier: GPL-2.0-only
#include "analysis/flow/show/diff.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/base/memory.h"

/* One side of the comparison; the keys are the lines as they are compared. */
struct side {
	struct flow_lines lines;
	char **keys;
	unsigned int nr;
};

/*
 * The key of a task is its name. Tokens, descriptors, lengths, workers and times are removed, and
 * so are the contents of structures, as they differ between requests and interfaces.
 */
static char *key_of(const struct flow_line *line)
{
	static const char *const numbers[] = { "token=", "fd=", "len=", NULL };
	static const char *const ends[] = { ", run ", ", fired ", " (irq ", NULL };
	char *key = NULL, *at;

	if (!mt_mem_ok(asprintf(&key, "%s|%s %s", flow_layer_name(line->layer), line->text,
				line->result) >= 0))
		return NULL;
	if (line->layer == FLOW_USER)
		key[strcspn(key, "[")] = '\0';
	for (int i = 0; ends[i]; i++)
		if ((at = strstr(key, ends[i])))
			*at = '\0';
	for (int i = 0; numbers[i]; i++)
		for (at = key; (at = strstr(at, numbers[i]));) {
			char *from = at += strlen(numbers[i]);

			while (isxdigit((unsigned char)*from) || *from == 'x' || *from == '-')
				from++;
			memmove(at, from, strlen(from) + 1);
		}
	for (at = key; (at = strstr(at, "={"));) {
		char *from = at += strlen("={");

		from += strcspn(from, "}");
		memmove(at, from, strlen(from) + 1);
	}
	return key;
}

static bool side_make(struct side *s, const struct flow_report *r, const struct flow_select *select)
{
	bool good;

	flow_lines_make(&s->lines, r->tree, select);
	s->nr = s->lines.list.nr;
	s->keys = mt_mem(calloc(s->nr + 1, sizeof(*s->keys)));
	good = s->keys && !s->lines.failed;
	for (unsigned int i = 0; good && i < s->nr; i++) {
		s->keys[i] = key_of(&s->lines.list.at[i]);
		good = s->keys[i];
	}
	return good;
}

static void side_free(struct side *s)
{
	for (unsigned int i = 0; s->keys && i < s->nr; i++)
		free(s->keys[i]);
	free(s->keys);
	flow_lines_free(&s->lines);
}

static void show(FILE *out, char mark, const struct flow_line *line, bool colour)
{
	const char *code = mark == '-' ? "\033[31m" : mark == '+' ? "\033[32m" : "";

	fprintf(out, "%s%c %*s", colour ? code : "", mark, (int)line->depth * 3, "");
	if (line->depth)
		fprintf(out, "%-9s", flow_layer_name(line->layer));
	fprintf(out, "%s%s%s%s\n", line->text, *line->result ? " " : "", line->result,
		colour && *code ? "\033[0m" : "");
}

/* common[i][j] is the length of the longest common subsequence of the lines from i and j on. */
static int walk(FILE *out, const struct side *a, const struct side *b, const unsigned int *common,
		bool colour)
{
	unsigned int i = 0, j = 0, width = b->nr + 1;
	int differ = 0;

	while (i < a->nr || j < b->nr) {
		if (i < a->nr && j < b->nr && !strcmp(a->keys[i], b->keys[j])) {
			show(out, ' ', &a->lines.list.at[i++], colour);
			j++;
		} else if (j == b->nr || (i < a->nr && common[(i + 1) * width + j] >=
							       common[i * width + j + 1])) {
			show(out, '-', &a->lines.list.at[i++], colour);
			differ++;
		} else {
			show(out, '+', &b->lines.list.at[j++], colour);
			differ++;
		}
	}
	return differ;
}

int flow_diff(FILE *out, const struct flow_report *ra, const struct flow_report *rb,
	      const struct flow_select *select, bool colour)
{
	struct side a = { 0 }, b = { 0 };
	unsigned int *common = NULL, width;
	int differ = -1;

	if (side_make(&a, ra, select) && side_make(&b, rb, select))
		common = mt_mem(calloc((size_t)(a.nr + 1) * (b.nr + 1), sizeof(*common)));
	width = b.nr + 1;
	if (common) {
		for (unsigned int i = a.nr; i-- > 0;)
			for (unsigned int j = b.nr; j-- > 0;) {
				unsigned int down = common[(i + 1) * width + j];
				unsigned int right = common[i * width + j + 1];

				common[i * width + j] = down > right ? down : right;
				if (!strcmp(a.keys[i], b.keys[j]))
					common[i * width + j] = common[(i + 1) * width + j + 1] + 1;
			}
		fprintf(out, "- %s (%s)\n+ %s (%s)\n\n", ra->command, ra->kernel, rb->command,
			rb->kernel);
		if (a.nr == b.nr && common[0] == a.nr) {
			fprintf(out, "No difference in %u lines.\n", a.nr);
			differ = 0;
		} else {
			differ = walk(out, &a, &b, common, colour);
		}
	}
	free(common);
	side_free(&a);
	side_free(&b);
	return differ;
}
