// SPDX-License-Identifier: GPL-2.0-only
/* Fuzz target: any bytes after the magic of compressed data and of UTF-16. */
#include <string.h>

#include "analysis/tests/fuzz_file.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	fuzz_read(fuzz_file(data, size), NULL);
	return 0;
}

size_t fuzz_seed(unsigned int n, uint8_t *buf, size_t cap)
{
	/* "ip-1 [000] ..... 1.000001: mlx5e_x: a=1\n" */
	static const uint8_t gzip[] = {
		0x1f, 0x8b, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x03, 0xcb, 0x2c,
		0xd0, 0x35, 0x54, 0x88, 0x36, 0x30, 0x30, 0x88, 0x55, 0xd0, 0x03, 0x02,
		0x05, 0x43, 0x3d, 0x03, 0x20, 0x30, 0xb4, 0x52, 0xc8, 0xcd, 0xa9, 0x30,
		0x4d, 0x8d, 0xaf, 0xb0, 0x52, 0x48, 0xb4, 0x35, 0xe4, 0x02, 0x00,
	};
	static const uint8_t utf16[] = { 0xff, 0xfe, 'i', 0, 'p', 0, '-', 0, '1', 0, '\n', 0 };
	static const struct {
		const void *data;
		size_t size;
	} seeds[] = { { gzip, sizeof(gzip) },
		      { "\xfd"
			"7zXZ\0\0\4\xe6\xd6",
			10 },
		      { utf16, sizeof(utf16) } };

	if (n >= sizeof(seeds) / sizeof(*seeds) || seeds[n].size > cap)
		return 0;
	memcpy(buf, seeds[n].data, seeds[n].size);
	return seeds[n].size;
}
