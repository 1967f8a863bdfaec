# SPDX-License-Identifier: GPL-2.0-only
#
# Turn origins.tbl into C. An invalid line is reported with its number and stops the build.

BEGIN { driver = "drivers/net/ethernet/mellanox/mlx5/core/" }

/^#/ || NF == 0 { next }

$1 == "base" {
	for (i = 2; i <= NF; i++) {
		if ($i !~ /^v[0-9]+\.[0-9]+$/)
			bad("\"" $i "\" is not a base")
		split(substr($i, 2), version, ".")
		bases = bases sprintf("\t{ %d, %d },\n", version[1], version[2])
	}
	nr = NF - 1
	next
}

$1 == "file" { file = $2; next }

{
	if (!nr || !file)
		bad("base and file must come first")
	bits = 0
	for (i = 1; i <= length($1); i++) {
		digit = substr($1, i, 1)
		if (digit !~ /[1-9]/ || digit > nr)
			bad("\"" digit "\" is not the number of a base")
		bits += 2 ^ (digit - 1)
	}
	text = $0
	sub(/^[ \t]*[^ ]+ [^ ]+ /, "", text)
	if (NF < 3)
		bad("a row must be BASES FUNCTION PATTERN")
	rows = rows sprintf("\t{ %s, %s, %s, 0x%x },\n", quoted(text), quoted($2), quoted(driver file), bits)
}

END {
	if (failed)
		exit 1
	print "/* SPDX-License-Identifier: GPL-2.0-only */"
	print "/* Generated from origins.tbl by origins.awk. */"
	printf "static const struct base bases[] = {\n%s};\n\n", bases
	printf "static const struct row rows[] = {\n%s};\n", rows
}
