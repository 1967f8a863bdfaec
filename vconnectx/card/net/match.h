/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What flow groups and entries match on: a packet's fields laid out as the
 * firmware interface does, fte_match_param.  Pure functions.
 */
#ifndef VCX_MATCH_H
#define VCX_MATCH_H

#include <stdbool.h>
#include <stdint.h>

#include "vconnectx/card/core/ifc.h"
#include "vconnectx/card/net/packet.h"

#define VCX_MATCH_SIZE VCX_ST_SZ(fte_match_param)

/**
 * vcx_match_fill() - lay out the fields of a packet
 * @fields: VCX_MATCH_SIZE bytes, filled; what a packet does not have, and what
 *	no driver here matches on (tunnels, metadata), is 0
 * @pkt: the packet
 */
void vcx_match_fill(uint8_t *fields, const struct vcx_packet *pkt);

/**
 * vcx_match() - does a packet match
 * @fields: of the packet
 * @criteria_enable: which parts of @mask count
 * @mask: match_criteria of the group
 * @value: match_value of the entry
 */
bool vcx_match(const uint8_t *fields, uint8_t criteria_enable, const uint8_t *mask,
	       const uint8_t *value);

#endif
