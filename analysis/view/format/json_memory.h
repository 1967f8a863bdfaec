/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef MLX5TRACE_JSON_MEMORY_H
#define MLX5TRACE_JSON_MEMORY_H

/*
 * Install the allocator of jansson for the whole program. The parser of jansson does not
 * handle allocation failure: it writes past its buffer. So memory for the current value is
 * taken from a reserve, with mt_memory_short() set; if the reserve is exhausted, the
 * program ends with exit status 2 and one line on stderr.
 */
void mt_json_memory(void);

#endif
