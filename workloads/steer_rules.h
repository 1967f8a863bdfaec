/* SPDX-License-Identifier: GPL-2.0-only */
/* Parsing of rules from the command line, and output of rules. */
#ifndef WORKLOADS_STEER_RULES_H
#define WORKLOADS_STEER_RULES_H

#include <stdbool.h>
#include <stdint.h>

#include "workloads/nic.h"
#include "workloads/rules.h"

/* channel is used unless drop is set or the rule has the flag FLOW_RSS */
struct steer_request {
	struct rule rule;
	bool drop;
	uint32_t channel;
	bool xsk;
	bool located;
};

#define STEER_LINE 512 /* buffer size for a rule as a string */

/*
 * Parses "TYPE [FIELD VALUE[/MASK]]... channel N [xsk] | context N | drop [loc N]".
 * Returns 0, or CLI_USAGE after a message.
 */
int steer_request(struct steer_request *request, char *const words[]);

/* Writes "udp4 dst-port 4242 -> queue 6: channel 2, XSK"; xsk_first is from xsk_ids_first(). */
const char *steer_rule_text(char line[STEER_LINE], const struct rule *rule, uint32_t xsk_first);

/* Writes "queue 6: channel 2, XSK". */
void steer_queue_text(char *text, size_t size, uint32_t queue, uint32_t xsk_first);

/* These functions print the result or, on stderr, the error. They return 0 or -errno. */
int steer_insert(const struct nic *nic, struct steer_request *request);
int steer_delete(const struct nic *nic, uint32_t location);
int steer_delete_all(const struct nic *nic);
int steer_list(const struct nic *nic, bool json);

#endif
