#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# page.sh [DIR] - test the page of mlx5-trace export --html in headless Chromium.  Screenshots are
# written to DIR (default: build/log/page).  The output is TAP.  Runs in the lab with the layer
# pictures.
set -uo pipefail

# shellcheck source=tests/lib/tap.sh
. tests/lib/tap.sh
# shellcheck source=tests/lib/browser.sh
. tests/lib/browser.sh
# shellcheck source=tests/bats/recording.bash
. tests/bats/recording.bash

PATH=$PWD/build/bin:$PATH
dir=$PWD/${1:-build/log/page}
bars=100000
markup='<img src=x onerror=alert(2)>'

# make_pages - export a page with two recordings, the first of which has markup in the name of a
# task, in its own name and in the firmware version, and a page with many bars
make_pages()
{
	recording "$dir/$markup" &&
		sed -i 's/  *xsk-402 / <\/script><b>x-402 /' "$dir/$markup/trace.txt" &&
		sed -i 's/16.35.3006/<script>alert(1)<\/script>/' "$dir/$markup/snapshot.json" &&
		recording "$dir/other" &&
		(cd "$dir" && mlx5-trace export --html "$markup" other >page.html) &&
		many >"$dir/many.txt" &&
		(cd "$dir" && mlx5-trace export --html many.txt >many.html)
}

# many - print firmware commands of two devices, some of which fail
many()
{
	awk -v bars="$bars" 'BEGIN {
		print "# tracer: nop"
		for (i = 0; i < bars; i++) {
			us = i * 150
			bad = i % 5000 == 77
			printf " %s    [001] .....  %d.%06d: mlx5_cmd_done: dev=0000:0%d:00.0 opcode=%s op_mod=0 uid=0 token=7 slot=0 async=0 status=%s syndrome=0x0 err=%d wait_ns=4000 ns=%d\n",
				i % 3 ? "ethtool-312" : "kworker/u8:1-44", 10 + int(us / 1e6), us % 1e6, 1 + i % 2,
				i % 4 ? "CREATE_SQ(0x904)" : "MODIFY_CQ(0x403)", bad ? "BAD_PARAM_ERR" : "OK",
				bad ? -22 : 0, 20000 + (i * 7919) % 400000
		}
	}'
}

# is WANT SCRIPT - succeed if SCRIPT returns the JSON value WANT
is()
{
	local got

	got=$(browser_js "$2") || return
	[[ $got == "$1" ]] || {
		printf '%s\nreturned %s, not %s\n' "$2" "$got" "$1"
		return 1
	}
}

# frame - wait until a frame with the last change has been drawn
frame()
{
	browser_js 'return new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))' >/dev/null
}

# at KIND NUMBER - print the position in the window of the middle of a bar, and its name
at()
{
	browser_js "const { timeline } = mlx5Trace, rec = timeline.rec, kind = rec.kinds.indexOf('$1');
		const i = [...rec.kind.keys()].filter((i) => rec.kind[i] === kind)[$2];
		const box = timeline.holder.getBoundingClientRect();
		const x = box.left + timeline.scale.x((rec.start[i] + rec.end[i]) / 2);
		const y = box.top + timeline.top(timeline.rowOf(i)) - timeline.scroll + 10;
		return [Math.round(x), Math.round(y), rec.name(i)]"
}

no_script_runs()
{
	is 0 'return document.querySelectorAll("img").length' &&
		is 3 'return document.scripts.length - 0 + 1' &&
		is true 'return document.body.textContent.includes("</script><b>x[402]")' &&
		is true 'return document.querySelector("#about").textContent.includes("firmware <script>alert(1)</script>")' || return
	# An open alert would also make the next WebDriver command fail.
	[[ -z $(browser_errors) ]]
}

click_shows_details()
{
	local x y name

	browser_js 'document.querySelector("#timeline").scrollIntoView()' >/dev/null
	read -r x y name < <(at operation 0 | jq -r 'join(" ")') &&
		browser_mouse "[{\"type\":\"pointerMove\",\"x\":$x,\"y\":$y},{\"type\":\"pointerDown\",\"button\":0},{\"type\":\"pointerUp\",\"button\":0}]" &&
		is "\"$name\"" 'return document.querySelector("#details h3").textContent' &&
		is true 'return !document.querySelector("#tip").hidden' &&
		is true "return document.querySelector('#details dl').textContent.includes('ethtool')" &&
		is true "return document.querySelector('#spoken').textContent.startsWith('Operations: $name, starts at ')"
}

wheel_zooms_and_drag_moves()
{
	local x y rest

	read -r x y rest < <(at operation 0 | jq -r 'join(" ")') && : "$rest" || return
	browser_js 'document.querySelector("#zoom-all").click(); window.span = () => mlx5Trace.timeline.scale.to - mlx5Trace.timeline.scale.from;
		window.before = span(); mlx5Trace.timeline.holder.focus()' >/dev/null
	for _ in 1 2 3; do
		browser_wheel "$x" "$y" -120 || return
	done
	is true 'return span() < window.before / 1.5' || return
	browser_js 'window.from = mlx5Trace.timeline.scale.from; window.before = span()' >/dev/null
	browser_mouse "[{\"type\":\"pointerMove\",\"x\":$x,\"y\":$y},{\"type\":\"pointerDown\",\"button\":0},
		{\"type\":\"pointerMove\",\"duration\":50,\"x\":$((x - 60)),\"y\":$y},{\"type\":\"pointerUp\",\"button\":0}]" || return
	is true 'return mlx5Trace.timeline.scale.from > window.from && Math.abs(span() - window.before) < 1'
}

keys_select_and_zoom()
{
	browser_js 'document.querySelector("#zoom-all").click(); mlx5Trace.timeline.select(mlx5Trace.timeline.rec.operations[0]);
		mlx5Trace.timeline.holder.focus(); window.before = document.querySelector("#spoken").textContent' >/dev/null
	browser_keys Right &&
		is true "return mlx5Trace.timeline.selected === mlx5Trace.timeline.rec.operations[1]" &&
		is true 'return document.querySelector("#spoken").textContent !== window.before' &&
		browser_keys Left && is true "return mlx5Trace.timeline.selected === mlx5Trace.timeline.rec.operations[0]" &&
		browser_keys Down && is '"step"' 'const { rec, selected } = mlx5Trace.timeline; return rec.kinds[rec.kind[selected]]' &&
		browser_js 'window.before = mlx5Trace.timeline.scale.perPixel' >/dev/null &&
		browser_keys + && is true 'return mlx5Trace.timeline.scale.perPixel < window.before * 0.6' &&
		browser_keys 0 && is true 'return mlx5Trace.timeline.scale.perPixel >= window.before' &&
		browser_keys Enter && is '"details"' 'return document.activeElement.id' &&
		browser_keys Escape && is '"stage-rows"' 'return document.activeElement.id'
}

tab_reaches_the_time_line()
{
	local i

	browser_js 'document.querySelector("#zoom-all").focus()' >/dev/null
	for ((i = 0; i < 30; i++)); do
		browser_keys Tab || return
		[[ $(browser_js 'return document.activeElement.id') != '"stage-rows"' ]] || return 0
	done
	return 1
}

search_marks_and_selects()
{
	browser_type '#search' '</script>' &&
		is true 'const { rec, found } = mlx5Trace.timeline;
			return found.every((flag, i) => Boolean(flag) === (rec.bars.value("comm", i) || "").includes("</script>"))' &&
		is true 'return /^[1-9][0-9]* of [0-9]+ bars$/.test(document.querySelector("#search-count").textContent)' || return
	browser_click '#search-next' &&
		is '"</script><b>x"' 'const { rec, selected } = mlx5Trace.timeline; return rec.bars.value("comm", selected)' &&
		browser_js 'const search = document.querySelector("#search"); search.value = ""; search.dispatchEvent(new Event("input"))' >/dev/null &&
		is true 'return mlx5Trace.timeline.found === null'
}

filters_choose_rows()
{
	browser_click '#filter-kinds input[value=command]' &&
		is true 'return mlx5Trace.timeline.rows.every((row) => row.kind !== "command")' &&
		browser_click '#filter-kinds input[value=command]' &&
		is true 'return mlx5Trace.timeline.rows.some((row) => row.kind === "command")'
}

# slider_moves_the_map - succeed if the slider changes the map, and if the map agrees with
# mlx5-trace map at the timestamp of each change
slider_moves_the_map()
{
	local steps instant page map

	for steps in '0 false' '9000 true'; do
		browser_js "const slider = document.querySelector('#map-time'); slider.value = ${steps% *}; slider.dispatchEvent(new Event('input'))" >/dev/null
		is "${steps#* }" 'return [...document.querySelectorAll("#map-picture .node")].some((node) => node.dataset.id === "rq 300")' || return
	done
	browser_js 'const { queueMap, timeline } = mlx5Trace, slider = document.querySelector("#map-time"), list = [];
		slider.value = 0;
		slider.dispatchEvent(new Event("input"));
		do {
			document.querySelector("#map-next").click();
			const tables = [...queueMap.states.at(queueMap.time).tables.values()];
			list.push([timeline.rec.timeText(queueMap.time), tables.filter((table) => !table.rss && table.rqn !== null).map((table) => [table.rqtn, table.rqn])]);
		} while (queueMap.states.changes.at(-1) !== queueMap.time);
		return list' >"$dir/changes.json" || return
	jq -e 'length >= 10' "$dir/changes.json" || return
	while read -r instant page; do
		map=$(cd "$dir" && mlx5-trace map --json --at "$instant" "$markup" | jq -c '[.recordings[].map[].tirs[] | select(.rqtn != null and .rqn != null) | [.rqtn, .rqn]]')
		# The page may show more: mlx5-trace map omits tables whose RQ is unknown at this time.
		jq -ne --argjson page "$page" --argjson map "$map" '$map - $page == []' >/dev/null || {
			printf 'at %s mlx5-trace map shows %s, the page %s\n' "$instant" "$map" "$page"
			return 1
		}
	done < <(jq -r '.[] | "\(.[0]) \(.[1])"' "$dir/changes.json")
}

operations_unfold()
{
	browser_click '#operations-table .unfold' &&
		is '"true"' 'return document.querySelector("#operations-table .unfold").getAttribute("aria-expanded")' &&
		is true 'const text = document.querySelector("#operations-table tr.below").textContent; return text.includes("Steps") && text.includes("open channel") && text.includes("CREATE_RQ")' &&
		is '["✗ EINVAL","✗ EINVAL"]' 'return [...document.querySelectorAll("#operations-table tr.failing > td .failed")].map((cell) => cell.textContent)' &&
		browser_click '#operations-failed' &&
		is 2 'return document.querySelectorAll("#operations-table tbody > tr:not(.below) > td > .unfold").length' &&
		browser_click '#operations-failed'
}

finding_leads_to_the_time_line()
{
	browser_click '.finding .link' &&
		is true 'const { rec, cursor } = mlx5Trace.timeline; return cursor === rec.offset(rec.data.findings[0].time_ns)' &&
		is true 'return mlx5Trace.queueMap.time === mlx5Trace.timeline.cursor' &&
		is true 'return [...document.querySelectorAll(".finding")].every((finding) => finding.querySelector(".advice") && finding.querySelector("table"))'
}

graph_unfolds()
{
	browser_click '#graph-unfold' &&
		is true 'const folds = [...document.querySelectorAll("#graph-tree details")]; return folds.length > 0 && folds.every((fold) => fold.open)' &&
		is true 'return [...document.querySelectorAll("#graph-tree .call.event")].some((call) => call.dataset.name === "mlx5e_open_channel")' &&
		browser_type '#graph-search' safe_switch &&
		is true 'return document.querySelectorAll("#graph-tree .call.found").length > 0' &&
		browser_click '#graph-fold' &&
		is 0 'return document.querySelectorAll("#graph-tree details[open]").length'
}

other_recording()
{
	is 2 'return document.querySelectorAll("#recording option").length' &&
		browser_js 'const choice = document.querySelector("#recording"); choice.value = "1"; choice.dispatchEvent(new Event("change"))' >/dev/null &&
		is '"mlx5-trace: other"' 'return document.title' &&
		is false 'return document.querySelector("#operations").textContent.includes("</script>")' &&
		browser_js 'const choice = document.querySelector("#recording"); choice.value = "0"; choice.dispatchEvent(new Event("change"))' >/dev/null
}

theme_changes()
{
	browser_scheme dark && is '"dark"' 'return document.documentElement.dataset.theme' &&
		browser_click '#theme' && is '"light"' 'return document.documentElement.dataset.theme' &&
		browser_scheme light
}

# pictures - take screenshots, and succeed if the page is never wider than the viewport
pictures()
{
	local width scheme height

	for scheme in light dark; do
		browser_scheme "$scheme" || return
		for width in 900 1600; do
			browser_size "$width" 1000 && browser_open "$dir/page.html" || return
			is true 'return document.documentElement.scrollWidth <= innerWidth' || return
			height=$(browser_js 'return document.documentElement.scrollHeight') && browser_size "$width" "$height" && frame &&
				browser_picture "$dir/page-$width-$scheme.png" || return
		done
	done
	browser_scheme light && browser_size 1600 1000
}

prints()
{
	browser_open "$dir/page.html" && browser_print "$dir/page.pdf" && [[ $(head -c 5 -- "$dir/page.pdf") == %PDF- ]] &&
		is '"light"' 'return document.documentElement.dataset.theme'
}

# many_bars - scroll for two seconds at each of three zoom levels, and succeed if the number of
# rectangles per frame is limited
many_bars()
{
	local result

	browser_open "$dir/many.html" && is "$bars" 'return mlx5Trace.timeline.rec.bars.count' || return
	result=$(browser_js 'const { timeline } = mlx5Trace, { scale } = timeline;
		const moved = (share) => new Promise((done) => {
			const span = (scale.last - scale.first) * share, frames = timeline.frames, begin = performance.now();
			let most = 0, drawing = 0;
			scale.show(timeline.rec.first, timeline.rec.first + span);
			const next = () => {
				const now = performance.now() - begin;
				if (now > 2000)
					return done({ bars: Math.round(timeline.rec.bars.count * share), fps: Math.round((timeline.frames - frames) / now * 10000) / 10,
						frame_ms: Math.round(drawing / (timeline.frames - frames) * 100) / 100, rectangles: most });
				scale.move(scale.to >= scale.last ? -1e9 : 9);
				const start = performance.now();
				timeline.drawing.frame(timeline.rec, timeline);
				drawing += performance.now() - start;
				most = Math.max(most, timeline.drawing.drawn);
				timeline.frames++;
				requestAnimationFrame(next);
			};
			next();
		});
		return moved(0.98).then((all) => moved(0.2).then((part) => moved(0.001).then((near) => [all, part, near])))') || return
	jq -r '.[] | "# \(.bars) bars in view: \(.fps) frames/s, \(.frame_ms) ms to draw a frame, at most \(.rectangles) rectangles"' <<<"$result" >&3
	# A row has at most one rectangle per 3 pixels.
	jq -e --argjson rows "$(browser_js 'return mlx5Trace.timeline.rows.length')" \
		--argjson width "$(browser_js 'return mlx5Trace.timeline.scale.width')" \
		'all(.rectangles > 0 and .rectangles <= $rows * ($width / 3 + 2))' <<<"$result" >/dev/null &&
		browser_type '#search' BAD_PARAM && is true 'return document.querySelector("#search-count").textContent === "20 of 100,000 bars"' &&
		frame && browser_picture "$dir/many.png"
}

exec 3>&1
rm -rf -- "$dir"
mkdir -p -- "$dir"
trap browser_stop EXIT
check "the pages are exported" make_pages

# Not with check, which runs its command in a subshell.
browser_start "$dir" || exit
check "the page opens" browser_open "$dir/page.html"
timed "markup in names is shown as text" no_script_runs
timed "a click shows the fields of a bar" click_shows_details
timed "the wheel zooms, and a drag moves the time line" wheel_zooms_and_drag_moves
timed "Tab moves the focus to the time line" tab_reaches_the_time_line
timed "keys select a bar, open its details and zoom" keys_select_and_zoom
timed "the search marks and selects bars" search_marks_and_selects
timed "the filter hides and shows the bars of a kind" filters_choose_rows
timed "the map at each change agrees with mlx5-trace map" slider_moves_the_map
timed "operations unfold into steps and commands" operations_unfold
timed "a finding links to its time on the time line" finding_leads_to_the_time_line
timed "the call graph can be unfolded, searched and folded" graph_unfolds
timed "another recording can be selected" other_recording
timed "the theme follows the system and can be switched" theme_changes
check "the script reports no error" is_set '' browser_errors
timed "the page fits in 900 and 1600 pixels" pictures
timed "the page can be printed" prints
timed "a page with $bars bars limits the rectangles per frame" many_bars
done_testing
