/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Message formats of the vfio-user protocol, version 0.0.
 *
 * Source: the protocol's specification in QEMU's documentation,
 * docs/interop/vfio-user.rst.  All numbers are little-endian, as are all supported
 * hosts.  Structures shared with VFIO (device, region and interrupt information)
 * are those of linux/vfio.h.
 */
#ifndef VCX_VFU_PROTO_H
#define VCX_VFU_PROTO_H

#include <stdint.h>

#include <linux/vfio.h>

_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__,
	       "messages are used in their layout on the wire");

enum vfu_command {
	VFU_VERSION = 1,
	VFU_DMA_MAP = 2,
	VFU_DMA_UNMAP = 3,
	VFU_DEVICE_GET_INFO = 4,
	VFU_DEVICE_GET_REGION_INFO = 5,
	VFU_DEVICE_GET_REGION_IO_FDS = 6,
	VFU_DEVICE_GET_IRQ_INFO = 7,
	VFU_DEVICE_SET_IRQS = 8,
	VFU_REGION_READ = 9,
	VFU_REGION_WRITE = 10,
	VFU_DMA_READ = 11,  /* from server to client */
	VFU_DMA_WRITE = 12, /* from server to client */
	VFU_DEVICE_RESET = 13,
	VFU_REGION_WRITE_MULTI = 15,
};

/* struct vfu_hdr.flags */
#define VFU_F_TYPE_MASK	   0xfu
#define VFU_F_TYPE_COMMAND 0x0u
#define VFU_F_TYPE_REPLY   0x1u
#define VFU_F_NO_REPLY	   0x10u
#define VFU_F_ERROR	   0x20u

struct vfu_hdr {
	uint16_t id;	  /* chosen by the sender, copied to the reply */
	uint16_t command; /* enum vfu_command */
	uint32_t size;	  /* bytes, including this header */
	uint32_t flags;	  /* VFU_F_* */
	uint32_t error;	  /* errno, with VFU_F_ERROR */
};

struct vfu_version {
	uint16_t major;
	uint16_t minor;
	/* NUL-terminated JSON follows, or nothing */
};

#define VFU_MAJOR 0
#define VFU_MINOR 0

struct vfu_dma_map {
	uint32_t argsz;
	uint32_t flags;	 /* VFU_DMA_MAP_F_* */
	uint64_t offset; /* in the descriptor's file */
	uint64_t addr;	 /* guest physical */
	uint64_t size;
};

#define VFU_DMA_MAP_F_READ  0x1u
#define VFU_DMA_MAP_F_WRITE 0x2u

struct vfu_dma_unmap {
	uint32_t argsz;
	uint32_t flags; /* VFU_DMA_UNMAP_F_* */
	uint64_t addr;
	uint64_t size;
};

#define VFU_DMA_UNMAP_F_BITMAP 0x1u
#define VFU_DMA_UNMAP_F_ALL    0x2u

/* struct vfio_device_info without the members added later, as sent by clients */
struct vfu_device_info {
	uint32_t argsz;
	uint32_t flags; /* VFIO_DEVICE_FLAGS_* */
	uint32_t num_regions;
	uint32_t num_irqs;
};

/* header of REGION_READ and REGION_WRITE; followed by data, if any */
struct vfu_region_access {
	uint64_t offset; /* in the region */
	uint32_t region; /* VFIO_PCI_*_REGION_INDEX */
	uint32_t count;	 /* bytes */
};

#define VFU_MAX_FDS	16u	   /* per message; QEMU's limit */
#define VFU_MAX_XFER	(1u << 20) /* bytes of data per message */
#define VFU_MAX_PAYLOAD (VFU_MAX_XFER + sizeof(struct vfu_region_access))

#endif
