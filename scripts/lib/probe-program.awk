# SPDX-License-Identifier: GPL-2.0-only
#
# awk -v filter=EXPR -v stack=1 -v PROG=NAME -f probe-program.awk CONSTANTS PROTOTYPES TARGETS
#
# Prints a program of bpftrace that prints the entry and return of each function; see
# record-bpftrace.sh.  CONSTANTS has lines NAME VALUE, PROTOTYPES lines FUNC TYPE NAME with tabs,
# and TARGETS lines FUNC SYMBOL MODULE.

function fault(text)
{
	print PROG ": " text > "/dev/stderr"
	failed = 1
	exit 1
}

# value TYPE NAME - set form and code to the format and the expression of bpftrace that print an
# argument; form is empty if it cannot be printed
function value(type, name)
{
	code = name == "retval" ? name : "args." name
	sub(/^const /, "", type)
	if (type == "struct net_device *") {
		form = "%s"
		code = code "->name"
	} else if (type == "struct mlx5e_priv *") {
		form = "%s"
		code = code "->netdev->name"
	} else if (type == "struct ifreq *") {
		form = "%s"
		code = code "->ifr_ifrn.ifrn_name"
	} else if (type == "char *") {
		form = "\\\"%s\\\""
		code = "str(" code ")"
	} else if (type ~ /^(struct|union) [^*]*$/ || type == "void") {
		form = ""
	} else if (type ~ /\*$/ || type ~ /_t$|^mlx5e_fp_/ && type !~ /^s?size_t$/) {
		form = "0x%llx"
		code = "(uint64)" code
	} else if (name == "cmd") {
		# in hexadecimal, as requests of ioctl are known by name
		form = "0x%llx"
		code = "(uint64)(uint32)" code
	} else if (type ~ /^(unsigned|u[0-9]+$|__u|size_t|bool|_Bool)/) {
		form = "%llu"
		code = "(uint64)" code
	} else {
		form = "%lld"
		code = "(int64)" code
	}
}

# translated FUNC - return the filter with the arguments of FUNC and the values of constants;
# empty if FUNC lacks an argument that another function has
function translated(f,    rest, out, word, member)
{
	rest = filter
	out = ""
	lacks = ""
	while (match(rest, /"[^"]*"|[A-Za-z_][A-Za-z0-9_]*|0[xX][0-9a-fA-F]+|[0-9]+/)) {
		out = out substr(rest, 1, RSTART - 1)
		word = substr(rest, RSTART, RLENGTH)
		rest = substr(rest, RSTART + RLENGTH)
		member = out ~ /(->|\.) *$/
		if (word ~ /^["0-9]/ || member)
			out = out word
		else if ((f, word) in type) {
			value(type[f, word], word)
			# The name of a device is compared with a text; otherwise it is a pointer.
			out = out (rest ~ /^ *(==|!=) *"/ ? code : "args." word)
		} else if (word in constant)
			out = out constant[word]
		else if (word ~ /^(pid|tid|comm|cpu)$/)
			out = out word
		else {
			lacks = word
			return ""
		}
	}
	return out rest
}

FNR == 1 { file++ }
file == 1 { constant[$1] = $2; next }
file == 2 {
	split($0, part, "\t")
	if (part[1] != "")
		known[part[1]]
	if (part[3] != "") {
		type[part[1], part[3]] = part[2]
		if (part[3] != "retval") {
			arg[part[1], ++args[part[1]]] = part[3]
			names[part[1]] = names[part[1]] (names[part[1]] ? ", " : "") part[3]
		}
	}
	next
}
NF >= 3 { func_[++nr] = $1; symbol[nr] = $2; module[nr] = $3 }

END {
	if (failed)
		exit 1
	bad = filter
	gsub(/[A-Za-z0-9_ ()<>=!&|+*".-]/, "", bad)
	if (bad != "")
		fault("--filter compares arguments with values, and may not contain '" bad "'")
	for (i = 1; i <= nr && filter; i++) {
		f = func_[i]
		test[i] = translated(f)
		if (!lacks) {
			some = 1
		} else {
			without = without (without ? ", " : "") f
			why = lacks " in --filter is neither an argument of " f " (" \
				(names[f] ? names[f] : "none are known") ") nor a known constant"
		}
	}
	if (filter && !some)
		fault(why)
	if (filter && without)
		print PROG ": " without " has no argument of this --filter, so all its calls are recorded" > "/dev/stderr"
	head = "%s-%d [%03d] ..... %lld.%06lld: "
	task = "comm, tid, cpu, $now / 1000000000, $now % 1000000000 / 1000"
	for (i = 1; i <= nr; i++) {
		f = func_[i]
		typed = f == symbol[i] && f in known
		at = typed ? module[i] ":" f : symbol[i]
		text = list = ""
		for (j = 1; j <= args[f]; j++) {
			value(type[f, arg[f, j]], arg[f, j])
			if (form == "")
				continue
			text = text " " arg[f, j] "=" form
			list = list ", " code
		}
		# Without a prototype, the registers of the first arguments are all that is known.
		if (!typed && f == symbol[i]) {
			for (j = 0; j < 4; j++) {
				text = text " arg" j "=0x%llx"
				list = list ", arg" j
			}
		}
		printf "%s:%s%s\n{\n", typed ? "fentry" : "kprobe", at, test[i] ? "\n/ " test[i] " /" : ""
		printf "\t$now = nsecs;\n\t@depth[tid, %d]++;\n\t@begin[tid, %d, @depth[tid, %d]] = $now;\n", i, i, i
		printf "\tprintf(\"PROBE %s%s:%s\\n%s\", %s%s%s);\n}\n", head, f, text, stack ? "%s\\n" : "", task, list,
			stack ? ", kstack" : ""
		form = "%lld"
		code = "(int64)retval"
		if (typed)
			value(type[f, "retval"], "retval")
		printf "%s:%s\n/ @depth[tid, %d] > 0 /\n{\n", typed ? "fexit" : "kretprobe", at, i
		printf "\t$now = nsecs;\n"
		printf "\tprintf(\"PROBE %s%s__return:%s duration_ns=%%lld\\n\", %s%s, $now - @begin[tid, %d, @depth[tid, %d]]);\n",
			head, f, form ? " ret=" form : "", task, form ? ", " code : "", i, i
		printf "\tdelete(@begin[tid, %d, @depth[tid, %d]]);\n\t@depth[tid, %d]--;\n}\n", i, i, i
	}
	print "END\n{\n\tclear(@begin);\n\tclear(@depth);\n}"
}
