/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef MLX5TRACE_JSON_MEMORY_H
#define MLX5TRACE_JSON_MEMORY_H

/*
 * Install an allocator for jansson in the whole program. If an allocation fails, the parser of
 * jansson writes past its buffer. Therefore memory for the current value is then taken from a
 * reserve, and mt_memory_short() is set. If the reserve is exhausted, the program exits with
 * status 2 and one line on stderr.
 */
void mt_json_memory(void);

#endif
