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
 * Why a command failed, in the output's syndrome.  A card's syndromes are its
 * maker's own; these are this device's, one for each cause.
 */
// clang-format off
enum vcx_syndrome {
	VCX_SYND_OPCODE		= 0x76c001,	/* opcode not modelled */
	VCX_SYND_IN_LEN		= 0x76c002,	/* input shorter than needed */
	VCX_SYND_OUT_LEN	= 0x76c003,	/* output shorter than needed */
	VCX_SYND_OP_MOD		= 0x76c004,	/* op_mod not modelled */
	VCX_SYND_HCA_STATE	= 0x76c005,	/* before INIT_HCA, after TEARDOWN */
	VCX_SYND_NO_OBJECT	= 0x76c006,	/* no object of that number */
	VCX_SYND_IN_USE		= 0x76c007,	/* others refer to the object */
	VCX_SYND_LIMIT		= 0x76c008,	/* too many objects */
	VCX_SYND_NO_MEMORY	= 0x76c009,	/* the device model has no memory */
	VCX_SYND_FIELD		= 0x76c00a,	/* a field has no valid value */
	VCX_SYND_STATE		= 0x76c00b,	/* object is in another state */
	VCX_SYND_PAGES		= 0x76c00c,	/* page list too short or bad */
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
 * struct vcx_cmd - one command while it is carried out
 * @slot: command queue slot
 * @token: the driver's token of this use of the slot
 * @opcode: MLX5_CMD_OP_*
 * @op_mod: variant
 * @uid: user context, 0 for the driver itself
 * @in: input, one piece
 * @in_len: bytes the driver gave
 * @out: output buffer, zeroed, at least as long as the table's output size
 * @out_len: bytes the driver takes
 * @out_cap: bytes @out has, never less than @out_len
 * @status: result
 * @syndrome: cause
 * @created: object made (type NULL: none)
 * @destroyed: object destroyed (type NULL: none)
 * @refs: objects looked up on the way, without repetition
 * @nr_refs: how many
 * @cap_refs: how many fit
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

/* when a command may be given */
enum vcx_cmd_when {
	VCX_WHEN_ANY,	  /* as soon as the command queue is there */
	VCX_WHEN_ENABLED, /* after ENABLE_HCA */
	VCX_WHEN_INIT,	  /* between INIT_HCA and TEARDOWN_HCA */
};

/**
 * struct vcx_cmd_desc - one row of the command table
 * @opcode: MLX5_CMD_OP_*
 * @when: needed state of the device
 * @in_size: shortest input, bytes
 * @out_size: shortest output, bytes
 * @fn: handler; sizes are checked before it runs
 */
struct vcx_cmd_desc {
	uint16_t opcode;
	enum vcx_cmd_when when;
	uint32_t in_size;
	uint32_t out_size;
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

/**
 * struct vcx_cmd_family - the commands of one file and the object types they make
 * @cmds: rows of the command table
 * @nr: how many
 * @classes: object types
 * @nr_classes: how many
 */
struct vcx_cmd_family {
	const struct vcx_cmd_desc *cmds;
	size_t nr;
	const struct vcx_obj_class *classes;
	size_t nr_classes;
};

/* release what the functions below allocated within @cmd */
void vcx_cmd_done(struct vcx_cmd *cmd);

/**
 * vcx_fail() - fail a command, saying why
 * Return: @status, to be returned by the handler.
 */
enum vcx_status vcx_fail(struct vcx_dev *dev, struct vcx_cmd *cmd, enum vcx_status status,
			 enum vcx_syndrome syndrome, const char *fmt, ...)
	__attribute__((format(printf, 5, 6)));

/**
 * vcx_cmd_find() - look up an object that the command names
 * Return: the object, noted in @cmd->refs; or NULL, and the command has failed
 * with BAD_RESOURCE.
 */
void *vcx_cmd_find(struct vcx_dev *dev, struct vcx_cmd *cmd, enum vcx_obj_type type, uint32_t id);

/**
 * vcx_cmd_new() - make the object that the command creates
 * Return: the object, noted in @cmd->created; or NULL, and the command has
 * failed with LIMITS_EXCEEDED.
 */
void *vcx_cmd_new(struct vcx_dev *dev, struct vcx_cmd *cmd, enum vcx_obj_type type, size_t size);

/* take back vcx_cmd_new() in a handler that fails later; Return: @status */
enum vcx_status vcx_cmd_undo(struct vcx_dev *dev, struct vcx_cmd *cmd, struct vcx_obj *obj,
			     enum vcx_status status);

/**
 * vcx_cmd_destroy() - destroy the object that the command names
 * Fails with BAD_RESOURCE if there is none and BAD_RESOURCE_STATE if it is
 * still in use.
 */
enum vcx_status vcx_cmd_destroy(struct vcx_dev *dev, struct vcx_cmd *cmd, enum vcx_obj_type type,
				uint32_t id);

/* @obj depends on @target from now on; OK or NO_RESOURCES */
enum vcx_status vcx_cmd_ref(struct vcx_dev *dev, struct vcx_cmd *cmd, struct vcx_obj *obj,
			    struct vcx_obj *target);

#endif
