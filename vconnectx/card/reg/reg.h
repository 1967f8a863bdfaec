/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Access registers: one table with the number, size and handler of each.
 */
#ifndef VCX_REG_H
#define VCX_REG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "vconnectx/card/fw/cmd.h"

/**
 * typedef vcx_reg_fn - read or write a register
 * @dev: the device
 * @cmd: the ACCESS_REG command, for vcx_fail()
 * @reg: register contents from the driver; the reply on return
 * @write: write access
 */
typedef enum vcx_status (*vcx_reg_fn)(struct vcx_dev *dev, struct vcx_cmd *cmd, uint8_t *reg,
				      bool write);

/**
 * struct vcx_reg_desc - one row of the register table
 * @id: MLX5_REG_*
 * @size: size of the register in bytes; kernels transfer different numbers of bytes,
 *	because fields were added at the end
 * @port: the second byte is local_port, which must be 1
 * @read_only: writes fail
 * @fn: handler
 */
struct vcx_reg_desc {
	uint16_t id;
	uint16_t size;
	bool port;
	bool read_only;
	vcx_reg_fn fn;
};

struct vcx_reg_family {
	const struct vcx_reg_desc *regs;
	size_t nr;
};

extern const struct vcx_reg_family vcx_regs_port;
extern const struct vcx_reg_family vcx_regs_counters;
extern const struct vcx_reg_family vcx_regs_module;
extern const struct vcx_reg_family vcx_regs_misc;
extern const struct vcx_reg_family vcx_regs_nv;

enum vcx_reg_id {
#define VCX_REGISTER(value, name) VCX_REG_##name = value,
#include "ifc-registers.inc"
#undef VCX_REGISTER
};

/* registers missing from the compiled-in driver.h */
#define VCX_REG_MNVDA 0x9024 /* v6.18 */

#endif
