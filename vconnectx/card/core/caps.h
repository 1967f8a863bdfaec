/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Capabilities and identity of a card, read from a profile file.
 *
 * A profile has lines of `name = value`; `#` starts a comment.  Names are
 * `device.*` (identity, below) or GROUP.FIELD, where the fields are those of
 * the capability structures in mlx5_ifc.h; fields of a nested structure are
 * joined by a dot.  Fields that exist only in newer headers are listed in
 * caps-newer.tbl.  Values are decimal or 0x hexadecimal.
 */
#ifndef VCX_CAPS_H
#define VCX_CAPS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define VCX_CAP_SIZE 4096u /* mlx5_ifc_hca_cap_union_bits */

enum vcx_cap_group {
	VCX_CAP_general,
	VCX_CAP_general_2,
	VCX_CAP_ethernet,
	VCX_CAP_odp,
	VCX_CAP_atomic,
	VCX_CAP_roce,
	VCX_CAP_flow_table,
	VCX_CAP_eswitch_flow_table,
	VCX_CAP_eswitch,
	VCX_CAP_qos,
	VCX_CAP_debug,
	VCX_CAP_dev_mem,
	VCX_CAP_dev_event,
	VCX_CAP_tls,
	VCX_CAP_ipsec,
	VCX_CAP_port_selection,
	VCX_CAP_pcam_features,
	VCX_CAP_pcam_regs,
	VCX_CAP_mcam_features,
	VCX_CAP_mcam_regs,
	VCX_CAP_qcam_features,
	VCX_CAP_qcam_regs,
	VCX_CAP_NR_GROUPS
};

#define VCX_CAP_NO_TYPE 0xffffu /* group is not read by QUERY_HCA_CAP */

/**
 * struct vcx_identity - identity of the card
 * @fw_major: first part of the firmware version, such as 16 of 16.35.3006
 * @fw_minor: second part
 * @fw_subminor: third part
 * @psid: board id, MT_…
 * @vendor: OUI in QUERY_ADAPTER
 * @boot_pages: 4 KiB pages requested before INIT_HCA
 * @init_pages: 4 KiB pages requested for INIT_HCA
 * @link_speed: speed in Mb/s while the link is up
 * @cmd_timeout_ms: time after which the driver times out a command; 0 for its own default
 */
struct vcx_identity {
	uint32_t fw_major;
	uint32_t fw_minor;
	uint32_t fw_subminor;
	char psid[17];
	uint32_t vendor;
	uint32_t boot_pages;
	uint32_t init_pages;
	uint32_t link_speed;
	uint32_t cmd_timeout_ms;
};

/**
 * struct vcx_caps - values returned by QUERY_HCA_CAP
 * @max: values from the profile
 * @cur: current values: those of the profile, as changed by SET_HCA_CAP
 * @id: identity
 */
struct vcx_caps {
	uint8_t (*max)[VCX_CAP_SIZE];
	uint8_t (*cur)[VCX_CAP_SIZE];
	struct vcx_identity id;
};

/**
 * vcx_caps_load() - read a profile
 * @caps: filled in
 * @path: the file
 * @overrides: lines applied after those of the file
 * @nr_overrides: number of @overrides
 * @err: buffer for one line
 * @errlen: size of @err in bytes
 *
 * Return: true; or false with a one-line message in @err, which names the error and
 * either the file and line or the override.  vcx_caps_free() is required in both cases.
 */
bool vcx_caps_load(struct vcx_caps *caps, const char *path, const char *const *overrides,
		   size_t nr_overrides, char *err, size_t errlen);
void vcx_caps_free(struct vcx_caps *caps);

/* restore the current capabilities from the profile */
void vcx_caps_reset(struct vcx_caps *caps);

/**
 * vcx_caps_set() - SET_HCA_CAP
 * Return: NULL; or, with nothing changed, the name of a field whose value exceeds that of
 * the profile.
 */
const char *vcx_caps_set(struct vcx_caps *caps, enum vcx_cap_group group, const uint8_t *value);

/* Return: the group that QUERY_HCA_CAP reads for type @type, or VCX_CAP_NR_GROUPS */
enum vcx_cap_group vcx_caps_group(unsigned int type);

/* Return: current value of "group.field"; @name must exist */
uint64_t vcx_caps_value(const struct vcx_caps *caps, const char *name);

#define VCX_CAP_GEN(dev, fld) VCX_GET(cmd_hca_cap, (dev)->caps.cur[VCX_CAP_general], fld)
#define VCX_CAP_ETH(dev, fld) \
	VCX_GET(per_protocol_networking_offload_caps, (dev)->caps.cur[VCX_CAP_ethernet], fld)
#define VCX_CAP_FT(dev, fld) VCX_GET(flow_table_nic_cap, (dev)->caps.cur[VCX_CAP_flow_table], fld)

#endif
