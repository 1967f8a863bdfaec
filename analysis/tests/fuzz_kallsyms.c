// SPDX-License-Identifier: GPL-2.0-only
/* Fuzz target: any bytes as a copy of /proc/kallsyms. */
#include "analysis/source/kallsyms.h"
#include "analysis/tests/fuzz_file.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const uint64_t addresses[] = { 0, 1, 0xffffffff80000010, 0xffffffffc0001004,
					      UINT64_MAX };
	struct mt_error err;
	struct mt_kallsyms *k = mt_kallsyms_load(fuzz_file(data, size), &err);

	for (size_t i = 0; k && i < sizeof(addresses) / sizeof(*addresses); i++)
		mt_symbol_of(k, addresses[i]);
	mt_kallsyms_free(k);
	return 0;
}

size_t fuzz_seed(unsigned int n, uint8_t *buf, size_t cap)
{
	return n ? 0 :
		   fuzz_text_seed("ffffffff80000000 T _stext\n"
				  "ffffffff80001000 D some_data\n"
				  "ffffffffc0002000 t mlx5e_open_channels.isra.0\t[mlx5_core]\n"
				  "ffffffffc0001000 t mlx5e_first\t[mlx5_core]\n"
				  "0000000000000000 t hidden\n",
				  buf, cap);
}
