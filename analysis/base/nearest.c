// SPDX-License-Identifier: GPL-2.0-only
#include "analysis/base/nearest.h"

#include <stddef.h>
#include <string.h>

enum {
	LETTERS_MAX = 16, /* longer than any word that is compared */
	WRONG_MAX = 2,
};

static size_t least(size_t a, size_t b)
{
	return a < b ? a : b;
}

/*
 * The edit distance, where a swap of adjacent letters is one edit. Both words have at most
 * LETTERS_MAX bytes.
 */
static size_t distance(const char *a, size_t len_a, const char *b, size_t len_b)
{
	size_t d[LETTERS_MAX + 1][LETTERS_MAX + 1];

	for (size_t i = 0; i <= len_a; i++)
		d[i][0] = i;
	for (size_t k = 0; k <= len_b; k++)
		d[0][k] = k;
	for (size_t i = 1; i <= len_a; i++) {
		for (size_t k = 1; k <= len_b; k++) {
			d[i][k] = least(least(d[i - 1][k], d[i][k - 1]) + 1,
					d[i - 1][k - 1] + (a[i - 1] != b[k - 1]));
			if (i > 1 && k > 1 && a[i - 1] == b[k - 2] && a[i - 2] == b[k - 1])
				d[i][k] = least(d[i][k], d[i - 2][k - 2] + 1);
		}
	}
	return d[len_a][len_b];
}

bool mt_is_mistyped(const char *word, const char *meant)
{
	size_t len = strlen(word), letters = strlen(meant), wrong;

	if (len > LETTERS_MAX || letters > LETTERS_MAX)
		return false;
	if (len >= 2 && len < letters && !strncmp(word, meant, len))
		return true;
	wrong = distance(word, len, meant, letters);
	return wrong <= WRONG_MAX && wrong * 2 < letters;
}
