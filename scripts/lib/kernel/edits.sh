# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# Keeps the user's edits in the cached tree of a base when the source or the series changes.
# Inside the lab only.  Requires common.sh and bases.sh.
#
#   tree/BASE.record/   a git directory whose work tree is tree/BASE:
#       refs/put            the files as last written, without edits; the message of this commit
#                           is the content of tree/BASE.stamp
#       refs/going          exists while files are being changed: the new state of the tree, whose
#                           parents are the old state and the next refs/put
#   saved/BASE-DATE.patch   edits that were removed from a tree, for git apply
#
# A file is changed by one rename, so a command that is killed leaves each file in the old or the
# new state, and the next command continues from refs/going.

# Files that Kbuild and editors create next to the sources.
NO_EDITS=('*.o' '*.o.d' '.*.d' '*.a' '*.ko' '*.mod' '*.mod.c' '.*.cmd' '*.order' '*.symvers' '*.symtypes'
	'*.dwo' '*.gcno' '*.su' '*.usyms' '*.i' '*.s' '*.lst' '.tmp_*' '.tmp_*/**' '*.series-new' '*.orig' '*.rej'
	'*~' '.*.sw?' '#*#' '.#*')
NO_EDITS=("${NO_EDITS[@]/#/:(exclude,glob)**/}")

# record_git BASE INDEX WORK ARGUMENT... - run git in the record with this index and work tree; its
# messages are saved for record_fail
record_git()
(
	index=$2 work=$3
	record=$(cache_dir)/tree/$1.record
	shift 3
	[[ -z ${record_said-} ]] || exec 2>>"$record_said"
	GIT_DIR=$record GIT_INDEX_FILE=$record/$index GIT_WORK_TREE=$work \
		GIT_CONFIG_NOSYSTEM=1 GIT_CONFIG_GLOBAL=/dev/null GIT_ATTR_NOSYSTEM=1 \
		GIT_COMMITTER_DATE='@0 +0000' GIT_AUTHOR_DATE='@0 +0000' \
		git -C "$work" -c user.name=kernel -c user.email=kernel@example.org -c core.bare=false \
		-c core.autocrlf=false -c core.fileMode=true -c core.quotePath=false -c core.logAllRefUpdates=false \
		-c gc.auto=0 -c merge.renames=false "$@"
)

# record_fail WHAT - exit with one line that includes the reason from git's messages
record_fail()
{
	local full why=''

	[[ ! -s ${record_said-} ]] || why=" ($(tail -n 1 -- "$record_said"))"
	! full=$(disk_full <"${record_said:-/dev/null}") || why=": no space is left$full"
	fail "$1$why"
}

# record_of BASE ARGUMENT... - run git in the record, with tree/BASE as work tree
record_of()
{
	record_git "$1" index "$(cache_dir)/tree/$1" "${@:2}"
}

# record_commit BASE INDEX WORK MESSAGE [PARENT]... - commit the files in WORK; print the commit
record_commit()
{
	local base=$1 index=$2 work=$3 message=$4 files
	shift 4

	record_git "$base" "$index" "$work" add -A --force -- . "${NO_EDITS[@]}" &&
		files=$(record_git "$base" "$index" "$work" write-tree) &&
		record_git "$base" "$index" "$work" commit-tree "${@/#/-p}" -m "$message" "$files"
}

# record_ready BASE - create the record, or remove the leftovers of a killed command from it
record_ready()
{
	local record

	# The messages are in the lab's /tmp, which is on another file system and is discarded with
	# the lab.
	record_said=${record_said:-$(mktemp)}
	record=$(cache_dir)/tree/$1.record
	if [[ ! -f $record/complete ]]; then
		rm -rf -- "$record"
		git_plain init -q --bare "$record" 2>>"$record_said" || return
		: >"$record/complete"
	fi
	find "$record" -name '*.lock' -delete
}

# record_files BASE REVISION - print the tree of the revision, or nothing if it does not exist
record_files()
{
	record_of "$1" rev-parse -q --verify "$2^{tree}" || true
}

# record_put BASE - print the commit that was last written, if it is known
record_put()
{
	local commit key

	commit=$(record_of "$1" rev-parse -q --verify refs/put) || return 0
	key=$(record_of "$1" log -1 --format=%B "$commit")
	if [[ -n $(record_files "$1" refs/going) ]] || stamp_ok "$(cache_dir)/tree/$1.stamp" "$key"; then
		printf '%s\n' "$commit"
	fi
}

# record_differ BASE FROM TO - print the files that differ, one per line
record_differ()
{
	record_of "$1" diff-tree -r --name-only --no-renames "$2" "$3"
}

# record_merge BASE FROM OURS THEIRS - set merged to a commit with the files of OURS and the changes
# between the commits FROM and THEIRS, and conflicts to the files with conflicts
record_merge()
{
	local out status=0

	out=$(record_of "$1" merge-tree --write-tree --name-only --no-messages --merge-base="$2" "$3" "$4") || status=$?
	((status <= 1)) || record_fail "cannot merge the edits in $(cache_dir)/tree/$1, nothing was changed"
	mapfile -t conflicts < <(sed 1d <<<"$out" | LC_ALL=C sort -u)
	merged=$(record_of "$1" commit-tree -m merged "${out%%$'\n'*}") || return
}

# files_named FILE... - print up to three of the names, for a message
files_named()
{
	local names=("${@##*/}") text

	text=$(printf '%s, ' "${names[@]:0:3}")
	if ((${#names[@]} > 3)); then text+=...; else text=${text%, }; fi
	printf '%s\n' "$text"
}

# count_files N - print the number with "file" or "files"
count_files()
{
	if (($1 == 1)); then echo "1 file"; else echo "$1 files"; fi
}

# saved_name BASE SUFFIX - print an unused name in saved/
saved_name()
{
	local dir name n=

	dir=$(cache_dir)/saved
	mkdir -p -- "$dir" || return
	name=$dir/$1-$(date +%Y%m%d-%H%M%S)
	while [[ -e $name${n:+-$n}$2 ]]; do
		n=$((${n:-1} + 1))
	done
	printf '%s\n' "$name${n:+-$n}$2"
}

# edits_save BASE FROM TO - save the edits as a patch
edits_save()
{
	local file count

	count=$(record_differ "$1" "$2" "$3" | wc -l)
	((count)) || return 0
	if ! file=$(saved_name "$1" .patch) ||
		! record_of "$1" diff --binary --full-index --no-renames "$2" "$3" >"$file.new" ||
		! mv -f -- "$file.new" "$file"; then
		record_fail "cannot save the edits in $(cache_dir)/saved, nothing was changed"
	fi
	note "$1: the edits ($(count_files "$count")) are saved as $file, for git apply or patch -p1"
}

# tree_put BASE FROM TO - change the files of tree/BASE from FROM to TO
tree_put()
{
	local base=$1 tree out file gone changed

	tree=$(cache_dir)/tree/$base
	out=$tree.out.$$
	rm -rf -- "$tree".out.*
	mkdir -- "$out" || return
	mapfile -d '' gone < <(record_of "$base" diff-tree -r -z --name-only --no-renames --diff-filter=D "$2" "$3")
	mapfile -d '' changed < <(record_of "$base" diff-tree -r -z --name-only --no-renames --diff-filter=d "$2" "$3")
	record_git "$base" index.put "$tree" read-tree "$3" || return
	((${#changed[@]} == 0)) || printf '%s\0' "${changed[@]}" |
		record_git "$base" index.put "$tree" checkout-index -q -f -z --stdin --prefix="$out/" || return
	# If files were edited in the meantime, stop; the next run detects the edits.
	[[ $(record_commit "$base" index "$tree" now) == "$2" ]] || return
	((${#gone[@]} == 0)) || (cd -- "$tree" && rm -f -- "${gone[@]}") || return
	for file in "${gone[@]}"; do
		[[ $file != */* || ! -d $tree/${file%/*} ]] ||
			(cd -- "$tree" && rmdir -p --ignore-fail-on-non-empty -- "${file%/*}")
	done
	for file in "${changed[@]}"; do
		[[ $file != */* ]] || mkdir -p -- "$tree/${file%/*}" || return
		mv -f -T -- "$out/$file" "$tree/$file" || return
	done
	rm -rf -- "$out"
}

# edits_refuse BASE applied|plain - exit with an error about edits that conflict
edits_refuse()
{
	local way=apply

	[[ $2 == applied ]] || way='apply --revert'
	fail "$1: edits in $(cache_dir)/tree/$1 conflict with the new files ($(files_named "${conflicts[@]}")), nothing was changed; to save them as a patch and continue: scripts/kernel $way --save-edits $1"
}

# edits_now BASE - set now to the current tree; put to the commit that was last written, or to
# nothing; edited to the files of that commit with the edits; and conflicts, if there are any
edits_now()
{
	now=$(record_commit "$1" index "$(cache_dir)/tree/$1" now) || record_fail "cannot read $(cache_dir)/tree/$1"
	put=$(record_put "$1") edited=$now conflicts=()
	[[ -n $(record_files "$1" refs/going) ]] || return 0
	# The last command was killed: some files are in the old state, and some in the new state.
	put=$(record_of "$1" rev-parse refs/going^2)
	record_merge "$1" refs/going^1 refs/going "$now"
	((${#conflicts[@]})) || edited=$merged
}

# edits_sync BASE NEW applied|plain KEY SAVE - change tree/BASE to NEW and merge the edits into it;
# with SAVE, save the edits as a patch and drop them instead
edits_sync()
{
	local base=$1 new=$2 way=$3 key=$4 save=$5 tree now put edited next going merged conflicts

	tree=$(cache_dir)/tree/$base
	rm -f -- "$tree.record/index.new"
	next=$(record_commit "$base" index.new "$new" "$key") || record_fail "cannot read $new"
	edits_now "$base"
	if [[ -z $put ]]; then
		# The tree was written by an earlier version of this command.
		put=$next
		if [[ $(record_files "$base" "$now") != $(record_files "$base" "$put") ]] && ! stamp_ok "$tree.stamp" "$key"; then
			note "$base: the original state of $tree is unknown: all differences count as edits"
			save=1
		fi
	fi
	if [[ $save ]]; then
		edits_save "$base" "$put" "$edited"
		merged=$next
	else
		((${#conflicts[@]})) || record_merge "$base" "$put" "$next" "$edited"
		((${#conflicts[@]} == 0)) || edits_refuse "$base" "$way"
	fi
	if ! going=$(record_of "$base" commit-tree "-p$now" "-p$next" -m "$key" "$(record_files "$base" "$merged")") ||
		! record_of "$base" update-ref refs/going "$going" ||
		! tree_put "$base" "$now" "$going"; then
		record_fail "cannot write to $tree: it is being edited, or the disk is full; run this again"
	fi
	record_of "$base" update-ref refs/put "$next"
	stamp_write "$tree.stamp" "$key"
	record_of "$base" update-ref -d refs/going
}

# edits_find BASE - set tree_edits to the edited files of tree/BASE, and tree_id to an id that
# changes whenever a file changes
edits_find()
{
	local now

	if ! record_of "$1" add -A --force -- . "${NO_EDITS[@]}" || ! now=$(record_of "$1" write-tree); then
		record_fail "cannot read $(cache_dir)/tree/$1"
	fi
	# shellcheck disable=SC2034 # used by those who source this
	tree_id=$now
	mapfile -t tree_edits < <(record_differ "$1" refs/put "$now")
}

# driver_edits - print the driver's files in tree_edits
driver_edits()
{
	((${#tree_edits[@]} == 0)) || printf '%s\n' "${tree_edits[@]}" | grep -E '^(drivers|include)/' || true
}

# whole_edits BASE - print the files of tree/BASE-whole in SOURCE_PATHS whose contents are neither
# those of the source nor those of any series
whole_edits()
{
	local whole files

	whole=$(cache_dir)/tree/$1-whole
	[[ -d $whole && -f $(cache_dir)/tree/$1.record/complete ]] || return 0
	files=$(cd -- "$whole" && { find "${SOURCE_PATHS[@]}" -type f 2>/dev/null || true; } | LC_ALL=C sort)
	record_git "$1" index "$whole" hash-object --no-filters --stdin-paths <<<"$files" |
		record_git "$1" index "$whole" cat-file --batch-check | paste -d ' ' - <(printf '%s\n' "$files") |
		sed -n 's/^[0-9a-f]* missing //p'
}

# whole_newer BASE - print the other files of tree/BASE-whole that were changed after unpacking
whole_newer()
{
	local whole

	whole=$(cache_dir)/tree/$1-whole
	[[ -d $whole && -f $whole.stamp ]] || return 0
	{ find "$whole" -type f -newer "$whole.stamp" -printf '%P\n' |
		grep -vE "^($(printf '%s|' "${SOURCE_PATHS[@]//./\\.}" | sed 's/|$//'))(/|\$)" || true; } | LC_ALL=C sort
}

# whole_save BASE FILE... - copy the files to saved/
whole_save()
{
	local base=$1 dir
	shift

	(($#)) || return 0
	if ! dir=$(saved_name "$base-whole" '') || ! mkdir -p -- "$dir.new" ||
		! (cd -- "$(cache_dir)/tree/$base-whole" && cp -p --parents -- "$@" "$dir.new/") ||
		! mv -T -- "$dir.new" "$dir"; then
		fail "cannot save the files edited in $(cache_dir)/tree/$base-whole"
	fi
	note "$base: files edited in tree/$base-whole ($(files_named "$@")) are saved in $dir; its mlx5 is that of tree/$base, edit it there"
}
