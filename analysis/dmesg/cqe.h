/* SPDX-License-Identifier: GPL-2.0-only */
/* The hex dumps of an error completion (CQE) and of its descriptor (WQE) in words. */
#ifndef MLX5TRACE_DMESG_CQE_H
#define MLX5TRACE_DMESG_CQE_H

#include "analysis/base/span.h"

#define MT_CQE_SIZE 64
#define MT_WQE_MAX  1024

/* A dump while its lines are read. */
struct mt_dump {
	uint8_t at[MT_WQE_MAX];
	size_t nr;   /* bytes read */
	size_t want; /* bytes expected; 0: no dump is read */
};

/* "WQE DUMP: WQ size 1024 WQ cur size 0, WQE index 0xf, len: 64" */
struct mt_wqe_dump {
	int64_t size, used, len;
	uint64_t index;
};

/*
 * Add "00000010: 00 11 ..." to the dump; false for a line that is not its next one, which
 * ends the dump.
 */
bool mt_dump_line(struct mt_dump *dump, struct mt_span text);
bool mt_wqe_dump_begin(struct mt_span text, struct mt_wqe_dump *wqe);

/* The fields of struct mlx5_err_cqe in a sentence. */
void mt_cqe_words(const struct mt_dump *cqe, char *out, size_t size);

/* The control and Ethernet segments of a descriptor of a send queue in a sentence. */
void mt_wqe_words(const struct mt_dump *wqe, char *out, size_t size);

#endif
