# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# shellcheck disable=SC2154 # base and work are set by inside/series.sh
#
# Proof `link` of scripts/series: checks the whole module, and the code of each event in it.
# Requires trees.sh, and tap() of inside/series.sh.

# series_classes - print EVENT CLASS for each event that the series defines
series_classes()
{
	local clone

	clone=$(series_dir "$base")/repo
	series_git -C "$clone" diff base series -- "$CORE/*.h" |
		sed -nE 's/^\+TRACE_EVENT\((mlx5[a-z0-9_]+),.*/\1 \1/p; s/^\+DEFINE_EVENT\((\w+), (mlx5[a-z0-9_]+),.*/\2 \1/p' | sort
}

series_events()
{
	series_classes | cut -d' ' -f1
}

# event_calls - print EVENT COUNT, with the number of calls of each event in the source
event_calls()
{
	series_events | while read -r event; do
		printf '%s %s\n' "$event" "$(series_git -C "$(series_dir "$base")/repo" grep -hoE "\btrace_$event(_enabled)?\(" \
			series -- "$CORE/*.c" | wc -l)"
	done
}

# link_lock - print the name of the lock that scripts/kernel holds while it builds the module
link_lock()
{
	if [[ $(base_value "$base" build) == module ]]; then
		printf 'kernel-%s\n' "$base"
	else
		printf 'kernel-%s-whole\n' "$base"
	fi
}

link_module()
{
	local verb=build

	[[ $(base_value "$base" build) == module ]] || verb=full
	bash "$TOP/scripts/inside/kernel.sh" "$verb" "$base"
}

# linked_module - print the path of the linked module with its relocations
linked_module()
{
	if [[ $(base_value "$base" build) == module ]]; then
		printf '%s/tree/%s/%s/mlx5_core.ko\n' "$(cache_dir)" "$base" "$CORE"
	else
		printf '%s/%s/mlx5_core.ko\n' "$(full_obj "$base" full)" "$CORE"
	fi
}

# jump_entries KO - print the tracepoints' entries in the module's jump table as EVENT SECTION
# ADDRESS.  An entry has the fields code, target and key, with four, four and eight bytes (struct
# jump_entry in include/linux/jump_label.h).
jump_entries()
{
	readelf --relocs --wide "$1" | awk '
		/^Relocation section/ { in_table = index($0, ".rela__jump_table") }
		in_table && $3 ~ /^R_X86_64_PC/ {
			place = strtonum("0x" $1)
			if (place % 16 == 0) { section[place] = $5; address[place] = strtonum("0x" $7) }
			if (place % 16 == 8 && $5 ~ /^__tracepoint_/)
				print substr($5, 14), section[place - 8], sprintf("%x", address[place - 8])
		}'
}

# sites KO - print these entries with the bytes of the instruction at each address
sites()
{
	jump_entries "$1" >"$work/entries"
	objdump --disassemble --wide "$1" | awk -v entries="$work/entries" '
		BEGIN {
			while ((getline line < entries) > 0) {
				split(line, f, " ")
				event[f[2], f[3]] = f[1]
			}
		}
		/^Disassembly of section/ { section = $4; sub(/:$/, "", section) }
		/^ *[0-9a-f]+:\t/ {
			split($0, part, "\t")
			address = part[1]
			gsub(/[ :]/, "", address)
			if ((section, address) in event) {
				gsub(/ +$/, "", part[2])
				print event[section, address], section, address, part[2]
				delete event[section, address]
			}
		}
		END { for (key in event) print event[key], "is not at an instruction:", key }'
}

# sites_are_nops - fail unless each event has at least as many sites as calls in the source (a
# function that is inlined twice has more), and each site is a no-op of two or five bytes
sites_are_nops()
{
	local event count found status=0

	sites "$(linked_module)" >"$work/sites" || return
	while read -r event count; do
		found=$(grep -c "^$event " "$work/sites") || true
		printf '%s: %s in the source, %s in the module\n' "$event" "$count" "$found"
		((count > 0 && found >= count)) || status=1
		grep "^$event " "$work/sites" | grep -vE ' (0f 1f 44 00 00|66 90)$' && status=1
	done < <(event_calls)
	return "$status"
}

# off_path_is_free - fail if a load or a call is executed for a disabled event
off_path_is_free()
{
	local events

	mapfile -t events < <(series_events)
	"$TOP/build/bin/offpath" --allow "$TOP/scripts/lib/series/offpath.allow" "$(linked_module)" "${events[@]}"
}

# headers_have_types - succeed if the headers include vmlinux: the BTF of a module is based on that
# of its kernel, which not all header packages contain
headers_have_types()
{
	in_suite "$(base_value "$base" suite)" test -e "/lib/modules/$(kernel_release "$base")/build/vmlinux"
}

# has_call_list OBJECT - succeed if the object was compiled for a kernel in which each call of an
# event adds the name of the event to the object
has_call_list()
{
	readelf --sections --wide "$1" | grep ' __tracepoint_check ' >/dev/null
}

# events_used OBJECT - run the check that `make UT=1` runs when it links a module
# (scripts/Makefile.modfinal).  The distribution's headers lack the tool for this check, but the
# kernel that the objects are compiled for has it.  The driver's events that the tool reports are
# listed in $work/unused.
events_used()
{
	local tool object=$1

	: >"$work/unused"
	tool=$(full_obj "$base" check-gcc)/scripts/tracepoint-update
	in_suite "$(base_value "$base" suite)" "$tool" --module "$object" >"$work/ut" 2>&1 || { cat -- "$work/ut"; return 1; }
	sed -nE "s/^warning: tracepoint '([^']+)' is unused .*/\1/p" "$work/ut" | sort >"$work/unused"
	comm -12 "$work/unused" <(series_events) | sed 's/$/ is never called/' >"$work/ours"
	grep -vE "^warning: tracepoint '[^']+' is unused " "$work/ut" >>"$work/ours" || true
	nothing "$work/ours"
}

all_used()
{
	local name="UT=1: no event is defined but unused" object

	object=$(linked_module)
	object=${object%.ko}.o
	if [[ -f $object ]] && ! has_call_list "$object"; then
		echo "ok - $base: $name # SKIP this kernel has no such check"
	elif ! series_kernel "$base" gcc >&2; then
		tap "$name" false
	else
		tap "$name" events_used "$object"
		comm -23 "$work/unused" <(series_events) | sed "s/^/# $base: unused, but not of the series: /"
	fi
}

proof_link()
{
	local ko

	tap "the module is linked, and modpost finds no fault" with_lock "$(link_lock)" link_module
	if [[ $(base_value "$base" build) != module ]]; then
		echo "ok - $base: it has BTF # SKIP kernels built here have no BTF"
	elif ! headers_have_types; then
		echo "ok - $base: it has BTF # SKIP the headers of this kernel have no BTF"
	else
		ko=$(cache_dir)/build/$base/mlx5_core.ko
		readelf -S --wide "$ko" >"$work/sections" 2>&1 || true
		tap "it has BTF" grep -q ' \.BTF ' "$work/sections"
	fi
	tap "each event in it is a no-op" sites_are_nops
	tap "no load and no call is executed for a disabled event" off_path_is_free
	all_used
}
