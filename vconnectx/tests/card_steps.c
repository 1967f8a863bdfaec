// SPDX-License-Identifier: GPL-2.0-only
/* Steps of fuzz_card: commands, requests, time, registers and resets. */
#include "vconnectx/tests/card_steps.h"

#include <stdlib.h>
#include <string.h>

#include "vconnectx/host/util.h"
#include "vconnectx/tests/card_cmds.h"

#define MUTATIONS 8u
#define MANY_MAX  16u

/* bytes to be corrupted in the data that the next step creates */
static struct {
	uint16_t off[MUTATIONS];
	uint16_t val[MUTATIONS];
	unsigned int nr;
} mutations;

/* half of the offsets select nonzero bytes, because most bytes belong to unused fields */
static size_t place(const uint8_t *buf, size_t len, uint16_t off)
{
	size_t used = 0, n = 0;

	if (off & 0x2000)
		return (off & 0x1fff) % len;
	for (size_t i = 0; i < len; i++)
		used += !!buf[i];
	if (!used)
		return off % len;
	used = off % used;
	while (!buf[n] || used--)
		n++;
	return n;
}

/* the upper two bits of the offset select the kind of value */
static void mutate_one(uint8_t *buf, size_t len, uint16_t off, uint16_t val)
{
	static const uint32_t edges[] = {
		0,	    1,		2,	3,	    0x3f,	0x40,
		0xff,	    0x1000,	0xffff, 0x10000,    0xffffff,	0x1000000,
		0x7fffffff, 0x80000000, ~0u,	0xfffff000, 0xfffffffe,
	};
	size_t at = place(buf, len, off);
	uint8_t bytes[4];
	size_t nr = 4;

	vcx_put_be32(bytes, edges[val % ARRAY_SIZE(edges)]);
	switch (off >> 14) {
	case 0:
		bytes[0] = buf[at] ^ (uint8_t)(1 << (val & 7));
		nr = 1;
		break;
	case 1:
		bytes[0] = (uint8_t)val;
		nr = 1;
		break;
	case 2:
		vcx_put_be16(bytes, val);
		nr = 2;
		break;
	}
	memcpy(buf + at, bytes, nr < len - at ? nr : len - at);
}

void card_mutate(const struct card_step *step, uint8_t *buf, size_t len)
{
	if (len && step->off)
		mutate_one(buf, len, step->off, step->val);
	for (unsigned int i = 0; len && i < mutations.nr; i++)
		mutate_one(buf, len, mutations.off[i], mutations.val[i]);
	mutations.nr = 0;
}

static void do_mutate(struct card *card, const struct card_step *step)
{
	(void)card;
	mutations.off[mutations.nr % MUTATIONS] = step->off;
	mutations.val[mutations.nr % MUTATIONS] = step->val;
	if (mutations.nr < MUTATIONS)
		mutations.nr++;
}

/* properties of the next command; 0 leaves a property unchanged */
static struct {
	uint16_t uid;
	uint16_t in_len;
	uint16_t out_len;
	unsigned int times;
} next_cmd;

static void do_prepare(struct card *card, const struct card_step *step)
{
	switch (step->sel & 3) {
	case 0:
		next_cmd.uid = (uint16_t)card_id(card, VCX_OBJ_UCTX, step->arg);
		break;
	case 1:
		next_cmd.in_len = step->val;
		break;
	case 2:
		next_cmd.out_len = step->val;
		break;
	case 3:
		next_cmd.times = 1 + step->val % MANY_MAX;
		break;
	}
}

static const struct card_cmd *make_command(struct card *card, const struct card_step *step)
{
	static struct card_cmd cmd;

	card_cmd(card, &cmd, step->op & 0x7f, step->sel, step->arg);
	if (next_cmd.uid)
		VCX_SET(create_cq_in, cmd.in, uid, next_cmd.uid);
	if (next_cmd.in_len) {
		uint32_t len = next_cmd.in_len % CARD_INPUT;

		/* clear what an earlier command left there */
		if (len > cmd.in_len)
			memset(cmd.in + cmd.in_len, 0, len - cmd.in_len);
		cmd.in_len = len;
	}
	if (next_cmd.out_len)
		cmd.out_len = next_cmd.out_len % CARD_INPUT;
	card_mutate(step, cmd.in, cmd.in_len);
	return &cmd;
}

static void do_command(struct card *card, const struct card_step *step)
{
	const struct card_cmd *cmd = make_command(card, step);

	for (unsigned int i = next_cmd.times ? next_cmd.times : 1; i; i--)
		card_command(card, cmd->in, cmd->in_len, cmd->out_len);
	memset(&next_cmd, 0, sizeof(next_cmd));
}

/* start commands in several slots with one doorbell, after corrupting a slot or a mailbox */
static void do_slots(struct card *card, const struct card_step *step)
{
	static const uint8_t nop[16] = { MLX5_CMD_OP_NOP >> 8, MLX5_CMD_OP_NOP & 0xff };
	struct guest *guest = card->guest;
	struct vcx_cmd_layout *lay = (void *)guest_ptr(guest, guest->cmdq);
	struct card_step made = { .op = (uint8_t)step->arg, .sel = (uint8_t)(step->arg >> 8) };
	struct card_step mutated = *step;
	const struct card_cmd *cmd;

	for (unsigned int i = 1; i < 8; i++) {
		guest_cmd_prepare(guest, nop, sizeof(nop), 16);
		lay[i] = lay[0];
	}
	cmd = make_command(card, &made);
	guest_cmd_prepare(guest, cmd->in, cmd->in_len, cmd->out_len);
	if (step->sel & 0x80)
		card_mutate(&mutated,
			    guest_ptr(guest, vcx_get_be64(&lay->in_ptr) ?
						     vcx_get_be64(&lay->in_ptr) :
						     guest->mailbox) +
				    VCX_CMD_BLOCK_DATA,
			    sizeof(struct vcx_cmd_prot_block) - VCX_CMD_BLOCK_DATA);
	else
		card_mutate(&mutated, (uint8_t *)lay, sizeof(*lay));
	guest_iseg_write(guest, VCX_ISEG_CMD_DBELL, step->sel & 0x7f);
	card_note(card, lay, 8 * sizeof(*lay));
}

static const char *const requests[] = {
	"{\"show\":\"objects\"}",
	"{\"show\":\"queues\"}",
	"{\"show\":\"counters\"}",
	"{\"show\":\"steering\"}",
	"{\"show\":\"commands\"}",
	"{\"link\":\"down\"}",
	"{\"link\":\"up\"}",
	"{\"faults\":\"list\"}",
	"{\"faults\":\"clear\"}",
	"{\"fault\":\"opcode=CREATE_RQ nth=2 status=NO_RESOURCES\"}",
	"{\"fault\":\"opcode=0x802 op_mod=1 delay_ms=20 every=2\"}",
	"{\"fault\":\"opcode=QUERY_SQ drop=1 count=always\"}",
	"{\"fault\":\"opcode=CREATE_TIR status=0x3 syndrome=77 done=1\"}",
	"{\"fault\":\"opcode=DESTROY_TIR skip=1\"}",
	"{\"fault\":\"wqe=RECV syndrome=0x12 count=2\"}",
	"{\"fault\":\"wqe=SEND drop=1\"}",
	"{\"fault\":\"health=9 reset=1\"}",
	"{\"fault\":\"health=0\"}",
	"{\"show\":\"nothing\"}",
	"[1e9,{}]",
};

/* read a reply in several pieces, with other steps in between, or the whole reply at once */
static void do_request(struct card *card, const struct card_step *step)
{
	char text[128] = { 0 };
	const char *piece;
	size_t len;
	int more;

	if (!card->answer) {
		snprintf(text, sizeof(text), "%s", requests[step->sel % ARRAY_SIZE(requests)]);
		card_mutate(step, (uint8_t *)text, strlen(text));
		card->answer = vcx_dev_request(card->guest->dev, text);
		if (!card->answer)
			abort();
	}
	do {
		more = vcx_answer_next(card->guest->dev, card->answer, &piece, &len);
		if (more < 0)
			abort();
		card_note(card, piece, len);
	} while (more && !(step->arg & 1));
	if (more && !(step->arg & 2))
		return;
	vcx_answer_free(card->answer);
	card->answer = NULL;
}

static void do_time(struct card *card, const struct card_step *step)
{
	static const uint64_t ns[] = {
		0, 1000, 20000, 1000000, 10000000, 1000000000, 10000000000ull, 60000000000ull,
	};
	struct guest *guest = card->guest;

	guest->now_ns += ns[step->sel & 7] + step->arg;
	for (unsigned int turns = 1 + (step->sel >> 3); turns; turns--) {
		if (vcx_dev_deadline(guest->dev) > guest->now_ns)
			break;
		vcx_dev_run_timers(guest->dev);
	}
}

static void do_registers(struct card *card, const struct card_step *step)
{
	static const uint32_t offsets[] = {
		VCX_ISEG_FW_REV,
		VCX_ISEG_CMDIF_REV,
		VCX_ISEG_CMDQ_ADDR_H,
		VCX_ISEG_CMDQ_ADDR_L,
		VCX_ISEG_CMD_DBELL,
		VCX_ISEG_INITIALIZING,
		VCX_ISEG_HEALTH + VCX_HEALTH_FW_VER,
		VCX_ISEG_HEALTH + VCX_HEALTH_HW_ID,
		VCX_ISEG_HEALTH + VCX_HEALTH_RFR,
		VCX_ISEG_HEALTH + VCX_HEALTH_SYND,
		VCX_ISEG_CMD_EXEC_TO,
		VCX_ISEG_CMDQ_INIT_TO,
		VCX_ISEG_TIMER_H,
		VCX_ISEG_TIMER_L,
		VCX_ISEG_HEALTH_COUNTER,
		VCX_ISEG_SIZE,
		VCX_ISEG_SIZE + VCX_UAR_CQ_DOORBELL,
		VCX_ISEG_SIZE + VCX_UAR_EQ_CI,
		VCX_BAR0_SIZE - 4,
	};
	uint32_t off = offsets[step->arg % ARRAY_SIZE(offsets)] + (step->off & 15);
	size_t len = (size_t)1 << (step->sel & 3);
	uint8_t bytes[8] = { 0 };

	vcx_put_be32(bytes, step->val);
	if (step->sel & 4)
		vcx_dev_bar0_write(card->guest->dev, off, bytes, len);
	vcx_dev_bar0_read(card->guest->dev, off, bytes, len);
	card_note(card, bytes, len);
}

static void simple(struct card *card, uint16_t opcode)
{
	uint8_t in[64] = { 0 };

	vcx_put_be16(in, opcode);
	card_command(card, in, sizeof(in), 64);
}

static void do_reset(struct card *card, const struct card_step *step)
{
	struct guest *guest = card->guest;

	switch (step->sel & 15) {
	case 0:
		vcx_dev_flr(guest->dev);
		card_bring_up(card, step->arg & 1);
		break;
	case 1:
		vcx_dev_reset(guest->dev, "step");
		card_bring_up(card, step->arg & 1);
		break;
	case 2:
		vcx_dev_flr(guest->dev);
		break;
	case 3: /* mlx5_error_sw_reset() */
		guest_iseg_write(guest, VCX_ISEG_CMDQ_ADDR_L, (uint32_t)guest->cmdq | 7 << 8);
		break;
	case 4:
		simple(card, MLX5_CMD_OP_TEARDOWN_HCA);
		break;
	case 5:
		simple(card, MLX5_CMD_OP_TEARDOWN_HCA);
		simple(card, MLX5_CMD_OP_INIT_HCA);
		guest_link_up(guest);
		break;
	case 6:
	case 7:
		vcx_dev_set_bus_master(guest->dev, step->sel & 1);
		break;
	case 8:
	case 9:
		vcx_dev_set_carrier(guest->dev, step->sel & 1);
		break;
	default:
		guest_link_up(guest);
	}
}

static void do_memory(struct card *card, const struct card_step *step)
{
	uint64_t gpa = card->data + step->arg % (CARD_DATA - 4);

	vcx_put_be16(guest_ptr(card->guest, gpa), step->val);
}

/* kinds that exercise more code are listed more often */
static void (*const kinds[])(struct card *card, const struct card_step *step) = {
	do_mutate,     do_prepare,    do_slots,		 do_request,	 do_time,
	do_registers,  do_reset,      do_memory,	 card_post_send, card_post_send,
	card_ring_sq,  card_ring_sq,  card_post_receive, card_receive,	 card_receive,
	card_serve_cq, card_serve_eq,
};

void card_step(struct card *card, const uint8_t *data)
{
	const struct card_step step = {
		.op = data[0],
		.sel = data[1],
		.arg = (uint16_t)(data[2] | data[3] << 8),
		.off = (uint16_t)(data[4] | data[5] << 8),
		.val = (uint16_t)(data[6] | data[7] << 8),
	};

	if (step.op & 0x80)
		do_command(card, &step);
	else
		kinds[step.op % ARRAY_SIZE(kinds)](card, &step);
}

void card_steps_end(struct card *card)
{
	vcx_answer_free(card->answer);
	card->answer = NULL;
	mutations.nr = 0;
	memset(&next_cmd, 0, sizeof(next_cmd));
}
