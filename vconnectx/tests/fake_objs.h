/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Creates firmware objects in the same way as the driver, for unit tests.
 */
#ifndef VCX_TEST_FAKE_OBJS_H
#define VCX_TEST_FAKE_OBJS_H

#include "vconnectx/tests/fake_env.h"

/* a queue in guest memory as seen by the driver */
struct fake_queue {
	uint32_t id;
	uint64_t buf;
	uint64_t dbr;
	unsigned int log_size;
	uint32_t arm_sn; /* sequence number of the next arm of a CQ */
};

/* basic objects that most tests need; created by fake_base() */
struct fake_base {
	uint32_t uar;
	uint32_t pd;
	uint32_t td;
	struct fake_queue async_eq; /* for asynchronous events, vector 0 */
	struct fake_queue comp_eq;  /* vector 1 */
};

void fake_base(struct guest *guest, struct fake_base *base);

/* execute ALLOC_UAR, ALLOC_PD or another command without parameters; Return: number */
uint32_t fake_alloc(struct guest *guest, uint16_t opcode);
/* execute DESTROY_x or DEALLOC_x, which has the number in the third word; Return: status */
uint8_t fake_destroy(struct guest *guest, uint16_t opcode, uint32_t id);
/* execute ACCESS_REG with @size bytes at @reg, which the output overwrites; Return: status */
uint8_t fake_access_reg(struct guest *guest, uint16_t id, uint8_t *reg, uint32_t size, bool write);

/*
 * The functions fake_*_input() fill in a valid input, which the test can modify.  The
 * others execute the command, and fail the test unless the command succeeds.
 */
uint8_t *fake_eq_input(struct guest *guest, const struct fake_base *base, struct fake_queue *eq,
		       unsigned int log_size, unsigned int vector, uint64_t mask, uint32_t *len);
void fake_eq(struct guest *guest, const struct fake_base *base, struct fake_queue *eq,
	     unsigned int log_size, unsigned int vector, uint64_t mask);
uint8_t *fake_cq_input(struct guest *guest, const struct fake_base *base, struct fake_queue *cq,
		       unsigned int log_size, uint32_t *len);
void fake_cq(struct guest *guest, const struct fake_base *base, struct fake_queue *cq,
	     unsigned int log_size);
uint8_t *fake_sq_input(struct guest *guest, const struct fake_base *base, struct fake_queue *sq,
		       uint32_t cqn, unsigned int log_size, uint32_t *len);
void fake_sq(struct guest *guest, const struct fake_base *base, struct fake_queue *sq, uint32_t cqn,
	     unsigned int log_size);
uint8_t *fake_rq_input(struct guest *guest, const struct fake_base *base, struct fake_queue *rq,
		       uint32_t cqn, unsigned int log_size, uint32_t *len);
void fake_rq(struct guest *guest, const struct fake_base *base, struct fake_queue *rq, uint32_t cqn,
	     unsigned int log_size);
/* Return: number of an RQT with @nr queues */
uint32_t fake_rqt(struct guest *guest, const uint32_t *rqns, uint32_t nr);
/* Return: number of an indirect TIR */
uint32_t fake_tir(struct guest *guest, const struct fake_base *base, uint32_t rqtn);
/* Return: key that covers all memory, like the driver's own key */
uint32_t fake_pa_mkey(struct guest *guest, const struct fake_base *base);

/**
 * struct fake_fault - one field of a valid input that is set to an invalid value
 * @off: bit offset of the field in the input
 * @bits: width of the field
 * @value: new value of the field
 * @status: expected status of the command
 */
struct fake_fault {
	size_t off;
	size_t bits;
	uint64_t value;
	uint8_t status;
};

#define FAKE_SPOIL(typ, fld, v, st) { VCX_BIT_OFF(typ, fld), VCX_BIT_SZ(typ, fld), v, st }

/* execute each case with a new input created by @input */
void fake_fault(struct guest *guest, const struct fake_fault *cases, size_t nr,
		uint8_t *(*input)(void *ctx, uint32_t *len), void *ctx);

/* execute MODIFY_SQ or MODIFY_RQ; Return: status */
uint8_t fake_modify_sq(struct guest *guest, uint32_t sqn, unsigned int from, unsigned int to);
uint8_t fake_modify_rq(struct guest *guest, uint32_t rqn, unsigned int from, unsigned int to);

/* doorbells */
void fake_eq_arm(struct guest *guest, const struct fake_base *base, const struct fake_queue *eq,
		 uint32_t ci);
/* arm a CQ, each time with a new sequence number, as after an event */
void fake_cq_arm(struct guest *guest, const struct fake_base *base, struct fake_queue *cq,
		 uint32_t ci);
void fake_cq_consume(struct guest *guest, const struct fake_queue *cq, uint32_t ci);
void fake_sq_ring(struct guest *guest, const struct fake_base *base, const struct fake_queue *sq,
		  uint16_t counter);

/* entries */
struct vcx_eqe *fake_eqe(struct guest *guest, const struct fake_queue *eq, uint32_t index);
struct vcx_cqe64 *fake_cqe(struct guest *guest, const struct fake_queue *cq, uint32_t index);

#endif
