/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef MLX5TRACE_JSON_MEMORY_H
#define MLX5TRACE_JSON_MEMORY_H

/*
 * Where jansson has its memory from, for the whole program. It does not survive that there is
 * none: its reader then writes past its buffer. So it is given the rest of what it needs
 * for the value at hand from a reserve, with mt_memory_short() set; should that not be enough,
 * the program ends with exit status 2 and one line.
 */
void mt_json_memory(void);

#endif
