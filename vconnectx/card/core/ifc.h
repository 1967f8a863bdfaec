/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The firmware interface, in the layout of the kernel's own header.
 *
 * include/linux/mlx5/mlx5_ifc.h describes every command, context and register
 * as a `struct mlx5_ifc_NAME_bits` in which each member is an array of as many
 * bytes as the field has bits.  offsetof() and sizeof() of a member are therefore
 * its bit offset and bit width; no layout is duplicated here.  Fields are big
 * endian, and only 64-bit fields cross a 32-bit word boundary.
 */
#ifndef VCX_IFC_H
#define VCX_IFC_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

typedef uint8_t u8;

#ifndef BIT
#define BIT(n) (1ul << (n))
#endif
#ifndef BIT_ULL
#define BIT_ULL(n) (1ull << (n))
#endif
#define DECLARE_FLEX_ARRAY(type, name) \
	struct { \
		struct { \
		} __empty_##name; \
		type name[]; \
	}

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wpedantic"
#include <linux/mlx5/mlx5_ifc.h>
#pragma GCC diagnostic pop

#define VCX_BIT_OFF(typ, fld) offsetof(struct mlx5_ifc_##typ##_bits, fld)
#define VCX_BIT_SZ(typ, fld)  sizeof(((struct mlx5_ifc_##typ##_bits *)0)->fld)

/* size in bytes of a structure or of one field of it */
#define VCX_ST_SZ(typ)	     (sizeof(struct mlx5_ifc_##typ##_bits) / 8)
#define VCX_FLD_SZ(typ, fld) (VCX_BIT_SZ(typ, fld) / 8)
/* byte offset of a byte-aligned field, and the address of it within @p */
#define VCX_BYTE_OFF(typ, fld) (VCX_BIT_OFF(typ, fld) / 8)
#define VCX_ADDR(typ, p, fld)  ((p) + VCX_BYTE_OFF(typ, fld))

#define VCX_GET(typ, p, fld)	vcx_bits_get((p), VCX_BIT_OFF(typ, fld), VCX_BIT_SZ(typ, fld))
#define VCX_SET(typ, p, fld, v) vcx_bits_set((p), VCX_BIT_OFF(typ, fld), VCX_BIT_SZ(typ, fld), (v))

static inline uint16_t vcx_get_be16(const void *p)
{
	const uint8_t *b = p;

	return (uint16_t)(b[0] << 8 | b[1]);
}

static inline uint32_t vcx_get_be32(const void *p)
{
	const uint8_t *b = p;

	return (uint32_t)b[0] << 24 | (uint32_t)b[1] << 16 | (uint32_t)b[2] << 8 | b[3];
}

static inline uint64_t vcx_get_be64(const void *p)
{
	return (uint64_t)vcx_get_be32(p) << 32 | vcx_get_be32((const uint8_t *)p + 4);
}

static inline void vcx_put_be16(void *p, uint16_t v)
{
	uint8_t *b = p;

	b[0] = (uint8_t)(v >> 8);
	b[1] = (uint8_t)v;
}

static inline void vcx_put_be32(void *p, uint32_t v)
{
	uint8_t *b = p;

	b[0] = (uint8_t)(v >> 24);
	b[1] = (uint8_t)(v >> 16);
	b[2] = (uint8_t)(v >> 8);
	b[3] = (uint8_t)v;
}

static inline void vcx_put_be64(void *p, uint64_t v)
{
	vcx_put_be32(p, (uint32_t)(v >> 32));
	vcx_put_be32((uint8_t *)p + 4, (uint32_t)v);
}

/**
 * vcx_bits_get() - read a field
 * @p: start of the structure
 * @off: bit offset of the field within it
 * @bits: width, 1 to 32, or 64 on a 32-bit boundary
 */
static inline uint64_t vcx_bits_get(const void *p, size_t off, size_t bits)
{
	const uint8_t *word = (const uint8_t *)p + off / 32 * 4;

	if (bits > 32)
		return vcx_get_be64(word);
	return (vcx_get_be32(word) >> (32 - off % 32 - bits)) & (uint32_t)((1ull << bits) - 1);
}

/**
 * vcx_bits_set() - write a field; adjacent fields are unchanged
 * @p: start of the structure
 * @off: bit offset of the field within it
 * @bits: width, 1 to 32, or 64 on a 32-bit boundary
 * @v: value; bits above the width are dropped
 */
static inline void vcx_bits_set(void *p, size_t off, size_t bits, uint64_t v)
{
	uint8_t *word = (uint8_t *)p + off / 32 * 4;
	size_t shift = 32 - off % 32 - bits;
	uint32_t mask;

	if (bits > 32) {
		vcx_put_be64(word, v);
		return;
	}
	mask = (uint32_t)((1ull << bits) - 1) << shift;
	vcx_put_be32(word, (vcx_get_be32(word) & ~mask) | (((uint32_t)v << shift) & mask));
}

#endif
