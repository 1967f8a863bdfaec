// SPDX-License-Identifier: GPL-2.0-only
#include "workloads/steer_hash.h"

#include <errno.h>
#include <linux/ethtool.h>
#include <stdio.h>
#include <string.h>

#include "workloads/cli.h"
#include "workloads/flow_types.h"
#include "workloads/rss.h"

/* RXH_DISCARD is the sign bit of an int, hence the cast */
static const struct {
	char letter;
	__u64 field;
	const char *words;
} fields_of[] = {
	{ 'm', RXH_L2DA, "destination MAC address" },
	{ 'v', RXH_VLAN, "VLAN" },
	{ 't', RXH_L3_PROTO, "protocol" },
	{ 's', RXH_IP_SRC, "source address" },
	{ 'd', RXH_IP_DST, "destination address" },
	{ 'f', RXH_L4_B_0_1, "source port" },
	{ 'n', RXH_L4_B_2_3, "destination port" },
	{ 'r', (__u32)RXH_DISCARD, "discard" },
};

#define NFIELDS (sizeof(fields_of) / sizeof(fields_of[0]))

const char *steer_letters(char letters[STEER_LETTERS], __u64 fields)
{
	size_t len = 0;

	for (size_t i = 0; i < NFIELDS; i++) {
		if (!(fields & fields_of[i].field))
			continue;
		letters[len++] = fields_of[i].letter;
		fields &= ~fields_of[i].field;
	}
	/* fields that are newer than this program */
	if (fields)
		letters[len++] = '?';
	if (!len)
		letters[len++] = '-';
	letters[len] = '\0';
	return letters;
}

const char *steer_field_words(char *words, size_t size, __u64 fields)
{
	size_t len = 0;

	words[0] = '\0';
	for (size_t i = 0; i < NFIELDS && len < size; i++)
		if (fields & fields_of[i].field)
			len += (size_t)snprintf(words + len, size - len, "%s%s", len ? ", " : "",
						fields_of[i].words);
	return *words ? words : "nothing is hashed";
}

int steer_read_letters(const char *letters, __u64 *fields)
{
	*fields = 0;
	if (!letters[0])
		return -EINVAL;
	for (; *letters; letters++) {
		size_t i = 0;

		while (i < NFIELDS && fields_of[i].letter != *letters)
			i++;
		if (i == NFIELDS)
			return -EINVAL;
		*fields |= fields_of[i].field;
	}
	return 0;
}

static int show(const struct nic *nic, const struct flow_type *type, __u32 number)
{
	char letters[STEER_LETTERS], words[STEER_WORDS];
	__u64 fields;
	int err = rss_read_fields(nic, number, 0, &fields);

	if (err)
		return nic_error(nic, "cannot read the hash fields", err);
	printf("%s %s: %s\n", type->name, steer_letters(letters, fields),
	       steer_field_words(words, sizeof(words), fields));
	return 0;
}

int steer_hash(const struct nic *nic, char *const words[])
{
	const struct flow_type *type = words[0] ? flow_type_named(words[0]) : NULL;
	__u32 number;
	__u64 fields = 0;
	int err;

	if (!type)
		return cli_usage("hash requires a flow type: %s", flow_type_names());
	if (words[1] && steer_read_letters(words[1], &fields))
		return cli_usage("'%s' has letters other than m v t s d f n r (see ethtool -N)",
				 words[1]);
	if (words[1] && words[2])
		return cli_usage("unexpected argument '%s'", words[2]);
	/* rules and hashes use different flow types for IP */
	number = type->number == IP_USER_FLOW	? IPV4_FLOW :
		 type->number == IPV6_USER_FLOW ? IPV6_FLOW :
						  type->number;
	err = words[1] ? rss_set_fields(nic, number, fields) : 0;
	if (err == -EOPNOTSUPP || err == -EINVAL) {
		cli_error("%s: cannot set the hash fields: %s: not supported by the driver for %s",
			  nic->name, strerrorname_np(-err), type->name);
		return err;
	}
	if (err)
		return nic_error(nic, "cannot set the hash fields", err);
	return show(nic, type, number);
}
