// SPDX-License-Identifier: GPL-2.0-only
/*
 * Fuzz target: any request must be answered with one line of JSON, and the device must
 * still answer the next request.
 *
 * An input is one line.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <jansson.h>

#include "vconnectx/card/device.h"
#include "vconnectx/tests/fake_env.h"
#include "vconnectx/host/util.h"
#include "tests/lib/fuzz.h"

static struct guest *guest;

static void ask(const char *line)
{
	char *answer = guest_ask(guest, line);
	json_t *reply;

	if (!answer || strchr(answer, '\n'))
		abort();
	reply = json_loads(answer, 0, NULL);
	if (!json_is_object(reply) || json_object_size(reply) != 1)
		abort();
	json_decref(reply);
	free(answer);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *line = malloc(size + 1);

	if (!line)
		abort();
	if (!guest)
		guest = guest_new(NULL, 0);
	memcpy(line, data, size);
	line[size] = '\0';
	ask(line);
	ask("{\"show\":\"queues\"}");
	free(line);
	return 0;
}

size_t fuzz_seed(unsigned int n, uint8_t *buf, size_t cap)
{
	static const char *const seeds[] = {
		"{\"show\":\"objects\"}",
		"{\"show\":\"queues\"}",
		"{\"show\":\"counters\"}",
		"{\"show\":\"steering\"}",
		"{\"show\":\"commands\"}",
		"{\"link\":\"down\"}",
		"{\"link\": \"up\"}",
		"{\"show\":[[[[{\"a\":1e9}]]]]}",
		"{\"show\":\"\\u0000\",\"link\":null}",
	};
	size_t len;

	if (n >= ARRAY_SIZE(seeds))
		return 0;
	len = strlen(seeds[n]);
	if (len > cap)
		len = cap;
	memcpy(buf, seeds[n], len);
	return len;
}
