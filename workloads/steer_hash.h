/* SPDX-License-Identifier: GPL-2.0-only */
/* Hashed fields of a packet (rx-flow-hash), by the letters of ethtool -N. */
#ifndef WORKLOADS_STEER_HASH_H
#define WORKLOADS_STEER_HASH_H

#include <linux/types.h>
#include <stddef.h>

#include "workloads/nic.h"

#define STEER_LETTERS 16
#define STEER_WORDS   128

/* "sdfn" */
const char *steer_letters(char letters[STEER_LETTERS], __u64 fields);

/* "source address, destination address": of all fields, in at most STEER_WORDS bytes */
const char *steer_field_words(char *words, size_t size, __u64 fields);

/* Returns 0 or -EINVAL. */
int steer_read_letters(const char *letters, __u64 *fields);

/*
 * Shows, or with letters sets, the hashed fields of a type ("udp4"). Returns 0, CLI_USAGE
 * or, after a message, -errno.
 */
int steer_hash(const struct nic *nic, char *const words[]);

#endif
