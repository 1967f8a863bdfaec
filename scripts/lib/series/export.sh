# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# The verb export of scripts/series: writes patch emails for a commit of the user's kernel tree.
# Requires input.sh, sets.sh and other.sh.  Everything is first written to a directory next to DIR,
# and the user's tree is only read.

# Matches times in a commit message: in lines of a trace, in fields of events, and with a unit.
TIMES='(^|[^0-9.])[0-9]+\.[0-9]{6}:|\b(wait_)?ns=[1-9]|\b[0-9][0-9.]* ?(ns|us|ms)\b'
MAX_PATCHES=15
NET_NEXT=https://git.kernel.org/pub/scm/linux/kernel/git/netdev/net-next.git

# export_options ARGUMENT... - parse the options
export_options()
{
	set=first onto='' to='' version=1 from='' changes='' prefix=net-next measured='' signoff='' trailers=() proofs=()
	while (($#)); do
		case $1 in
		-h | --help)
			usage
			exit 0
			;;
		--set | --onto | --to | --version | -v | --from | --changes | --prefix | --trailer | --proof)
			(($# > 1)) || die "$1 requires a value"
			case $1 in
			--set) set=$2 ;;
			--onto) onto=$2 ;;
			--to) to=$2 ;;
			--version | -v) version=$2 ;;
			--from) from=$2 ;;
			--changes) changes=$2 ;;
			--prefix) prefix=$2 ;;
			--trailer) trailers+=("$2") ;;
			--proof) take_proof "$2" ;;
			esac
			shift
			;;
		--measured) measured=1 ;;
		--signoff) signoff=1 ;;
		*) die "export has no option '$1' (see scripts/series --help)" ;;
		esac
		shift
	done
	[[ -n $onto && -n $to ]] || die "export requires --onto TREE and --to DIR"
	((${#proofs[@]})) || proofs=("${PROOFS[@]}")
	sets_known | grep -xF -- "$set" >/dev/null || die "no set '$set': the sets are $(sets_known | paste -sd' ')"
	[[ $version =~ ^[1-9][0-9]*$ ]] || die "'$version' is not a version: 1, 2 ..."
	[[ -z $from ]] || need_base "$from"
	if ((version > 1)) && [[ -z $changes ]]; then
		die "version $version requires --changes FILE: lines 'I: what changed in patch I', 0 for the cover letter"
	fi
	[[ -z $changes || -r $changes ]] || die "cannot read '$changes'"
	if printf '%s\n' "${trailers[@]}" | grep -i '^Signed-off-by:' >/dev/null; then
		die "a sign-off is a statement by the sender of the patches: add it with --signoff"
	fi
}

# export_tree - check the user's tree; set commit, name and email
export_tree()
{
	local dirty

	[[ -d $onto ]] || ! base_known "$onto" ||
		die "'$onto' is a base, but emails are for a commit of a git tree: see \"Without a clone of net-next\" in Documentation/upstreaming.rst"
	input_split "$onto"
	tree_git rev-parse --git-dir >/dev/null 2>&1 ||
		die "'$tree_dir' is not a git tree, but patch emails name a base-commit: clone the tree that they are for"
	commit=$(tree_git rev-parse -q --verify "${tree_commit:-HEAD}^{commit}") ||
		die "'$tree_dir' has no commit '${tree_commit:-HEAD}'"
	dirty=$(tree_git status --porcelain --untracked-files=no | sed -n '1s/^...//p')
	[[ -z $dirty ]] || die "'$tree_dir' has uncommitted changes ($dirty): commit or stash them first"
	if ! name=$(tree_git config user.name) || ! email=$(tree_git config user.email); then
		die "there is no author: run git -C '$tree_dir' config user.name 'Your Name', and also set user.email"
	fi
	[[ -f $tree_dir/scripts/get_maintainer.pl ]] ||
		die "'$tree_dir' has no scripts/get_maintainer.pl: a whole kernel source is needed, not a tree from the cache with only the driver: git clone $NET_NEXT"
}

# export_target - exit unless DIR does not exist or is an empty directory
export_target()
{
	to=${to%/}
	[[ -d $(dirname -- "$to") ]] || die "no such directory: '$(dirname -- "$to")'"
	if [[ -e $to ]] && { [[ ! -d $to ]] || [[ $(find "$to" -mindepth 1 -print -quit) ]]; }; then
		die "'$to' exists and is not empty: name another directory, or remove it"
	fi
}

# has_history - succeed if the tree has more history than a single commit
has_history()
{
	[[ $(tree_git rev-parse --is-shallow-repository) == false ]] &&
		tree_git rev-parse -q --verify "$commit^" >/dev/null 2>&1
}

# export_before - exit unless the tree has the sets that are sent before this one, which add lines and
# files that it changes.  The tree has a set if it has the files that the set creates.
export_before()
{
	local before patch file

	[[ $set != all ]] || return 0
	while read -r before; do
		while read -r patch; do
			while read -r file; do
				tree_git cat-file -e "$commit:$file" 2>/dev/null ||
					fail "the set '$set' is sent after '$before', which is not in this tree (no $file): export '$before' first, apply its emails to a branch, and name this branch (--onto TREE@BRANCH)"
			done < <(cd / && git_plain apply --summary -- "$patch" | sed -n 's/^ create mode [0-9]* //p')
		done < <(set_patches "$from" "$before" | grep -v '/selftest/')
	done < <(sets_known | sed "/^$set\$/,\$d")
}

# export_check - exit if a maintainer would reject the patches
export_check()
{
	local patch subject file pattern fix cited where line

	((${#patches[@]})) || fail "the series for $from has no patch of the set '$set' (patches/sets.tbl)"
	export_before
	((${#patches[@]} <= MAX_PATCHES)) ||
		fail "${#patches[@]} patches are more than the $MAX_PATCHES that netdev accepts at once: name a set ($(sets_known | grep -vx all | paste -sd' '))"
	for patch in "${patches[@]}" ''; do
		if [[ $patch ]]; then
			where=${patch##*/} subject=$(series_subject "$patch")
			log_of "$patch" >"$tmp/log"
		else
			where="the cover letter" subject=''
			set_cover "$from" "$set" >"$tmp/log"
		fi
		line=$(grep -nE -m1 -- "$TIMES" "$tmp/log") || line=
		[[ -z $line || -n $measured ]] ||
			fail "$where has times of the emulated device, or --measured is missing: line ${line%%:*} of the message: ${line#*:}"
		grep -qi '^Signed-off-by:' "$tmp/log" && fail "$where already has a sign-off, which only its sender may add"
		while IFS=$'\t' read -r _ file pattern fix; do
			if tree_git show "$commit:$file" 2>/dev/null | grep -E -- "$pattern" >/dev/null; then
				fail "$where depends on a fix that is not in this tree: $fix"
			fi
		done < <(awk -F'\t' -v subject="$subject" 'NF == 4 && $1 == subject' "$TOP/patches/needs.tbl")
		has_history || continue
		for cited in $({ grep -oE '\b[0-9a-f]{12,40}\b \(?"' "$tmp/log" || true; } | cut -d' ' -f1); do
			tree_git cat-file -e "$cited^{commit}" 2>/dev/null ||
				fail "$where depends on commit $cited, which is not in this tree"
		done
	done
}

# changes_of N - print the changelog of email N, for the part of the email that git am ignores
changes_of()
{
	local text

	((version > 1)) || return 0
	text=$(sed -nE "s/^$1: *//p" "$changes" | sed 's/^/- /')
	printf 'v%s:\n%s\n' "$version" "${text:-- no change}"
}

# mail_finish FILE N - add trailers and the changelog and, to the first email, the cover letter and
# the base commit
mail_finish()
{
	local file=$1 trailer arguments=()

	for trailer in "${trailers[@]}" ${signoff:+"Signed-off-by: $name <$email>"}; do
		arguments+=(--trailer "$trailer")
	done
	(($2 == 0 || ${#arguments[@]} == 0)) || git_plain interpret-trailers --in-place "${arguments[@]}" "$file"
	if (($2 == 0)); then
		{ set_cover "$from" "$set"; [[ $version == 1 ]] || { echo; changes_of 0; }; } >"$tmp/cover"
		cover_fill "$file" "$tmp/cover"
	elif ((version > 1)); then
		changes_of "$2" >"$tmp/changes"
		awk -v text="$tmp/changes" '{ print }
			/^---$/ && !done { while ((getline line <text) > 0) print line; print ""; done = 1 }' "$file" >"$tmp/mail"
		mv -- "$tmp/mail" "$file"
	fi
	(($2 > 0 && ${#patches[@]} > 1)) ||
		awk -v commit="$commit" '/^-- $/ { print ""; print "base-commit: " commit } { print }' "$file" >"$tmp/mail"
	[[ ! -f $tmp/mail ]] || mv -- "$tmp/mail" "$file"
}

# mail_cc FILE - print the recipients, one per line
mail_cc()
{
	local how=(--git-min-percent 35) subject pattern address

	has_history || how=(--nogit --nogit-fallback)
	(cd -- "$tree_dir" && perl scripts/get_maintainer.pl --norolestats "${how[@]}" "$1") || return
	subject=$(series_subject "$1")
	while IFS=$'\t' read -r pattern address; do
		[[ ! $subject =~ $pattern ]] || printf '%s\n' "$address"
	done < <(grep -v -e '^#' -e '^$' "$TOP/patches/cc.tbl")
}

# export_cc - write MAIL.cc for each email, and cc.txt with all recipients
export_cc()
{
	local mail

	for mail in "${mails[@]}"; do
		mail_cc "$mail" | awk '!seen[$0]++' >"${mail%.patch}.cc" ||
			fail "get_maintainer.pl of '$tree_dir' failed, nothing was written"
		[[ -s ${mail%.patch}.cc ]] || fail "get_maintainer.pl of '$tree_dir' names nobody for ${mail##*/}, nothing was written"
	done
	cat -- "${mails[@]/%.patch/.cc}" | awk '!seen[$0]++' >"$tmp/cc"
	{
		printf '# for the cover letter: everyone\n'
		cat -- "$tmp/cc"
		for mail in "${mails[@]}"; do
			printf '\n# %s\n' "${mail##*/}"
			cat -- "${mail%.patch}.cc"
		done
	} >"$out/cc.txt"
	[[ -z $cover ]] || cp -- "$tmp/cc" "${cover%.patch}.cc"
}

# export_apply - apply the emails to the commit, with a separate index and object directory
export_apply()
{
	local mail objects

	objects=$(cd -- "$tree_dir" && realpath -- "$(git -c safe.directory='*' rev-parse --git-path objects)")
	mkdir -p -- "$tmp/objects"
	(
		export GIT_INDEX_FILE=$tmp/index GIT_OBJECT_DIRECTORY=$tmp/objects GIT_ALTERNATE_OBJECT_DIRECTORIES=$objects
		tree_git read-tree "$commit" || exit
		for mail in "${mails[@]}"; do
			tree_git apply --cached --whitespace=nowarn "$mail" || exit
		done
	)
}

# export_style - run checkpatch of the tree, and print its findings
export_style()
{
	local mail type ignores=() status=0

	[[ -f $tree_dir/scripts/checkpatch.pl ]] || { echo "there is no scripts/checkpatch.pl"; return 1; }
	for type in "${CHECKPATCH_IGNORES[@]}"; do
		[[ $signoff && $type == *_SIGN_OFF ]] || ignores+=(--ignore "$type")
	done
	for mail in "${mails[@]}"; do
		(cd -- "$tree_dir" && perl scripts/checkpatch.pl --no-tree --strict --max-line-length=80 "${ignores[@]}" "$mail") \
			>"$tmp/style" 2>&1 || true
		grep -qE '^total: 0 errors, 0 warnings, 0 checks, [1-9]' "$tmp/style" || {
			printf '%s:\n' "${mail##*/}"
			grep -E -A2 '^(ERROR|WARNING|CHECK|total):' "$tmp/style" || cat -- "$tmp/style"
			status=1
		}
	done
	return "$status"
}

# proof NAME COMMAND... - run the command; print a line of TAP
proof()
{
	local name=$1
	shift

	if "$@" >"$tmp/output" 2>&1; then
		echo "ok - $name"
	else
		echo "not ok - $name"
		sed 's/^/# /' "$tmp/output"
		bad=1
	fi
}

# export_prove - run the proofs of scripts/series on the whole tree
export_prove()
{
	local base

	if [[ ${proofs[*]} == none ]]; then
		return
	elif ! tree_whole "$commit"; then
		echo "ok - ${proofs[*]} # SKIP '$tree_dir' is not a whole kernel"
		return
	fi
	base=$(other_tree "$commit") || return
	MLX5T_EXPORTED=1 prove "$base" "$out" "${proofs[@]}" || bad=1
	other_forget "$base"
}

# export_process - print further requirements for the patches
export_process()
{
	local mail

	if [[ -f $tree_dir/Documentation/process/coding-assistants.rst && ${#trailers[@]} -eq 0 ]]; then
		note "note: Documentation/process/coding-assistants.rst of this tree requires a tag if tools wrote part of a patch (--trailer 'Assisted-by: ...')"
	fi
	[[ -z $measured ]] || return 0
	for mail in "${mails[@]}"; do
		! grep -qE '^\+.* ns=[1-9][0-9]*$' "$to/${mail##*/}" ||
			note "note: ${mail##*/} adds samples with times of the emulated device to the documentation: replace them by samples of your device"
	done
}

# export_b4 - write the cover letter in the format of b4, with all recipients
export_b4()
{
	[[ $cover && $version == 1 ]] || return 0
	{
		cat -- "$tmp/cover"
		printf '\nTo: netdev@vger.kernel.org\n'
		sed '/<\?netdev@vger\.kernel\.org>\?$/d; s/^/Cc: /' "${cover%.patch}.cc"
	} >"$out/cover.b4"
}

export_send()
{
	local dir

	dir=$(realpath -- "$to")
	cat <<-END

	$to: ${#mails[@]} patches${cover:+ and a cover letter} for $(tree_git log -1 --format='%h ("%s")' "$commit")
	Read them$([[ $signoff ]] || echo ', and sign them off (--signoff)').  Then run:
	  git send-email --to=netdev@vger.kernel.org --cc-cmd='f() { cat "\${1%.patch}.cc"; }; f' $to/*.patch
	END
	[[ -f $to/cover.b4 ]] || return 0
	cat <<-END
	or:
	  cd $(realpath -- "$tree_dir") && b4 prep -n $set -f $(tree_git rev-parse --short=12 "$commit") &&
	    git am$([[ $signoff ]] || echo ' -s') \$(ls $dir/0*.patch | grep -v /0000-) &&
	    b4 prep --set-prefixes $prefix &&
	    EDITOR='cp $dir/cover.b4' GIT_EDITOR='cp $dir/cover.b4' b4 prep --edit-cover &&
	    b4 send
	END
}

export_mails()
{
	local set onto to version from changes prefix measured signoff trailers tree_dir tree_commit commit name email
	local tmp out patches mails cover='' mail nth=0 proofs bad=0 release left_out=''

	export_options "$@"
	need_host git=git perl=perl
	export_target
	export_tree
	mkdir -p -- "$(cache_dir)/series"
	tmp=$(mktemp -d -- "$(cache_dir)/series/export.XXXXXX") out=$to.new.$$
	# shellcheck disable=SC2064 # the values of now
	trap "rm -rf -- '$tmp' '$out'" EXIT
	input_tree "$tree_dir@$commit" "$tmp/new"
	release=$(tree_release "$tmp/new")
	[[ $from ]] || from=$(nearest_base "$release")
	mapfile -t patches < <(set_patches "$from" "$set")
	if [[ ! -f $tmp/new/$SELFTESTS/Makefile ]]; then
		mapfile -t patches < <(printf '%s\n' "${patches[@]}" | grep -v '/selftest/')
		left_out=1
	fi
	export_check
	[[ -z $left_out ]] || note "note: '$tree_dir' has no $SELFTESTS, so the selftest is omitted"
	input_source "$from" >/dev/null
	MLX5T_NAME=$name MLX5T_EMAIL=$email MLX5T_DATE=$(date -R) lab_run --layer series bash scripts/inside/series-export.sh \
		"$from" "series/${tmp##*/}" "$prefix" "$version" "${patches[@]#"$TOP/patches/"}" || return
	mkdir -- "$out"
	cp -- "$tmp/mails"/*.patch "$out/"
	for mail in "$out"/*.patch; do
		rm -f -- "$tmp/mail"
		if [[ $mail == */*0000-cover-letter.patch ]]; then
			cover=$mail
			mail_finish "$mail" 0
		else
			nth=$((nth + 1))
			mails+=("$(realpath -- "$mail")")
			mail_finish "$mail" "$nth"
		fi
	done
	export_cc
	export_b4
	echo "ok - cc_maintainers: get_maintainer.pl of this tree names the recipients of each email"
	proof "the emails apply to $(tree_git rev-parse --short=12 "$commit") in order, without fuzz or offset" export_apply
	proof "checkpatch --strict of this tree" export_style
	checkpatch_ignored "$signoff"
	export_prove
	[[ ! -d $to ]] || rmdir -- "$to"
	mv -T -- "$out" "$to"
	cover=${cover:+$to/${cover##*/}}
	export_process
	export_send
	return "$bad"
}
