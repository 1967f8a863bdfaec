# SPDX-License-Identifier: GPL-2.0-only
#
# formats.awk EVENTS.TBL FORMAT... - compare the running kernel's format files with the table of
# events, and print the differences in keys, their order, types and value names.
BEGIN {
	# A kernel may have only the first texts of these tables, and the numbers in dst_type vary.
	some["table_type"]
	some["dst_type"]
}

# named_in TEXT KEY SET - return the value names of field KEY in the print format TEXT if they are
# those of SET in the same order, and all value names of SET otherwise
function named_in(text, key, set,   at, list, part, n, i, last, pos)
{
	at = index(text, "__print_symbolic(REC->" key ", ")
	if (!at)
		return symbols[set]
	list = substr(text, at + length("__print_symbolic(REC->" key ", "))
	sub(/\).*/, "", list)
	n = split(list, part, /[{}, "]+/)
	for (i = 2; i + 1 <= n; i += 2) {
		pos = index(symbols[set], "\"" part[i + 1] "\"")
		if (pos <= last || set == "table_type" && !index(symbols[set], "{ " part[i] ", \"" part[i + 1] "\" }"))
			return symbols[set]
		last = pos
	}
	return list
}

FNR == 1 { file++ }

# Derive the expected format of each event from the table.
file == 1 && $1 == "values" {
	number = 0
	for (i = 3; i <= NF; i++) {
		if (split($i, pair, "=") == 2)
			number = pair[2]
		symbols[$2] = symbols[$2] (i > 3 ? ", " : "") "{ " number++ ", \"" pair[1] "\" }"
	}
}
file == 1 && $1 == "flags" {
	for (i = 3; i <= NF; i++)
		bits[$2] = bits[$2] ", { " 2 ^ (i - 3) ", \"" $i "\" }"
}
file == 1 && $1 == "event" {
	fmt = ""
	args = ""
	for (i = 3; i <= NF; i++) {
		split($i, f, ":")
		type[$2, f[1]] = f[2]
		fmt = fmt (i > 3 ? " " : "") f[1] (f[2] == "x" ? "=0x%" : "=%")
		if (f[2] == "s") {
			fmt = fmt "s"
			args = args ", __get_str(" f[1] ")"
		} else if (f[2] in symbols) {
			fmt = fmt "s"
			args = args ", __print_symbolic(REC->" f[1] ", " (f[2] in some ? "<" f[2] ">" : symbols[f[2]]) ")"
		} else if (f[2] in bits) {
			fmt = fmt "s"
			args = args ", __print_flags(REC->" f[1] ", \"|\"" bits[f[2]] ")"
		} else if (f[2] == "n") {
			fmt = fmt "s(0x%x)"
			args = args ", __get_str(" f[1] "_name), REC->" f[1]
			type[$2, f[1] "_name"] = "s"
		} else {
			fmt = fmt (f[2] == "u" ? "u" : f[2] == "x" ? "x" : f[2] == "l" ? "llu" : "d")
			args = args ", REC->" f[1]
		}
	}
	want[$2] = "print fmt: \"" fmt "\"" args
}

file > 1 && $1 == "name:" { event = $2; seen[event] = 1 }
file > 1 && $1 ~ /^field:/ && !/common_/ {
	size = $0
	sub(/.*size:/, "", size)
	sub(/;.*/, "", size)
	is_signed = /signed:1/
	key = $0
	sub(/;.*/, "", key)
	sub(/.*[ ]/, "", key)
	t = type[event, key]
	if (t == "")
		print event ": field " key " is not in the table"
	else if ((t == "u" || t == "x" || t == "n") && (is_signed || size > 4))
		print event ": " key " should be unsigned, at most 32 bits: " $0
	else if (t == "b" && size != 1)
		print event ": " key " should be a bool: " $0
	else if (t == "l" && (is_signed || size != 8))
		print event ": " key " should be unsigned, 64 bits: " $0
	else if ((t in symbols || t in bits) && size > 4)
		print event ": " key " should have at most 32 bits: " $0
	else if (t == "d" && !(is_signed && size == 4))
		print event ": " key " should be an int: " $0
	delete type[event, key]
}
file > 1 && /^print fmt:/ {
	for (set in some)
		if ((at = index(want[event], "<" set ">")))
			want[event] = substr(want[event], 1, at - 1) named_in($0, set, set) \
				substr(want[event], at + length(set) + 2)
}
file > 1 && /^print fmt:/ && $0 != want[event] {
	print event " has the format\n" $0 "\ninstead of\n" want[event]
}

END {
	for (event in want)
		if (!(event in seen))
			print event ": the kernel has no such event"
	for (rest in type) {
		split(rest, k, SUBSEP)
		if (k[1] in seen)
			print k[1] ": no field " k[2]
	}
}
