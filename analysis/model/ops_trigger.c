// SPDX-License-Identifier: GPL-2.0-only
/* Derives the trigger and interface of an operation from the call stacks of its events. */
#include "analysis/model/ops.h"

#include <fnmatch.h>

#include "analysis/base/util.h"

/* The function nearest to user space is used. For example, a removal also closes the link. */
static const struct {
	const char *func, *id, *title;
} triggers[] = {
	{ "mlx5e_remove", "removed", "the driver is unbound" },
	{ "_mlx5e_remove", "removed", "the driver is unbound" },
	{ "mlx5e_probe", "probed", "the driver is bound" },
	{ "_mlx5e_probe", "probed", "the driver is bound" },
	{ "mlx5e_tx_timeout_work", "tx_timeout", "a transmit timeout" },
	{ "mlx5e_*x_reporter_err_*cqe_recover", "error_cqe", "an error CQE" },
	{ "mlx5e_*x_reporter_*recover*", "recovery", "the recovery of a queue" },
	{ "mlx5e_health_recover_channels", "recovery", "the recovery of a queue" },
	{ "mlx5e_change_nic_mtu", "mtu", "a change of the MTU" },
	{ "mlx5e_change_mtu", "mtu", "a change of the MTU" },
	{ "mlx5e_ethtool_set_ringparam", "rings", "ethtool -G" },
	{ "mlx5e_ethtool_set_coalesce", "coalesce", "ethtool -C" },
	{ "mlx5e_set_priv_flags", "priv_flags", "ethtool --set-priv-flags" },
	{ "mlx5e_set_features", "features", "ethtool -K" },
	{ "mlx5e_ethtool_set_rxfh", "rss", "ethtool -X" },
	{ "mlx5e_set_rxfh", "rss", "ethtool -X" },
	{ "mlx5e_setup_tc", "tc", "tc" },
	{ "mlx5e_open", "link_up", "link up" },
	{ "mlx5e_close", "link_down", "link down" },
	{ "mlx5e_xsk_setup_pool", "xsk", "an AF_XDP socket" },
	{ "mlx5e_xdp_set", "xdp", "an XDP program" },
	{ "mlx5e_xdp", "xdp", "an XDP program" },
};

/* Operations with dedicated events, by the function that begins them. */
static const struct {
	const char *func;
	enum mt_op_kind kind;
} begins[] = {
	{ "mlx5e_ethtool_set_channels", MT_OP_SET_CHANNELS },
	{ "mlx5e_set_channels", MT_OP_SET_CHANNELS },
	{ "mlx5e_hw*stamp_set*", MT_OP_HWTSTAMP_SET },
	{ "mlx5e_hw*stamp_get*", MT_OP_HWTSTAMP_GET },
	{ "mlx5e_ethtool_flow_replace", MT_OP_RULE_ADD },
	{ "mlx5e_ethtool_flow_remove", MT_OP_RULE_DELETE },
	{ "mlx5e_xsk_enable_pool", MT_OP_XSK_BIND },
	{ "mlx5e_xsk_disable_pool", MT_OP_XSK_UNBIND },
};

/* Operations without events of the series, which occur in call stacks in the kernel log. */
static const struct {
	const char *func, *title;
} others[] = {
	{ "probe_one", "the PCI device is bound" },
	{ "init_one", "the PCI device is bound" },
	{ "remove_one", "the PCI device is unbound" },
	{ "mlx5_devlink_reload_*", "devlink dev reload" },
	{ "mlx5_devlink_eswitch_mode_set", "devlink dev eswitch set" },
	{ "mlx5_core_sriov_configure", "a change of the number of VFs" },
	{ "mlx5_fw_fatal_reporter_err_work", "the recovery of the device" },
	{ "mlx5_sync_reset_*_event", "a reset of the firmware" },
	{ "mlx5_pci_err_detected", "an error of PCI" },
	{ "mlx5e_set_rx_mode_work", "a change of the receive filter" },
	{ "mlx5e_get_ethtool_stats", "ethtool -S" },
};

/* The parameter that names the cause if several parameters were changed, in order of precedence. */
static const struct {
	int64_t params;
	const char *id, *title;
} causes[] = {
	{ MT_PARAMS_CHANNELS, "channels", "the number of channels" },
	{ MT_PARAMS_MTU, "mtu", "a change of the MTU" },
	{ MT_PARAMS_RINGS, "rings", "ethtool -G" },
	{ MT_PARAMS_XDP, "xdp", "an XDP program" },
	{ MT_PARAMS_MQPRIO, "tc", "tc" },
	{ MT_PARAMS_FEATURES, "features", "ethtool -K" },
	{ MT_PARAMS_PFLAGS, "priv_flags", "ethtool --set-priv-flags" },
	{ MT_PARAMS_COALESCE, "coalesce", "ethtool -C" },
	{ MT_PARAMS_PTP_RX, "ptp_rx", "the receive queue for PTP" },
	{ MT_PARAMS_CQE_COMPRESS, "cqe_compress", "CQE compression" },
	{ MT_PARAMS_INLINE, "inline", "the inline mode of send queues" },
	{ MT_PARAMS_RQ_TYPE, "rq_type", "the type of the RQs" },
};

/* The interface of the request, outermost last. */
static const struct {
	const char *func, *way;
} ways[] = {
	{ "netlink_sendmsg", "netlink" },
	{ "*_sys_ioctl", "ioctl" },
	{ "*_sys_bind", "bind" },
	{ "*_sys_setsockopt", "setsockopt" },
	{ "*_sys_bpf", "bpf" },
	{ "*_sys_write", "write" },
	{ "*_sys_delete_module", "rmmod" },
	{ "*_sys_*init_module", "insmod" },
	{ "*_sys_close", "close" },
	{ "*_sys_exit_group", "exit" },
	{ "process_one_work", "worker" },
};

void mt_op_trigger(struct mt_op *op, const struct mt_stack *stack)
{
	for (unsigned int i = stack->nr; i-- > 0 && !*op->trigger;)
		for (size_t t = 0; t < ARRAY_SIZE(triggers); t++)
			if (!fnmatch(triggers[t].func, stack->func[i], 0)) {
				op->trigger = triggers[t].id;
				break;
			}
	for (unsigned int i = 0; i < stack->nr && !*op->way; i++)
		for (size_t w = 0; w < ARRAY_SIZE(ways); w++)
			if (!fnmatch(ways[w].func, stack->func[i], 0)) {
				op->way = ways[w].way;
				break;
			}
}

static const char *title_of(const char *func)
{
	for (size_t i = 0; i < ARRAY_SIZE(begins); i++)
		if (!fnmatch(begins[i].func, func, 0))
			return mt_op_title(begins[i].kind);
	for (size_t i = 0; i < ARRAY_SIZE(triggers); i++)
		if (!fnmatch(triggers[i].func, func, 0))
			return triggers[i].title;
	for (size_t i = 0; i < ARRAY_SIZE(others); i++)
		if (!fnmatch(others[i].func, func, 0))
			return others[i].title;
	return NULL;
}

struct mt_stack_op mt_stack_op(const struct mt_stack *stack)
{
	struct mt_stack_op op = { "", "", "" };
	const char *title = NULL;

	for (unsigned int i = stack->nr; i-- > 0 && !title;) {
		title = title_of(stack->func[i]);
		if (title)
			op = (struct mt_stack_op){ title, stack->func[i], "" };
	}
	for (unsigned int i = 0; i < stack->nr && !*op.way; i++)
		for (size_t w = 0; w < ARRAY_SIZE(ways); w++)
			if (!fnmatch(ways[w].func, stack->func[i], 0)) {
				op.way = ways[w].way;
				break;
			}
	return op;
}

void mt_op_trigger_of_params(struct mt_op *op)
{
	for (size_t i = 0; i < ARRAY_SIZE(causes) && !*op->trigger; i++)
		if (op->changes & causes[i].params)
			op->trigger = causes[i].id;
}

const char *mt_op_trigger_title(const struct mt_op *op)
{
	for (size_t t = 0; t < ARRAY_SIZE(triggers); t++)
		if (!strcmp(triggers[t].id, op->trigger))
			return triggers[t].title;
	for (size_t i = 0; i < ARRAY_SIZE(causes); i++)
		if (!strcmp(causes[i].id, op->trigger))
			return causes[i].title;
	return "";
}
