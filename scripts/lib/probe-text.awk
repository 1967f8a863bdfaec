# SPDX-License-Identifier: GPL-2.0-only
#
# Converts the output of probe-program.awk's program to the text of ftrace.  The input begins with
# the constants, as lines NAME VALUE up to an empty line, by which requests of ioctl are named.

!begun && !NF { begun = 1; next }
!begun {
	if ($1 ~ /^SIOC/)
		request[tolower($2)] = $1
	next
}

/^PROBE / {
	line = substr($0, 7)
	if (match(line, / cmd=0x[0-9a-f]+/)) {
		value = substr(line, RSTART + 5, RLENGTH - 5)
		if (value in request)
			line = substr(line, 1, RSTART + 4) request[value] substr(line, RSTART + RLENGTH)
	}
	printf "%16s%s\n", "", line
	task = line
	match(task, /\[[0-9]+\] \.+ [0-9]+\.[0-9]+: /)
	task = substr(task, 1, RSTART + RLENGTH - 1)
	frames = trampoline = 0
	last = ""
	next
}

# The probe is a frame above the function.  A probed function that is further out occurs twice, as
# the trampoline of its probe, which is omitted, called its body.
/^[ \t]+[^ \t]/ && task {
	sub(/\+(0x)?[0-9a-f]+$/, "", $1)
	if ($1 ~ /^bpf_prog_/)
		next
	if ($1 ~ /^bpf_trampoline_/) {
		trampoline = 1
		next
	}
	if (!frames++)
		printf "%16s%s<stack trace>\n", "", task
	else if (trampoline && $1 == last) {
		trampoline = 0
		next
	}
	trampoline = 0
	last = $1
	print " => " $1
}
