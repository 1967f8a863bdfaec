# SPDX-License-Identifier: GPL-2.0-only
#
# Convert the output of formats.awk to lines of a kernel log: each format is printed with the
# prefix of its macro and a value for each conversion.

function value(conversion) {
	if (conversion == "%%")
		return "%"
	if (conversion ~ /^%pM/)
		return "00:11:22:33:44:55"
	if (conversion ~ /^%pI6/)
		return "fe80:0000:0000:0000:0000:0000:0000:0001"
	if (conversion ~ /^%pe/)
		return "-ENOMEM"
	if (conversion ~ /^%pNF/)
		return "0x0000000000004000"
	if (conversion ~ /^%(p|\*pb)/)
		return conversion ~ /^%p/ ? "00000000deadbeef" : "0-3"
	if (conversion ~ /s$/)
		return "name"
	if (conversion ~ /#.*[xX]$/)
		return "0x1f"
	if (conversion ~ /[xX]$/)
		return "1f"
	return "7"
}

{
	out = filled($4)
	if ($3 == "netdev_err" && $1 == "en/health.c" && $4 == "%s")
		next # this prints the texts of the reporters, which are printed separately
	core = "mlx5_core 0000:01:00.0: " $2 ":1:(pid 1): "
	prefix = core
	if ($3 ~ /^net(dev|if)_/)
		prefix = "mlx5_core 0000:01:00.0 eth0: "
	else if ($3 == "esw_warn")
		prefix = "mlx5_core 0000:01:00.0: E-Switch: "
	else if ($3 == "sd_warn")
		prefix = "mlx5_core 0000:01:00.0: Socket-Direct: "
	else if ($3 ~ /^qos_/)
		prefix = core "QoS: "
	else if ($3 ~ /^mlx5_fpga_/)
		prefix = core "FPGA: " $2 ":1:(pid 1): "
	else if ($3 ~ /^dev_/)
		prefix = "mlx5_core 0000:01:00.0: "
	else if ($3 ~ /^pr_/)
		prefix = ""
	printf "<4>[%5d.000000] %s%s\n", NR, prefix, out
}
