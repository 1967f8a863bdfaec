# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# Functions shared by the commands in scripts/: messages, progress, cache, disk space,
# locks, stamps, and lab_run.  Sourced, never run.

# The commands do not depend on the caller's environment.  Debian omits the sbin directories from
# the PATH of ordinary users, but mount, chroot and depmod are in them.  With a strict umask, the
# users inside the root file systems could not read their files.  Locales change decimal points and
# sort orders.  The other variables, and exported functions, change the behaviour of common
# programs.  The caller's values are saved for the command that scripts/record runs.
if [[ -z ${MLX5T_CALLER_UMASK-} ]]; then
	MLX5T_CALLER_UMASK=$(umask)
	for name in LC_ALL CDPATH GLOBIGNORE BASH_ENV ENV POSIXLY_CORRECT GREP_OPTIONS TAR_OPTIONS XZ_OPT XZ_DEFAULTS BLOCK_SIZE \
		BLOCKSIZE DF_BLOCK_SIZE DU_BLOCK_SIZE; do
		[[ ! -v $name ]] || export "MLX5T_CALLER_ENV_$name=${!name}"
		unset "$name"
	done
	export MLX5T_CALLER_UMASK MLX5T_CALLER_PATH=$PATH
fi
for dir in /usr/local/sbin /usr/sbin /sbin; do
	[[ :$PATH: == *:$dir:* ]] || PATH+=:$dir
done
export PATH LC_ALL=C.UTF-8
umask 022
# Exported shell options must not affect the programs run by this shell, either.
export -n SHELLOPTS BASHOPTS
set +aCfk
shopt -u failglob nullglob dotglob nocaseglob nocasematch
unalias -a
while read -r _ _ name; do
	unset -f "$name"
done < <(declare -Fx)
unset dir name

TOP=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/../.." && pwd -P)
PROG=${PROG:-$(basename -- "$0")}

# version - print the version of this project
version()
{
	sed -n 's/^VERSION := //p' -- "$TOP/version.mk"
}

# Every command has the option --version.
if [[ $# == 1 && $1 == --version ]]; then
	printf '%s %s\n' "$PROG" "$(version)"
	exit
fi

# die MESSAGE - exit with status 2, for wrong usage or unreadable input
die()
{
	printf '%s: %s\n' "$PROG" "$*" | outside >&2
	exit 2
}

# fail MESSAGE - exit with status 1, for any other failure
fail()
{
	printf '%s: %s\n' "$PROG" "$*" | outside >&2
	exit 1
}

note()
{
	printf '%s\n' "$*" | outside >&2
}

# outside - copy messages from standard input, and replace paths in the lab by the paths of the
# same files outside
outside()
{
	local name path edit=()

	for name in repo cache; do
		case $name in
		repo) path=${MLX5T_OUTSIDE_TOP:-${TOP-}} ;;
		cache) path=${MLX5T_OUTSIDE_CACHE:-${CACHE-}} ;;
		esac
		# shellcheck disable=SC2001 # each of a set of characters
		[[ -z $path ]] ||
			edit+=(-e "s,(^|[^A-Za-z0-9._/-])/$name(/|[^A-Za-z0-9._-]|\$),\\1$(sed 's/[\\&,]/\\&/g' <<<"$path")\\2,g")
	done
	sed -E "${edit[@]}" -e ''
}

in_lab()
{
	[[ -n ${MLX5T_IN_LAB-} ]]
}

# cache_dir - print the cache directory.  Kbuild and overlay mounts do not support some characters
# in its path, so these are rejected here instead of causing failures elsewhere.
cache_dir()
{
	local dir=${MLX5T_CACHE:-${XDG_CACHE_HOME:-${HOME-}/.cache}/mlx5-tracepoints}

	[[ -n ${MLX5T_CACHE-}${XDG_CACHE_HOME-}${HOME-} ]] ||
		die "HOME is not set, so there is no place for the cache: set HOME, or XDG_CACHE_HOME to a directory"
	case $dir in
	*[[:space:]:%]*)
		die "the cache directory '$dir' contains a space, ':' or '%', which Kbuild does not support: set XDG_CACHE_HOME to another directory"
		;;
	/*)
		;;
	*)
		die "the cache directory '$dir' is not an absolute path: set XDG_CACHE_HOME to one"
		;;
	esac
	if { [[ ! -d $dir ]] && ! mkdir -p -- "$dir" 2>/dev/null; } || [[ ! -w $dir ]]; then
		die "the cache directory '$dir' cannot be written: set XDG_CACHE_HOME to a writable directory"
	fi
	printf '%s\n' "$dir"
}

# log_dir - print the directory for the logs of long steps
log_dir()
{
	local dir=$TOP/build/log

	if ! mkdir -p -- "$dir" 2>/dev/null || [[ ! -w $dir ]]; then
		build_of_another
		die "$dir cannot be written"
	fi
	printf '%s\n' "$dir"
}

# build_of_another - exit if build/ belongs to another user, who ran a command here
build_of_another()
{
	local owner

	owner=$(stat -c %U -- "$TOP/build" 2>/dev/null) || return 0
	[[ $owner == "$(id -un)" ]] ||
		die "$TOP/build belongs to $owner, who ran a command in this checkout: run as $owner, or change its owner: sudo chown -R $(id -un) '$TOP/build'"
}

# checkout_owner_note - print a note if root uses the checkout of another user, as root has a
# separate cache
checkout_owner_note()
{
	local owner

	((EUID == 0)) && [[ -z ${MLX5T_OWNER_NOTED-} ]] || return 0
	owner=$(stat -c %U -- "$TOP")
	[[ $owner != root ]] || return 0
	export MLX5T_OWNER_NOTED=1
	note "note: this checkout belongs to $owner and you are root: root has a separate lab and cache ($CACHE), and the files built here will belong to root; to use those of $owner, run this as $owner"
}

# free_mb DIR - print the free space of its file system in MB
free_mb()
{
	df --output=avail --block-size=1M -- "$1" | tail -n1 | tr -d ' '
}

# need_space WHAT MB - exit, before anything is started, if there is not enough space in the cache
need_space()
{
	local dir left

	dir=$(cache_dir)
	left=$(free_mb "$dir")
	((left >= $2)) ||
		fail "$1 requires $2 MB, and $left MB are free in $dir: free some, or set XDG_CACHE_HOME to a directory on another file system"
}

# usual_time LABEL - print "LABEL (usually about N s)" for long steps.  The times were measured on
# an idle machine with two CPUs and without hardware virtualization, with an empty cache.  ccache
# was empty as well; without it the module takes 600 s of CPU time to compile.
usual_time()
{
	local seconds pattern

	while read -r seconds pattern; do
		# shellcheck disable=SC2053 # it is a pattern
		if [[ $1 == $pattern ]]; then
			printf '%s (usually about %s s)\n' "$1" "$seconds"
			return
		fi
	done <<-'END'
		10 host packages
		45 lab: Debian * base
		15 lab: core packages, download
		8 lab: series packages, download
		20 lab: series packages, unpack
		15 lab: pictures packages, download
		90 lab: pictures packages, unpack
		100 lab: core packages, unpack
		15 lab: check packages, download
		60 lab: check packages, unpack
		50 the programs
		330 *: mlx5_core for *
		10 *: source *, download
		15 *: image *, download
		12 *: image *, unpack
		5 Debian *: *, download
		20 Debian *: *, unpack
		25 *: whole source *
		30 *: configuration*
		25 *: kernel prepared*
		25 Debian * base
		600 *: kernel
		600 *: * kernel
		90 *: Debian packages
		80 boot, replay, record
	END
	printf '%s\n' "$1"
}

# terminal_size - print rows and columns of the terminal on standard input; a terminal may report
# the size 0 0, which stty cannot set
terminal_size()
{
	local rows columns

	read -r rows columns < <(stty size 2>/dev/null) || true
	((${rows:-0} && ${columns:-0})) || rows=24 columns=80
	printf '%s %s\n' "$rows" "$columns"
}

# step_cut PID SIGNAL - this command received SIGNAL: terminate the command that step runs, and die
# from the same signal
step_cut()
{
	kill -TERM -- "-$1" 2>/dev/null || true
	wait "$1" 2>/dev/null || true
	trap - "$2"
	kill -s "$2" "$BASHPID"
}

# step KIND LABEL COMMAND... - run a long command with its output in a log file.  Shows the label
# and the elapsed time; on failure shows the path and the end of the log, and returns the command's
# status.  The elapsed time is recorded with its KIND (download, unpack, build, boot or test), so
# that the times of this run can be summed up by kind.
step()
{
	local kind=$1 label=$2 log start pid status=0 spent last name
	shift 2

	log=$(log_dir) || exit
	log+=/$(tr -cs 'A-Za-z0-9.\n' - <<<"$label").log
	start=$SECONDS
	# The command runs in a separate process group, so that step_cut can end it: a background
	# process ignores an interrupt, and would outlive this command.
	set -m
	"$@" >"$log" 2>&1 </dev/null &
	pid=$!
	set +m
	for name in INT TERM HUP; do
		# shellcheck disable=SC2064 # now
		trap "step_cut $pid $name" "$name"
	done
	if [[ -t 2 ]]; then
		while kill -0 "$pid" 2>/dev/null; do
			last=$(tail -n1 -- "$log" | tr -d '\r\033' | cut -c1-48)
			printf '\r\033[K  %-34s %4ds  %s' "$(usual_time "$label")" $((SECONDS - start)) "$last" >&2
			sleep 0.5
		done
		printf '\r\033[K' >&2
	else
		note "  $(usual_time "$label") ..."
	fi
	wait "$pid" || status=$?
	trap - INT TERM HUP
	spent=$((SECONDS - start))
	took "$kind" "$spent" "$label"
	if ((status)); then
		step_failed "$label" "$log" "$status" "$spent"
		return "$status"
	fi
	note "  $label: done in $spent s"
}

# disk_full - succeed if the messages on standard input report a full disk; print in which
# directory, if it is known
disk_full()
{
	local dir full=''

	grep -iE "No space left on device|Out of diskspace|(not|n't) have enough free space" >/dev/null || return
	for dir in "${TMPDIR:-/tmp}" "$TOP/build" "$(cache_dir)"; do
		[[ ! -d $dir ]] || (($(free_mb "$dir") > 64)) || full=" in $dir"
	done
	printf '%s' "$full"
}

# step_failed LABEL LOG STATUS SECONDS - print the end of the log, or one line for a full disk
step_failed()
{
	local full

	# If the disk with the log is full, the log does not contain the reason.
	if full=$(disk_full <"$2") ||
		{ (($(free_mb "$TOP/build") == 0)) && full=" in $TOP/build"; }; then
		note "$PROG: '$1' failed: no space is left$full; the whole log: ${2#"$TOP"/}"
		return
	fi
	tail -n 20 -- "$2" | outside >&2
	note "$PROG: '$1' failed with status $3 after $4 s; the whole log: ${2#"$TOP"/}"
}

# with_lock NAME COMMAND... - run the command while holding the lock NAME; prints a message if it
# has to wait for another process
with_lock()
{
	local name=$1 dir fd status=0
	shift
	dir=$(cache_dir)/lock
	mkdir -p -- "$dir"
	exec {fd}>"$dir/$name"
	if ! flock -n "$fd"; then
		note "  waiting for another command with the lock '$name'"
		flock "$fd"
	fi
	"$@" {fd}>&- || status=$?
	exec {fd}>&-
	return "$status"
}

# A stamp contains the key (content hash) for which a step was completed.
stamp_ok()
{
	[[ -f $1 && $(<"$1") == "$2" ]]
}

stamp_write()
{
	printf '%s\n' "$2" >"$1.new.$$" && mv -f -- "$1.new.$$" "$1"
}

# hash_of FILE... - print one hash of the contents of all files
hash_of()
{
	cat -- "$@" | sha256sum | cut -c1-32
}

# lab_run [--layer LAYER] COMMAND... - run the command inside the lab, in the checkout; if this is
# already the lab, run it directly
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
# missing ones if possible (root, apt), else prints the exact line.
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
		fail "this machine lacks some packages; run: sudo sh -c 'apt-get update && apt-get install --no-install-recommends ${missing[*]}'"
	step download "host packages" host_install "${missing[@]}" ||
		fail "could not install host packages; run: apt-get update && apt-get install --no-install-recommends ${missing[*]}"
}

host_install()
{
	export DEBIAN_FRONTEND=noninteractive
	apt-get -o DPkg::Lock::Timeout=120 update &&
		apt-get -o DPkg::Lock::Timeout=120 install -y --no-install-recommends "$@"
}

# kvm_works IMAGE - succeed if hardware virtualization works, which is tested by a boot.  Access to
# /dev/kvm is not sufficient; the flags of the CPU are more reliable.
kvm_works()
{
	grep -qwE 'vmx|svm' /proc/cpuinfo && [[ -w /dev/kvm ]] || return 1
	timeout 30 vng --run "$1" --user root --memory 512M --exec true </dev/null >/dev/null 2>&1
}

# build_programs - build the programs of this checkout, in build/bin
build_programs()
{
	local make=(lab_run make --no-print-directory -s -j"$(nproc)" all) lock

	lock=build-$(hash_of <(printf '%s' "$TOP"))
	if [[ -d $TOP/build/bin ]]; then
		with_lock "$lock" "${make[@]}" || fail "the programs do not build; see above"
	else
		with_lock "$lock" step build "the programs" "${make[@]}" || fail "the programs do not build"
	fi
}

# times_start - start to record the times of steps in build/log/times-PID.tsv, whose name is passed
# to the commands that this one runs.  The times of the last complete run are in times.tsv.
times_start()
{
	local dir

	[[ -z ${MLX5T_TIMES-} ]] || return 0
	dir=$(log_dir) || exit
	find "$dir" -maxdepth 1 -name 'times-*.tsv' -mmin +1440 -delete
	export MLX5T_TIMES=times-$$.tsv
	: >"$dir/$MLX5T_TIMES"
}

# took KIND SECONDS LABEL - record the time of a step
took()
{
	[[ -z ${MLX5T_TIMES-} ]] || printf '%s\t%s\t%s\n' "$@" 2>/dev/null >>"$(log_dir)/$MLX5T_TIMES" || true
}

# times_show - print the durations of the steps of this run by kind
times_show()
{
	local dir

	dir=$(log_dir)
	mv -f -- "$dir/$MLX5T_TIMES" "$dir/times.tsv"
	unset MLX5T_TIMES
	awk -F'\t' '{ sum[$1] += $2 }
		END {
			printf "times:"
			n = split("download unpack build boot test", kind, " ")
			for (i = 1; i <= n; i++)
				if (kind[i] in sum)
					printf "  %s %d s", kind[i], sum[kind[i]]
			printf "\n"
		}' "$dir/times.tsv" >&2
}
