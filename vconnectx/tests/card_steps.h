/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A step of fuzz_card: one action of a guest, of the wire or of the control socket.
 */
#ifndef VCX_TEST_CARD_STEPS_H
#define VCX_TEST_CARD_STEPS_H

#include "vconnectx/tests/card_rig.h"

#define CARD_STEP 8u /* bytes of a step */

/**
 * struct card_step - a step, decoded
 * @op: kind of step
 * @sel: variant
 * @arg: selects the objects, or is a length
 * @off: offset of a byte to corrupt in the data created by the step; 0: none
 * @val: its new value
 */
struct card_step {
	uint8_t op;
	uint8_t sel;
	uint16_t arg;
	uint16_t off;
	uint16_t val;
};

/* execute the step that the CARD_STEP bytes at @data describe */
void card_step(struct card *card, const uint8_t *data);
/* drop the state that steps keep for later steps */
void card_steps_end(struct card *card);

/* the kinds of steps for queues and frames, which are in card_traffic.c */
void card_post_send(struct card *card, const struct card_step *step);
void card_ring_sq(struct card *card, const struct card_step *step);
void card_post_receive(struct card *card, const struct card_step *step);
void card_receive(struct card *card, const struct card_step *step);
void card_serve_cq(struct card *card, const struct card_step *step);
void card_serve_eq(struct card *card, const struct card_step *step);

/* apply the corruption that this and preceding steps request to @buf */
void card_mutate(const struct card_step *step, uint8_t *buf, size_t len);

#endif
