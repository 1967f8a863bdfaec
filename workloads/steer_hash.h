/* SPDX-License-Identifier: GPL-2.0-only */
/* The hashed fields of a packet (rx-flow-hash), as letters of ethtool -N. */
#ifndef WORKLOADS_STEER_HASH_H
#define WORKLOADS_STEER_HASH_H

#include <linux/types.h>
#include <stddef.h>

#include "workloads/nic.h"

#define STEER_LETTERS 16
#define STEER_WORDS   128

/* Writes the letters of the fields, such as "sdfn". */
const char *steer_letters(char letters[STEER_LETTERS], __u64 fields);

/* Writes "source address, destination address"; all fields take at most STEER_WORDS bytes. */
const char *steer_field_words(char *words, size_t size, __u64 fields);

/* Returns 0 or -EINVAL. */
int steer_read_letters(const char *letters, __u64 *fields);

/*
 * Shows the hashed fields of a type ("udp4") or, if letters are given, sets them. Returns 0,
 * CLI_USAGE or -errno after a message.
 */
int steer_hash(const struct nic *nic, char *const words[]);

#endif
