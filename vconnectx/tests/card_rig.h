/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A device for fuzz_card, in the state after a driver has started, with objects of each type:
 * queues in RDY, keys of all modes, and rules that steer frames to each kind of queue.
 */
#ifndef VCX_TEST_CARD_RIG_H
#define VCX_TEST_CARD_RIG_H

#include "vconnectx/tests/fake_env.h"
#include "vconnectx/tests/fake_objs.h"

#define CARD_DATA  (64u << 10) /* bytes for frames, buffers and queues that steps create */
#define CARD_KEYS  8u
#define CARD_FRAME 9000u /* longest frame that steps send */

/* start mode of a card: the first bytes of an input */
enum card_start {
	CARD_LOOP = 1 << 0,	/* --wire loop */
	CARD_IMPAIRED = 1 << 1, /* --impair */
	CARD_FAULTY = 1 << 2,	/* --fault */
	CARD_BARE = 3 << 3,	/* initialised, without objects */
	CARD_TRACED = 7 << 5,	/* with a command log, including doorbells and completions; slow */
};

/**
 * struct card - a device and the state shared by the steps
 * @guests: two guests with a device each, without and with a command log
 * @guest: the guest in use
 * @base: basic objects
 * @data: guest address of CARD_DATA bytes
 * @keys: keys of all modes, some of which are invalid for some uses
 * @answer: reply in progress on the control socket, or NULL
 * @digest: digest of all outputs so far
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

/* create the devices; called once */
void card_init(struct card *card);
/* power on the device and bring it up */
void card_start(struct card *card, uint8_t how, uint8_t variant);
/* reset the device and bring it up, without fault rules */
void card_bring_up(struct card *card, bool bare);

/* Return: live object @n, modulo the number of objects; or NULL if there are none */
struct vcx_obj *card_obj(const struct card *card, enum vcx_obj_type type, unsigned int n);
/* Return: number of that object; or, if there are none, a number that no object has */
uint32_t card_id(const struct card *card, enum vcx_obj_type type, unsigned int n);

/**
 * card_command() - execute a command in the first free slot
 * Return: output status, 0xff if the command was not delivered or not completed.
 */
uint8_t card_command(struct card *card, const uint8_t *in, uint32_t in_len, uint32_t out_len);

/* add @len bytes to the digest of all outputs */
void card_note(struct card *card, const void *data, size_t len);

#endif
