#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Static checks of the sources, run inside the lab.  The output is TAP.
set -uo pipefail

# shellcheck source=tests/lib/tap.sh
. tests/lib/tap.sh

files()
{
	git -c safe.directory=/repo ls-files -co --exclude-standard -- "$@"
}

scripts()
{
	files scripts tests .ci 'analysis/*.bash' | while read -r f; do
		[[ $f == *.bats ]] && continue
		head -n 4 "$f" | grep -qE '^#!.*bash|^# shellcheck shell=bash' && echo "$f"
	done
	return 0
}

lint_shell()
{
	scripts | xargs -d '\n' -P "$(nproc)" -n 16 shellcheck -x
}

# The opening brace of a function is on its own line, as in C.
lint_braces()
{
	! files scripts tests .ci 'analysis/*.bash' | xargs -d '\n' grep -nE '^[a-z_]+\(\) *\{' | grep .
}

# Print the files that have no SPDX line.
lint_spdx()
{
	! files '*.c' '*.h' '*.sh' '*.mk' '*.bats' Makefile scripts tests .ci |
		grep -vE '^scripts/lab.d/packages/|^tests/.*/(expected|fixtures|corpus)/|\.(allow|rst|tbl|expected|config|json|gz)$' |
		xargs -d '\n' grep -L 'SPDX-License-Identifier: GPL-2.0' | grep .
}

# A script that is executed has a #! line and is executable; a script that is sourced has
# neither.  Files in scripts/lib are sourced; files in scripts/inside and scripts/lab.d are
# executed.
lint_modes()
{
	local list

	mapfile -t list < <(files 'scripts/*' 'tests/*' .ci)
	! git -c safe.directory=/repo ls-files -s -- 'scripts/*' 'tests/*' .ci | awk '
		function of_shell() { return first ~ /^#!.*bash/ || shell }
		function judge(run) {
			if (!of_shell() || !(file in mode)) return
			run = first ~ /^#!/ && file !~ /\.bats$/ ? "755" : "644"
			if (mode[file] != "100" run) print file " has the mode " mode[file] ", not 100" run
			if (file ~ /^scripts\/lib\// && run == "755") print file " is run, but in scripts/lib"
		}
		FILENAME == "-" { path = $0; sub(/^[^\t]*\t/, "", path); mode[path] = $1; next }
		FNR == 1 { judge(); file = FILENAME; first = $0; shell = 0 }
		FNR <= 4 && /^# shellcheck shell=bash/ { shell = 1 }
		FNR > 4 { nextfile }
		END { judge() }' - "${list[@]}" | grep .
}

lint_markers()
{
	! git -c safe.directory=/repo grep -nIE '\b(TO[D]O|FIX[M]E|X[X]X|HA[C]K)\b' -- '*.c' '*.h' scripts Makefile 'tests/*.sh' 'tests/guest' 'tests/bats'
}

# A file with a single job is seldom longer.  Recordings are not source files.
lint_size()
{
	! files '*.c' '*.h' '*.sh' scripts tests | grep -vE '\.(gz|pack)$' | xargs -d '\n' wc -c |
		awk '$2 != "total" && $1 > 25600 { print $2 " has " $1 " bytes" }' | grep .
}

# Packages come from the mirror that the machine uses; no file may name another one.
lint_hosts()
{
	! files | xargs -d '\n' grep -nIE '(deb|security|ftp)\.[a-z.]*debian\.org|snapshot\.debian' | grep .
}

# An unchecked allocation failure would silently truncate the output: see analysis/base/memory.h.
lint_memory()
{
	! files 'analysis/*.c' 'analysis/*.h' | grep -v '^analysis/tests/' |
		xargs -d '\n' grep -nE '\<(malloc|calloc|realloc|reallocarray|strdup|strndup|asprintf|vasprintf|open_memstream|fopen|opendir|realpath)\(' |
		grep -vE 'mt_mem(_ok)?\(|:[0-9]+:[[:space:]]*/?\*' | grep .
}

# Messages that a guest, a client or a peer can trigger are written by vcx_dev_log() or vcx_log(),
# which are rate-limited: see vconnectx/host/ratelimit.h.
lint_log()
{
	! files 'vconnectx/*.c' | grep -vE '^vconnectx/(tests/|main\.c|options\.c|host/log\.c|control/ctl)' |
		xargs -d '\n' grep -nE '\<(vcx_vlog|vcx_log_own|v?f?printf|v?dprintf|perror|syslog|puts|fputs)\(|->env\.log\(' |
		grep -vE '^vconnectx/(server\.c:[0-9]+:	vcx_vlog\(level, fmt, ap\);|card/core/dev\.c:[0-9]+:	dev->env\.log\()' |
		grep -vE '^vconnectx/wire/wire\.c:[0-9]+:.*vcx_log_own\(' | grep .
}

lint_python()
{
	! files | grep -E '\.py$' | grep . || return 1
	! files scripts tests workloads analysis vconnectx | xargs -d '\n' grep -lE '^#!.*python' | grep .
}

lint_clang()
{
	make --no-print-directory -s -j2 CC=clang BUILD=build/clang all
}

# drivers/ is the result of the patches, in the kernel's own style.
lint_format()
{
	files '*.c' '*.h' | grep -v '^drivers/' | xargs -d '\n' clang-format --dry-run -Werror
}

# A missing Build-Depends would otherwise be found only by make check-deb, which builds the
# packages.
lint_libraries()
{
	local library bad=0

	while read -r library; do
		grep -qE "^ +(lib)?$library-dev,$" debian/control && continue
		echo "debian/control: no Build-Depends for $library"
		bad=1
	done < <(sed -nE 's/.*pkg-config --libs ([a-z ]+).*/\1/p; s/^AN_PKGS *:= *//p' workloads/build.mk analysis/build.mk |
		tr ' ' '\n' | grep -v cmocka | sort -u)
	return "$bad"
}

lint_man()
{
	local page
	for page in $(files 'Documentation/man/*'); do
		mandoc -T lint -W error "$page" || return
	done
}

# A line of tests/words.tbl has an expression and the words to use instead.  Patches and recorded
# output are not edited, and changing a comment in lab.d or kernel-config causes a rebuild.
lint_words()
{
	local pattern instead bad=0

	while IFS=$'\t' read -r pattern instead; do
		[[ $pattern && $pattern != '#'* ]] || continue
		! files ':!LICENSES' ':!patches' ':!tests/recordings' ':!tests/words.tbl' ':!scripts/lab.d' ':!scripts/kernel-config' ':!*.svg' |
			xargs -d '\n' grep -niIE -e "$pattern" || { echo "use instead: $instead"; bad=1; }
	done <tests/words.tbl
	return "$bad"
}

lint_spelling()
{
	files "*.c" "*.h" "*.md" "*.rst" "*.sh" scripts | xargs -d "\n" codespell -q 3
}

timed "scripts are shellcheck-clean" lint_shell
timed "the opening brace of a shell function is on its own line" lint_braces
timed "every file has an SPDX licence line" lint_spdx
timed "executed scripts are executable, and sourced scripts are not" lint_modes
timed "no comment marks open work" lint_markers
timed "no source file is over 25 kB" lint_size
timed "no file names a package host" lint_hosts
timed "there is no Python" lint_python
timed "every allocation is checked for failure" lint_memory
timed "messages that a guest can trigger are rate-limited" lint_log
timed "each directory includes only the headers that its row allows" bash tests/layers.sh includes tests/layers.tbl
timed "everything builds with clang without warnings" lint_clang
timed "each directory calls only the files that its row allows" bash tests/layers.sh calls tests/layers.tbl build/clang/obj
timed "debian/control lists the libraries that the programs use" lint_libraries
timed "C is formatted" lint_format
timed "man pages are well-formed" lint_man
timed "no word of tests/words.tbl is used" lint_words
timed "codespell finds no error" lint_spelling
done_testing
