# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# The verb port of scripts/series: ports a series, or one patch, to another kernel.  Requires
# input.sh, sets.sh and other.sh.
#
#   series/port/               in the cache (MLX5T_SERIES: another directory for series/); exists
#                              while a port is in progress
#       state                  FROM, NAME, NEW, BASE (or -), TO, PROOFS; NEW is a directory in the
#                              cache, or - for `new`
#       new/                   the kernel, if it is not a base
#       mails/, before/        the patches to port, and the patches before them
#       was.patch              the previous version of one patch
#       repo/                  the git tree in which conflicts are resolved (onto.sh)

port_dir()
{
	printf '%s/port\n' "${MLX5T_SERIES:-$(cache_dir)/series}"
}

# port_options ARGUMENT... - parse the options
port_options()
{
	new='' tree='' from='' patch='' was='' to='' action='begin' proofs=()
	while (($#)); do
		case $1 in
		-h | --help)
			usage
			exit 0
			;;
		--continue | --abort) action=${1#--} ;;
		--tree | --from | --to | --proof | --was)
			(($# > 1)) || die "$1 requires a value"
			case $1 in
			--tree) tree=$2 ;;
			--from) from=$2 ;;
			--to) to=$2 ;;
			--was) was=$2 ;;
			--proof) take_proof "$2" ;;
			esac
			shift
			;;
		-*) die "port has no option '$1' (see scripts/series --help)" ;;
		*)
			if [[ -z $new && -z $tree && ! -f $1 ]]; then
				base_or_version "$1"
				new=$REPLY
			else
				[[ -z $patch ]] || die "port takes one patch, or none for the whole series"
				patch=$1
			fi
			;;
		esac
		shift
	done
	[[ $action == begin ]] || return 0
	[[ -n $from ]] || die "port requires --from BASE, the base whose series is ported"
	need_base "$from"
	[[ -n $new || -n $tree ]] || die "port requires a base, a version, or --tree DIR"
	[[ -z $new || -z $tree ]] || die "port takes a base or version, or --tree DIR, but not both"
	[[ $new != "$from" ]] || die "cannot port the series for $from to $from itself: name another base or version"
	if [[ $patch && ! -f $patch ]]; then
		die "there is no patch '$patch': name a file of patches/$from"
	fi
	[[ -z $was || -f $was ]] || die "there is no patch '$was'"
	((${#proofs[@]})) || proofs=(apply style build)
}

# port_was DIR - copy the previous version of the patch, if it is known, to DIR/was.patch: the file
# --was, or the patch in the last commit of this checkout
port_was()
{
	local file

	if [[ $was ]]; then
		cp -- "$was" "$1/was.patch"
		return
	fi
	file=$(realpath --relative-to="$TOP" -- "$patch")
	git -c safe.directory='*' -C "$TOP" show "HEAD:$file" >"$1/was.patch" 2>/dev/null || true
	if [[ ! -s $1/was.patch ]] || cmp -s -- "$1/was.patch" "$patch"; then
		rm -f -- "$1/was.patch"
	fi
}

# port_mails DIR - copy the patches to port: either the series, or one patch between the patches of
# the new base.  If the new base also has this patch, and its previous version is known, only the
# change is ported.
port_mails()
{
	local dir=$1 one subject before=() after=() found=

	mkdir -p -- "$dir/mails" "$dir/before"
	if [[ -z $patch ]]; then
		mapfile -t after < <(series_patches "$from")
	else
		subject=$(series_subject "$patch")
		port_was "$dir"
		while IFS= read -r one; do
			if [[ $(series_subject "$one") == "$subject" ]]; then
				found=1
				[[ ! -f $dir/was.patch ]] || before+=("$one")
			elif [[ $found ]]; then
				after+=("$one")
			else
				before+=("$one")
			fi
		done < <([[ $tree ]] || series_patches "$new")
		[[ $found ]] || rm -f -- "$dir/was.patch"
		cp -- "$patch" "$dir/mails/0000-carried.patch"
	fi
	((${#before[@]} == 0)) || cp -- "${before[@]}" "$dir/before/"
	((${#after[@]} == 0)) || cp -- "${after[@]}" "$dir/mails/"
}

# port_tree_base - print the name under which the series is proved on the user's tree, or -
port_tree_base()
{
	local commit

	commit=$(tree_git rev-parse -q --verify "${tree_commit:-HEAD}^{commit}" 2>/dev/null) || commit=
	if [[ -z $commit ]] || { [[ -z $tree_commit ]] && [[ $(tree_git status --porcelain --untracked-files=no) ]]; } ||
		! tree_whole "$commit"; then
		note "'$tree' is not a whole kernel in git without uncommitted changes: no proofs will be run"
		echo -
	else
		other_tree "$commit"
	fi
}

port_begin()
{
	local dir name where base

	dir=$(port_dir)
	if [[ -d $dir ]]; then
		fail "a port to $(sed -n 2p "$dir/state" 2>/dev/null || echo 'another kernel') is in progress in $dir/repo: scripts/series port --continue or --abort"
	fi
	[[ -n $(series_patches "$from") ]] || fail "there is no series for $from: patches/$from has no patches"
	[[ -z $tree ]] || input_split "$tree"
	[[ -z $new ]] || ! other_version "$new" || new=v$REPLY
	name=${new:-$tree} to=${to:-$TOP/build/port-${new:-tree}} base=${new:--}
	[[ $to == /* ]] || to=$PWD/$to
	if [[ -e $to ]] && { [[ ! -d $to ]] || [[ $(find "$to" -mindepth 1 -print -quit) ]]; }; then
		die "'$to' exists and is not empty: name another directory (--to), or remove it"
	fi
	# shellcheck disable=SC2064 # the value of now
	trap "rm -rf -- '$dir.new'" EXIT
	rm -rf -- "$dir.new"
	mkdir -p -- "$dir.new"
	if [[ $new ]]; then
		base_known "$new" || other_served "${new#v}" >/dev/null || return
		where=$(input_source "$new") || return
	else
		input_tree "$tree" "$dir.new/new"
		where=-
		[[ ${proofs[*]} == none ]] || base=$(port_tree_base)
	fi
	input_source "$from" >/dev/null || return
	port_mails "$dir.new"
	printf '%s\n' "$from" "$name" "$where" "$base" "$to" "${proofs[*]}" >"$dir.new/state"
	mv -T -- "$dir.new" "$dir"
	note "porting the series for $from to $name in $dir/repo"
}

# port_prove DIR - write the result, and run the proofs on it
port_prove()
{
	local dir=$1 from name base to proofs proof run=() status=0

	{ read -r from && read -r name && read -r _ && read -r base && read -r to && read -r proofs; } <"$dir/state"
	mkdir -p -- "$(dirname -- "$to")"
	# The result exists already if the proofs were interrupted.
	if [[ ! -d $to ]] || rmdir -- "$to" 2>/dev/null; then
		cp -r -- "$dir/result" "$to.new.$$" && mv -T -- "$to.new.$$" "$to"
	fi
	note "$(find "$to" -name '0*.patch' | grep -vc /0000-) patches for $name are in $to"
	for proof in $proofs; do
		[[ $proof == none ]] || run+=("$proof")
	done
	if [[ $base != - ]] && ((${#run[@]})); then
		prove "$base" "$to" "${run[@]}" || status=1
	fi
	rm -rf -- "$dir"
	if [[ $base == - || $base == v*-* ]]; then
		[[ $base == - ]] || other_forget "$base"
	elif base_known "$base"; then
		note "to adopt them: rm patches/$base/0*.patch; cp $to/*.patch patches/$base/; then check the lines version and hash in patches/$base/base"
	else
		other_base "$base" >"$to/base" || status=1
		note "to make it a base: cp -r $to patches/$base"
	fi
	return "$status"
}

port()
{
	local new tree from patch was to action proofs dir status=0

	port_options "$@"
	dir=$(port_dir)
	case $action in
	begin)
		port_begin || return
		;;
	*)
		[[ -d $dir ]] || die "no port is in progress"
		;;
	esac
	if [[ $action == abort ]]; then
		rm -rf -- "$dir"
		note "the port is aborted, and $dir is removed"
		return
	fi
	lab_run --layer series bash scripts/inside/series-port.sh "$action" || status=$?
	case $status in
	0) port_prove "$dir" ;;
	*)
		[[ -d $dir/repo/.git/rebase-apply ]] || rm -rf -- "$dir"
		return "$status"
		;;
	esac
}
