// SPDX-License-Identifier: GPL-2.0-only
#include "vconnectx/tests/fake_frame.h"

#include <string.h>

#include "vconnectx/card/net/packet.h"

static void put16(uint8_t *p, size_t v)
{
	p[0] = (uint8_t)(v >> 8);
	p[1] = (uint8_t)v;
}

/* write the Ethernet and IPv4 headers; Return: address of the next header */
static uint8_t *headers(uint8_t *frame, uint8_t protocol, size_t payload)
{
	static const uint8_t start[] = {
		0x02, 0,    0,	  0,	0, 0x01, 0x02, 0, 0, 0,	 0, 0x02, 0x08, 0x00, 0x45, 0, 0,
		0,    0x12, 0x34, 0x40, 0, 64,	 0,    0, 0, 10, 0, 0,	  1,	10,   0,    0, 2,
	};

	memcpy(frame, start, sizeof(start));
	put16(frame + 16, 20 + payload);
	frame[23] = protocol;
	return frame + sizeof(start);
}

static size_t fill(uint8_t *frame, uint8_t *at, size_t payload)
{
	for (size_t i = 0; i < payload; i++)
		at[i] = (uint8_t)i;
	return (size_t)(at - frame) + payload;
}

size_t fake_udp(uint8_t *frame, uint16_t sport, uint16_t dport, size_t payload)
{
	uint8_t *udp = headers(frame, VCX_IPPROTO_UDP, 8 + payload);

	put16(udp, sport);
	put16(udp + 2, dport);
	put16(udp + 4, 8 + payload);
	put16(udp + 6, 0);
	return fill(frame, udp + 8, payload);
}

size_t fake_tcp(uint8_t *frame, uint16_t sport, uint16_t dport, uint8_t flags, size_t payload)
{
	uint8_t *tcp = headers(frame, VCX_IPPROTO_TCP, 20 + payload);

	memset(tcp, 0, 20);
	put16(tcp, sport);
	put16(tcp + 2, dport);
	put16(tcp + 6, 1000); /* sequence number */
	tcp[12] = 0x50;
	tcp[13] = flags;
	return fill(frame, tcp + 20, payload);
}

size_t fake_tag(uint8_t *frame, size_t len, uint16_t tpid, uint16_t tci)
{
	memmove(frame + 16, frame + 12, len - 12);
	put16(frame + 12, tpid);
	put16(frame + 14, tci);
	return len + 4;
}
