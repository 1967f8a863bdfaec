// SPDX-License-Identifier: GPL-2.0-only
/* Guest memory map: bounds, overlaps, adjacency and truncated files. */
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "vconnectx/vfio/dma_map.h"
#include "vconnectx/tests/vfu_client.h"

#define PAGE 0x1000u
#define RW   (DMA_MAP_READ | DMA_MAP_WRITE)

static int setup(void **state)
{
	*state = dma_map_new();
	return !*state;
}

static int teardown(void **state)
{
	dma_map_free(*state);
	return 0;
}

static void add_memory(struct dma_map *map, uint64_t gpa, uint64_t size)
{
	int fd = test_memfd(size);

	assert_int_equal(dma_map_add(map, gpa, size, RW, fd, 0), 0);
	close(fd);
}

static void copies_reach_the_file(void **state)
{
	struct dma_map *map = *state;
	uint8_t in[100], out[100];
	int fd = test_memfd(4 * PAGE);

	for (size_t i = 0; i < sizeof(in); i++)
		in[i] = (uint8_t)(i * 7);
	assert_int_equal(dma_map_add(map, 0x100000, 2 * PAGE, RW, fd, PAGE), 0);
	assert_int_equal(dma_map_write(map, 0x100ff0, in, sizeof(in)), 0);
	assert_int_equal(pread(fd, out, sizeof(out), PAGE + 0xff0), sizeof(out));
	assert_memory_equal(in, out, sizeof(in));
	memset(out, 0, sizeof(out));
	assert_int_equal(dma_map_read(map, 0x100ff0, out, sizeof(out)), 0);
	assert_memory_equal(in, out, sizeof(in));
	close(fd);
}

static void every_small_size_and_alignment(void **state)
{
	struct dma_map *map = *state;

	add_memory(map, 0, PAGE);
	for (size_t len = 0; len <= 17; len++) {
		for (uint64_t off = 64; off < 80; off++) {
			uint8_t in[17], out[17], around[64];

			memset(in, (int)(0x40 + len), sizeof(in));
			memset(around, 0, sizeof(around));
			assert_int_equal(dma_map_write(map, 50, around, sizeof(around)), 0);
			assert_int_equal(dma_map_write(map, off, in, len), 0);
			assert_int_equal(dma_map_read(map, off, out, len), 0);
			assert_memory_equal(in, out, len);
			assert_int_equal(dma_map_read(map, off - 1, out, 1), 0);
			assert_int_equal(out[0], 0);
			assert_int_equal(dma_map_read(map, off + len, out, 1), 0);
			assert_int_equal(out[0], 0);
		}
	}
}

static void adjacent_ranges_are_one(void **state)
{
	struct dma_map *map = *state;
	uint8_t in[3 * PAGE - 20], out[3 * PAGE - 20];

	/* the ranges are not mapped in the order of their addresses */
	add_memory(map, 0x12000, PAGE);
	add_memory(map, 0x10000, PAGE);
	add_memory(map, 0x11000, PAGE);
	for (size_t i = 0; i < sizeof(in); i++)
		in[i] = (uint8_t)(i ^ i >> 8);
	assert_int_equal(dma_map_write(map, 0x1000a, in, sizeof(in)), 0);
	assert_int_equal(dma_map_read(map, 0x1000a, out, sizeof(out)), 0);
	assert_memory_equal(in, out, sizeof(in));
}

static void outside_is_rejected_completely(void **state)
{
	struct dma_map *map = *state;
	uint8_t buf[2 * PAGE], probe;

	memset(buf, 0xee, sizeof(buf));
	add_memory(map, 0x10000, PAGE);
	add_memory(map, 0x12000, PAGE);
	assert_int_equal(dma_map_write(map, 0xfff0, buf, 32), -EFAULT);
	assert_int_equal(dma_map_write(map, 0x10ff0, buf, 32), -EFAULT);
	assert_int_equal(dma_map_write(map, 0x11000, buf, 1), -EFAULT);
	assert_int_equal(dma_map_write(map, 0x10800, buf, sizeof(buf)), -EFAULT);
	assert_int_equal(dma_map_write(map, 0x12fff, buf, 2), -EFAULT);
	assert_int_equal(dma_map_read(map, 0x13000, buf, 1), -EFAULT);
	assert_int_equal(dma_map_read(map, UINT64_MAX, buf, 1), -EFAULT);
	assert_int_equal(dma_map_read(map, UINT64_MAX - 1, buf, 8), -EFAULT);
	assert_int_equal(dma_map_read(map, 0x12000, buf, SIZE_MAX), -EFAULT);
	/* nothing was written within the map */
	assert_int_equal(dma_map_read(map, 0x10ff0, &probe, 1), 0);
	assert_int_equal(probe, 0);
}

static void bad_ranges_are_rejected(void **state)
{
	struct dma_map *map = *state;
	size_t before = test_count_fds();
	int fd = test_memfd(4 * PAGE);
	int pipe_fd[2];

	assert_int_equal(dma_map_add(map, 0, 0, RW, fd, 0), -EINVAL);
	assert_int_equal(dma_map_add(map, 1, PAGE, RW, fd, 0), -EINVAL);
	assert_int_equal(dma_map_add(map, 0, PAGE + 1, RW, fd, 0), -EINVAL);
	assert_int_equal(dma_map_add(map, 0, PAGE, RW, fd, 12), -EINVAL);
	assert_int_equal(dma_map_add(map, 0, PAGE, 0, fd, 0), -EINVAL);
	assert_int_equal(dma_map_add(map, 0, PAGE, 4, fd, 0), -EINVAL);
	assert_int_equal(dma_map_add(map, -(uint64_t)PAGE, 2 * PAGE, RW, fd, 0), -EINVAL);
	assert_int_equal(dma_map_add(map, 0, PAGE, RW, fd, 1ull << 63), -EINVAL);
	/* a file shorter than the mapping */
	assert_int_equal(dma_map_add(map, 0, 5 * PAGE, RW, fd, 0), -EINVAL);
	assert_int_equal(dma_map_add(map, 0, PAGE, RW, fd, 4 * PAGE), -EINVAL);
	assert_int_equal(dma_map_add(map, 0, PAGE, RW, fd, 1ull << 40), -EINVAL);
	/* not a regular file */
	assert_int_equal(pipe(pipe_fd), 0);
	assert_int_equal(dma_map_add(map, 0, PAGE, RW, pipe_fd[0], 0), -EINVAL);
	close(pipe_fd[0]);
	close(pipe_fd[1]);
	assert_int_equal(dma_map_count(map), 0);
	/* the last page is valid */
	assert_int_equal(dma_map_add(map, -(uint64_t)PAGE, PAGE, RW, fd, 0), 0);
	assert_int_equal(dma_map_read(map, UINT64_MAX, &(char){ 0 }, 1), 0);
	close(fd);
	assert_int_equal(test_count_fds(), before);
}

static void overlaps_are_rejected(void **state)
{
	struct dma_map *map = *state;
	int fd = test_memfd(16 * PAGE);

	assert_int_equal(dma_map_add(map, 0x10000, 4 * PAGE, RW, fd, 0), 0);
	assert_int_equal(dma_map_add(map, 0x10000, 4 * PAGE, RW, fd, 0), -EEXIST);
	assert_int_equal(dma_map_add(map, 0x11000, PAGE, RW, -1, 0), -EEXIST);
	assert_int_equal(dma_map_add(map, 0xf000, 2 * PAGE, RW, fd, 0), -EEXIST);
	assert_int_equal(dma_map_add(map, 0x13000, 2 * PAGE, RW, fd, 0), -EEXIST);
	assert_int_equal(dma_map_add(map, 0xf000, 8 * PAGE, RW, fd, 0), -EEXIST);
	assert_int_equal(dma_map_add(map, 0xf000, PAGE, RW, fd, 0), 0);
	assert_int_equal(dma_map_add(map, 0x14000, PAGE, RW, fd, 0), 0);
	assert_int_equal(dma_map_count(map), 3);
	close(fd);
}

/* ranges are unmapped as by VFIO_IOMMU_UNMAP_DMA of a type 1 version 2 IOMMU */
static void ranges_are_unmapped(void **state)
{
	struct dma_map *map = *state;
	uint64_t unmapped;
	char c;

	add_memory(map, 0x10000, 2 * PAGE);
	add_memory(map, 0x20000, PAGE);
	add_memory(map, 0x21000, PAGE);
	add_memory(map, 0x30000, PAGE);
	/* a part of a mapping cannot be unmapped */
	assert_int_equal(dma_map_remove(map, 0x10000, PAGE, &unmapped), -EINVAL);
	assert_int_equal(dma_map_remove(map, 0x11000, PAGE, &unmapped), -EINVAL);
	assert_int_equal(dma_map_remove(map, 0x11000, 0x20000, &unmapped), -EINVAL);
	assert_int_equal(dma_map_remove(map, 0, 0x11000, &unmapped), -EINVAL);
	assert_int_equal(dma_map_remove(map, 0x10000, 0, &unmapped), -EINVAL);
	assert_int_equal(dma_map_remove(map, 0x10000, UINT64_MAX, &unmapped), -EINVAL);
	assert_int_equal(unmapped, 0);
	assert_int_equal(dma_map_count(map), 4);
	/* nothing is mapped there */
	assert_int_equal(dma_map_remove(map, 0x40000, PAGE, &unmapped), 0);
	assert_int_equal(dma_map_remove(map, 0x12000, PAGE, &unmapped), 0);
	assert_int_equal(unmapped, 0);
	assert_int_equal(dma_map_count(map), 4);
	/* a range may contain several mappings, with gaps around and between them */
	assert_int_equal(dma_map_remove(map, 0, 0x22000, &unmapped), 0);
	assert_int_equal(unmapped, 4 * PAGE);
	assert_int_equal(dma_map_count(map), 1);
	assert_int_equal(dma_map_read(map, 0x10000, &c, 1), -EFAULT);
	assert_int_equal(dma_map_read(map, 0x21000, &c, 1), -EFAULT);
	assert_int_equal(dma_map_read(map, 0x30000, &c, 1), 0);
	/* a range may be exactly one mapping */
	assert_int_equal(dma_map_remove(map, 0x30000, PAGE, &unmapped), 0);
	assert_int_equal(unmapped, PAGE);
	add_memory(map, 0x20000, PAGE);
	dma_map_clear(map);
	assert_int_equal(dma_map_count(map), 0);
	assert_int_equal(dma_map_read(map, 0x20000, &c, 1), -EFAULT);
	/* a range may extend to the end of the address space */
	add_memory(map, UINT64_MAX - PAGE + 1, PAGE);
	assert_int_equal(dma_map_remove(map, UINT64_MAX - 2 * PAGE + 1, 2 * PAGE, &unmapped), 0);
	assert_int_equal(unmapped, PAGE);
}

static void ranges_without_memory(void **state)
{
	struct dma_map *map = *state;
	char buf[32] = { 0 };
	uint64_t unmapped;

	add_memory(map, 0x10000, PAGE);
	assert_int_equal(dma_map_add(map, 0x11000, PAGE, DMA_MAP_READ, -1, 0), 0);
	assert_int_equal(dma_map_read(map, 0x11000, buf, 4), -EFAULT);
	assert_int_equal(dma_map_read(map, 0x10ff0, buf, 32), -EFAULT);
	assert_int_equal(dma_map_remove(map, 0x11000, PAGE, &unmapped), 0);
}

static void access_rights(void **state)
{
	struct dma_map *map = *state;
	int fd = test_memfd(PAGE);
	char path[64];
	char buf[8] = { 0 };
	int ro;

	assert_int_equal(dma_map_add(map, 0, PAGE, DMA_MAP_READ, fd, 0), 0);
	assert_int_equal(dma_map_read(map, 0, buf, 8), 0);
	assert_int_equal(dma_map_write(map, 0, buf, 8), -EFAULT);
	assert_int_equal(dma_map_add(map, PAGE, PAGE, DMA_MAP_WRITE, fd, 0), 0);
	assert_int_equal(dma_map_write(map, PAGE, buf, 8), 0);
	assert_int_equal(dma_map_read(map, PAGE, buf, 8), -EFAULT);

	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	ro = open(path, O_RDONLY);
	assert_true(ro >= 0);
	assert_int_equal(dma_map_add(map, 0x10000, PAGE, RW, ro, 0), -EACCES);
	close(ro);
	close(fd);
}

/* A client that truncates its file must not crash the server. */
static void file_truncated_later(void **state)
{
	/* cmocka has installed its SIGBUS handler in the meantime, so install ours again */
	struct dma_map *map = dma_map_new();
	int fd = test_memfd(4 * PAGE);
	char buf[2 * PAGE] = { 0 };

	assert_int_equal(dma_map_add(map, 0, 4 * PAGE, RW, fd, 0), 0);
	assert_int_equal(dma_map_write(map, 0, buf, sizeof(buf)), 0);
	assert_int_equal(ftruncate(fd, PAGE), 0);
	for (int i = 0; i < 3; i++) {
		assert_int_equal(dma_map_read(map, 2 * PAGE, buf, 4), -EFAULT);
		assert_int_equal(dma_map_write(map, 3 * PAGE, buf, 8), -EFAULT);
		assert_int_equal(dma_map_read(map, 16, buf, sizeof(buf)), -EFAULT);
		assert_int_equal(dma_map_read(map, 0, buf, PAGE), 0);
	}
	assert_int_equal(ftruncate(fd, 4 * PAGE), 0);
	assert_int_equal(dma_map_read(map, 2 * PAGE, buf, 4), 0);
	close(fd);
	dma_map_free(map);
	(void)state;
}

static void many_ranges(void **state)
{
	struct dma_map *map = *state;
	uint64_t unmapped;
	int fd = test_memfd(PAGE);

	/* every second page, in descending and in ascending order */
	for (uint64_t i = 0; i < 2000; i++) {
		assert_int_equal(dma_map_add(map, (4000 - 2 * i) * PAGE, PAGE, RW,
					     i % 100 ? -1 : fd, 0),
				 0);
	}
	assert_int_equal(dma_map_count(map), 2000);
	for (uint64_t i = 0; i < 2000; i += 2)
		assert_int_equal(dma_map_remove(map, (4000 - 2 * i) * PAGE, PAGE, &unmapped), 0);
	assert_int_equal(dma_map_count(map), 1000);
	for (uint64_t i = 1000; i < DMA_MAP_MAX_REGIONS; i++)
		assert_int_equal(dma_map_add(map, (1ull << 32) + i * PAGE, PAGE, RW, -1, 0), 0);
	assert_int_equal(dma_map_add(map, 1ull << 48, PAGE, RW, -1, 0), -ENOSPC);
	close(fd);
}

int main(void)
{
#define TEST(fn) cmocka_unit_test_setup_teardown(fn, setup, teardown)
	const struct CMUnitTest tests[] = {
		TEST(copies_reach_the_file),
		TEST(every_small_size_and_alignment),
		TEST(adjacent_ranges_are_one),
		TEST(outside_is_rejected_completely),
		TEST(bad_ranges_are_rejected),
		TEST(overlaps_are_rejected),
		TEST(ranges_are_unmapped),
		TEST(ranges_without_memory),
		TEST(access_rights),
		TEST(file_truncated_later),
		TEST(many_ranges),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
