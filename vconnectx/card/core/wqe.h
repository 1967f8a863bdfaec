/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Queue entries, and the part of the init segment that mlx5_ifc.h does not describe.
 *
 * The kernel keeps these in include/linux/mlx5/device.h and qp.h, which do not compile in
 * user space.  Member names are the kernel's; vcx_wqe_layout() prints the name and offset
 * of each member, and a test compares that list with the BTF of mlx5_core.ko.  All members
 * are big endian.
 */
#ifndef VCX_WQE_H
#define VCX_WQE_H

#include <stddef.h>
#include <stdint.h>

/* device.h: struct mlx5_cqe64; unused members are padding here */
struct vcx_cqe64 {
	uint8_t tls_outer_l3_tunneled;
	uint8_t pad1;
	uint16_t wqe_id;
	uint8_t pad4[8];
	uint32_t rss_hash_result;
	uint8_t rss_hash_type;
	uint8_t ml_path;
	uint8_t pad18[2];
	uint16_t check_sum;
	uint16_t slid;
	uint32_t flags_rqpn;
	uint8_t hds_ip_ext;
	uint8_t l4_l3_hdr_type;
	uint16_t vlan_info;
	uint32_t srqn;
	uint32_t immediate;
	uint8_t pad40[4];
	uint32_t byte_cnt;
	uint32_t timestamp_h;
	uint32_t timestamp_l;
	uint32_t sop_drop_qpn;
	uint16_t wqe_counter;
	uint8_t signature;
	uint8_t op_own;
};

/* device.h: struct mlx5_err_cqe */
struct vcx_err_cqe {
	uint8_t pad0[32];
	uint32_t srqn;
	uint8_t pad36[18];
	uint8_t vendor_err_synd;
	uint8_t syndrome;
	uint32_t s_wqe_opcode_qpn;
	uint16_t wqe_counter;
	uint8_t signature;
	uint8_t op_own;
};

/* device.h: struct mlx5_eqe */
struct vcx_eqe {
	uint8_t pad0;
	uint8_t type;
	uint8_t pad2;
	uint8_t sub_type;
	uint8_t pad4[28];
	uint8_t data[28];
	uint8_t pad60[2];
	uint8_t signature;
	uint8_t owner;
};

/* offsets within vcx_eqe.data: struct mlx5_eqe_comp, _cq_err, _port_state,
 * _cmd
 */
#define VCX_EQE_COMP_CQN	24
#define VCX_EQE_CQ_ERR_CQN	0
#define VCX_EQE_CQ_ERR_SYNDROME 11
#define VCX_EQE_PORT_PORT	8
#define VCX_EQE_CMD_VECTOR	0

/* qp.h: struct mlx5_wqe_ctrl_seg */
struct vcx_wqe_ctrl_seg {
	uint32_t opmod_idx_opcode;
	uint32_t qpn_ds;
	uint8_t signature;
	uint8_t rsvd[2];
	uint8_t fm_ce_se;
	uint32_t umr_mkey;
};

/* qp.h: struct mlx5_wqe_eth_seg */
struct vcx_wqe_eth_seg {
	uint8_t pad0[4];
	uint8_t cs_flags;
	uint8_t swp_flags;
	uint16_t mss;
	uint32_t flow_table_metadata;
	uint16_t inline_hdr_sz;
	uint8_t inline_hdr_start[2];
};

/* qp.h: struct mlx5_wqe_umr_ctrl_seg */
struct vcx_wqe_umr_ctrl_seg {
	uint8_t flags;
	uint8_t pad1[3];
	uint16_t xlt_octowords;
	uint16_t xlt_offset;
	uint64_t mkey_mask;
	uint32_t xlt_offset_47_16;
	uint8_t pad20[28];
};

/* device.h: struct mlx5_wqe_srq_next_seg */
struct vcx_wqe_srq_next_seg {
	uint8_t pad0[2];
	uint16_t next_wqe_index;
	uint8_t pad4[12];
};

/* qp.h: struct mlx5_wqe_data_seg */
struct vcx_wqe_data_seg {
	uint32_t byte_count;
	uint32_t lkey;
	uint64_t addr;
};

// clang-format off
#define VCX_SEND_WQE_BB		64	/* qp.h: MLX5_SEND_WQE_BB */
#define VCX_WQE_DS		16	/* qp.h: MLX5_SEND_WQE_DS */
#define VCX_WQE_DS_MASK		0x3f	/* qp.h: MLX5_WQE_CTRL_DS_MASK */
#define VCX_WQE_INLINE_SEG	0x80000000u /* qp.h: MLX5_INLINE_SEG */
#define VCX_RX_START_PADDING	0x80000000u /* device.h: MLX5_HW_START_PADDING */
#define VCX_TERMINATE_LKEY	0x100	/* qp.h: MLX5_TERMINATE_SCATTER_LIST_LKEY */
#define VCX_WQE_CE_MASK		0x0c	/* qp.h: fm_ce_se, completion enable */
#define VCX_WQE_CE_CQ_UPDATE	0x08	/* qp.h: MLX5_WQE_CTRL_CQ_UPDATE */
#define VCX_OCTWORD		16	/* device.h: MLX5_OCTWORD */

/* device.h: enum of WQE opcodes */
enum vcx_wqe_opcode {
	VCX_OPCODE_NOP		= 0x00,
	VCX_OPCODE_SEND		= 0x0a,
	VCX_OPCODE_LSO		= 0x0e,
	VCX_OPCODE_UMR		= 0x25,
};

/* device.h: umr control flags */
#define VCX_UMR_XLT_OFFSET_EN	(1u << 4)
#define VCX_UMR_INLINE		(1u << 7)

/* device.h: CQE opcodes, the upper four bits of op_own */
enum vcx_cqe_opcode {
	VCX_CQE_REQ		= 0,
	VCX_CQE_RESP_SEND	= 2,
	VCX_CQE_REQ_ERR		= 13,
	VCX_CQE_RESP_ERR	= 14,
	VCX_CQE_INVALID		= 15,
};

/* device.h: cqe64.hds_ip_ext */
#define VCX_CQE_L2_OK		(1u << 0)
#define VCX_CQE_L3_OK		(1u << 1)
#define VCX_CQE_L4_OK		(1u << 2)

/* device.h: cqe64.l4_l3_hdr_type */
#define VCX_CQE_VLAN		(1u << 0)
#define VCX_CQE_L3_IPV6		(1u << 2)
#define VCX_CQE_L3_IPV4		(2u << 2)
#define VCX_CQE_L4_TCP		(1u << 4)	/* without ACK */
#define VCX_CQE_L4_UDP		(2u << 4)
#define VCX_CQE_L4_TCP_ACK	(3u << 4)	/* without data */
#define VCX_CQE_L4_TCP_ACK_DATA	(4u << 4)

/* device.h: cqe64.rss_hash_type, CQE_RSS_* */
#define VCX_CQE_HASH_IPV4	(1u << 2)
#define VCX_CQE_HASH_IPV6	(2u << 2)
#define VCX_CQE_HASH_TCP	(1u << 6)
#define VCX_CQE_HASH_UDP	(2u << 6)

/* device.h: struct mpwrq_cqe_bc: strides without a packet */
#define VCX_CQE_FILLER		0x80000000u

/* cq.h: enum of error CQE syndromes */
enum vcx_cqe_syndrome {
	VCX_CQE_LOCAL_LENGTH	= 0x01,
	VCX_CQE_LOCAL_QP_OP	= 0x02,
	VCX_CQE_LOCAL_PROT	= 0x04,
	VCX_CQE_WR_FLUSH	= 0x05,
};

/* device.h: enum mlx5_event */
enum vcx_event {
	VCX_EVENT_COMP		= 0x00,
	VCX_EVENT_CQ_ERROR	= 0x04,
	VCX_EVENT_PORT_CHANGE	= 0x09,
	VCX_EVENT_CMD		= 0x0a,
};

/* device.h: port change subtypes, CQ error syndrome */
#define VCX_PORT_SUBTYPE_DOWN		1
#define VCX_PORT_SUBTYPE_ACTIVE		4
#define VCX_CQ_ERR_OVERRUN		0x01
// clang-format on

/* device.h: struct mlx5_cmd_layout */
struct vcx_cmd_layout {
	uint8_t type;
	uint8_t pad1[3];
	uint32_t inlen;
	uint64_t in_ptr;
	uint8_t in[16];
	uint8_t out[16];
	uint64_t out_ptr;
	uint32_t outlen;
	uint8_t token;
	uint8_t sig;
	uint8_t pad62;
	uint8_t status_own;
};

// clang-format off
#define VCX_CMD_XPORT		7	/* device.h: MLX5_PCI_CMD_XPORT */
#define VCX_CMD_BLOCK_DATA	512	/* device.h: MLX5_CMD_DATA_BLOCK_SIZE */
// clang-format on

/* device.h: struct mlx5_cmd_prot_block */
struct vcx_cmd_prot_block {
	uint8_t data[VCX_CMD_BLOCK_DATA];
	uint8_t pad512[48];
	uint64_t next;
	uint32_t block_num;
	uint8_t pad572;
	uint8_t token;
	uint8_t ctrl_sig;
	uint8_t sig;
};

/* device.h: struct mlx5_init_seg, byte offsets */
// clang-format off
#define VCX_ISEG_FW_REV		0x000
#define VCX_ISEG_CMDIF_REV	0x004
#define VCX_ISEG_CMDQ_ADDR_H	0x010
#define VCX_ISEG_CMDQ_ADDR_L	0x014
#define VCX_ISEG_CMD_DBELL	0x018
#define VCX_ISEG_INITIALIZING	0x1fc
#define VCX_ISEG_HEALTH		0x200
#define VCX_ISEG_CMD_EXEC_TO	0xff8
#define VCX_ISEG_CMDQ_INIT_TO	0xffc
#define VCX_ISEG_TIMER_H	0x1000
#define VCX_ISEG_TIMER_L	0x1004
#define VCX_ISEG_HEALTH_COUNTER	0x1010

/* device.h: struct health_buffer, byte offsets */
#define VCX_HEALTH_FW_VER	0x30
#define VCX_HEALTH_HW_ID	0x34
#define VCX_HEALTH_RFR		0x38 /* rfr_severity */
#define VCX_HEALTH_RFR_BIT	0x80000000u
#define VCX_HEALTH_SYND		0x3c /* irisc_index, synd, ext_synd */
#define VCX_HEALTH_SYND_SHIFT	16

/* doorbells within a UAR page: device.h MLX5_BF_OFFSET, MLX5_CQ_DOORBELL;
 * core/lib/eq.h MLX5_EQ_DOORBEL_OFFSET
 */
#define VCX_UAR_CQ_DOORBELL	0x20
#define VCX_UAR_EQ_ARM		0x40
#define VCX_UAR_EQ_CI		0x48
#define VCX_UAR_BF		0x800
#define VCX_UAR_BF_BUF		0x100	/* half of 1 << log_bf_reg_size */

/* doorbell records: doorbell.h and qp.h MLX5_RCV_DBR, MLX5_SND_DBR */
#define VCX_DBR_RCV		0
#define VCX_DBR_SND		4
#define VCX_DBR_CQ_CI		0	/* cq.h: MLX5_CQ_SET_CI */

/* cq.h: mlx5_cq_arm() commands */
#define VCX_CQ_DB_CMD_SOLICITED	(1u << 24)

/* names and offsets of members that are also in the kernel's structures */
#define VCX_LAYOUT(X) \
	X(cqe64, wqe_id) X(cqe64, rss_hash_result) X(cqe64, rss_hash_type) \
	X(cqe64, check_sum) X(cqe64, flags_rqpn) \
	X(cqe64, hds_ip_ext) X(cqe64, l4_l3_hdr_type) \
	X(cqe64, vlan_info) X(cqe64, srqn) X(cqe64, byte_cnt) \
	X(cqe64, timestamp_h) X(cqe64, timestamp_l) X(cqe64, sop_drop_qpn) \
	X(cqe64, wqe_counter) X(cqe64, op_own) \
	X(err_cqe, srqn) X(err_cqe, vendor_err_synd) X(err_cqe, syndrome) \
	X(err_cqe, s_wqe_opcode_qpn) X(err_cqe, wqe_counter) \
	X(err_cqe, op_own) \
	X(eqe, type) X(eqe, sub_type) X(eqe, data) X(eqe, owner) \
	X(wqe_ctrl_seg, opmod_idx_opcode) X(wqe_ctrl_seg, qpn_ds) \
	X(wqe_ctrl_seg, signature) X(wqe_ctrl_seg, fm_ce_se) \
	X(wqe_eth_seg, cs_flags) X(wqe_eth_seg, mss) \
	X(wqe_eth_seg, flow_table_metadata) \
	X(wqe_umr_ctrl_seg, flags) X(wqe_umr_ctrl_seg, xlt_octowords) \
	X(wqe_umr_ctrl_seg, mkey_mask) X(wqe_umr_ctrl_seg, xlt_offset_47_16) \
	X(wqe_data_seg, byte_count) X(wqe_data_seg, lkey) \
	X(wqe_data_seg, addr) \
	X(wqe_srq_next_seg, next_wqe_index) \
	X(cmd_layout, type) X(cmd_layout, inlen) X(cmd_layout, in_ptr) \
	X(cmd_layout, in) X(cmd_layout, out) X(cmd_layout, out_ptr) \
	X(cmd_layout, outlen) X(cmd_layout, token) X(cmd_layout, sig) \
	X(cmd_layout, status_own) \
	X(cmd_prot_block, data) X(cmd_prot_block, next) \
	X(cmd_prot_block, block_num) X(cmd_prot_block, token) \
	X(cmd_prot_block, ctrl_sig) X(cmd_prot_block, sig)
// clang-format on

_Static_assert(sizeof(struct vcx_cqe64) == 64, "CQE size");
_Static_assert(sizeof(struct vcx_err_cqe) == 64, "error CQE size");
_Static_assert(sizeof(struct vcx_eqe) == 64, "EQE size");
_Static_assert(sizeof(struct vcx_wqe_ctrl_seg) == 16, "ctrl segment size");
_Static_assert(sizeof(struct vcx_wqe_eth_seg) == 16, "eth segment size");
_Static_assert(sizeof(struct vcx_wqe_umr_ctrl_seg) == 48, "UMR segment size");
_Static_assert(sizeof(struct vcx_cmd_layout) == 64, "command slot size");
_Static_assert(sizeof(struct vcx_cmd_prot_block) == 576, "mailbox size");

#endif
