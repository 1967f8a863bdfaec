// SPDX-License-Identifier: GPL-2.0-only
#include "vconnectx/tests/fake_env.h"

#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <setjmp.h>
#include <cmocka.h>

#include "vconnectx/card/hca/cmdq.h"
#include "vconnectx/card/port/port.h"

#define PROFILE	     "vconnectx/profiles/connectx-5.profile"
#define MAILBOX_STEP 1024u
#define NR_MAILBOXES (GUEST_IN_MAX / VCX_CMD_BLOCK_DATA + 1)

static bool mapped(uint64_t gpa, size_t len)
{
	return gpa >= GUEST_BASE && len <= GUEST_SIZE && gpa - GUEST_BASE <= GUEST_SIZE - len;
}

static void soil(struct guest *guest, uint64_t gpa, size_t len)
{
	uint64_t first = (gpa - GUEST_BASE) / VCX_PAGE_SIZE;
	uint64_t last = (gpa - GUEST_BASE + (len ? len - 1 : 0)) / VCX_PAGE_SIZE;

	memset(guest->dirty + first, true, last - first + 1);
}

static int fake_read(void *priv, uint64_t gpa, void *buf, size_t len)
{
	struct guest *guest = priv;

	if (!mapped(gpa, len))
		return -EFAULT;
	memcpy(buf, guest->mem + (gpa - GUEST_BASE), len);
	return 0;
}

static int fake_write(void *priv, uint64_t gpa, const void *buf, size_t len)
{
	struct guest *guest = priv;

	if (!mapped(gpa, len))
		return -EFAULT;
	guest->dma_writes++;
	if (!len)
		return 0;
	soil(guest, gpa, len);
	memcpy(guest->mem + (gpa - GUEST_BASE), buf, len);
	return 0;
}

static void fake_irq(void *priv, unsigned int vector)
{
	struct guest *guest = priv;

	assert_in_range(vector, 0, VCX_NUM_VECTORS - 1);
	guest->irqs[vector]++;
}

static uint64_t fake_now(void *priv)
{
	return ((struct guest *)priv)->now_ns;
}

static void fake_signal(void *priv, bool on)
{
	struct guest *guest = priv;

	assert_true(on != guest->signal);
	guest->signal = on;
	guest->nr_signals++;
}

static void fake_send(void *priv, const uint8_t *frame, size_t len)
{
	struct guest *guest = priv;

	assert_in_range(len, 60, sizeof(guest->sent));
	memcpy(guest->sent, frame, len);
	guest->sent_len = len;
	guest->nr_sent++;
}

static void fake_capture(void *priv, const uint8_t *frame, size_t len, const char *what)
{
	struct guest *guest = priv;

	(void)frame;
	assert_in_range(len, 14, GUEST_FRAME_MAX);
	snprintf(guest->captured, sizeof(guest->captured), "%s", what);
}

static void fake_log(void *priv, enum vcx_log_level level, const char *fmt, va_list ap)
	__attribute__((format(printf, 3, 0)));

static void fake_log(void *priv, enum vcx_log_level level, const char *fmt, va_list ap)
{
	struct guest *guest = priv;
	char line[512];
	int len;

	if (level == VCX_LOG_DEBUG)
		return;
	len = vsnprintf(line, sizeof(line) - 1, fmt, ap);
	if (len < 0)
		return;
	if ((size_t)len > sizeof(line) - 2)
		len = sizeof(line) - 2;
	line[len++] = '\n';
	guest->logged += (size_t)len;
	if (guest->log_len + (size_t)len >= sizeof(guest->log)) {
		memmove(guest->log, guest->log + len, guest->log_len - (size_t)len);
		guest->log_len -= (size_t)len;
	}
	memcpy(guest->log + guest->log_len, line, (size_t)len);
	guest->log_len += (size_t)len;
	guest->log[guest->log_len] = '\0';
}

bool guest_logged(const struct guest *guest, const char *text)
{
	return strstr(guest->log, text);
}

uint8_t *guest_ptr(struct guest *guest, uint64_t gpa)
{
	assert_true(mapped(gpa, 1));
	soil(guest, gpa, 1);
	return guest->mem + (gpa - GUEST_BASE);
}

uint64_t guest_alloc(struct guest *guest, size_t size)
{
	uint64_t gpa = guest->next;

	guest->next += (size + VCX_PAGE_SIZE - 1) & ~((uint64_t)VCX_PAGE_SIZE - 1);
	assert_true(mapped(gpa, size));
	memset(guest_ptr(guest, gpa), 0, size);
	soil(guest, gpa, size);
	return gpa;
}

/* allocate the driver's command queue and mailboxes, and set the address of the queue */
static void start_queue(struct guest *guest)
{
	guest->next = GUEST_BASE;
	guest->cmdq = guest_alloc(guest, VCX_PAGE_SIZE);
	guest->mailbox = guest_alloc(guest, 2 * NR_MAILBOXES * MAILBOX_STEP);
	vcx_dev_set_bus_master(guest->dev, 1);
	guest_iseg_write(guest, VCX_ISEG_CMDQ_ADDR_H, (uint32_t)(guest->cmdq >> 32));
	guest_iseg_write(guest, VCX_ISEG_CMDQ_ADDR_L, (uint32_t)guest->cmdq);
}

static struct guest *make_guest(const char *const *faults, size_t nr_faults, bool traced,
				bool rings)
{
	struct guest *guest = calloc(1, sizeof(*guest));
	struct vcx_config cfg = {
		.name = "test",
		.mac = { 0x02, 0, 0, 0, 0, 0x01 },
		.profile = PROFILE,
		.trace_rings = rings,
		.fault_rules = faults,
		.nr_fault_rules = nr_faults,
	};
	struct vcx_env env = {
		.priv = guest,
		.dma_read = fake_read,
		.dma_write = fake_write,
		.irq = fake_irq,
		.now_ns = fake_now,
		.log = fake_log,
		.signal = fake_signal,
		.send = fake_send,
		.capture = fake_capture,
	};
	char err[256] = "";

	assert_non_null(guest);
	guest->mem = calloc(1, GUEST_SIZE);
	assert_non_null(guest->mem);
	guest->now_ns = 1000000000ull;
	if (traced) {
		guest->trace = open_memstream(&guest->trace_text, &guest->trace_size);
		assert_non_null(guest->trace);
		cfg.trace = guest->trace;
	}
	guest->dev = vcx_dev_new(&cfg, &env, err, sizeof(err));
	if (!guest->dev)
		fail_msg("%s", err);
	start_queue(guest);
	return guest;
}

void guest_restart(struct guest *guest)
{
	vcx_dev_reset(guest->dev, "restart");
	for (size_t i = 0; i < GUEST_SIZE / VCX_PAGE_SIZE; i++)
		if (guest->dirty[i])
			memset(guest->mem + i * VCX_PAGE_SIZE, 0, VCX_PAGE_SIZE);
	memset(guest->dirty, false, sizeof(guest->dirty));
	start_queue(guest);
}

struct guest *guest_new(const char *const *faults, size_t nr_faults)
{
	return make_guest(faults, nr_faults, false, false);
}

struct guest *guest_new_traced(const char *const *faults, size_t nr_faults, bool rings)
{
	return make_guest(faults, nr_faults, true, rings);
}

void guest_free(struct guest *guest)
{
	vcx_dev_free(guest->dev);
	if (guest->trace)
		fclose(guest->trace);
	free(guest->trace_text);
	free(guest->mem);
	free(guest);
}

uint32_t guest_iseg_read(struct guest *guest, uint32_t off)
{
	uint8_t bytes[4];

	assert_int_equal(vcx_dev_bar0_read(guest->dev, off, bytes, 4), 0);
	return vcx_get_be32(bytes);
}

void guest_iseg_write(struct guest *guest, uint32_t off, uint32_t value)
{
	uint8_t bytes[4];

	vcx_put_be32(bytes, value);
	assert_int_equal(vcx_dev_bar0_write(guest->dev, off, bytes, 4), 0);
}

/* write a chain of mailboxes from @first on; Return: its address, 0 if it is not needed */
static uint64_t write_chain(struct guest *guest, unsigned int first, const uint8_t *data,
			    uint32_t len, uint8_t token)
{
	uint64_t start = guest->mailbox + (uint64_t)first * MAILBOX_STEP;
	uint32_t left = len > VCX_CMD_INLINE ? len - VCX_CMD_INLINE : 0;

	for (uint32_t i = 0; left; i++) {
		uint64_t gpa = start + (uint64_t)i * MAILBOX_STEP;
		struct vcx_cmd_prot_block *block = (void *)guest_ptr(guest, gpa);
		uint32_t part = left < VCX_CMD_BLOCK_DATA ? left : VCX_CMD_BLOCK_DATA;

		memset(block, 0, sizeof(*block));
		if (data)
			memcpy(block->data, data + VCX_CMD_INLINE + i * VCX_CMD_BLOCK_DATA, part);
		left -= part;
		vcx_put_be64(&block->next, left ? gpa + MAILBOX_STEP : 0);
		vcx_put_be32(&block->block_num, i);
		block->token = token;
	}
	return len > VCX_CMD_INLINE ? start : 0;
}

struct vcx_cmd_layout *guest_cmd_prepare(struct guest *guest, const void *in, uint32_t in_len,
					 uint32_t out_len)
{
	struct vcx_cmd_layout *lay = (void *)guest_ptr(guest, guest->cmdq);
	uint8_t token = ++guest->token;

	assert_in_range(in_len, 0, GUEST_IN_MAX);
	assert_in_range(out_len, 0, GUEST_IN_MAX);
	memset(lay, 0, sizeof(*lay));
	lay->type = VCX_CMD_XPORT;
	memcpy(lay->in, in, in_len < VCX_CMD_INLINE ? in_len : VCX_CMD_INLINE);
	vcx_put_be32(&lay->inlen, in_len);
	vcx_put_be32(&lay->outlen, out_len);
	vcx_put_be64(&lay->in_ptr, write_chain(guest, 0, in, in_len, token));
	vcx_put_be64(&lay->out_ptr, write_chain(guest, NR_MAILBOXES, NULL, out_len, token));
	lay->token = token;
	lay->status_own = 1;
	return lay;
}

bool guest_cmd_ring(struct guest *guest)
{
	struct vcx_cmd_layout *lay = (void *)guest_ptr(guest, guest->cmdq);

	guest_iseg_write(guest, VCX_ISEG_CMD_DBELL, 1);
	guest->delivery = lay->status_own >> 1;
	return !(lay->status_own & 1);
}

void guest_cmd_collect(struct guest *guest, uint32_t out_len)
{
	struct vcx_cmd_layout *lay = (void *)guest_ptr(guest, guest->cmdq);
	uint64_t gpa = vcx_get_be64(&lay->out_ptr);
	uint32_t off = VCX_CMD_INLINE;

	memset(guest->out, 0, sizeof(guest->out));
	memcpy(guest->out, lay->out, sizeof(lay->out));
	for (; off < out_len; gpa += MAILBOX_STEP) {
		uint32_t part = out_len - off < VCX_CMD_BLOCK_DATA ? out_len - off :
								     VCX_CMD_BLOCK_DATA;

		memcpy(guest->out + off, guest_ptr(guest, gpa), part);
		off += part;
	}
	guest->status = guest->out[0];
	guest->syndrome = vcx_get_be32(guest->out + 4);
}

uint8_t guest_cmd(struct guest *guest, const void *in, uint32_t in_len, uint32_t out_len)
{
	if (guest->record)
		guest->record(in, in_len, out_len);
	guest_cmd_prepare(guest, in, in_len, out_len);
	assert_true(guest_cmd_ring(guest));
	assert_int_equal(guest->delivery, VCX_DELIVERY_OK);
	guest_cmd_collect(guest, out_len);
	return guest->status;
}

uint8_t *guest_input(uint16_t opcode)
{
	static uint8_t input[GUEST_IN_MAX];

	memset(input, 0, sizeof(input));
	vcx_put_be16(input, opcode);
	return input;
}

uint8_t guest_give_pages(struct guest *guest, uint32_t nr)
{
	uint8_t *in = guest_input(MLX5_CMD_OP_MANAGE_PAGES);
	/* the device never accesses these pages, so they require no memory */
	static uint64_t page = 0x40000000;

	VCX_SET(manage_pages_in, in, op_mod, 1);
	VCX_SET(manage_pages_in, in, input_num_entries, nr);
	for (uint32_t i = 0; i < nr; i++, page += VCX_PAGE_SIZE)
		vcx_put_be64(VCX_ADDR(manage_pages_in, in, pas) + i * 8, page);
	return guest_cmd(guest, in, VCX_ST_SZ(manage_pages_in) + nr * 8,
			 VCX_ST_SZ(manage_pages_out));
}

void guest_bring_up(struct guest *guest)
{
	const struct vcx_identity *id = &guest->dev->caps.id;

	assert_int_equal(GUEST_CMD(guest, guest_input(MLX5_CMD_OP_ENABLE_HCA), enable_hca_in,
				   enable_hca_out),
			 VCX_OK);
	assert_int_equal(guest_give_pages(guest, id->boot_pages + id->init_pages), VCX_OK);
	assert_int_equal(GUEST_CMD(guest, guest_input(MLX5_CMD_OP_INIT_HCA), init_hca_in,
				   init_hca_out),
			 VCX_OK);
}

void guest_link_up(struct guest *guest)
{
	guest->dev->port->admin_up = true;
	guest->dev->port->oper_up = true;
}

void guest_pass(struct guest *guest, uint64_t ns)
{
	guest->now_ns += ns;
	if (vcx_dev_deadline(guest->dev) <= guest->now_ns)
		vcx_dev_run_timers(guest->dev);
}

char *guest_ask(struct guest *guest, const char *request)
{
	struct vcx_answer *answer = vcx_dev_request(guest->dev, request);
	char *all = calloc(1, 1);
	size_t total = 0, len;
	const char *text;
	int more;

	assert_non_null(answer);
	do {
		more = vcx_answer_next(guest->dev, answer, &text, &len);
		assert_in_range(more, 0, 1);
		all = realloc(all, total + len + 1);
		assert_non_null(all);
		memcpy(all + total, text, len);
		total += len;
	} while (more);
	all[total] = '\0';
	vcx_answer_free(answer);
	return all;
}
