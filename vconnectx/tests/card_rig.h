/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A device in the state after a driver's start, with objects of each type, for fuzz_card:
 * queues in RDY, keys of all modes, rules that steer frames to each kind of queue.
 */
#ifndef VCX_TEST_CARD_RIG_H
#define VCX_TEST_CARD_RIG_H

#include "vconnectx/tests/fake_env.h"
#include "vconnectx/tests/fake_objs.h"

#define CARD_DATA  (64u << 10) /* bytes for frames, buffers, and queues created by steps */
#define CARD_KEYS  8u
#define CARD_FRAME 9000u /* longest frame sent by steps */

/* start mode of a card: the first bytes of an input */
enum card_start {
	CARD_LOOP = 1 << 0,	/* --wire loop */
	CARD_IMPAIRED = 1 << 1, /* --impair */
	CARD_FAULTY = 1 << 2,	/* --fault */
	CARD_BARE = 3 << 3,	/* initialised, without objects */
	CARD_TRACED = 7 << 5,	/* with a command log, doorbells and completions included; slow */
};

/**
 * struct card - a device and the state shared by the steps
 * @guests: those without and with a command log, each with a device
 * @guest: the one in use
 * @base: basic objects
 * @data: guest address of CARD_DATA bytes
 * @keys: keys of all modes, some of them invalid for some uses
 * @answer: reply in progress on the control socket, or NULL
 * @digest: of all outputs so far
 */
struct card {
	struct guest *guests[2];
	struct guest *guest;
	struct fake_base base;
	uint64_t data;
	uint32_t keys[CARD_KEYS];
	struct vcx_answer *answer;
	uint64_t digest;
};

/* create the devices, once */
void card_init(struct card *card);
/* power-on and bring-up */
void card_start(struct card *card, uint8_t how, uint8_t variant);
/* reset and bring-up, without fault rules */
void card_bring_up(struct card *card, bool bare);

/* Return: the @n-th live object, modulo the number of objects; NULL: there are none */
struct vcx_obj *card_obj(const struct card *card, enum vcx_obj_type type, unsigned int n);
/* Return: number of that object; if there are none, a number that no object has */
uint32_t card_id(const struct card *card, enum vcx_obj_type type, unsigned int n);

/**
 * card_command() - execute a command in the first free slot
 * Return: output status, 0xff if the command was not delivered or not completed.
 */
uint8_t card_command(struct card *card, const uint8_t *in, uint32_t in_len, uint32_t out_len);

/* add @len bytes to the digest of all outputs */
void card_note(struct card *card, const void *data, size_t len);

#endif
