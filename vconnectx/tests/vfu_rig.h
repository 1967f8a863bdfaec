/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A protocol server with a device that records calls, and the client's end of the socket.
 */
#ifndef VCX_TEST_VFU_RIG_H
#define VCX_TEST_VFU_RIG_H

#include <stddef.h>
#include <stdint.h>

#include "vconnectx/tests/vfu_client.h"

#define RIG_BAR0_SIZE 0x10000u
#define RIG_VECTORS   16

struct dma_map;
struct vfu;
struct vfu_irqs;

struct rig {
	struct vfu *vfu;
	struct vfu_irqs *irqs;
	struct dma_map *dma;
	int fd; /* the client's end */
	size_t fds_before;
	/* the device */
	uint8_t bar0[RIG_BAR0_SIZE];
	uint8_t config[256];
	int resets;
	int writes;
};

/* cmocka fixtures; the second one fails the test if a descriptor was leaked */
int rig_setup(void **state);
int rig_teardown(void **state);

/* Connect the next client, after vfu_detach(). */
void rig_attach(struct rig *rig);

/* Send one command and receive the reply.  Return: the error in the reply. */
int rig_request(struct rig *rig, uint16_t command, const void *data, size_t len, const int *fds,
		size_t nr_fds, struct test_reply *r);

/* Send VERSION with the capabilities in @json.  Return: the error in the reply. */
int rig_version(struct rig *rig, uint16_t major, const char *json, size_t json_len,
		struct test_reply *r);
void rig_negotiate(struct rig *rig);

#endif
