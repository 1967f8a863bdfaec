/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Names and numbers of commands and of their output statuses.
 */
#ifndef VCX_OPCODE_H
#define VCX_OPCODE_H

#include <stdbool.h>
#include <stdint.h>

/*
 * Output status.  Numbers are the kernel's (device.h, MLX5_CMD_STAT_*); names
 * are the texts of its cmd_status_str() and are accepted by --fault.
 */
#define VCX_STATUSES(X) \
	X(OK, 0x00) \
	X(INTERNAL_ERROR, 0x01) \
	X(BAD_OPERATION, 0x02) \
	X(BAD_PARAMETER, 0x03) \
	X(BAD_SYSTEM_STATE, 0x04) \
	X(BAD_RESOURCE, 0x05) \
	X(RESOURCE_BUSY, 0x06) \
	X(NOT_READY, 0x07) \
	X(LIMITS_EXCEEDED, 0x08) \
	X(BAD_RESOURCE_STATE, 0x09) \
	X(BAD_INDEX, 0x0a) \
	X(NO_RESOURCES, 0x0f) \
	X(BAD_QP_STATE, 0x10) \
	X(BAD_PACKET, 0x30) \
	X(BAD_SIZE, 0x40) \
	X(BAD_INPUT_LENGTH, 0x50) \
	X(BAD_OUTPUT_LENGTH, 0x51)

enum vcx_status {
#define VCX_STATUS_ENUM(name, value) VCX_##name = value,
	VCX_STATUSES(VCX_STATUS_ENUM)
#undef VCX_STATUS_ENUM
};

/* Return: name of an opcode of mlx5_ifc.h, or NULL */
const char *vcx_opcode_name(uint16_t opcode);
/* Return: name without the prefix, or "UNKNOWN" for an invalid status */
const char *vcx_status_name(uint8_t status);
/* Return: true with *@opcode set, if MLX5_CMD_OP_ followed by @name is an opcode */
bool vcx_opcode_parse(const char *name, uint16_t *opcode);
/* Return: true with *@status set, if @name is in VCX_STATUSES */
bool vcx_status_parse(const char *name, uint8_t *status);

#endif
