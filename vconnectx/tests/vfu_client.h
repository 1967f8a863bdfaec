/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The client side of vfio-user for unit tests, which sends valid and invalid messages and
 * parses replies.
 */
#ifndef VCX_TEST_VFU_CLIENT_H
#define VCX_TEST_VFU_CLIENT_H

#include <stddef.h>
#include <stdint.h>

#include "vconnectx/vfio/vfu_proto.h"

/* A reply as received; len and hdr.size are 0 if no reply has arrived. */
struct test_reply {
	struct vfu_hdr hdr;
	uint8_t data[8192];
	size_t len;
};

/* Send bytes with descriptors; fails the test if the socket does not accept all bytes. */
void test_send_raw(int fd, const void *data, size_t len, const int *fds, size_t nr_fds);

/* Send one message.  Return: its id. */
uint16_t test_send(int fd, uint16_t command, uint32_t flags, const void *data, size_t len,
		   const int *fds, size_t nr_fds);

/* Receive the next available reply. */
void test_recv(int fd, struct test_reply *reply);

/* Return: number of open descriptors of this process. */
size_t test_count_fds(void);

/* Return: a memfd of @size bytes. */
int test_memfd(size_t size);

/* cmocka group fixtures that turn logging off while tests provoke errors */
int test_quiet_log(void **state);
int test_close_log(void **state);

#endif
