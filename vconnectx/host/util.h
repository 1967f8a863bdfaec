/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef VCX_UTIL_H
#define VCX_UTIL_H

#include <stddef.h>

#define ARRAY_SIZE(array) (sizeof(array) / sizeof((array)[0]))

/* the structure that contains *@pointer as @member */
#define container_of(pointer, type, member) \
	({ \
		__typeof__(((type *)NULL)->member) *member_ = (pointer); \
		(type *)(void *)((char *)member_ - offsetof(type, member)); \
	})

#endif
