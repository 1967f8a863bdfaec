// SPDX-License-Identifier: GPL-2.0-only
/*
 * Tests of structs passed to functions: which members are selected, their names and offsets, and
 * the output format.  The types are defined in a BTF that is built here.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <bpf/btf.h>
#include <cmocka.h>
#include <linux/ethtool.h>
#include <linux/net_tstamp.h>

#include "analysis/flow/decode/args.h"
#include "analysis/flow/trace/typed_args.h"

#define KERNEL_ADDRESS UINT64_C(0xffff888001234560)

struct kernel {
	struct btf *btf;
	int u8, u16, u32, s32, u64, be16, text;
};

static void kernel_types(struct kernel *k)
{
	k->btf = btf__new_empty();
	assert_non_null(k->btf);
	k->u8 = btf__add_int(k->btf, "unsigned char", 1, 0);
	k->u16 = btf__add_int(k->btf, "short unsigned int", 2, 0);
	k->u32 = btf__add_typedef(k->btf, "__u32", btf__add_int(k->btf, "unsigned int", 4, 0));
	k->s32 = btf__add_int(k->btf, "int", 4, BTF_INT_SIGNED);
	k->u64 = btf__add_int(k->btf, "long long unsigned int", 8, 0);
	k->be16 = btf__add_typedef(k->btf, "__be16", k->u16);
	k->text = btf__add_ptr(k->btf, k->u8);
}

struct field {
	const char *name;
	int type;
	unsigned int offset, bits;
};

static int add_fields(struct kernel *k, int id, const struct field *f, size_t nr)
{
	for (size_t i = 0; i < nr; i++)
		assert_int_equal(btf__add_field(k->btf, f[i].name, f[i].type, f[i].offset * 8,
						f[i].bits),
				 0);
	return id;
}

/* The fields are evaluated first, as their types must be defined before the struct. */
#define COMPOSITE(k, make, name, size, ...) \
	({ \
		const struct field f_[] = { __VA_ARGS__ }; \
		add_fields(k, make((k)->btf, name, size), f_, sizeof(f_) / sizeof(*f_)); \
	})
#define STRUCT(k, name, size, ...) COMPOSITE(k, btf__add_struct, name, size, __VA_ARGS__)
#define UNION(k, name, size, ...)  COMPOSITE(k, btf__add_union, name, size, __VA_ARGS__)

static int enumeration(struct kernel *k, const char *name, const char *zero, const char *five)
{
	int id = btf__add_enum(k->btf, name, 4);

	btf__add_enum_value(k->btf, zero, 0);
	btf__add_enum_value(k->btf, five, 5);
	return id;
}

static int channels(struct kernel *k)
{
	return STRUCT(k, "ethtool_channels", 12, { "cmd", k->u32, 0, 0 },
		      { "max_combined", k->u32, 4, 0 }, { "combined_count", k->u32, 8, 0 });
}

static int rxnfc(struct kernel *k)
{
	int array = btf__add_array(k->btf, k->u32, k->u8, 2);
	int words = UNION(k, "ethtool_flow_union", 4, { "data", k->u32, 0, 0 });
	int ext = STRUCT(k, "ethtool_flow_ext", 8, { "padding", array, 0, 0 },
			 { "vlan_tci", k->be16, 4, 0 });
	int spec = STRUCT(k, "ethtool_rx_flow_spec", 32, { "flow_type", k->u32, 0, 0 },
			  { "h_u", words, 4, 0 }, { "h_ext", ext, 8, 0 },
			  { "ring_cookie", k->u64, 16, 0 }, { "location", k->u32, 24, 0 });
	int last = UNION(k, NULL, 4, { "rule_cnt", k->u32, 0, 0 }, { "rss_context", k->u32, 0, 0 });

	return STRUCT(k, "ethtool_rxnfc", 64, { "cmd", k->u32, 0, 0 }, { "fs", spec, 8, 0 },
		      { "", last, 40, 0 }, { "rule_locs", array, 44, 0 });
}

/* "NAME@OFFSET:SIZE ..." */
static void members_are(const struct kernel *k, int id, unsigned int max, const char *want)
{
	struct flow_struct_member list[FLOW_ARGS_MAX];
	struct flow_btf_type type = { k->btf, (uint32_t)id };
	unsigned int nr = flow_struct_members(&type, list, max);
	char got[512] = "";
	size_t at = 0;

	for (unsigned int i = 0; i < nr; i++)
		at += (size_t)snprintf(got + at, sizeof(got) - at, "%s%s@%u:%u", at ? " " : "",
				       list[i].name, list[i].offset, list[i].size);
	assert_string_equal(got, want);
}

static void plain_members(void **state)
{
	struct kernel k;

	(void)state;
	kernel_types(&k);
	members_are(&k, channels(&k), 9, "cmd@0:4 max_combined@4:4 combined_count@8:4");
	members_are(&k, channels(&k), 2, "cmd@0:4 max_combined@4:4");
	members_are(&k, channels(&k), 0, "");
	members_are(&k, 0, 9, "");
	btf__free(k.btf);
}

/*
 * Members of nested structs have their path as name. Unions, arrays, bit fields, pointers and
 * integers of odd sizes are skipped.
 */
static void nested_members(void **state)
{
	struct kernel k;
	int deep, deeper, deepest, huge;

	(void)state;
	kernel_types(&k);
	members_are(
		&k, rxnfc(&k), 9,
		"cmd@0:4 fs.flow_type@8:4 fs.h_ext.vlan_tci@20:2 fs.ring_cookie@24:8 fs.location@32:4");
	deepest = STRUCT(&k, "c", 4, { "lost", k.u32, 0, 0 });
	deeper = STRUCT(&k, "b", 8, { "kept", k.u32, 0, 0 }, { "c", deepest, 4, 0 });
	deep = STRUCT(&k, "a", 8, { "b", deeper, 0, 0 });
	huge = btf__add_int(k.btf, "__int128", 16, 0);
	members_are(&k,
		    STRUCT(&k, "top", 48, { "a", deep, 0, 0 },
			   { "", STRUCT(&k, NULL, 4, { "inner", k.s32, 0, 0 }), 8, 0 },
			   { "bit", k.u32, 12, 1 }, { "huge", huge, 16, 0 },
			   { "text", k.text, 32, 0 }),
		    9, "a.b.kept@0:4 inner@8:4");
	btf__free(k.btf);
}

/* Kernel objects are skipped even if they have few members. */
static void values_only(void **state)
{
	struct kernel k;
	int list, counter, device, fwd;

	(void)state;
	kernel_types(&k);
	list = STRUCT(&k, "list_head", 16, { "next", k.text, 0, 0 }, { "prev", k.text, 8, 0 });
	counter = btf__add_typedef(k.btf, "atomic_t",
				   STRUCT(&k, NULL, 4, { "counter", k.s32, 0, 0 }));
	device = btf__add_ptr(k.btf, STRUCT(&k, "net_device", 2000, { "mtu", k.u32, 0, 0 }));
	fwd = btf__add_ptr(k.btf, btf__add_fwd(k.btf, "unknown", BTF_FWD_STRUCT));
	members_are(&k, STRUCT(&k, "linked", 32, { "nr", k.u32, 0, 0 }, { "list", list, 8, 0 }), 9,
		    "");
	members_are(&k, STRUCT(&k, "counted", 8, { "nr", k.u32, 0, 0 }, { "users", counter, 4, 0 }),
		    9, "");
	members_are(&k,
		    STRUCT(&k, "of_device", 16, { "nr", k.u32, 0, 0 }, { "flags", k.u32, 4, 0 },
			   { "dev", device, 8, 0 }),
		    9, "");
	members_are(&k,
		    STRUCT(&k, "opaque", 16, { "nr", k.u32, 0, 0 }, { "flags", k.u32, 4, 0 },
			   { "p", fwd, 8, 0 }),
		    9, "");
	members_are(&k,
		    STRUCT(&k, "netlink_ext_ack", 24, { "_msg", k.text, 0, 0 },
			   { "bad_attr", k.text, 8, 0 }, { "cookie_len", k.u8, 16, 0 }),
		    9, "");
	members_are(&k, STRUCT(&k, "large", 257, { "nr", k.u32, 0, 0 }), 9, "");
	members_are(&k, k.u32, 9, "");
	btf__free(k.btf);
}

static struct flow_proto proto_of(const struct kernel *k, const char *name, int type)
{
	struct flow_proto proto = { .nr = 3, .netdev_name = 304 };

	proto.param[0].name = "dev";
	proto.param[0].kind = FLOW_PARAM_NETDEV;
	proto.param[1].name = name;
	proto.param[1].kind = FLOW_PARAM_POINTER;
	proto.param[1].type =
		flow_btf_target(k->btf,
				(uint32_t)btf__add_ptr(k->btf, btf__add_const(k->btf, type)));
	proto.param[2].name = "id";
	proto.param[2].kind = FLOW_PARAM_INT;
	proto.param[2].size = 4;
	return proto;
}

static struct flow_probe probe_of(const struct mt_symbol *func, const struct flow_proto *proto,
				  struct mt_strpool *texts)
{
	struct flow_probe probe = { .func = func };

	flow_typed_args(&probe, proto, texts);
	return probe;
}

/* Decode @values as if the kernel had fetched them; missing values are 0. */
static void reads(const struct flow_probe *probe, const uint64_t *values, unsigned int nr,
		  const char *want)
{
	struct flow_args args = { .members = 0 };
	char text[96];

	for (unsigned int i = 0; i < probe->nr_args; i++) {
		const struct flow_probe_arg *arg = &probe->arg[i];
		const char *size = strrchr(arg->fetch, ':') + 1;
		struct flow_value v = {
			i < nr ? values[i] : 0,
			(unsigned int)atoi(size + 1) / 8,
			*size == 's',
		};

		if (!strcmp(size, "string")) {
			flow_args_put(&args, arg, "eth0");
		} else if (arg->members) {
			flow_args_struct(&args, arg, v.bits, arg->members);
		} else {
			flow_args_number(arg, &v, text, sizeof(text));
			flow_args_put(&args, arg, text);
		}
	}
	assert_string_equal(args.text.at, want);
}

#define READS(probe, want, ...) \
	({ \
		static const uint64_t v_[] = { __VA_ARGS__ }; \
		reads(probe, v_, sizeof(v_) / sizeof(*v_), want); \
	})

static void fetched_and_shown(void **state)
{
	static const struct mt_symbol set = { .name = "drv_set_channels" };
	static const struct mt_symbol get = { .name = "drv_get_channels" };
	struct mt_strpool *texts = mt_strpool_new();
	struct kernel k;
	struct flow_proto proto;
	struct flow_probe probe;

	(void)state;
	kernel_types(&k);
	proto = proto_of(&k, "ch", channels(&k));
	probe = probe_of(&set, &proto, texts);
	assert_int_equal(probe.nr_args, 6);
	assert_string_equal(probe.arg[0].fetch, "+304($arg1):string");
	assert_string_equal(probe.arg[1].fetch, "$arg2:x64");
	assert_string_equal(probe.arg[2].fetch, "+0($arg2):u32");
	assert_string_equal(probe.arg[4].fetch, "+8($arg2):u32");
	assert_string_equal(probe.arg[5].fetch, "$arg3:s32");
	READS(&probe, "eth0, ch={max_combined=4, combined_count=1}, id=-2", 0, KERNEL_ADDRESS, 0, 4,
	      1, 0xfffffffe);
	READS(&probe, "eth0, ch={cmd=ETHTOOL_SCHANNELS, combined_count=1}, id=0", 0, KERNEL_ADDRESS,
	      ETHTOOL_SCHANNELS, 0, 1);
	READS(&probe, "eth0, ch={}, id=0", 0, KERNEL_ADDRESS);
	/* Nothing is read from a NULL pointer or a user space address. */
	READS(&probe, "eth0, id=7", 0, 0, 1, 2, 3, 7);
	READS(&probe, "eth0, id=7", 0, 0x7ffc12345678, 1, 2, 3, 7);
	proto = proto_of(&k, "", channels(&k));
	proto.param[2].name = "";
	probe = probe_of(&set, &proto, texts);
	READS(&probe, "eth0, channels={combined_count=1}, 7", 0, KERNEL_ADDRESS, 0, 0, 1, 7);
	/* A struct that the callee fills in has no values yet. */
	probe = probe_of(&get, &proto, texts);
	assert_int_equal(probe.nr_args, 2);
	btf__free(k.btf);
	mt_strpool_free(texts);
}

static void numbers_by_name(void **state)
{
	static const struct mt_symbol func = { .name = "drv_set" };
	struct mt_strpool *texts = mt_strpool_new();
	struct kernel k;
	struct flow_proto proto;
	struct flow_probe probe;

	(void)state;
	kernel_types(&k);
	proto = proto_of(&k, "cmd", rxnfc(&k));
	probe = probe_of(&func, &proto, texts);
	READS(&probe,
	      "eth0, cmd={cmd=ETHTOOL_SRXCLSRLINS, fs.flow_type=UDP_V4_FLOW, fs.h_ext.vlan_tci=5, fs.ring_cookie=1, fs.location=5}, id=0",
	      0, KERNEL_ADDRESS, ETHTOOL_SRXCLSRLINS, UDP_V4_FLOW, 0x0500, 1, 5);
	proto = proto_of(&k, "config",
			 STRUCT(&k, "kernel_hwtstamp_config", 16, { "flags", k.s32, 0, 0 },
				{ "tx_type", k.s32, 4, 0 }, { "rx_filter", k.s32, 8, 0 },
				{ "source", enumeration(&k, "source", "UNSPEC", "PHYLIB"), 12,
				  0 }));
	probe = probe_of(&func, &proto, texts);
	READS(&probe,
	      "eth0, config={tx_type=HWTSTAMP_TX_ON, rx_filter=HWTSTAMP_FILTER_ALL, source=PHYLIB}, id=0",
	      0, KERNEL_ADDRESS, 0, HWTSTAMP_TX_ON, HWTSTAMP_FILTER_ALL, 5);
	READS(&probe,
	      "eth0, config={tx_type=HWTSTAMP_TX_OFF, rx_filter=HWTSTAMP_FILTER_NONE}, id=0", 0,
	      KERNEL_ADDRESS);
	btf__free(k.btf);
	mt_strpool_free(texts);
}

/* Of a union, only the member selected by the command is shown, even if it is 0. */
static void chosen_of_a_union(void **state)
{
	static const struct mt_symbol func = { .name = "drv_xdp" };
	struct mt_strpool *texts = mt_strpool_new();
	struct kernel k;
	struct flow_proto proto;
	struct flow_probe probe;
	int prog, xsk, all;

	(void)state;
	kernel_types(&k);
	prog = STRUCT(&k, NULL, 16, { "flags", k.u32, 0, 0 }, { "prog", k.text, 8, 0 });
	xsk = STRUCT(&k, NULL, 16, { "pool", k.text, 0, 0 }, { "queue_id", k.u16, 8, 0 });
	all = UNION(&k, NULL, 16, { "", prog, 0, 0 }, { "xsk", xsk, 0, 0 });
	proto = proto_of(&k, "xdp",
			 STRUCT(&k, "netdev_bpf", 24,
				{ "command",
				  enumeration(&k, "bpf_netdev_command", "XDP_SETUP_PROG",
					      "XDP_SETUP_XSK_POOL"),
				  0, 0 },
				{ "", all, 8, 0 }));
	proto.nr = 2;
	probe = probe_of(&func, &proto, texts);
	assert_int_equal(probe.nr_args, 5);
	READS(&probe, "eth0, xdp={command=XDP_SETUP_XSK_POOL, xsk.queue_id=0}", 0, KERNEL_ADDRESS,
	      5, 9, 0);
	READS(&probe, "eth0, xdp={command=XDP_SETUP_PROG, flags=XDP_FLAGS_DRV_MODE}", 0,
	      KERNEL_ADDRESS, 0, 4, 3);
	READS(&probe, "eth0, xdp={command=4}", 0, KERNEL_ADDRESS, 4, 9, 3);
	btf__free(k.btf);
	mt_strpool_free(texts);
}

static void enumerators(void **state)
{
	struct kernel k;
	struct flow_btf_type type, none = { NULL, 0 };

	(void)state;
	kernel_types(&k);
	type = flow_btf_target(k.btf,
			       (uint32_t)enumeration(&k, "tc_setup_type", "MQPRIO", "BLOCK"));
	assert_string_equal(flow_enumerator(&type, 5), "BLOCK");
	assert_null(flow_enumerator(&type, 6));
	assert_null(flow_enumerator(&none, 5));
	type = flow_btf_target(k.btf, (uint32_t)btf__add_enum64(k.btf, "wide", 8, false));
	btf__add_enum64_value(k.btf, "HIGH", UINT64_C(1) << 40);
	btf__add_enum64_value(k.btf, "__COUNT", 7);
	assert_string_equal(flow_enumerator(&type, UINT64_C(1) << 40), "HIGH");
	assert_null(flow_enumerator(&type, 7));
	assert_int_equal(flow_btf_target(k.btf, (uint32_t)k.u32).id, 0);
	assert_int_equal(flow_btf_target(k.btf, (uint32_t)k.text).id, 0);
	btf__free(k.btf);
}

/* The output is correct if the kernel accepted fewer arguments. */
static void fewer_members(void **state)
{
	struct flow_probe_arg pointer = { .name = "ch", .members = 3 };
	struct flow_probe_arg member = { .name = "max_combined" }, device = { .name = "" };
	struct flow_args args = { .members = 0 };

	(void)state;
	flow_args_put(&args, &device, "eth0");
	flow_args_struct(&args, &pointer, KERNEL_ADDRESS, 0);
	assert_string_equal(args.text.at, "eth0");
	flow_args_struct(&args, &pointer, KERNEL_ADDRESS, 1);
	flow_args_put(&args, &member, "4");
	assert_string_equal(args.text.at, "eth0, ch={max_combined=4}");
}

/* A struct must leave space for later parameters, and a string must fit into its buffer. */
static void limits(void **state)
{
	static const struct mt_symbol func = { .name = "drv_set_coalesce" };
	struct mt_strpool *texts = mt_strpool_new();
	struct flow_args args = { .members = 0 };
	struct kernel k;
	struct flow_proto proto;
	struct flow_probe probe;
	int id;

	(void)state;
	kernel_types(&k);
	id = btf__add_struct(k.btf, "ethtool_long", 200);
	for (unsigned int i = 0; i < 50; i++)
		btf__add_field(k.btf, "a_member_with_a_name", k.u32, i * 32, 0);
	proto = proto_of(&k, "coal", id);
	probe = probe_of(&func, &proto, texts);
	assert_int_equal(probe.nr_args, FLOW_ARGS_MAX);
	assert_string_equal(probe.arg[FLOW_ARGS_MAX - 1].fetch, "$arg3:s32");
	assert_int_equal(probe.arg[1].members, FLOW_ARGS_MAX - 3);
	for (unsigned int i = 0; i < 100; i++)
		flow_args_put(&args, &probe.arg[2], "4294967295");
	assert_int_equal(args.text.len, sizeof(args.text.at) - 1);
	assert_string_equal(args.text.at + args.text.len - 3, "...");
	btf__free(k.btf);
	mt_strpool_free(texts);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(plain_members),   cmocka_unit_test(nested_members),
		cmocka_unit_test(values_only),	   cmocka_unit_test(fetched_and_shown),
		cmocka_unit_test(numbers_by_name), cmocka_unit_test(chosen_of_a_union),
		cmocka_unit_test(enumerators),	   cmocka_unit_test(fewer_members),
		cmocka_unit_test(limits),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
