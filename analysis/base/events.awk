# SPDX-License-Identifier: GPL-2.0-only
#
# Turn events.tbl into C. -v part=ids prints the enums that name events and keys, -v part=tables
# prints their tables. An invalid line is reported with its number and stops the build.

function bad(why) {
	printf "%s:%d: %s\n", FILENAME, FNR, why > "/dev/stderr"
	failed = 1
	exit 1
}

BEGIN {
	nr_forms = 0
	builtin["s"] = "MT_TYPE_STRING"
	builtin["u"] = "MT_TYPE_UNSIGNED"
	builtin["d"] = "MT_TYPE_SIGNED"
	builtin["b"] = "MT_TYPE_BOOL"
	builtin["x"] = "MT_TYPE_HEX"
	builtin["l"] = "MT_TYPE_LONG"
	builtin["n"] = "MT_TYPE_NUMBERED"
}

/^#/ || NF == 0 { next }

# Add a set (values or flags) of the type @type whose first string has the number @number.
function take_set(type, number,    i, text, body, pair) {
	if (NF < 3)
		bad("a set requires a name and texts")
	if ($2 in builtin || $2 in set)
		bad("\"" $2 "\" is the name of another type")
	set[$2] = type
	if (type == "MT_TYPE_FLAGS")
		bits = bits "enum mt_" $2 " {\n"
	for (i = 3; i <= NF; i++) {
		text = $i
		if (split($i, pair, "=") == 2) {
			text = pair[1]
			number = pair[2]
		}
		body = body sprintf("\t{ \"%s\", %d },\n", text, number)
		if (type == "MT_TYPE_FLAGS")
			bits = bits sprintf("\tMT_%s_%s = %d,\n", toupper($2), text, number)
		number = type == "MT_TYPE_FLAGS" ? 2 * number : number + 1
	}
	if (type == "MT_TYPE_FLAGS")
		bits = bits "};\n\n"
	sets = sets sprintf("static const struct mt_value_name values_%s[] = {\n%s\t{ NULL, 0 },\n};\n\n", $2, body)
}

# Return the key of a field, and add it if it is new.
function key_of(name) {
	if (!(name in keys)) {
		keys[name] = 1
		key_ids = key_ids sprintf("\tMT_KEY_%s,\n", toupper(name))
		key_names = key_names sprintf("\t\"%s\",\n", name)
		nr_keys++
	}
	return "MT_KEY_" toupper(name)
}

# Add a format of the event @id with its fields (KEY:TYPE) and implied values (KEY=NUMBER).
function take_form(id,    i, pair, type, rows, nr, implied, nr_implied) {
	if (NF < 3)
		bad("an event requires a name and keys")
	for (i = 3; i <= NF; i++) {
		if (split($i, pair, "=") == 2 && $1 == "older") {
			implied = implied sprintf("\t{ %s, %d },\n", key_of(pair[1]), pair[2])
			nr_implied++
			continue
		}
		if (split($i, pair, ":") != 2)
			bad("\"" $i "\" is not KEY:TYPE")
		if (pair[2] in builtin)
			type = builtin[pair[2]] ", NULL"
		else if (pair[2] in set)
			type = set[pair[2]] ", values_" pair[2]
		else
			bad("\"" pair[2] "\" is neither a type nor a set")
		rows = rows sprintf("\t{ %s, %s },\n", key_of(pair[1]), type)
		nr++
	}
	fields = fields sprintf("static const struct mt_event_field fields_%d[] = {\n%s};\n\n", nr_forms, rows)
	if (nr_implied)
		fields = fields sprintf("static const struct mt_event_implied implied_%d[] = {\n%s};\n\n", nr_forms, implied)
	forms = forms sprintf("\t{ \"%s\", MT_EV_%s, fields_%d, %d, %s, %d },\n", $2, toupper(id),
			      nr_forms, nr, nr_implied ? "implied_" nr_forms : "NULL", nr_implied)
	nr_forms++
}

$1 == "values" {
	take_set("MT_TYPE_NAMED", 0)
	next
}

$1 == "flags" {
	take_set("MT_TYPE_FLAGS", 1)
	next
}

$1 == "event" {
	if ($2 in seen)
		bad("event " $2 " is listed twice")
	seen[$2] = 1
	id = $2
	sub(/^mlx5e?_/, "", id)
	ids = ids sprintf("\tMT_EV_%s,\n", toupper(id))
	events = events sprintf("\t\"%s\",\n", $2)
	take_form(id)
	next
}

$1 == "older" {
	if (!id)
		bad("an older format must follow its event")
	take_form(id)
	next
}

{ bad("a line must begin with \"values\", \"flags\", \"event\" or \"older\"") }

END {
	if (failed)
		exit 1
	if (nr_keys > 64) {
		print FILENAME ": more than 64 keys do not fit in the bit mask of a record" > "/dev/stderr"
		exit 1
	}
	print "/* SPDX-License-Identifier: GPL-2.0-only */"
	print "/* Generated from analysis/base/events.tbl by events.awk. */"
	if (part == "ids") {
		printf "enum mt_event {\n%s\tMT_EV_NR,\n\tMT_EV_OTHER = MT_EV_NR,\n};\n\n", ids
		printf "enum mt_key {\n%s\tMT_KEY_NR,\n};\n\n", key_ids
		printf "%s", bits
	} else {
		printf "%s%s", sets, fields
		printf "static const struct mt_event_form mt_forms[] = {\n%s};\n\n", forms
		printf "static const char *const mt_events[MT_EV_NR] = {\n%s};\n\n", events
		printf "static const char *const mt_key_names[MT_KEY_NR] = {\n%s};\n", key_names
	}
}
