#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# kernelshark.sh FILE DIRECTORY SIZE CPUS KIND - second half of scripts/kernelshark: run KernelShark
# with the plugin on MLX5T_DISPLAY.  With a SIZE, run it on a separate display, double-click a bar
# of KIND, and save the picture as DIRECTORY/shot.png.
set -euo pipefail
PROG=scripts/kernelshark
# shellcheck source=scripts/lib/common.sh
. "$(dirname -- "${BASH_SOURCE[0]}")/../lib/common.sh"

file=$1 work=$2 size=$3 cpus=$4 pick=$5
PATIENCE=120 # seconds

# no_warning DIRECTORY - disable KernelShark's warning when it runs as root, as it does in the lab;
# its settings are in this directory
no_warning()
{
	mkdir -p -- "$1"
	[[ -e $1/setting.ini ]] || printf '[General]\nnoRootWarn=true\n' >"$1/setting.ini"
	export KS_USER_CACHE_DIR=$1
}

# start_display - start a separate display, and set DISPLAY
start_display()
{
	local number

	mkfifo -- "$work/display"
	Xvfb -displayfd 3 -screen 0 "${size}x24" -nolisten tcp 3>"$work/display" >"$work/xvfb.log" 2>&1 &
	xvfb=$!
	read -r -t "$PATIENCE" number <"$work/display" || fail "Xvfb does not start: $(tail -n 1 -- "$work/xvfb.log")"
	export DISPLAY=:$number
}

# at_colour COLOUR PICTURE - print X Y of the upper left corner of the area in this colour; fail if
# there is no such area
at_colour()
{
	local box

	box=$(convert "$2" -fill black +opaque "$1" -fill white -opaque "$1" -format '%@' info: 2>/dev/null)
	[[ $box =~ ^[1-9][0-9]*x[1-9][0-9]*\+([0-9]+)\+([0-9]+)$ ]] && echo "${BASH_REMATCH[1]} ${BASH_REMATCH[2]}"
}

# has_bars PICTURE - succeed if the picture contains a bar of any kind, or no bars are expected
has_bars()
{
	local colour

	[[ $pids ]] || return 0
	while read -r _ colour; do
		! at_colour "$colour" "$1" >/dev/null || return 0
	done < <(build/bin/kslanes --colours)
	return 1
}

# settled [has_bars] - wait until the window has stopped changing and, with has_bars, shows bars;
# its picture is in shot.png
settled()
{
	local end=$((SECONDS + PATIENCE))

	rm -f -- "$work/before.png"
	while ((SECONDS < end)) && kill -0 "$shark" 2>/dev/null; do
		sleep 0.5
		import -window root "$work/shot.png"
		if [[ -e $work/before.png ]] && cmp -s "$work/shot.png" "$work/before.png" &&
			{ (($# == 0)) || "$1" "$work/shot.png"; }; then
			return
		fi
		cp -- "$work/shot.png" "$work/before.png"
	done
	fail "KernelShark shows no bars after $PATIENCE s: $(tail -n 1 -- "$work/shark.log")"
}

# open_window - wait for the window with the file, and set its final size
open_window()
{
	local id='' end=$((SECONDS + PATIENCE))

	while [[ -z $id ]]; do
		if ((SECONDS >= end)) || ! kill -0 "$shark" 2>/dev/null; then
			fail "KernelShark does not open the file: $(tail -n 1 -- "$work/shark.log")"
		fi
		sleep 0.2
		id=$(xdotool search --onlyvisible --name "^Kernel Shark.*${file##*/}" 2>/dev/null) || :
		id=${id%%$'\n'*}
	done
	xdotool windowmove "$id" 0 0 windowsize "$id" "${size%x*}" "${size#*x}"
	settled has_bars
}

# plots_bottom - print the y coordinate of the bottom of the plots, which are white at their left
# edge
plots_bottom()
{
	convert "$work/shot.png" -crop "1x${size#*x}+16+0" +repage txt:- | awk -F '[,: ]' '
		/#FFFFFF/ { if (++run == 100) found = 1; if (found == 1) last = $2; next }
		{ run = 0; if (found) found = 2 }
		END { print last + 0 }'
}

# more_plots - move the border below the plots downwards, as KernelShark's window at first shows
# only six plots
more_plots()
{
	local begin from y end=$((SECONDS + PATIENCE)) lanes=${pids//[!,]/} below=10

	((${#lanes} >= 6 && ${size#*x} >= 700)) || return 0
	begin=$(plots_bottom)
	while ((SECONDS < end)); do
		# the border is a few pixels below the plots; how many depends on the style
		((below = below < 16 ? below + 2 : 8))
		from=$(plots_bottom)
		((from == begin)) || return 0
		y=$((from + below))
		xdotool mousemove 300 "$y" sleep 0.3 mousedown 1 sleep 0.2 mousemove 300 $((y + 20)) \
			sleep 0.2 mousemove 300 $((${size#*x} - 60)) sleep 0.3 mouseup 1 mousemove 0 0
		settled has_bars
	done
	fail "the border below KernelShark's plots does not move"
}

# pick KIND - double-click the first bar of this kind in the picture
pick()
{
	local colour at

	colour=$(build/bin/kslanes --colours | sed -n "s/^$1 //p")
	at=$(at_colour "$colour" "$work/shot.png") || fail "no bar of the kind $1 is visible"
	xdotool mousemove $((${at% *} + 1)) $((${at#* } + 3)) click --repeat 2 --delay 20 1
	settled
}

finish()
{
	[[ -z ${shark-} ]] || kill "$shark" 2>/dev/null || :
	[[ -z ${xvfb-} ]] || kill "$xvfb" 2>/dev/null || :
	wait
}

plugin=build/lib/plugin-mlx5_bars.so
[[ -e $plugin ]] || fail "$plugin was not built: make all, in the lab"
XDG_RUNTIME_DIR=$(mktemp -d)
export XDG_RUNTIME_DIR
pids=$(build/bin/kslanes --pids "$file")
options=(-p "$PWD/$plugin" -i "$file")
[[ -z $pids ]] || options+=(--pid "$pids")
[[ -z $cpus ]] || options+=(--cpu "$cpus")
if [[ -n $size ]]; then
	trap finish EXIT
	no_warning "$work/settings"
	start_display
	kernelshark "${options[@]}" >"$work/shark.log" 2>&1 &
	shark=$!
	open_window
	more_plots
	[[ -z $pick ]] || pick "$pick"
	exit
fi
no_warning "$(cache_dir)/kernelshark"
export DISPLAY=$MLX5T_DISPLAY
[[ ! -e $work/xauthority ]] || export XAUTHORITY=$work/xauthority
kernelshark "${options[@]}"
