#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# check-deb.sh [--names] [SUITE]... - build the Debian packages, check them with lintian, install
# them with only their dependencies in a fresh root file system of each Debian SUITE (default:
# bookworm and trixie), use them and remove them.  The driver is built by DKMS for the kernel of
# the release.  TAP is written to standard output.  Root privileges are required to create the
# root file systems.  With --names, only the names of the suites are checked.
set -euo pipefail
PROG=tests/check-deb.sh
# shellcheck source=scripts/lib/common.sh
. "$(dirname -- "${BASH_SOURCE[0]}")/../scripts/lib/common.sh"
# shellcheck source=tests/lib/tap.sh
. "$TOP/tests/lib/tap.sh"
# shellcheck source=tests/lib/root.sh
. "$TOP/tests/lib/root.sh"

# shellcheck source=/dev/null # it has variables with the same names as those below
SAMPLE=/repo/tests/recordings/$(. "$TOP/scripts/lib/bases.sh" && bases_with default)/binary
PACKAGES=(mlx5-tracepoints libmlx5trace0 libmlx5trace-dev)
version=$(version)
# the module and version for dkms
dkms=mlx5-tracepoints/$version

# make_root - create a root file system like that of a machine in use, with manual pages,
# documentation, completion and a compiler, but without the libraries that the packages require
make_root()
{
	root_make man-db bash-completion gcc libc6-dev pkgconf procps &&
		rm -f -- "$root/etc/dpkg/dpkg.cfg.d/10lab" "$root/etc/initramfs-tools/update-initramfs.conf"
}

# install_debs [OPTION...] -- PACKAGE... - install the built packages with these options of apt-get
install_debs()
{
	local options=() files

	while [[ $1 != -- ]]; do
		options+=("$1")
		shift
	done
	mapfile -t files < <(cd -- "$TOP" && for name in "${@:2}"; do
		ls "build/deb/$suite/${name}_"*.deb
	done)
	as_root apt-get "${options[@]}" -y install "${files[@]/#//repo/}"
}

prints_version()
{
	is_set "mlx5-trace $version" as_root mlx5-trace --version
}

reports()
{
	local text

	text=$(as_root mlx5-trace report "$SAMPLE") || (($? == 1)) || return
	grep -q '^Operations on ' <<<"$text" && grep -q 'ethtool -L' <<<"$text"
}

# has_pages - succeed if man shows a page for each program and for the library
has_pages()
{
	local program

	while read -r program; do
		as_root man -P cat "${program##*/}" | grep -q "${program##*/}" || {
			echo "$program has no manual page"
			return 1
		}
	done < <(as_root dpkg -L mlx5-tracepoints | grep '^/usr/bin/.')
	as_root man -P cat 3 libmlx5trace | grep -q mlx5trace_open
}

# completes - succeed if bash with the system's completion completes "mlx5-trace repo"
completes()
{
	# shellcheck disable=SC2016 # the inner shell expands it
	as_root bash -c '
		. /usr/share/bash-completion/bash_completion
		if declare -F _comp_load >/dev/null; then _comp_load mlx5-trace; else _completion_loader mlx5-trace || [ $? = 124 ]; fi
		COMP_WORDS=(mlx5-trace repo) COMP_CWORD=1
		$(complete -p mlx5-trace | sed -n "s/.*-F \([^ ]*\).*/\1/p") mlx5-trace repo mlx5-trace
		[ "${COMPREPLY[*]}" = report ]'
}

# links - link the example with the command in its header comment, and run it
links()
{
	# shellcheck disable=SC2016 # the inner shell expands it
	as_root sh -c 'cd /tmp && [ "$(pkg-config --libs mlx5trace | tr -d " ")" = -lmlx5trace ] &&
		cc -Wall -Werror -o slow /usr/share/doc/libmlx5trace-dev/examples/slow-operations.c \
			$(pkg-config --cflags --libs mlx5trace) && ./slow "$1" | grep "^ethtool -L on "' sh "$SAMPLE"
}

# lacks VERB - succeed if VERB fails with one line that names the library it requires
lacks()
{
	local text status=0

	text=$(as_root mlx5-trace "$@" 2>&1) || status=$?
	printf '%s\n' "$text"
	((status == 2)) && [[ $text == "mlx5-trace"*"$1: this requires libtracefs 1.8, and mlx5-trace was built with 1.6.4"* ]] &&
		(($(wc -l <<<"$text") == 1))
}

# has VERB ARGUMENT... - succeed if VERB does not report that the library is missing
has()
{
	local text

	text=$(as_root mlx5-trace "$@" 2>&1) || true
	[[ $text != *libtracefs* ]]
}

# records - succeed if the installed mlx5-record finds its files and prints its own name in its
# messages
records()
{
	local text

	as_root mlx5-record --help | grep -q '^Usage: mlx5-record perf|trace-cmd|ftrace' || return
	text=$(as_root mlx5-record ftrace -e nosuch:event -- true 2>&1) && return 1
	printf '%s\n' "$text"
	[[ $text == 'mlx5-record: event nosuch:event does not exist'* ||
		$text == 'mlx5-record: tracefs is not mounted'* ]] && [[ $text != *$'\n'* ]]
	as_root mlx5-steer --help | grep -q '^Usage: mlx5-steer DEV'
}

# removed PATTERN - succeed if no file that matches PATTERN is left
removed()
{
	# man keeps a cache of the pages that were shown.
	as_root sh -c '! find /etc /usr /var/lib/dkms /var/cache -xdev -path "$1" ! -path "/var/cache/man/*" | grep .' sh "$1"
}

purge()
{
	as_root apt-get -y purge "$@" >/dev/null
}

# --- the driver

# has_kernel - install the kernel of the release with its headers and an initramfs
has_kernel()
{
	as_root apt-get -y install linux-image-amd64 linux-headers-amd64 initramfs-tools kmod binutils
}

# kernel_in - print the release of the installed kernel
kernel_in()
{
	find "$root/lib/modules/" -mindepth 1 -maxdepth 1 -name '*-amd64' -printf '%f\n' | sort -V | tail -n1
}

# driver_is updates|kernel - succeed if modprobe loads the driver from this directory, and the
# initramfs contains no other copy
driver_is()
{
	local file copies

	file=$(as_root modprobe -S "$release" --show-depends mlx5_core | sed -n 's/^insmod \([^ ]*mlx5_core[^ ]*\).*/\1/p')
	echo "$file"
	[[ $file == /lib/modules/"$release"/"$1"/* ]] || return
	# initramfs-tools includes drivers of network cards only from kernel/.
	copies=$(as_root lsinitramfs "/boot/initrd.img-$release") || return
	copies=$(grep mlx5_core.ko <<<"$copies")
	printf '%s\n' "$copies"
	[[ -z $copies && $1 == updates ]] || [[ $copies == *"lib/modules/$release/$1/"*mlx5_core.ko* && $copies != *$'\n'* ]]
}

# has_events - succeed if the module is built for this kernel and has the tracepoints of the series
has_events()
{
	local want got

	want=$(sed -n 's/^event \([a-z0-9_]*\).*/\1/p' "$TOP/analysis/base/events.tbl" | wc -l)
	# shellcheck disable=SC2016 # the inner shell expands it
	got=$(as_root sh -c 'ko=$(modprobe -S "$1" --show-depends mlx5_core | sed -n "s/^insmod \([^ ]*mlx5_core[^ ]*\).*/\1/p") &&
		modinfo -F vermagic "$ko" | grep -q "^$1 " && case $ko in *.xz) xz -dc "$ko" ;; *) cat "$ko" ;; esac >/root/mlx5_core.ko &&
		nm /root/mlx5_core.ko | grep -o " __tracepoint_mlx5[a-z0-9_]*" | sort -u' sh "$release")
	printf '%s\n' "$got"
	for event in mlx5e_open_channel mlx5e_close_channel mlx5_cmd_done mlx5e_xsk_setup_pool; do
		grep -qx " __tracepoint_$event" <<<"$got" || return
	done
	(($(wc -l <<<"$got") >= want))
}

# lists_events - succeed if perf lists the events in a guest with the kernel of the release and
# this driver
lists_events()
{
	local text

	text=$("$TOP/scripts/boot" "$release" --module "$root/root/mlx5_core.ko" -- perf list 'mlx5:*' 2>&1)
	printf '%s\n' "$text"
	for event in mlx5e_open_channel mlx5e_close_channel mlx5_cmd_done mlx5e_xsk_setup_pool; do
		grep -q "^ *mlx5:$event " <<<"$text" || return
	done
}

# stays_stock - succeed if the stock driver stays, and the reason is reported in one line, when the
# given source has no mlx5 driver
stays_stock()
{
	local text

	# Remove the module that is already built: it would be installed again.
	as_root dkms unbuild "$dkms" -k "$release" >/dev/null || return
	echo 'MLX5T_KERNEL_SOURCE=/usr/src' >"$root/etc/default/mlx5-tracepoints"
	text=$(as_root dkms autoinstall -k "$release" 2>&1) || true
	printf '%s\n' "$text"
	rm -f -- "$root/etc/default/mlx5-tracepoints"
	(($(grep -c "^mlx5-tracepoints: $release: /usr/src has no mlx5 driver .*; the stock mlx5_core stays" <<<"$text") >= 1)) &&
		driver_is kernel
}

# --- the driver, installed from a checkout

# state - print the state that a failed installation or a dry run must not change
state()
{
	find "$root/usr/src" "$root/var/lib/dkms" "$root/lib/modules/$release/updates" "$root/etc/default" -maxdepth 2 2>/dev/null | sort
	stat -c '%n %Y' "$root/boot/initrd.img-$release"
}

# shows_steps - succeed if a dry run prints each step and changes nothing
shows_steps()
{
	local text before

	before=$(state)
	text=$(as_root /repo/scripts/kernel install --kernel "$release" --dry-run 2>&1) || return
	printf '%s\n' "$text"
	for step in add build install; do
		grep -q "^+ 'dkms' '$step'" <<<"$text" || return
	done
	grep -q "kernel $release: dkms builds mlx5_core from the driver in /usr/src/" <<<"$text" || return
	[[ $before == "$(state)" ]]
}

# fails_cleanly - succeed if the build fails when a header is missing, and the state is unchanged
fails_cleanly()
{
	local text before header status=0

	header=$(find "$root/usr/src/" -path '*-common/include/net/netlink.h')
	mv -- "$header" "$header.away"
	before=$(state)
	text=$(as_root /repo/scripts/kernel install --kernel "$release" 2>&1) || status=$?
	mv -- "$header.away" "$header"
	printf '%s\n' "$text" | tail -n 8
	((status == 1)) && [[ ${text##*$'\n'} == *'was not built, and the previous state is restored; the whole log: build/log/dkms-'* ]] &&
		[[ $before == "$(state)" ]]
}

names=''
if [[ ${1-} == --names ]]; then
	names=1
	shift
fi
suites=("$@")
((${#suites[@]})) || suites=(bookworm trixie)
for suite in "${suites[@]}"; do
	[[ $suite == bookworm || $suite == trixie ]] || die "no suite '$suite': the suites are bookworm trixie"
done
((EUID == 0)) || fail "only root can create the root file systems: run it with sudo"
[[ -z $names ]] || exit 0
need_host mmdebstrap=mmdebstrap
mkdir -p -- "$(cache_dir)/deb"
work=$(mktemp -d "$(cache_dir)/deb/XXXXXX")
trap 'rm -rf --one-file-system -- "$work"' EXIT
for suite in "${suites[@]}"; do
	root=$work/$suite release=''
	timed "$suite: the packages are built, and lintian reports no error or warning" "$TOP/scripts/deb" "$suite"
	timed "$suite: a fresh root file system is created" make_root
	timed "$suite: the packages are installed with only their dependencies" install_debs -- "${PACKAGES[@]}"
	check "$suite: mlx5-trace prints its version" prints_version
	check "$suite: mlx5-trace prints a report of a recording" reports
	check "$suite: each program has a manual page" has_pages
	check "$suite: bash completes the verbs" completes
	check "$suite: the example program is linked with the flags from pkg-config" links
	check "$suite: mlx5-record finds its files" records
	if [[ $suite == bookworm ]]; then
		check "$suite: live reports the missing library in one line" lacks live
		check "$suite: flow reports the missing library in one line" lacks flow -- true
	else
		check "$suite: live has the library that it requires" has live --duration 1
		check "$suite: flow has the library that it requires" has flow --help
	fi
	timed "$suite: the kernel is installed with headers and initramfs" has_kernel
	release=$(kernel_in)
	timed "$suite: the driver is installed by DKMS, with the kernel's source" \
		install_debs -o APT::Install-Recommends=true -- mlx5-tracepoints-dkms
	check "$suite: the new driver is loaded, and the initramfs has no other one" driver_is updates
	check "$suite: the new driver has the events" has_events
	timed "$suite: perf list shows the events in a guest with this kernel" lists_events
	timed "$suite: dkms uninstall removes the new driver" \
		as_root dkms uninstall "$dkms" -k "$release"
	check "$suite: the stock driver is loaded, also from the initramfs" driver_is kernel
	check "$suite: unsuitable kernel source is reported in one line, and nothing is changed" stays_stock
	check "$suite: the packages are removed" purge "${PACKAGES[@]}" mlx5-tracepoints-dkms
	check "$suite: no file is left" removed '*mlx5*trace*'
	if [[ $suite == trixie ]]; then
		check "$suite: scripts/kernel install --dry-run prints the steps and changes nothing" shows_steps
		timed "$suite: scripts/kernel install changes nothing if the build fails" fails_cleanly
		timed "$suite: scripts/kernel install succeeds" as_root /repo/scripts/kernel install --kernel "$release"
		check "$suite: the driver built from the checkout is loaded" driver_is updates
		check "$suite: the driver built from the checkout has the events" has_events
		check "$suite: scripts/kernel uninstall succeeds" as_root /repo/scripts/kernel uninstall --kernel "$release"
		check "$suite: the stock driver is loaded again" driver_is kernel
		check "$suite: no file of the new driver is left" removed '*mlx5*trace*'
	fi
	rm -rf --one-file-system -- "$root"
done
done_testing
