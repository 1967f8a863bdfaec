// SPDX-License-Identifier: GPL-2.0-only
#include "analysis/dmesg/words.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "analysis/base/util.h"

struct number_words {
	uint64_t number;
	const char *words;
};

static const char *words_of(const struct number_words *list, size_t nr, uint64_t number)
{
	for (size_t i = 0; i < nr; i++)
		if (list[i].number == number)
			return list[i].words;
	return NULL;
}

#define WORDS_OF(list, number) words_of(list, ARRAY_SIZE(list), number)

/* include/linux/mlx5/device.h, MLX5_CMD_STAT_* */
static const struct number_words statuses[] = {
	{ 0x00, "OK" },
	{ 0x01, "internal error: the firmware had an internal failure" },
	{ 0x02,
	  "bad operation: this firmware does not support the command, or not for this function" },
	{ 0x03, "bad parameter: a value in the command is not permitted" },
	{ 0x04, "bad system state: the device is in the wrong state for the command" },
	{ 0x05, "bad resource: an object in the command does not exist or has another owner" },
	{ 0x06, "resource busy: the object is in use" },
	{ 0x07, "not ready: the firmware is busy with something else" },
	{ 0x08, "limits exceeded: a limit of the device or the function is reached" },
	{ 0x09, "bad resource state: the object is in the wrong state for the command" },
	{ 0x0a, "bad index" },
	{ 0x0f, "no resources: the firmware has no memory or entries left" },
	{ 0x10, "bad queue pair state: the queue pair is in the wrong state for the command" },
	{ 0x30, "bad packet" },
	{ 0x40, "bad size: too many outstanding completions" },
	{ 0x50, "bad input length: driver and firmware differ about the command" },
	{ 0x51, "bad output length: driver and firmware differ about the command" },
};

/* MLX5_CQE_SYNDROME_* */
static const struct number_words cqe_syndromes[] = {
	{ 0x01, "local length error: the descriptor and the data do not agree in length" },
	{ 0x02, "local queue operation error: a field of the descriptor is wrong" },
	{ 0x04, "local protection error: the memory key does not cover the address" },
	{ 0x05, "work request flushed: the queue was already in error or is being closed" },
	{ 0x06, "memory window bind error" },
	{ 0x10, "bad response" },
	{ 0x11, "local access error" },
	{ 0x12, "remote side: invalid request" },
	{ 0x13, "remote side: access error" },
	{ 0x14, "remote side: operation error" },
	{ 0x15, "transport retry counter exceeded: the remote side does not respond" },
	{ 0x16, "receiver-not-ready retry counter exceeded" },
	{ 0x22, "aborted by the remote side" },
};

/* include/linux/mlx5/cq.h, MLX5_CQE_* */
static const struct number_words cqe_opcodes[] = {
	{ 0, "request" },
	{ 1, "RDMA write with immediate" },
	{ 2, "send" },
	{ 3, "send with immediate" },
	{ 4, "send and invalidate" },
	{ 5, "resize" },
	{ 12, "signature error" },
	{ 13, "error of a requester: of a send queue" },
	{ 14, "error of a responder: of a receive queue" },
	{ 15, "invalid: not yet written" },
};

/* include/linux/mlx5/device.h, MLX5_OPCODE_* */
static const struct number_words wqe_opcodes[] = {
	{ 0x00, "NOP" },	   { 0x01, "SEND_INVAL" },
	{ 0x08, "RDMA_WRITE" },	   { 0x09, "RDMA_WRITE_IMM" },
	{ 0x0a, "SEND" },	   { 0x0b, "SEND_IMM" },
	{ 0x0e, "LSO" },	   { 0x0f, "WAIT" },
	{ 0x10, "RDMA_READ" },	   { 0x11, "ATOMIC_CS" },
	{ 0x12, "ATOMIC_FA" },	   { 0x18, "BIND_MW" },
	{ 0x1f, "CONFIG_CMD" },	   { 0x20, "SET_PSV" },
	{ 0x23, "DUMP" },	   { 0x25, "UMR" },
	{ 0x29, "ENHANCED_MPSW" }, { 0x2c, "FLOW_TBL_ACCESS" },
	{ 0x2d, "ACCESS_ASO" },
};

/* include/linux/mlx5/mlx5_ifc.h, MLX5_INITIAL_SEG_HEALTH_SYNDROME_* */
static const struct number_words health_syndromes[] = {
	{ 0x01, "the firmware stopped at an internal error" },
	{ 0x07, "a processor of the firmware (irisc) does not respond" },
	{ 0x08, "an unrecoverable error of the hardware" },
	{ 0x09, "a checksum error (CRC) of the firmware" },
	{ 0x0a, "a PCI error while the device fetched its memory (ICM)" },
	{ 0x0b, "a fatal hardware error at a page of the device's memory (ICM)" },
	{ 0x0c, "an overrun of the asynchronous event queue" },
	{ 0x0d, "an error of an event queue" },
	{ 0x0e, "a reference to an invalid event queue" },
	{ 0x0f, "an error of the flow steering block (FFSER)" },
	{ 0x10, "high temperature" },
	{ 0x12, "poisoned data from PCI in the device's memory (ICM)" },
	{ 0x13, "a lockdown by the trust engine" },
};

/* health.c, MLX5_SENSOR_* */
static const struct number_words sensors[] = {
	{ 0, "none" },
	{ 1, "PCI reads return ones: the device does not respond on the bus" },
	{ 2, "the PCI channel is offline" },
	{ 3, "the firmware disabled the network interface" },
	{ 4, "the network interface is in a software reset" },
	{ 5, "the firmware reports a syndrome and requests a reset" },
};

const char *mt_cqe_syndrome(uint64_t syndrome)
{
	const char *words = WORDS_OF(cqe_syndromes, syndrome);

	return words ? words : "unknown";
}

const char *mt_cqe_opcode(uint64_t opcode)
{
	const char *words = WORDS_OF(cqe_opcodes, opcode);

	return words ? words : "unknown";
}

const char *mt_wqe_opcode(uint64_t opcode)
{
	const char *words = WORDS_OF(wqe_opcodes, opcode);

	return words ? words : "unknown";
}

/* The beginnings of command names, which are followed by the object. */
static const struct {
	const char *verb, *words;
} verbs[] = {
	{ "CREATE_", "to create " }, { "DESTROY_", "to destroy " }, { "MODIFY_", "to change " },
	{ "QUERY_", "to read " },    { "ALLOC_", "to allocate " },  { "DEALLOC_", "to free " },
	{ "SET_", "to set " },	     { "ENABLE_", "to enable " },   { "DISABLE_", "to disable " },
	{ "DELETE_", "to delete " }, { "ATTACH_TO_", "to join " },  { "DETACH_FROM_", "to leave " },
	{ "GEN_", "to raise " },     { "ADD_", "to add " },	    { "ARM_", "to arm " },
};

static const struct {
	const char *name, *words;
} objects[] = {
	{ "SQ", "a send queue" },
	{ "RQ", "a receive queue" },
	{ "CQ", "a completion queue" },
	{ "EQ", "an event queue" },
	{ "QP", "a queue pair" },
	{ "RMP", "a shared receive pool" },
	{ "RQT", "an indirection table of receive queues (RQT)" },
	{ "TIR", "a receive object with its hash (TIR)" },
	{ "TIS", "a transmit object (TIS)" },
	{ "MKEY", "a memory key" },
	{ "UAR", "a doorbell page" },
	{ "PD", "a protection domain" },
	{ "TRANSPORT_DOMAIN", "a transport domain" },
	{ "XRCD", "an XRC domain" },
	{ "FLOW_TABLE", "a flow table" },
	{ "FLOW_GROUP", "a group of a flow table" },
	{ "FLOW_TABLE_ENTRY", "a rule in a flow table" },
	{ "FLOW_TABLE_ROOT", "the first flow table of packets" },
	{ "FLOW_COUNTER", "a counter of flow rules" },
	{ "MODIFY_HEADER_CONTEXT", "a header rewrite of flow rules" },
	{ "PACKET_REFORMAT_CONTEXT", "an encapsulation of flow rules" },
	{ "L2_TABLE_ENTRY", "an entry of the MAC table" },
	{ "HCA", "the function of the device" },
	{ "HCA_CAP", "capabilities of the device" },
	{ "ISSI", "the version of the interface" },
	{ "PAGES", "the firmware's memory pages" },
	{ "ADAPTER", "the adapter's board" },
	{ "VPORT_STATE", "the state of the port of a function" },
	{ "VPORT_COUNTER", "counters of a function's port" },
	{ "NIC_VPORT_CONTEXT", "the settings of a function's port (MAC, MTU, VLANs)" },
	{ "ESW_VPORT_CONTEXT", "the settings of a port of the E-Switch" },
	{ "ESW_FUNCTIONS", "the functions of the E-Switch" },
	{ "Q_COUNTER", "a counter of queues" },
	{ "RATE_LIMIT", "a rate limit" },
	{ "PP_RATE_LIMIT", "a rate limit" },
	{ "SCHEDULING_ELEMENT", "an element of traffic shaping" },
	{ "GENERAL_OBJECT", "an object of an offload" },
	{ "LAG", "port aggregation (LAG)" },
	{ "DRIVER_VERSION", "the driver's version, for the firmware's records" },
	{ "ROCE_ADDRESS", "a RoCE address" },
	{ "VXLAN_UDP_DPORT", "a UDP port for VXLAN" },
	{ "MCG", "a multicast group" },
	{ "EQ_EVENT", "an event" },
	{ "SPECIAL_CONTEXTS", "special memory keys" },
	{ "CONG_PARAMS", "parameters of congestion control" },
	{ "VHCA_STATE", "the state of a function" },
	{ "SF", "a subfunction" },
	{ "MEMIC", "device memory" },
	{ "SW_ICM", "device memory for steering" },
};

static const struct {
	const char *op, *words;
} others[] = {
	{ "ACCESS_REG", "to read or write a register of the device (port, module, temperature)" },
	{ "ACCESS_REGISTER", "to read or write a register of the device" },
	{ "MANAGE_PAGES", "to give memory pages to the firmware or take them back" },
	{ "INIT_HCA", "to start the function of the device" },
	{ "TEARDOWN_HCA", "to stop the function of the device" },
	{ "MAD_IFC", "to exchange a management packet" },
	{ "NOP", "to test the command queue" },
	{ "RST2INIT_QP", "to bring a queue pair from reset to init" },
	{ "INIT2RTR_QP", "to bring a queue pair to ready-to-receive" },
	{ "RTR2RTS_QP", "to bring a queue pair to ready-to-send" },
	{ "2ERR_QP", "to bring a queue pair to the error state" },
	{ "2RST_QP", "to reset a queue pair" },
	{ "SYNC_STEERING", "to wait for the steering to be consistent" },
	{ "SYNC_CRYPTO", "to wait for the crypto engine to be consistent" },
};

void mt_opcode_action(struct mt_span op, char *out, size_t size)
{
	for (size_t i = 0; i < ARRAY_SIZE(others); i++)
		if (mt_span_eq(op, others[i].op)) {
			snprintf(out, size, "%s", others[i].words);
			return;
		}
	for (size_t i = 0; i < ARRAY_SIZE(verbs); i++) {
		struct mt_span object;

		if (!mt_span_starts(op, verbs[i].verb))
			continue;
		object = mt_span_skip(op, strlen(verbs[i].verb));
		for (size_t k = 0; k < ARRAY_SIZE(objects); k++)
			if (mt_span_eq(object, objects[k].name)) {
				snprintf(out, size, "%s%s", verbs[i].words, objects[k].words);
				return;
			}
		snprintf(out, size, "%s" MT_SPAN_FMT, verbs[i].words, MT_SPAN_ARG(object));
		return;
	}
	snprintf(out, size, "to run " MT_SPAN_FMT, MT_SPAN_ARG(op));
}

/* Convert "-22" or "22" to EINVAL. Names are copied unchanged. */
static void errno_words(struct mt_span value, char *out, size_t size)
{
	int64_t number;

	if (mt_span_int(value, &number) && number > -4096 && number < 4096 && number &&
	    strerrorname_np((int)llabs(number)))
		snprintf(out, size, "%s (%s)", strerrorname_np((int)llabs(number)),
			 strerrordesc_np((int)llabs(number)));
	else
		snprintf(out, size, MT_SPAN_FMT, MT_SPAN_ARG(value));
}

static void filter(struct mt_span name, struct mt_span value, char *out, size_t size)
{
	const char *words = NULL;
	uint64_t hex = 0;
	int64_t decimal;

	mt_span_hex(value, &hex);
	if (mt_span_eq(name, "action")) {
		mt_opcode_action(value, out, size);
		return;
	}
	if (mt_span_eq(name, "errno")) {
		errno_words(value, out, size);
		return;
	}
	if (mt_span_eq(name, "both")) {
		snprintf(out, size, "0x%" PRIx64 " (%" PRIu64 ")", hex, hex);
		return;
	}
	if (mt_span_eq(name, "status"))
		words = WORDS_OF(statuses, hex);
	else if (mt_span_eq(name, "healthsynd"))
		words = WORDS_OF(health_syndromes, hex);
	else if (mt_span_eq(name, "sensor") && mt_span_int(value, &decimal))
		words = WORDS_OF(sensors, (uint64_t)decimal);
	if (words)
		snprintf(out, size, "0x%" PRIx64 ", %s", hex, words);
	else
		snprintf(out, size, MT_SPAN_FMT, MT_SPAN_ARG(value));
}

static struct mt_span value_of(struct mt_span name, const struct mt_message *m,
			       const struct mt_parts *parts, const struct mt_extra *extra)
{
	const struct {
		const char *name;
		struct mt_span value;
	} built_in[] = {
		{ "text", m->text },
		{ "func", m->func },
		{ "device", m->dev },
		{ "netdev", m->netdev },
		/* the driver prints some messages about an interface with the device only */
		{ "netdev", m->dev },
	};
	struct mt_span value = mt_span("", 0);

	for (; extra && extra->name; extra++)
		if (mt_span_eq(name, extra->name))
			return mt_span_z(extra->text);
	for (unsigned int i = 0; i < parts->nr; i++)
		if (mt_span_eq(name, parts->at[i].name))
			value = parts->at[i].text;
	for (size_t i = 0; i < ARRAY_SIZE(built_in); i++)
		if (mt_span_eq(name, built_in[i].name) && !value.len)
			value = built_in[i].value;
	return value.len ? value : mt_span_z("unknown");
}

void mt_message_words(const char *sentence, const struct mt_message *m,
		      const struct mt_parts *parts, const struct mt_extra *extra, char *out,
		      size_t size)
{
	size_t n = 0;

	while (*sentence && n + 1 < size) {
		struct mt_span name, value, by = mt_span("", 0);
		const char *end = *sentence == '{' ? strchr(sentence, '}') : NULL, *bar;
		char room[256];

		if (!end) {
			out[n++] = *sentence++;
			continue;
		}
		name = mt_span(sentence + 1, (size_t)(end - sentence - 1));
		bar = memchr(name.p, '|', name.len);
		if (bar) {
			by = mt_span(bar + 1, (size_t)(end - bar - 1));
			name.len = (size_t)(bar - name.p);
		}
		value = value_of(name, m, parts, extra);
		if (by.len && !mt_span_eq(value, "unknown")) {
			filter(by, value, room, sizeof(room));
			value = mt_span_z(room);
		}
		if (value.len > size - n - 1)
			value.len = size - n - 1;
		memcpy(out + n, value.p, value.len);
		n += value.len;
		sentence = end + 1;
	}
	out[n] = '\0';
}
