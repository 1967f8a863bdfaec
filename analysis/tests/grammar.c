// SPDX-License-Identifier: GPL-2.0-only
#include "analysis/tests/grammar.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define DEPTH_MAX 16
/* Bytes that select raw bytes of the input instead of an alternative. */
#define RAW_FROM 252
/* Room that is left for the end of an alternative. */
#define RESERVE 1024

void grammar_begin(struct grammar *g, const struct grammar_rule *rules, const uint8_t *data,
		   size_t size)
{
	g->rules = rules;
	g->in = data;
	g->left = size;
	g->us = 10000000;
	g->len = 0;
}

uint8_t grammar_take(struct grammar *g)
{
	if (!g->left)
		return 0;
	g->left--;
	return *g->in++;
}

static void put(struct grammar *g, const char *text, size_t len)
{
	if (len > GRAMMAR_ROOM - g->len)
		len = GRAMMAR_ROOM - g->len;
	memcpy(g->text + g->len, text, len);
	g->len += len;
}

static void put_raw(struct grammar *g)
{
	for (unsigned int n = 1 + grammar_take(g) % 8; n; n--) {
		char c = (char)grammar_take(g);

		put(g, &c, 1);
	}
}

static void put_number(struct grammar *g, char what)
{
	// clang-format off
	static const uint64_t numbers[] = {
		0, 1, 2, 10, 15, 16, 22, 63, 64, 100, 255, 4095, 4096, 65535, 1u << 24,
		INT32_MAX, UINT32_MAX, 1ull << 32, INT64_MAX, UINT64_MAX,
	};
	static const uint32_t steps[] = { 0, 1, 7, 100, 1000, 30000, 1000000, 100000000 };
	// clang-format on
	uint8_t byte = grammar_take(g);
	char text[48];
	int len;

	if (what == '0') {
		len = snprintf(text, sizeof(text), "%u", byte % 8u);
	} else if (what == '9') {
		len = snprintf(text, sizeof(text), "%s%" PRIu64, byte & 0x80 ? "-" : "",
			       numbers[(byte & 0x7f) % (sizeof(numbers) / sizeof(*numbers))]);
	} else {
		g->us += steps[byte % (sizeof(steps) / sizeof(*steps))];
		len = snprintf(text, sizeof(text), "%" PRIu64 ".%06u", g->us / 1000000,
			       (unsigned int)(g->us % 1000000));
	}
	put(g, text, (size_t)len);
}

static void put_rule(struct grammar *g, char key, unsigned int depth)
{
	const struct grammar_rule *rule = g->rules;
	const char *text, *dollar;
	unsigned int nr = 0;
	uint8_t byte;

	if (key == '$')
		put(g, "$", 1);
	if (key == '0' || key == '9' || key == 't')
		put_number(g, key);
	while (rule->key && rule->key != key)
		rule++;
	if (!rule->key || depth == DEPTH_MAX || g->len + RESERVE > GRAMMAR_ROOM)
		return;
	byte = grammar_take(g);
	if (byte >= RAW_FROM) {
		put_raw(g);
		return;
	}
	while (rule->to[nr])
		nr++;
	for (text = rule->to[byte % nr]; (dollar = strchr(text, '$')); text = dollar + 2) {
		put(g, text, (size_t)(dollar - text));
		put_rule(g, dollar[1], depth + 1);
	}
	put(g, text, strlen(text));
}

void grammar_put(struct grammar *g, char rule)
{
	put_rule(g, rule, 0);
}

void grammar_fill(struct grammar *g, char rule)
{
	while (g->left && g->len + RESERVE < GRAMMAR_ROOM)
		put_rule(g, rule, 0);
}
