/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Frames for unit tests.  They are sent from 10.0.0.1 to 10.0.0.2 and to the device's MAC
 * address, and their checksums are 0.
 */
#ifndef VCX_TEST_FAKE_FRAME_H
#define VCX_TEST_FAKE_FRAME_H

#include <stddef.h>
#include <stdint.h>

#define FAKE_FRAME_MAX 2048u

/* Return: length of the frame, which has @payload bytes with the values 0, 1, 2 ... */
size_t fake_udp(uint8_t *frame, uint16_t sport, uint16_t dport, size_t payload);
size_t fake_tcp(uint8_t *frame, uint16_t sport, uint16_t dport, uint8_t flags, size_t payload);
/* insert an outermost VLAN tag; Return: the new length of the frame */
size_t fake_tag(uint8_t *frame, size_t len, uint16_t tpid, uint16_t tci);

#endif
