/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Valid inputs of all commands for fuzz_card; the inputs name live objects.
 */
#ifndef VCX_TEST_CARD_CMDS_H
#define VCX_TEST_CARD_CMDS_H

#include "vconnectx/tests/card_rig.h"

#define CARD_INPUT 8192u

/**
 * struct card_cmd - a command to be executed
 * @in: input
 * @in_len: length of @in
 * @out_len: capacity for the output
 */
struct card_cmd {
	uint8_t in[CARD_INPUT];
	uint32_t in_len;
	uint32_t out_len;
};

/**
 * card_cmd() - fill in a command
 * @cmd: filled in
 * @n: index of the command, modulo the number of commands
 * @sel: variant
 * @arg: selects the objects: four bits for the first object, four bits for the next ...
 */
void card_cmd(struct card *card, struct card_cmd *cmd, unsigned int n, uint8_t sel, uint16_t arg);

#endif
