# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# Keeps the user's edits in the cached tree of a base when source or series change.
# Inside the lab only.  Requires common.sh and bases.sh.
#
#   tree/BASE.record/   a git directory whose work tree is tree/BASE:
#       refs/put            the files last written, without edits; its message is the
#                           content of tree/BASE.stamp
#       refs/going          while files are being changed: the new state of the tree; its
#                           parents are the old state, and the next refs/put
#   saved/BASE-DATE.patch   edits that were removed from a tree, for git apply
#
# A file is changed by one rename, so a command that is killed leaves each file in the old
# or the new state, and the next one continues from refs/going.

# Files of Kbuild and editors next to the sources.
NO_EDITS=('*.o' '*.o.d' '.*.d' '*.a' '*.ko' '*.mod' '*.mod.c' '.*.cmd' '*.order' '*.symvers' '*.symtypes'
	'*.dwo' '*.gcno' '*.su' '*.usyms' '*.i' '*.s' '*.lst' '.tmp_*' '.tmp_*/**' '*.series-new' '*.orig' '*.rej'
	'*~' '.*.sw?' '#*#' '.#*')
NO_EDITS=("${NO_EDITS[@]/#/:(exclude,glob)**/}")

# record_git BASE INDEX WORK ARGUMENT... - git in the record, with that index and work tree; its
# messages are for record_fail
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

# record_fail WHAT - exits with one line, which has the reason in the messages of git
record_fail()
{
	local full why=''

	[[ ! -s ${record_said-} ]] || why=" ($(tail -n 1 -- "$record_said"))"
	! full=$(disk_full <"${record_said:-/dev/null}") || why=": no space is left$full"
	fail "$1$why"
}

# record_of BASE ARGUMENT... - git in the record, with tree/BASE as work tree
record_of()
{
	record_git "$1" index "$(cache_dir)/tree/$1" "${@:2}"
}

# record_commit BASE INDEX WORK MESSAGE [PARENT]... - commit the files in WORK
record_commit()
{
	local base=$1 index=$2 work=$3 message=$4 files
	shift 4

	record_git "$base" "$index" "$work" add -A --force -- . "${NO_EDITS[@]}" &&
		files=$(record_git "$base" "$index" "$work" write-tree) &&
		record_git "$base" "$index" "$work" commit-tree "${@/#/-p}" -m "$message" "$files"
}

# record_ready BASE - create it, or remove the leftovers of a killed command
record_ready()
{
	local record

	# In the lab's /tmp, which is on another file system and ends with it.
	record_said=${record_said:-$(mktemp)}
	record=$(cache_dir)/tree/$1.record
	if [[ ! -f $record/complete ]]; then
		rm -rf -- "$record"
		git_plain init -q --bare "$record" 2>>"$record_said" || return
		: >"$record/complete"
	fi
	find "$record" -name '*.lock' -delete
}

# record_files BASE REVISION - the tree of the revision, or nothing if it does not exist
record_files()
{
	record_of "$1" rev-parse -q --verify "$2^{tree}" || true
}

# record_put BASE - the commit last written, if known
record_put()
{
	local commit key

	commit=$(record_of "$1" rev-parse -q --verify refs/put) || return 0
	key=$(record_of "$1" log -1 --format=%B "$commit")
	if [[ -n $(record_files "$1" refs/going) ]] || stamp_ok "$(cache_dir)/tree/$1.stamp" "$key"; then
		printf '%s\n' "$commit"
	fi
}

# record_differ BASE FROM TO - the files that differ, one per line
record_differ()
{
	record_of "$1" diff-tree -r --name-only --no-renames "$2" "$3"
}

# record_merge BASE FROM OURS THEIRS - three commits; sets merged, a commit with the files
# of OURS and the changes from FROM to THEIRS, and conflicts
record_merge()
{
	local out status=0

	out=$(record_of "$1" merge-tree --write-tree --name-only --no-messages --merge-base="$2" "$3" "$4") || status=$?
	((status <= 1)) || record_fail "cannot merge the edits in $(cache_dir)/tree/$1, nothing was changed"
	mapfile -t conflicts < <(sed 1d <<<"$out" | LC_ALL=C sort -u)
	merged=$(record_of "$1" commit-tree -m merged "${out%%$'\n'*}") || return
}

# files_named FILE... - up to three names, for a message
files_named()
{
	local names=("${@##*/}") text

	text=$(printf '%s, ' "${names[@]:0:3}")
	if ((${#names[@]} > 3)); then text+=...; else text=${text%, }; fi
	printf '%s\n' "$text"
}

# count_files N
count_files()
{
	if (($1 == 1)); then echo "1 file"; else echo "$1 files"; fi
}

# saved_name BASE SUFFIX - a new name in saved/
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
	# Files edited in the meantime are detected by the next run.
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

# edits_refuse BASE WAY
edits_refuse()
{
	local way=apply

	[[ $2 == applied ]] || way='apply --revert'
	fail "$1: edits in $(cache_dir)/tree/$1 conflict with the new files ($(files_named "${conflicts[@]}")), nothing was changed; to save them as a patch and continue: scripts/kernel $way --save-edits $1"
}

# edits_now BASE - sets now, the current tree; put, the commit last written, or nothing;
# edited, the tree according to that commit, including edits; and conflicts, if any
edits_now()
{
	now=$(record_commit "$1" index "$(cache_dir)/tree/$1" now) || record_fail "cannot read $(cache_dir)/tree/$1"
	put=$(record_put "$1") edited=$now conflicts=()
	[[ -n $(record_files "$1" refs/going) ]] || return 0
	# The last command was killed: some files are in the old state, some in the new one.
	put=$(record_of "$1" rev-parse refs/going^2)
	record_merge "$1" refs/going^1 refs/going "$now"
	((${#conflicts[@]})) || edited=$merged
}

# edits_sync BASE NEW applied|plain KEY SAVE - change tree/BASE to NEW, and carry the
# edits over; or, with SAVE, save them as a patch and drop them
edits_sync()
{
	local base=$1 new=$2 way=$3 key=$4 save=$5 tree now put edited next going merged conflicts

	tree=$(cache_dir)/tree/$base
	rm -f -- "$tree.record/index.new"
	next=$(record_commit "$base" index.new "$new" "$key") || record_fail "cannot read $new"
	edits_now "$base"
	if [[ -z $put ]]; then
		# Written by an earlier version of this command.
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

# edits_find BASE - sets tree_edits, the edited files of tree/BASE, and tree_id,
# which changes whenever a file does
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

# driver_edits - the driver's files in tree_edits
driver_edits()
{
	((${#tree_edits[@]} == 0)) || printf '%s\n' "${tree_edits[@]}" | grep -E '^(drivers|include)/' || true
}

# whole_edits BASE - files of tree/BASE-whole below SOURCE_PATHS that are neither those of
# the source nor of any series
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

# whole_newer BASE - its other files that changed after unpacking
whole_newer()
{
	local whole

	whole=$(cache_dir)/tree/$1-whole
	[[ -d $whole && -f $whole.stamp ]] || return 0
	{ find "$whole" -type f -newer "$whole.stamp" -printf '%P\n' |
		grep -vE "^($(printf '%s|' "${SOURCE_PATHS[@]//./\\.}" | sed 's/|$//'))(/|\$)" || true; } | LC_ALL=C sort
}

# whole_save BASE FILE... - save complete files
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
