// SPDX-License-Identifier: GPL-2.0-only
/* Opcode and status names. */
#include "vconnectx/card/fw/opcode.h"

#include <stddef.h>
#include <string.h>

#include "vconnectx/host/util.h"

static const struct opcode_name {
	uint16_t opcode;
	const char *name;
} opcode_names[] = {
#define VCX_OPCODE(value, name) { value, #name },
#include "ifc-opcodes.inc"
#undef VCX_OPCODE
};

static const struct status_row {
	uint8_t status;
	const char *name;
} status_names[] = {
#define VCX_STATUS_NAME(name, value) { value, #name },
	VCX_STATUSES(VCX_STATUS_NAME)
#undef VCX_STATUS_NAME
};

const char *vcx_opcode_name(uint16_t opcode)
{
	for (size_t i = 0; i < ARRAY_SIZE(opcode_names); i++)
		if (opcode_names[i].opcode == opcode)
			return opcode_names[i].name;
	return NULL;
}

bool vcx_opcode_parse(const char *name, uint16_t *opcode)
{
	for (size_t i = 0; i < ARRAY_SIZE(opcode_names); i++) {
		if (strcmp(opcode_names[i].name, name))
			continue;
		*opcode = opcode_names[i].opcode;
		return true;
	}
	return false;
}

const char *vcx_status_name(uint8_t status)
{
	for (size_t i = 0; i < ARRAY_SIZE(status_names); i++)
		if (status_names[i].status == status)
			return status_names[i].name;
	return "UNKNOWN";
}

bool vcx_status_parse(const char *name, uint8_t *status)
{
	for (size_t i = 0; i < ARRAY_SIZE(status_names); i++) {
		if (strcmp(status_names[i].name, name))
			continue;
		*status = status_names[i].status;
		return true;
	}
	return false;
}
