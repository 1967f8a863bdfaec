# SPDX-License-Identifier: GPL-2.0-only
#
# Print the driver's messages at warning level or above in C sources, one per line:
#   FILE <tab> FUNCTION <tab> MACRO <tab> FORMAT
# FORMAT is the format string of the call, with its string literals joined and without the prefix
# that the macro adds.  With all=1, also print the messages at info level and the texts of the
# health reporters, which are printed by a common function.
# awk [-v all=1] -v root=DIR/ -f formats.awk FILE...

BEGIN {
	calls = "mlx5_core_(err|warn|emerg|crit)[a-z_]*|mlx5_log|netdev_(err|warn|emerg|crit)[a-z_]*|" \
		"netif_(err|warn)|dev_(err|warn|crit)[a-z_]*|pr_(err|warn|crit)[a-z_]*|esw_warn|" \
		"fs_(err|warn)[a-z_]*|qos_(err|warn)|sd_warn|mlx5e_rss_warn|mlx5dr_err|mlx5hws_err|" \
		"mlx5_fpga_(err|warn)[a-z_]*|mlx5_lag_(err|warn)|st_warn|ptp_warn|psp_warn"
	if (all)
		calls = calls "|mlx5_core_info[a-z_]*|netdev_info|netif_info|dev_info|pr_info|esw_info|" \
			"mlx5_fpga_(info|notice)|sn?printf"
	call_begins = "\002[^\003]*\003|[^a-zA-Z0-9_](" calls ")\\("
}

function flush_file() {
	if (text != "")
		scan(text)
	text = ""
}

FNR == 1 {
	flush_file()
	file = FILENAME
	if (index(file, root) == 1)
		file = substr(file, length(root) + 1)
	define = comment = 0
}

{
	line = $0
	gsub(/"\//, "\001", line)
	# Macro definitions are not messages.
	if (line ~ /^[ \t]*#[ \t]*define/ || define) {
		define = line ~ /\\[ \t]*$/
		next
	}
	if (line ~ /^#/)
		next
	while (comment || line ~ /\/\*/) {
		if (comment) {
			end = index(line, "*/")
			if (!end) {
				line = ""
				break
			}
			line = substr(line, end + 2)
			comment = 0
			continue
		}
		start = index(line, "/*")
		head = substr(line, 1, start - 1)
		line = substr(line, start + 2)
		end = index(line, "*/")
		if (end) {
			line = head substr(line, end + 2)
		} else {
			line = head
			comment = 1
			break
		}
	}
	gsub("\001", "\"/", line)
	# Mark the start of a function with its name.
	if (line ~ /^[a-z].*\(/ && line !~ /;[ \t]*$/ && line !~ /^(else|if|for|while|return|typedef)/) {
		name = line
		sub(/\(.*/, "", name)
		sub(/.*[ *]/, "", name)
		if (name !~ /^__attribute|^DEFINE|^$/)
			line = "\002" name "\003" line
	}
	text = text line "\n"
}

# literals(TEXT) - join the adjacent string literals at the start of TEXT
function literals(s,    out, c, name) {
	out = ""
	while (1) {
		sub(/^[ \t\n]+/, "", s)
		c = substr(s, 1, 1)
		if (c == "\"") {
			s = substr(s, 2)
			while ((c = substr(s, 1, 1)) != "\"" && c != "") {
				if (c == "\\") {
					out = out (substr(s, 2, 1) == "n" ? "" : substr(s, 2, 1))
					s = substr(s, 3)
				} else {
					out = out c
					s = substr(s, 2)
				}
			}
			s = substr(s, 2)
		} else if (match(s, /^PRI[a-zA-Z0-9]+/)) {
			out = out (s ~ /^PRIx/ ? "x" : "u")
			s = substr(s, RLENGTH + 1)
		} else {
			return out
		}
	}
}

function scan(t,    func_name, at, call, rest, depth, i, c, quote, begin) {
	func_name = ""
	while (match(t, call_begins)) {
		call = substr(t, RSTART, RLENGTH)
		t = substr(t, RSTART + RLENGTH)
		if (substr(call, 1, 1) == "\002") {
			func_name = substr(call, 2, length(call) - 2)
			continue
		}
		call = substr(call, 2, length(call) - 2)
		if (call ~ /printf$/ && file !~ /^en\/reporter_/)
			continue
		# Find the first string literal of the call that is not in a nested call.
		depth = 1
		for (i = 1; depth && i <= length(t); i++) {
			c = substr(t, i, 1)
			if (c == "\"" && depth == 1) {
				printf "%s\t%s\t%s\t%s\n", file, func_name, call, literals(substr(t, i))
				break
			}
			if (c == "\"") {
				while (++i <= length(t) && (c = substr(t, i, 1)) != "\"")
					if (c == "\\")
						i++
				continue
			}
			if (c == "(")
				depth++
			if (c == ")")
				depth--
		}
	}
}

END { flush_file() }
