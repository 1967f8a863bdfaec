# SPDX-License-Identifier: GPL-2.0-only
# Generate name tables from the kernel's firmware interface headers.
#
#	awk -f gen-ifc.awk -v what=opcodes mlx5_ifc.h
#	awk -f gen-ifc.awk -v what=registers driver.h
#	awk -f gen-ifc.awk -v what=caps mlx5_ifc.h caps-newer.tbl
#
# opcodes	VCX_OPCODE(number, NAME)	each MLX5_CMD_OP_NAME
# registers	VCX_REGISTER(number, NAME)	each MLX5_REG_NAME
# caps		VCX_CAP(group, structure tag, member)
#		each field of the capability structures, including nested ones;
#		the compiler computes the offset and the width
#		VCX_CAP_AT(group, field, bit offset, width)
#		each field of caps-newer.tbl that is not in the header

function hex(s,    i, v)
{
	s = tolower(s)
	if (s !~ /^0x/)
		return s + 0
	v = 0
	for (i = 3; i <= length(s); i++)
		v = v * 16 + index("0123456789abcdef", substr(s, i, 1)) - 1
	return v
}

function member(kind, name, extra)
{
	n = ++count[cur]
	mkind[cur, n] = kind
	mname[cur, n] = name
	mextra[cur, n] = extra
}

function expand(group, root, type, prefix,    i, j)
{
	for (i = 1; i <= count[type]; i++) {
		if (mname[type, i] ~ /^reserved/)
			continue
		if (mkind[type, i] == "struct")
			expand(group, root, mextra[type, i], prefix mname[type, i] ".")
		else if (mkind[type, i] == "array")
			for (j = 0; j < mextra[type, i]; j++)
				cap(group, root, prefix mname[type, i] "[" j "]")
		else
			cap(group, root, prefix mname[type, i])
	}
}

function cap(group, root, name)
{
	known[group, name] = 1
	printf "VCX_CAP(%s, mlx5_ifc_%s, %s)\n", group, root, name
}

BEGIN {
	nroots = split("general cmd_hca_cap_bits general_2 cmd_hca_cap_2_bits " \
		"ethernet per_protocol_networking_offload_caps_bits " \
		"odp odp_cap_bits atomic atomic_caps_bits roce roce_cap_bits " \
		"flow_table flow_table_nic_cap_bits " \
		"eswitch_flow_table flow_table_eswitch_cap_bits " \
		"eswitch e_switch_cap_bits qos qos_cap_bits " \
		"debug debug_cap_bits dev_mem device_mem_cap_bits " \
		"dev_event device_event_cap_bits tls tls_cap_bits " \
		"ipsec ipsec_cap_bits port_selection port_selection_cap_bits " \
		"pcam_features pcam_enhanced_features_bits " \
		"pcam_regs pcam_regs_5000_to_507f_bits " \
		"mcam_features mcam_enhanced_features_bits " \
		"mcam_regs mcam_access_reg_bits " \
		"qcam_features qcam_qos_feature_cap_mask " \
		"qcam_regs qcam_access_reg_cap_mask", roots, " ")
	if (what == "")
		what = "opcodes"
	print "/* SPDX-License-Identifier: GPL-2.0-only */"
	print "/* made by gen-ifc.awk; do not edit */"
}

what == "opcodes" && /^\tMLX5_CMD_OP(CODE)?_[A-Z0-9_]+[ \t]*=[ \t]*0x[0-9a-f]+,/ {
	name = $1
	sub(/^MLX5_CMD_OP(CODE)?_/, "", name)
	value = $3
	sub(/,.*/, "", value)
	if (name !~ /^GENERAL_(START|END)$/)
		printf "VCX_OPCODE(%s, %s)\n", value, name
}

what == "registers" && /^\tMLX5_REG_[A-Z0-9_]+[ \t]*=[ \t]*0x[0-9A-Fa-f]+,/ {
	name = $1
	sub(/^MLX5_REG_/, "", name)
	value = $3
	sub(/,.*/, "", value)
	printf "VCX_REGISTER(%s, %s)\n", value, name
}

what == "caps" && /^struct mlx5_ifc_[a-z0-9_]+ \{/ {
	cur = $2
	sub(/^mlx5_ifc_/, "", cur)
	depth = 0
	next
}
what == "caps" && cur != "" && /^\t(struct|union) \{/ { depth++ }
what == "caps" && cur != "" && /^\t\}/ { depth-- }
what == "caps" && /^};/ { cur = "" }
what == "caps" && cur != "" && depth == 0 && $1 == "u8" {
	line = $2
	sub(/;$/, "", line)
	k = split(line, part, /[][]+/)
	width = hex(part[2])
	if (line ~ /\]\[/) {
		if (hex(part[3]) <= 64)
			member("array", part[1], width)
	} else if (width >= 1 && (width <= 32 || width == 64)) {
		member("scalar", part[1], width)
	}
}
what == "caps" && cur != "" && depth == 0 && $1 == "struct" && $3 ~ /^[a-z0-9_]+;$/ {
	type = $2
	sub(/^mlx5_ifc_/, "", type)
	name = $3
	sub(/;$/, "", name)
	member("struct", name, type)
}

what == "caps" && FILENAME ~ /\.tbl$/ && /^[a-z]/ { newer[++nnewer] = $0 }

END {
	if (what != "caps")
		exit
	for (r = 1; r < nroots; r += 2)
		expand(roots[r], roots[r + 1], roots[r + 1], "")
	for (r = 1; r <= nnewer; r++) {
		split(newer[r], part, /[ \t]+/)
		if (!((part[1], part[2]) in known))
			printf "VCX_CAP_AT(%s, %s, %s, %s)\n", part[1], part[2], part[3], part[4]
	}
}
