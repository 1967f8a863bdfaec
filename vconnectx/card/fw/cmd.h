/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Firmware commands: one table of opcode, sizes and handler.
 */
#ifndef VCX_CMD_H
#define VCX_CMD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "vconnectx/card/core/object.h"
#include "vconnectx/card/fw/opcode.h"

struct vcx_dev;
struct vcx_fault;

/*
 * Cause of a failed command, reported in the output's syndrome.  Syndromes of a
 * real card are vendor specific; these are specific to this device.
 */
// clang-format off
enum vcx_syndrome {
	VCX_SYND_OPCODE		= 0x76c001,	/* opcode not modelled */
	VCX_SYND_IN_LEN		= 0x76c002,	/* input shorter than required */
	VCX_SYND_OUT_LEN	= 0x76c003,	/* output shorter than required */
	VCX_SYND_OP_MOD		= 0x76c004,	/* op_mod not modelled */
	VCX_SYND_HCA_STATE	= 0x76c005,	/* before INIT_HCA, after TEARDOWN */
	VCX_SYND_NO_OBJECT	= 0x76c006,	/* no object with that number */
	VCX_SYND_IN_USE		= 0x76c007,	/* object is referenced by others */
	VCX_SYND_LIMIT		= 0x76c008,	/* too many objects */
	VCX_SYND_NO_MEMORY	= 0x76c009,	/* device model out of memory */
	VCX_SYND_FIELD		= 0x76c00a,	/* invalid value in a field */
	VCX_SYND_STATE		= 0x76c00b,	/* object is in the wrong state */
	VCX_SYND_PAGES		= 0x76c00c,	/* page list too short or invalid */
	VCX_SYND_OWNER		= 0x76c00d,	/* object of another user context */
	VCX_SYND_REGISTER	= 0x76c00e,	/* register not modelled */
	VCX_SYND_RANGE		= 0x76c00f,	/* index outside its table */
	VCX_SYND_OVERLAP	= 0x76c010,	/* index already taken */
	VCX_SYND_MODULE		= 0x76c011,	/* no such cable module */
};
// clang-format on

struct vcx_named {
	const char *type;
	uint32_t id;
};

/**
 * struct vcx_cmd - one command during execution
 * @slot: command queue slot
 * @token: the driver's token for this use of the slot
 * @opcode: MLX5_CMD_OP_*
 * @op_mod: variant
 * @uid: user context, 0 for the driver itself
 * @in: input, contiguous
 * @in_len: bytes of input from the driver
 * @out: output buffer, zeroed, at least as long as the table's output size
 * @out_len: output length requested by the driver
 * @out_cap: capacity of @out, at least @out_len
 * @status: result
 * @syndrome: cause
 * @created: object created; its type is NULL if there is none
 * @destroyed: object destroyed; its type is NULL if there is none
 * @refs: objects looked up by the handler, without duplicates
 * @nr_refs: entries in @refs
 * @cap_refs: capacity of @refs
 * @fault: the fault rule that fired, or NULL
 */
struct vcx_cmd {
	uint8_t slot;
	uint8_t token;
	uint16_t opcode;
	uint16_t op_mod;
	uint16_t uid;
	const uint8_t *in;
	uint32_t in_len;
	uint8_t *out;
	uint32_t out_len;
	uint32_t out_cap;
	uint8_t status;
	uint32_t syndrome;
	struct vcx_named created;
	struct vcx_named destroyed;
	struct vcx_named *refs;
	size_t nr_refs;
	size_t cap_refs;
	const struct vcx_fault *fault;
};

typedef enum vcx_status (*vcx_cmd_fn)(struct vcx_dev *dev, struct vcx_cmd *cmd);

/* device state required by a command */
enum vcx_cmd_when {
	VCX_WHEN_ANY,	  /* once the command queue is set up */
	VCX_WHEN_ENABLED, /* after ENABLE_HCA */
	VCX_WHEN_INIT,	  /* between INIT_HCA and TEARDOWN_HCA */
};

/**
 * struct vcx_cmd_desc - one row of the command table
 * @opcode: MLX5_CMD_OP_*
 * @when: required state of the device
 * @in_size: minimum length of the input in bytes
 * @out_size: length of the output in bytes
 * @short_out: accept a shorter output buffer, and truncate the output
 * @fn: handler; sizes are checked before it runs
 */
struct vcx_cmd_desc {
	uint16_t opcode;
	enum vcx_cmd_when when;
	uint32_t in_size;
	uint32_t out_size;
	bool short_out;
	vcx_cmd_fn fn;
};

#define VCX_CMD(name, in, out, state, handler) \
	{ \
		.opcode = MLX5_CMD_OP_##name, \
		.when = VCX_WHEN_##state, \
		.in_size = VCX_ST_SZ(in), \
		.out_size = VCX_ST_SZ(out), \
		.fn = handler, \
	}

/*
 * A query that returns one structure.  Drivers with an older definition of the structure
 * request only the first part of it.
 */
#define VCX_QUERY(name, in, out, state, handler) \
	{ \
		.opcode = MLX5_CMD_OP_##name, \
		.when = VCX_WHEN_##state, \
		.in_size = VCX_ST_SZ(in), \
		.out_size = VCX_ST_SZ(out), \
		.short_out = true, \
		.fn = handler, \
	}

/**
 * struct vcx_cmd_family - the commands of one file and their object types
 * @cmds: rows of the command table
 * @nr: number of @cmds
 * @classes: object types
 * @nr_classes: number of @classes
 */
struct vcx_cmd_family {
	const struct vcx_cmd_desc *cmds;
	size_t nr;
	const struct vcx_obj_class *classes;
	size_t nr_classes;
};

/* free memory allocated in @cmd by the functions below */
void vcx_cmd_done(struct vcx_cmd *cmd);

/**
 * vcx_fail() - fail a command with a logged reason
 * Return: @status, to be returned by the handler.
 */
enum vcx_status vcx_fail(struct vcx_dev *dev, struct vcx_cmd *cmd, enum vcx_status status,
			 enum vcx_syndrome syndrome, const char *fmt, ...)
	__attribute__((format(printf, 5, 6)));

/**
 * vcx_cmd_find() - look up an object named by the command
 * Return: the object, recorded in @cmd->refs; or NULL, after failing the command
 * with BAD_RESOURCE.
 */
void *vcx_cmd_find(struct vcx_dev *dev, struct vcx_cmd *cmd, enum vcx_obj_type type, uint32_t id);

/**
 * vcx_cmd_new() - allocate the object of a create command
 * Return: the object, recorded in @cmd->created; or NULL, after failing the command
 * with LIMITS_EXCEEDED.
 */
void *vcx_cmd_new(struct vcx_dev *dev, struct vcx_cmd *cmd, enum vcx_obj_type type, size_t size);

/* undo vcx_cmd_new() after a later failure in the handler; Return: @status */
enum vcx_status vcx_cmd_undo(struct vcx_dev *dev, struct vcx_cmd *cmd, struct vcx_obj *obj,
			     enum vcx_status status);

/**
 * vcx_cmd_destroy() - destroy the object named by the command
 * Fails with BAD_RESOURCE if the object does not exist, and with BAD_RESOURCE_STATE if
 * it is in use.
 */
enum vcx_status vcx_cmd_destroy(struct vcx_dev *dev, struct vcx_cmd *cmd, enum vcx_obj_type type,
				uint32_t id);

/* add a reference from @obj to @target; Return: OK or NO_RESOURCES */
enum vcx_status vcx_cmd_ref(struct vcx_dev *dev, struct vcx_cmd *cmd, struct vcx_obj *obj,
			    struct vcx_obj *target);

#endif
