/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Valid inputs of all commands, which name live objects, for fuzz_card.
 */
#ifndef VCX_TEST_CARD_CMDS_H
#define VCX_TEST_CARD_CMDS_H

#include "vconnectx/tests/card_rig.h"

#define CARD_INPUT 8192u

/**
 * struct card_cmd - a command to be executed
 * @in: input
 * @in_len: its length
 * @out_len: capacity for the output
 */
struct card_cmd {
	uint8_t in[CARD_INPUT];
	uint32_t in_len;
	uint32_t out_len;
};

/**
 * card_cmd() - fill in a command
 * @cmd: filled
 * @n: index of the command, modulo the number of commands
 * @sel: variant
 * @arg: the objects: four bits for the first one, four for the next ...
 */
void card_cmd(struct card *card, struct card_cmd *cmd, unsigned int n, uint8_t sel, uint16_t arg);

#endif
