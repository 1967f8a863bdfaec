/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Matching of packets against flow groups and entries.  The fields have the layout of the
 * firmware interface, fte_match_param.  Pure functions.
 */
#ifndef VCX_MATCH_H
#define VCX_MATCH_H

#include <stdbool.h>
#include <stdint.h>

#include "vconnectx/card/core/ifc.h"
#include "vconnectx/card/net/packet.h"

#define VCX_MATCH_SIZE VCX_ST_SZ(fte_match_param)

/**
 * vcx_match_fill() - fill in the match fields of a packet
 * @fields: VCX_MATCH_SIZE bytes, filled in; fields that are absent from the packet, and
 *	fields on which no supported driver matches (tunnels, metadata), are 0
 * @pkt: the packet
 */
void vcx_match_fill(uint8_t *fields, const struct vcx_packet *pkt);

/**
 * vcx_match() - compare a packet with an entry
 * @fields: fields of the packet
 * @criteria_enable: enabled parts of @mask
 * @mask: match_criteria of the group
 * @value: match_value of the entry
 */
bool vcx_match(const uint8_t *fields, uint8_t criteria_enable, const uint8_t *mask,
	       const uint8_t *value);

#endif
