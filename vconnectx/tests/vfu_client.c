// SPDX-License-Identifier: GPL-2.0-only
#include "vconnectx/tests/vfu_client.h"

#include <dirent.h>
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#include <cmocka.h>

#include "vconnectx/host/log.h"

void test_send_raw(int fd, const void *data, size_t len, const int *fds, size_t nr_fds)
{
	union {
		struct cmsghdr align;
		char buf[CMSG_SPACE(64 * sizeof(int))];
	} control = { 0 };
	struct iovec iov = { (void *)data, len };
	struct msghdr mh = { .msg_iov = &iov, .msg_iovlen = 1 };

	if (nr_fds) {
		struct cmsghdr *c;

		mh.msg_control = control.buf;
		mh.msg_controllen = CMSG_SPACE(nr_fds * sizeof(int));
		c = CMSG_FIRSTHDR(&mh);
		c->cmsg_level = SOL_SOCKET;
		c->cmsg_type = SCM_RIGHTS;
		c->cmsg_len = CMSG_LEN(nr_fds * sizeof(int));
		memcpy(CMSG_DATA(c), fds, nr_fds * sizeof(int));
	}
	assert_int_equal(sendmsg(fd, &mh, MSG_NOSIGNAL), len);
}

uint16_t test_send(int fd, uint16_t command, uint32_t flags, const void *data, size_t len,
		   const int *fds, size_t nr_fds)
{
	static uint16_t next_id = 1;
	uint8_t buf[sizeof(struct vfu_hdr) + 8192];
	struct vfu_hdr hdr = {
		.id = next_id++,
		.command = command,
		.size = (uint32_t)(sizeof(hdr) + len),
		.flags = flags,
	};

	assert_true(len <= sizeof(buf) - sizeof(hdr));
	memcpy(buf, &hdr, sizeof(hdr));
	if (len)
		memcpy(buf + sizeof(hdr), data, len);
	test_send_raw(fd, buf, sizeof(hdr) + len, fds, nr_fds);
	return hdr.id;
}

void test_recv(int fd, struct test_reply *reply)
{
	ssize_t n;

	memset(reply, 0, sizeof(*reply));
	n = recv(fd, &reply->hdr, sizeof(reply->hdr), MSG_DONTWAIT);
	if (n <= 0) {
		assert_true(n == 0 || errno == EAGAIN);
		return;
	}
	assert_int_equal(n, sizeof(reply->hdr));
	assert_true(reply->hdr.size >= sizeof(reply->hdr));
	reply->len = reply->hdr.size - sizeof(reply->hdr);
	assert_true(reply->len <= sizeof(reply->data));
	if (reply->len) {
		n = recv(fd, reply->data, reply->len, MSG_DONTWAIT);
		assert_int_equal(n, reply->len);
	}
}

size_t test_count_fds(void)
{
	DIR *dir = opendir("/proc/self/fd");
	size_t n = 0;

	assert_non_null(dir);
	while (readdir(dir))
		n++;
	closedir(dir);
	return n;
}

int test_memfd(size_t size)
{
	int fd = memfd_create("guest", MFD_CLOEXEC);

	assert_true(fd >= 0);
	assert_int_equal(ftruncate(fd, (off_t)size), 0);
	return fd;
}

int test_quiet_log(void **state)
{
	(void)state;
	return vcx_log_open("/dev/null", VCX_LOG_ERR, "test");
}

int test_close_log(void **state)
{
	(void)state;
	vcx_log_close();
	return 0;
}
