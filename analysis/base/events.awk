# SPDX-License-Identifier: GPL-2.0-only
#
# Turn events.tbl into C. With -v part=ids the enums that name events and keys,
# with -v part=tables their tables. An invalid line ends the build with its
# number.

function bad(why) {
	printf "%s:%d: %s\n", FILENAME, FNR, why > "/dev/stderr"
	failed = 1
	exit 1
}

BEGIN {
	builtin["s"] = "MT_TYPE_STRING"
	builtin["u"] = "MT_TYPE_UNSIGNED"
	builtin["d"] = "MT_TYPE_SIGNED"
	builtin["b"] = "MT_TYPE_BOOL"
	builtin["x"] = "MT_TYPE_HEX"
	builtin["l"] = "MT_TYPE_LONG"
	builtin["n"] = "MT_TYPE_NUMBERED"
}

/^#/ || NF == 0 { next }

$1 == "values" {
	if (NF < 3)
		bad("a value set requires a name and texts")
	set[$2] = ++nr_sets
	body = ""
	number = 0
	for (i = 3; i <= NF; i++) {
		text = $i
		if (split($i, pair, "=") == 2) {
			text = pair[1]
			number = pair[2]
		}
		body = body sprintf("\t{ \"%s\", %d },\n", text, number++)
	}
	sets = sets sprintf("static const struct mt_value_name values_%s[] = {\n%s\t{ NULL, 0 },\n};\n\n", $2, body)
	next
}

$1 == "event" {
	if (NF < 3)
		bad("an event requires a name and keys")
	if ($2 in seen)
		bad("event " $2 " is listed twice")
	seen[$2] = 1
	id = $2
	sub(/^mlx5e?_/, "", id)
	ids = ids sprintf("\tMT_EV_%s,\n", toupper(id))
	rows = ""
	for (i = 3; i <= NF; i++) {
		if (split($i, pair, ":") != 2)
			bad("\"" $i "\" is not KEY:TYPE")
		if (pair[2] in builtin)
			type = builtin[pair[2]] ", NULL"
		else if (pair[2] in set)
			type = "MT_TYPE_NAMED, values_" pair[2]
		else
			bad("\"" pair[2] "\" is neither a type nor a value set")
		if (!(pair[1] in keys)) {
			keys[pair[1]] = 1
			key_ids = key_ids sprintf("\tMT_KEY_%s,\n", toupper(pair[1]))
			key_names = key_names sprintf("\t\"%s\",\n", pair[1])
			nr_keys++
		}
		rows = rows sprintf("\t{ MT_KEY_%s, %s },\n", toupper(pair[1]), type)
	}
	fields = fields sprintf("static const struct mt_event_field fields_%s[] = {\n%s};\n\n", $2, rows)
	events = events sprintf("\t{ \"%s\", fields_%s, %d },\n", $2, $2, NF - 2)
	next
}

{ bad("a line begins with \"values\" or \"event\"") }

END {
	if (failed)
		exit 1
	if (nr_keys > 64) {
		print FILENAME ": more than 64 keys do not fit the bit mask of a record" > "/dev/stderr"
		exit 1
	}
	print "/* SPDX-License-Identifier: GPL-2.0-only */"
	print "/* Generated from analysis/base/events.tbl by events.awk. */"
	if (part == "ids") {
		printf "enum mt_event {\n%s\tMT_EV_NR,\n\tMT_EV_OTHER = MT_EV_NR,\n};\n\n", ids
		printf "enum mt_key {\n%s\tMT_KEY_NR,\n};\n", key_ids
	} else {
		printf "%s%s", sets, fields
		printf "static const struct mt_event_info mt_events[MT_EV_NR] = {\n%s};\n\n", events
		printf "static const char *const mt_key_names[MT_KEY_NR] = {\n%s};\n", key_names
	}
}
