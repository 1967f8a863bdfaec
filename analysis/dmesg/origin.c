// SPDX-License-Identifier: GPL-2.0-only
#include "analysis/dmesg/origin.h"

#include <stdio.h>
#include <stdlib.h>

#include "analysis/base/util.h"

struct base {
	int major, minor;
};

struct row {
	const char *pattern, *func, *file;
	unsigned int bases; /* a bit for each of bases[] */
};

#include "analysis/dmesg/origins.inc"

/* The length of a pattern without its wildcards. The longest pattern is the most specific. */
static size_t weight(const char *pattern)
{
	size_t n = 0;

	for (; *pattern; pattern++)
		n += *pattern != '*';
	return n;
}

static bool prints(const struct row *row, const char *func, struct mt_span text)
{
	struct mt_parts none;

	return (!*func || !strcmp(row->func, func)) && mt_pattern_match(row->pattern, text, &none);
}

/* The rows that match a message. Further rows are ignored. */
struct matches {
	const struct row *at[64];
	unsigned int nr, bases;
};

static void match(const char *func, struct mt_span text, struct matches *m)
{
	*m = (struct matches){ .nr = 0 };
	for (size_t i = 0; i < ARRAY_SIZE(rows) && m->nr < ARRAY_SIZE(m->at); i++)
		if (prints(&rows[i], func, text)) {
			m->at[m->nr++] = &rows[i];
			m->bases |= rows[i].bases;
		}
}

static size_t best_weight(const struct matches *m, unsigned int of)
{
	size_t best = 0;

	for (unsigned int i = 0; i < m->nr; i++) {
		size_t now = weight(m->at[i]->pattern);

		if (m->at[i]->bases & of && now > best)
			best = now;
	}
	return best;
}

/* The position of @release relative to the bases, in halves: 2 * i is bases[i] itself. */
static int place_of(const char *release)
{
	struct base now = { 0, 0 };
	int place = -1;

	if (sscanf(release, "%d.%d", &now.major, &now.minor) != 2)
		return -1;
	for (int i = 0; i < (int)ARRAY_SIZE(bases); i++) {
		if (bases[i].major == now.major && bases[i].minor == now.minor)
			return 2 * i;
		if (bases[i].major < now.major ||
		    (bases[i].major == now.major && bases[i].minor < now.minor))
			place = 2 * i + 1;
	}
	return place < 0 ? 0 : place;
}

/*
 * The kernel in @have that is nearest to the release. If two are equally near, it is the older one.
 */
static unsigned int nearest(unsigned int have, const char *release)
{
	int place = place_of(release), best = -1;

	for (int i = 0; i < (int)ARRAY_SIZE(bases); i++)
		if (have & 1U << i && (best < 0 || abs(2 * i - place) < abs(2 * best - place)))
			best = i;
	return best < 0 ? 0 : 1U << best;
}

static void name_kernels(unsigned int of, char *out, size_t size)
{
	size_t n = 0;

	*out = '\0';
	for (int i = 0; i < (int)ARRAY_SIZE(bases) && n < size; i++) {
		int last = i;

		if (!(of & 1U << i))
			continue;
		while (of & 1U << (last + 1))
			last++;
		n += (size_t)snprintf(out + n, size - n, "%s%d.%d", n ? ", " : "", bases[i].major,
				      bases[i].minor);
		if (last > i && n < size)
			n += (size_t)snprintf(out + n, size - n, " to %d.%d", bases[last].major,
					      bases[last].minor);
		i = last;
	}
}

/* Add the places of the best pattern in the kernels @of, except those that are already listed. */
static unsigned int add(const struct matches *m, unsigned int of, struct mt_origin *at,
			unsigned int *bits, unsigned int nr)
{
	size_t best = best_weight(m, of);

	for (unsigned int i = 0; i < m->nr; i++) {
		const struct row *row = m->at[i];
		unsigned int same = 0;

		if (!(row->bases & of) || weight(row->pattern) != best)
			continue;
		while (same < nr &&
		       (strcmp(at[same].func, row->func) || strcmp(at[same].file, row->file)))
			same++;
		if (same == MT_ORIGINS)
			break;
		if (same == nr) {
			at[nr] = (struct mt_origin){ .func = row->func, .file = row->file };
			bits[nr++] = 0;
		}
		bits[same] |= row->bases & of;
	}
	return nr;
}

unsigned int mt_origin_find(const char *func, const char *text, const char *release,
			    struct mt_origin *at)
{
	struct mt_span of_text = mt_span_trim(mt_span_z(text));
	unsigned int bits[MT_ORIGINS] = { 0 }, have, nr = 0;
	struct matches m;

	if (mt_span_starts(of_text, "mlx5_core: "))
		of_text = mt_span_skip(of_text, strlen("mlx5_core: "));
	match(func, of_text, &m);
	have = m.bases;
	if (*release && place_of(release) >= 0)
		have = nearest(have, release);
	/* the newest first */
	for (int i = (int)ARRAY_SIZE(bases); i-- > 0;)
		if (have & 1U << i)
			nr = add(&m, 1U << i, at, bits, nr);
	for (unsigned int i = 0; i < nr; i++)
		name_kernels(bits[i], at[i].kernels, sizeof(at[i].kernels));
	return nr;
}

void mt_origin_words(const struct mt_origin *at, unsigned int nr, char *out, size_t size)
{
	size_t n = 0;

	*out = '\0';
	for (unsigned int i = 0; i < nr && n < size; i++)
		n += (size_t)snprintf(out + n, size - n, "%s%s(), %s (Linux %s)",
				      i ? "; or " : "from ", at[i].func, at[i].file, at[i].kernels);
}
