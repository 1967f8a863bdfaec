// SPDX-License-Identifier: GPL-2.0-only
#include "analysis/flow/decode/decode_input.h"

#include <arpa/inet.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "analysis/base/util.h"
#include "analysis/flow/decode/args.h"
#include "analysis/flow/decode/attributes.h"
#include "analysis/flow/kernel/genl.h"
#include "analysis/flow/kernel/socket_names.h"
#include "analysis/flow/kernel/syscalls.h"
#include "analysis/base/memory.h"

/* Values of common_flags in a trace entry. */
#define IN_HARD_INTERRUPT 0x08
#define IN_SOFT_INTERRUPT 0x10

/*
 * Set the result from the return value according to the function's type. If the type is
 * unknown, only values in the errno range are used.
 */
static void result(struct flow_record *r, enum flow_result kind, uint64_t value)
{
	int64_t wide = (int64_t)value;
	int32_t narrow = (int32_t)value;

	r->has_value = true;
	switch (kind) {
	case FLOW_RESULT_INT:
		r->value = narrow;
		break;
	case FLOW_RESULT_LONG:
	case FLOW_RESULT_UNSIGNED:
		r->value = wide;
		break;
	case FLOW_RESULT_POINTER:
		r->value = wide;
		r->has_value = wide < 0 && wide >= -4095;
		break;
	case FLOW_RESULT_UNKNOWN:
		r->value = narrow;
		r->has_value = narrow <= 0 && narrow >= -4095;
		break;
	default:
		r->has_value = false;
	}
}

static bool graph_entry(const struct flow_input *in, struct flow_record *r)
{
	if (in->from != FLOW_GRAPH)
		return false;
	r->kind = FLOW_ENTRY;
	r->depth = (int)flow_input_number(in, "depth");
	flow_decode_name(in, r, flow_input_number(in, "func"));
	return true;
}

static bool graph_exit(const struct flow_input *in, struct flow_record *r)
{
	const struct flow_known *k;

	if (in->from != FLOW_GRAPH)
		return false;
	r->kind = FLOW_EXIT;
	r->depth = (int)flow_input_number(in, "depth");
	k = flow_decode_name(in, r, flow_input_number(in, "func"));
	if (in->d->t->retval)
		result(r, k->result, flow_input_number(in, "retval"));
	return true;
}

static bool sys_enter(const struct flow_input *in, struct flow_record *r)
{
	uint64_t args[6] = { 0 };
	char text[256];
	int len = 0;
	void *raw = tep_get_field_raw(NULL, in->event, "args", in->record, &len, 0);

	if (raw && len >= (int)sizeof(args))
		memcpy(args, raw, sizeof(args));
	r->kind = FLOW_SYS_ENTER;
	r->value = (int64_t)flow_input_number(in, "id");
	flow_syscall_text((uint64_t)r->value, args, text, sizeof(text));
	r->func = flow_input_intern(in->d, flow_syscall_name((uint64_t)r->value));
	r->text = flow_input_intern(in->d, text);
	return true;
}

static bool sys_exit(const struct flow_input *in, struct flow_record *r)
{
	r->kind = FLOW_SYS_EXIT;
	r->value = (int64_t)flow_input_number(in, "ret");
	r->has_value = true;
	return true;
}

/* The text of a driver event in the format defined by the event. */
static const char *printed(const struct flow_input *in)
{
	struct trace_seq seq;
	const char *text;

	trace_seq_init(&seq);
	tep_print_event(in->d->tep, &seq, in->record, "%s", TEP_PRINT_INFO);
	trace_seq_terminate(&seq);
	mt_mem_ok(seq.state != TRACE_SEQ__MEM_ALLOC_FAILED);
	text = seq.buffer ? flow_input_intern(in->d, seq.buffer) : NULL;
	trace_seq_destroy(&seq);
	return text;
}

static void opcode(const struct flow_input *in, struct flow_record *r)
{
	uint64_t value = flow_input_number(in, "opcode");
	const char *known = flow_name(FLOW_SET_OPCODE, value);
	char text[48];

	/* The opcode is newer than the headers used for the build. */
	if (!known)
		known = flow_input_string(in, "opcode_name");
	snprintf(text, sizeof(text), "opcode 0x%" PRIx64, value);
	r->func = known && *known ? flow_input_intern(in->d, known) :
				    flow_input_intern(in->d, text);
	r->key = flow_input_number(in, "token") << 16 | value;
}

static void cmd_args(const struct flow_input *in, struct flow_record *r)
{
	char text[64];

	opcode(in, r);
	snprintf(text, sizeof(text), "op_mod=0x%" PRIx64 " token=%" PRIu64,
		 flow_input_number(in, "op_mod"), flow_input_number(in, "token"));
	r->text = flow_input_intern(in->d, text);
}

static bool cmd_issue(const struct flow_input *in, struct flow_record *r)
{
	r->kind = FLOW_ISSUE;
	cmd_args(in, r);
	return true;
}

static const char *value_in(const char *text, const char *key, char *out, size_t size)
{
	const char *at = strstr(text, key);

	if (!at)
		return NULL;
	at += strlen(key);
	snprintf(out, size, "%.*s", (int)strcspn(at, " "), at);
	return out;
}

/* Decode the completion of a command, with the error if the command failed. */
static bool cmd_done(const struct flow_input *in, struct flow_record *r)
{
	const char *text = printed(in);
	char status[32], syndrome[32], words[96];

	r->kind = FLOW_DONE;
	cmd_args(in, r);
	r->value = (int32_t)flow_input_number(in, "err");
	r->has_value = true;
	/* an asynchronous command, or one that waited for a slot, has a record of its issue */
	r->ns = flow_input_number(in, "async") || flow_input_number(in, "wait_ns") ?
			0 :
			flow_input_number(in, "ns") | 1;
	if (text && value_in(text, "status=", status, sizeof(status)) && strcmp(status, "OK") &&
	    value_in(text, "syndrome=", syndrome, sizeof(syndrome))) {
		snprintf(words, sizeof(words), "%s, syndrome %s", status, syndrome);
		r->outcome = flow_input_intern(in->d, words);
	}
	return true;
}

static bool driver_event(const struct flow_input *in, struct flow_record *r)
{
	r->kind = FLOW_NOTE;
	r->func = flow_input_intern(in->d, in->event->name);
	r->module = flow_input_intern(in->d, in->event->system);
	r->text = printed(in);
	return true;
}

/*
 * The probe at genl_rcv_msg() records the length of the message in field f2, and the eight bytes at
 * each place of an attribute in the fields from f3 on.
 */
static void attribute(const struct flow_input *in, const char *field, char *text, size_t size)
{
	enum { FIRST = 3 };
	unsigned int last = (unsigned int)atoi(field + 1);
	uint64_t places[FLOW_ARGS_MAX];
	char at[16];

	if (last < FIRST)
		return;
	for (unsigned int i = FIRST; i <= last; i++) {
		snprintf(at, sizeof(at), "f%u", i);
		places[i - FIRST] = flow_input_number(in, at);
	}
	flow_attribute(places, last - FIRST, flow_input_number(in, "f2"), text, size);
}

static void arg_text(const struct flow_input *in, const struct flow_probe_arg *arg,
		     const char *field, char *text, size_t size)
{
	struct tep_format_field *f = tep_find_field(in->event, field);
	struct flow_probe_arg numbered = *arg;
	struct flow_value value;

	*text = '\0';
	if (!f)
		return;
	if (f->flags & TEP_FIELD_IS_STRING) {
		const char *string_value = flow_input_string(in, field);

		if (string_value && *string_value && strcmp(string_value, "(fault)"))
			snprintf(text, size, "%s", string_value);
		return;
	}
	if (arg->set == FLOW_SET_NL80211_ATTR) {
		if ((int)flow_input_number(in, "f0") == in->d->nl80211)
			attribute(in, field, text, size);
		return;
	}
	/* The command numbers of each generic netlink family have other meanings. */
	if (arg->set == FLOW_SET_ETHNL && (int)flow_input_number(in, "f0") != in->d->ethtool) {
		numbered = (struct flow_probe_arg){ .name = arg->name };
		if ((int)flow_input_number(in, "f0") == in->d->nl80211)
			numbered.set = FLOW_SET_NL80211;
	}
	value = (struct flow_value){
		.bits = flow_input_number(in, field),
		.size = (unsigned int)f->size,
		.is_signed = f->flags & TEP_FIELD_IS_SIGNED,
	};
	flow_args_number(&numbered, &value, text, size);
}

static const char *args_text(const struct flow_input *in, const struct flow_probe *p)
{
	struct flow_args args = { .members = 0 };
	char one[96], field[16];

	for (unsigned int i = 0; i < p->nr_args; i++) {
		const struct flow_probe_arg *arg = &p->arg[i];
		unsigned int rest = p->nr_args - i - 1;

		snprintf(field, sizeof(field), "f%u", i);
		if (arg->members) {
			flow_args_struct(&args, arg, flow_input_number(in, field),
					 arg->members < rest ? arg->members : rest);
			continue;
		}
		arg_text(in, arg, field, one, sizeof(one));
		flow_args_put(&args, arg, one);
	}
	return args.text.len ? flow_input_intern(in->d, args.text.at) : NULL;
}

static bool answer(const struct flow_input *in, struct flow_record *r)
{
	const char *text = flow_input_string(in, "f1");

	r->kind = FLOW_NOTE;
	r->func = flow_input_intern(in->d, "answer");
	r->value = (int32_t)flow_input_number(in, "f0");
	r->has_value = true;
	r->text = text && *text && strcmp(text, "(fault)") ? text : NULL;
	return true;
}

/*
 * Decode firmware commands from probes. Entry and return are matched by the task, which issues
 * one command at a time.
 */
static bool command(const struct flow_input *in, const struct flow_probe *p, bool entry,
		    struct flow_record *r)
{
	uint16_t value = entry ? ntohs((uint16_t)flow_input_number(in, "f0")) : 0;
	const char *known = flow_name(FLOW_SET_OPCODE, value);
	char text[48];

	(void)p;
	if (in->from != FLOW_ALL)
		return false;
	r->key = (uint64_t)(uint32_t)r->pid;
	if (!entry) {
		r->kind = FLOW_DONE;
		result(r, FLOW_RESULT_INT, flow_input_number(in, "ret"));
		return true;
	}
	r->kind = FLOW_ISSUE;
	snprintf(text, sizeof(text), "opcode 0x%x", value);
	r->func = flow_input_intern(in->d, known ? known : text);
	snprintf(text, sizeof(text), "op_mod=0x%x", ntohs((uint16_t)flow_input_number(in, "f1")));
	r->text = flow_input_intern(in->d, text);
	return true;
}

/* Decode the address that a socket call passes, as read by the probe in the order of ADDRESS(). */
static bool address(const struct flow_input *in, const struct flow_probe *p, struct flow_record *r)
{
	uint64_t ipv6[2] = { flow_input_number(in, "f4"), flow_input_number(in, "f5") };
	struct flow_sockaddr a = {
		.family = (uint16_t)flow_input_number(in, "f1"),
		.port = (uint16_t)flow_input_number(in, "f2"),
		.word = (uint32_t)flow_input_number(in, "f3"),
		.path = flow_input_string(in, "f6"),
		.name = flow_input_string(in, "f7"),
	};
	char text[160];

	if (!flow_input_number(in, "f0"))
		return false;
	/* The bytes of a 64-bit field are in the order of the address. */
	memcpy(a.ipv6, ipv6, sizeof(a.ipv6));
	flow_socket_address(&a, text, sizeof(text));
	r->kind = FLOW_ADDRESS;
	r->func = p->arg[0].name;
	r->text = flow_input_intern(in->d, text);
	return true;
}

static bool probe(const struct flow_input *in, struct flow_record *r)
{
	bool entry = *in->event->name == 'a';
	const struct flow_probe *p =
		flow_probes_at(in->d->t->probes, (unsigned int)atoi(in->event->name + 1));

	if (!p || in->from == FLOW_STACKS)
		return false;
	if (p->use == FLOW_PROBE_COMMAND)
		return command(in, p, entry, r);
	if (p->use == FLOW_PROBE_CAPABLE)
		return flow_decode_capable_probe(in, entry, r);
	if (p->use == FLOW_PROBE_LOCK || p->use == FLOW_PROBE_UNLOCK)
		return flow_decode_mutex(in, p->use == FLOW_PROBE_LOCK, r);
	if (p->use == FLOW_PROBE_ANSWER)
		return answer(in, r);
	if (p->use == FLOW_PROBE_ADDRESS)
		return p->nr_args == FLOW_ADDRESS_FIELDS && address(in, p, r);
	r->func = flow_decode_plain(in->d, p->func->name);
	r->kind = entry ? FLOW_ARGS : FLOW_RETURN;
	if (entry)
		r->text = args_text(in, p);
	else
		result(r, p->result, flow_input_number(in, "ret"));
	return entry ? r->text != NULL : r->has_value;
}

static const struct handler {
	const char *system, *name; /* if name is NULL, all events of the system */
	bool (*decode)(const struct flow_input *in, struct flow_record *r);
} handlers[] = {
	{ "ftrace", "funcgraph_entry", graph_entry },
	{ "ftrace", "funcgraph_exit", graph_exit },
	{ "ftrace", "kernel_stack", flow_decode_stack },
	{ "raw_syscalls", "sys_enter", sys_enter },
	{ "raw_syscalls", "sys_exit", sys_exit },
	{ "workqueue", "workqueue_queue_work", flow_decode_queue },
	{ "workqueue", "workqueue_execute_start", flow_decode_start },
	{ "workqueue", "workqueue_execute_end", flow_decode_end },
	{ "capability", "cap_capable", flow_decode_capable },
	{ "lock", "lock_acquire", flow_decode_acquire },
	{ "lock", "lock_release", flow_decode_release },
	{ "irq", "irq_handler_entry", flow_decode_irq_enter },
	{ "irq", "irq_handler_exit", flow_decode_irq_exit },
	{ "timer", "timer_start", flow_decode_timer_start },
	{ "timer", "timer_expire_entry", flow_decode_timer_fire },
	{ "timer", "timer_expire_exit", flow_decode_timer_done },
	{ "mlx5", "mlx5_cmd_issue", cmd_issue },
	{ "mlx5", "mlx5_cmd_done", cmd_done },
	{ "mlx5", NULL, driver_event },
	{ FLOW_GROUP, NULL, probe },
};

struct flow_decoder *flow_decoder_new(struct flow_trace *t, struct tep_handle *tep,
				      struct mt_strpool *texts)
{
	struct flow_decoder *d = mt_mem(calloc(1, sizeof(*d)));

	if (d) {
		d->t = t;
		d->tep = tep;
		d->texts = texts;
		d->ethtool = flow_genl_family("ethtool");
		/* The kernel would load cfg80211 to find its family. */
		d->nl80211 = access("/sys/module/cfg80211", F_OK) ? -1 :
								    flow_genl_family("nl80211");
	}
	return d;
}

void flow_decoder_free(struct flow_decoder *d)
{
	free(d);
}

bool flow_decode(struct flow_decoder *d, enum flow_buffer from, struct tep_event *event,
		 struct tep_record *record, int cpu, struct flow_record *r)
{
	struct flow_input in = { d, from, event, record };
	const char *comm;
	int flags;

	*r = (struct flow_record){ .ts = record->ts,
				   .cpu = cpu,
				   .pid = tep_data_pid(d->tep, record) };
	flags = tep_data_flags(d->tep, record);
	r->irq = flags & (IN_HARD_INTERRUPT | IN_SOFT_INTERRUPT);
	r->hard = flags & IN_HARD_INTERRUPT;
	comm = tep_data_comm_from_pid(d->tep, r->pid);
	r->comm = comm && *comm != '<' ? flow_input_intern(d, comm) : NULL;
	for (size_t i = 0; i < ARRAY_SIZE(handlers); i++)
		if (!strcmp(handlers[i].system, event->system) &&
		    (!handlers[i].name || !strcmp(handlers[i].name, event->name)))
			return handlers[i].decode(&in, r);
	return false;
}
