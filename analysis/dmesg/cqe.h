/* SPDX-License-Identifier: GPL-2.0-only */
/* Decodes the hex dumps of an error completion (CQE) and of its descriptor (WQE). */
#ifndef MLX5TRACE_DMESG_CQE_H
#define MLX5TRACE_DMESG_CQE_H

#include "analysis/base/span.h"

#define MT_CQE_SIZE 64
#define MT_WQE_MAX  1024

/* A dump whose lines are being read. */
struct mt_dump {
	uint8_t at[MT_WQE_MAX];
	size_t nr;   /* number of bytes read */
	size_t want; /* number of bytes expected; 0 if no dump is being read */
};

/* "WQE DUMP: WQ size 1024 WQ cur size 0, WQE index 0xf, len: 64" */
struct mt_wqe_dump {
	int64_t size, used, len;
	uint64_t index;
};

/*
 * Add "00000010: 00 11 ..." to the dump. Returns false if the text is not the next line of the dump;
 * the dump is then complete.
 */
bool mt_dump_line(struct mt_dump *dump, struct mt_span text);
bool mt_wqe_dump_begin(struct mt_span text, struct mt_wqe_dump *wqe);

/* Write a sentence with the fields of struct mlx5_err_cqe. */
void mt_cqe_words(const struct mt_dump *cqe, char *out, size_t size);

/* Write a sentence with the control and Ethernet segments of a send queue descriptor. */
void mt_wqe_words(const struct mt_dump *wqe, char *out, size_t size);

#endif
