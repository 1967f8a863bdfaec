# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# Functions shared by the commands in scripts/: messages, progress, cache,
# locks, stamps, and the way into the lab.  Sourced, never run.

TOP=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/../.." && pwd -P)
PROG=${PROG:-$(basename -- "$0")}

# Bad use or unreadable input: one line, exit 2.
die()
{
	printf '%s: %s\n' "$PROG" "$*" >&2
	exit 2
}

# Something was tried and did not work: one line, exit 1.
fail()
{
	printf '%s: %s\n' "$PROG" "$*" >&2
	exit 1
}

note()
{
	printf '%s\n' "$*" >&2
}

in_lab()
{
	[[ -n ${MLX5T_IN_LAB-} ]]
}

# The cache folder.  Kbuild and overlay mounts cannot take some characters in
# it, so they are refused here, once, instead of failing far away.
cache_dir()
{
	local dir=${MLX5T_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/mlx5-tracepoints}

	case $dir in
	*[[:space:]:%]*)
		die "the cache folder '$dir' has a space, ':' or '%' in it, which Kbuild cannot take: set XDG_CACHE_HOME to another folder"
		;;
	/*)
		;;
	*)
		die "the cache folder '$dir' is not an absolute path: set XDG_CACHE_HOME to one"
		;;
	esac
	mkdir -p -- "$dir" || die "cannot make the cache folder '$dir': set XDG_CACHE_HOME to a folder that can be written"
	printf '%s\n' "$dir"
}

# Where logs of long steps go.
log_dir()
{
	mkdir -p -- "$TOP/build/log"
	printf '%s\n' "$TOP/build/log"
}

# step KIND LABEL COMMAND... - run a long command, its output in a log file.
# Shows what runs and how long it has been running; on failure shows the end
# of the log and its path, and returns the command's status.  KIND (download,
# unpack, build, boot, test) goes to build/log/times.tsv with the seconds, so
# that a run can be split afterwards.
step()
{
	local kind=$1 label=$2 log start pid status=0 spent last
	shift 2

	log="$(log_dir)/$(tr -cs 'A-Za-z0-9.\n' - <<<"$label").log"
	start=$SECONDS
	"$@" >"$log" 2>&1 </dev/null &
	pid=$!
	if [[ -t 2 ]]; then
		while kill -0 "$pid" 2>/dev/null; do
			last=$(tail -n1 -- "$log" | tr -d '\r\033' | cut -c1-48)
			printf '\r\033[K  %-34s %4ds  %s' "$label" $((SECONDS - start)) "$last" >&2
			sleep 0.5
		done
		printf '\r\033[K' >&2
	else
		note "  $label ..."
	fi
	wait "$pid" || status=$?
	spent=$((SECONDS - start))
	printf '%s\t%s\t%s\n' "$kind" "$spent" "$label" >>"$(log_dir)/times.tsv"
	if ((status)); then
		tail -n 20 -- "$log" >&2
		note "$PROG: '$label' failed with status $status after $spent s; the whole log: ${log#"$TOP"/}"
		return "$status"
	fi
	note "  $label: done in $spent s"
}

# with_lock NAME COMMAND... - one at a time across processes.  Says so when it
# has to wait.
with_lock()
{
	local name=$1 dir fd status=0
	shift
	dir=$(cache_dir)/lock
	mkdir -p -- "$dir"
	exec {fd}>"$dir/$name"
	if ! flock -n "$fd"; then
		note "  waiting for another run that holds '$name'"
		flock "$fd"
	fi
	"$@" {fd}>&- || status=$?
	exec {fd}>&-
	return "$status"
}

# A stamp says for which key (content hash) a step was completed.
stamp_ok()
{
	[[ -f $1 && $(<"$1") == "$2" ]]
}

stamp_write()
{
	printf '%s\n' "$2" >"$1.new.$$" && mv -f -- "$1.new.$$" "$1"
}

# hash_of FILE... - one hash over the contents
hash_of()
{
	cat -- "$@" | sha256sum | cut -c1-32
}

# lab_run [--layer LAYER] COMMAND... - run inside the lab, with the checkout as
# working directory; direct when already inside.
lab_run()
{
	if in_lab; then
		[[ ${1-} != --layer ]] || shift 2
		(cd -- "$TOP" && exec "$@")
	else
		"$TOP/scripts/lab" run "$@"
	fi
}

# need_host COMMAND=PACKAGE... - commands that must be on the host.  Installs
# what is missing when that is allowed (root, apt), else prints the exact line.
need_host()
{
	local pair missing=()

	for pair in "$@"; do
		command -v "${pair%%=*}" >/dev/null || missing+=("${pair#*=}")
	done
	((${#missing[@]})) || return 0
	mapfile -t missing < <(printf '%s\n' "${missing[@]}" | sort -u)
	command -v apt-get >/dev/null ||
		fail "this machine lacks: ${missing[*]} (Debian package names); install them and run this again"
	((EUID == 0)) ||
		fail "this machine lacks some packages; run: sudo apt-get install ${missing[*]}"
	step download "host packages" host_install "${missing[@]}" ||
		fail "could not install host packages; run: apt-get install ${missing[*]}"
}

host_install()
{
	export DEBIAN_FRONTEND=noninteractive
	apt-get -o DPkg::Lock::Timeout=120 update &&
		apt-get -o DPkg::Lock::Timeout=120 install -y --no-install-recommends "$@"
}

# kvm_works IMAGE - is there hardware virtualization, proved by a boot?  A
# /dev/kvm that opens says nothing; the processor's flags say most.
kvm_works()
{
	grep -qwE 'vmx|svm' /proc/cpuinfo && [[ -w /dev/kvm ]] || return 1
	timeout 30 vng --run "$1" --user root --memory 512M --exec true </dev/null >/dev/null 2>&1
}

# build_programs - the programs of this checkout, in build/bin
build_programs()
{
	[[ -d $TOP/build/bin ]] || note "  build the programs ..."
	with_lock "build-$(hash_of <(printf '%s' "$TOP"))" lab_run make --no-print-directory -s -j"$(nproc)" all ||
		fail "the programs do not build; see above"
}

# times_start, times_show - what the steps of this run took, by kind
times_start()
{
	: >"$(log_dir)/times.tsv"
}

times_show()
{
	awk -F'\t' '{ sum[$1] += $2 }
		END {
			printf "times:"
			n = split("download unpack build boot test", kind, " ")
			for (i = 1; i <= n; i++)
				if (kind[i] in sum)
					printf "  %s %d s", kind[i], sum[kind[i]]
			printf "\n"
		}' "$(log_dir)/times.tsv" >&2
}
