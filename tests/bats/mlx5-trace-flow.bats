#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
#
# mlx5-trace flow without tracing: usage, errors, and saved flows.

bats_require_minimum_version 1.5.0

bin=$BATS_TEST_DIRNAME/../../build/bin

setup()
{
	cd "$BATS_TEST_TMPDIR" || return
	PATH=$bin:$PATH
	call='"start_ns":2000000,"end_ns":3000000,"pid":7'
	cat >a.json <<-END
	{"schema":"mlx5-trace/flow/1","command":"ethtool -L eth0 combined 2","kernel":"6.12.0","tracer":"x",
	 "exit_status":0,"ns":5000000,"untraced_ns":0,"records":9,"lost":0,"syscalls":1,"functions":2,"works":0,
	 "commands":1,"others":2,"tasks":[{"type":"task","layer":"user","comm":"ethtool","pid":7,"children":[
	 {"type":"syscall","layer":"syscall","name":"ioctl","args":"fd=3, SIOCETHTOOL, arg",$call,"result":0,"children":[
	 {"type":"call","layer":"dispatch","name":"dev_ioctl",$call,"result":-22,"children":[
	 {"type":"call","layer":"driver","module":"mlx5_core","name":"mlx5e_set_channels","via":"mlx5e_ethtool_ops.set_channels",
	  $call,"children":[
	 {"type":"command","layer":"firmware","name":"CREATE_RQ",$call,"result":0,"children":[]}]}]}]}]}]}
	END
}

# refused REGEX ARGUMENT... - expect exit status 2, and exactly one line on stderr, which matches
refused()
{
	local want=$1
	shift
	run --separate-stderr mlx5-trace flow "$@"
	((status == 2)) || { echo "status $status"; return 1; }
	# shellcheck disable=SC2154 # set by run
	((${#stderr_lines[@]} == 1)) || { printf '%s\n' "${stderr_lines[@]}"; return 1; }
	[[ ${stderr_lines[0]} =~ $want ]] || { echo "printed: ${stderr_lines[0]}"; return 1; }
}

@test "usage errors name the invalid argument" {
	refused 'no command given'
	refused 'no command given' --
	refused 'unknown option.*--nosuch' --nosuch -- true
	refused 'no such layer: nosuch' --only nosuch -- true
	refused 'exclude each other' --full --only core -- true
	refused '--settle requires milliseconds.*: x' --settle x -- true
	refused '--buffer requires KB.*: 1' --buffer 1 -- true
	refused '--restore runs no command: true' --restore true
	refused 'options, then one file, or -- and a command; not: b' a.json b
	refused 'diff requires two files' diff a.json
	refused 'an option requires a value: --only' --only
	refused 'nosuch: No such file or directory .put a command to run after --.' nosuch
}

@test "a command that does not exist is named, and nothing is traced" {
	run --separate-stderr mlx5-trace flow -- /nonexistent/x
	((status == 1))
	[[ $stderr == "mlx5-trace flow: cannot run '/nonexistent/x': No such file or directory; nothing is traced" ]]
	run --separate-stderr mlx5-trace flow -- nosuchprogram
	[[ $stderr == *"cannot run 'nosuchprogram': No such file"* ]]
}

@test "help has examples, and the main help names the verb" {
	mlx5-trace flow --help | grep -q '^  mlx5-trace flow -- ethtool'
	mlx5-trace --help | grep -q '^  flow  '
}

@test "a saved flow can be shown" {
	mlx5-trace flow a.json >out
	cat out
	grep -q '^ethtool\[7\]$' out
	grep -qF 'syscall  ioctl(fd=3, SIOCETHTOOL, arg) = 0  1.000 ms' out
	grep -qF 'dispatch dev_ioctl = -EINVAL' out
	grep -qF 'driver   mlx5e_set_channels [mlx5e_ethtool_ops.set_channels]' out
	grep -qF 'firmware 1 command: CREATE_RQ  1.000 ms' out
	grep -qF '1 firmware commands (2 of others)' out
	[[ $(mlx5-trace flow --only firmware a.json | head -n1) == 'CREATE_RQ() = 0  1.000 ms' ]]
	mlx5-trace flow --json a.json | jq -e '.tasks[0].children[0].children[0].result == -22' >/dev/null
}

@test "the cost of tracing is shown if it was measured" {
	mlx5-trace flow a.json >out
	run ! grep 'Tracing took' out
	sed 's/"records":9/"record_ns":1500,"own_records":2000,"records":9/' a.json >b.json
	mlx5-trace flow b.json >out
	grep -qF 'Tracing took about 3.000 ms of that: 2000 of its own records, 1.5 us each' out
	mlx5-trace flow --json b.json | jq -e '.record_ns == 1500 and .own_records == 2000' >/dev/null
}

@test "stacks, events, checks, timers and interrupts of a saved flow are shown" {
	jq -c '.tasks[0].children[0].children[0].children[0] |= (.stack = ["mlx5e_set_channels", "dev_ioctl"] |
		.children += [
		{type: "event", layer: "driver", name: "mlx5e_open_channel", module: "mlx5", args: "ix=0", children: []},
		{type: "check", layer: "driver", name: "capable", args: "CAP_NET_ADMIN", result: -1, children: []},
		{type: "check", layer: "driver", name: "capable", args: "CAP_NET_ADMIN", result: -1, children: []},
		{type: "timer", layer: "deferred", name: "poll", module: "mlx5_core", queued_ns: 2000000, children: []},
		{type: "timer", layer: "deferred", name: "tcp_timer", queued_ns: 2000000, children: []}]) |
		.tasks += [{type: "task", layer: "user", name: "interrupts", pid: -1, children: [
		{type: "interrupt", layer: "deferred", name: "mlx5_async0", args: "irq 5, cpu 0", start_ns: 4000000,
		 end_ns: 4500000, children: [{type: "work", layer: "deferred", name: "w", module: "mlx5_core", queued_ns: 4100000,
		 children: []}]}]}] | .tasks[0].start_ns = 1000000' a.json >more.json
	mlx5-trace flow more.json >out
	cat out
	grep -qF 'driver   stack mlx5e_set_channels < dev_ioctl' out
	grep -qF 'driver   capable(CAP_NET_ADMIN) x2 = -EPERM' out
	grep -qF 'deferred timer poll, not fired in time' out
	grep -qF 'deferred interrupt mlx5_async0 (irq 5, cpu 0), at +3.000 ms  0.500 ms' out
	run ! grep -q 'tcp_timer\|mlx5e_open_channel' out
	mlx5-trace flow --events more.json | grep -qF '* mlx5e_open_channel ix=0'
	mlx5-trace flow --json more.json | jq -e '[.. | .stack? // empty] == [["mlx5e_set_channels", "dev_ioctl"]]' >/dev/null
	mlx5-trace flow --svg more.svg more.json >out
	grep -q 'stack mlx5e_set_channels' more.svg
}

@test "the page has every line, can be folded, loads nothing, and is well-formed" {
	jq '.command = "a <b> & c" | (.. | objects | select(.name? == "dev_ioctl") | .name) = "dev_<script>ioctl"' a.json >x.json
	mlx5-trace flow --html page.html x.json >out
	lines=$(sed '/^$/,$d' out | wc -l)
	(($(grep -c '<summary class=\|<div class="leaf' page.html) == lines))
	(($(grep -c '<details' page.html) == $(grep -c '</details>' page.html)))
	# the body can be parsed as XML, so all elements are nested properly
	sed -n '/^<div class="tree">/,/^<script>/p' page.html | sed '$d' | xmllint --noout -
	grep -qF '<h1>a &lt;b&gt; &amp; c</h1>' page.html
	grep -qF 'dev_&lt;script&gt;ioctl' page.html
	(($(grep -c '<script>' page.html) == 1))
	run ! grep -E '(src|href)=' page.html
	run --separate-stderr mlx5-trace flow --html nosuch/a.html a.json
	((status == 2))
	[[ $stderr == "mlx5-trace flow: cannot write nosuch/a.html: No such file or directory" ]]
}

@test "the SVG is well-formed, and has a box for each line and a legend" {
	mlx5-trace flow --svg 'a "b".svg' a.json >out
	xmllint --noout 'a "b".svg'
	for text in syscall dispatch driver firmware 'dev_ioctl' '= -EINVAL' 'mlx5e_set_channels'; do
		grep -qF ">$text" 'a "b".svg' || { echo "no $text"; false; }
	done
	# There is a box for each line of the tree, and an arrow to each box except the first.
	lines=$(sed '/^$/,$d' out | wc -l)
	(($(grep -c '<g class="box"><title>' 'a "b".svg') == lines && $(grep -c '<path class="e' 'a "b".svg') == lines - 1))
	# The legend has a sample of each layer, besides the boxes.
	(($(grep -c '^<rect class="driver"' 'a "b".svg') == 1))
	# The failed call is marked, and no incomplete file is left.
	grep -F ' bad"' 'a "b".svg' | grep -F 'class="x"' | grep -q dev_ioctl
	[[ ! -e 'a "b".svg.part' ]]
	run --separate-stderr mlx5-trace flow --svg nosuch/a.svg a.json
	((status == 2))
	[[ $stderr == "mlx5-trace flow: cannot write nosuch/a.svg: No such file or directory" ]]
}

@test "--through: only calls through a function are shown" {
	mlx5-trace flow --through 'mlx5e_set_*' a.json | sed '/^$/,$d' >out
	mlx5-trace flow a.json | sed '/^$/,$d' | diff - out
	jq -c '.tasks[0].children += [.tasks[0].children[0] | .name = "bind" | .children = [
		{type: "call", layer: "dispatch", name: "other", children: [], start_ns: 1, end_ns: 2}]]' a.json >two.json
	mlx5-trace flow two.json | grep -q bind
	mlx5-trace flow --through mlx5e_set_channels two.json | sed '/^$/,$d' | diff - out
	mlx5-trace flow --through other --full two.json >out
	grep -q bind out
	run ! grep -q ioctl out
	run --separate-stderr mlx5-trace flow --through nosuch two.json
	((status == 0))
	[[ $stderr == "mlx5-trace flow: no call through 'nosuch'" ]]
}

@test "--depth: deeper lines are not shown, but counted" {
	mlx5-trace flow --depth 2 a.json | sed '/^$/,$d' >out
	cat out
	(($(wc -l <out) == 4))
	grep -qF '`- driver   ... 2 lines' out
	refused '--depth requires a number from 1 to 99, not: 0' --depth 0 a.json
	# Boxes show the number of folded calls.
	mlx5-trace flow --depth 2 --svg a.svg a.json >out
	xmllint --noout a.svg
	(($(grep -c '<g class="box">' a.svg) == 3))
	grep dev_ioctl a.svg | grep -qF '>+1 call, 1 command<'
}

@test "two flows are compared without values that differ from run to run" {
	sed 's/"pid":7/"pid":9/g; s/"end_ns":3000000/"end_ns":3500000/g; s/fd=3/fd=4/' a.json >b.json
	[[ $(mlx5-trace flow diff a.json b.json | tail -n1) == 'No difference in 5 lines.' ]]
	sed 's/CREATE_RQ/CREATE_CQ/' a.json >c.json
	run mlx5-trace flow diff a.json c.json
	((status == 1))
	[[ $output == *"- "*"CREATE_RQ"*"+ "*"CREATE_CQ"* ]]
}

@test "a file that is not a flow is rejected, and named" {
	echo '{"schema":"x"}' >other.json
	echo '{' >half.json
	sed 's/"layer":"driver"/"layer":"nosuch"/' a.json >bad.json
	echo '{"schema":"mlx5-trace/flow/1"}' >empty.json
	for file in nosuch other half bad empty; do
		run --separate-stderr mlx5-trace flow $file.json
		((status == 2))
		[[ $stderr == "mlx5-trace flow: $file.json: "* ]]
	done
}

@test "the SVG fits in 900 pixels, with readable text, however deep and long the calls are" {
	# 60 nested calls with long arguments; some of them are work in another thread
	jq -c 'def deep($n): if $n == 0 then [] else [{type: (if $n % 15 == 0 then "work" else "call" end),
			layer: (if $n % 15 == 0 then "deferred" else "driver" end), name: "f\($n)", module: "mlx5_core",
			args: ("long=\($n), " * 40), start_ns: 1, end_ns: 2, queued_ns: 1, pid: 7, comm: "kworker/u8:1", children: deep($n - 1)}] end;
		.tasks[0].children[0].children[0].children = deep(60)' a.json >deep.json
	mlx5-trace flow --full --svg deep.svg deep.json >out
	xmllint --noout deep.svg
	[[ $(head -n1 deep.svg) == *' width="900" '* ]]
	[[ $(grep -oE 'font:[0-9]+' deep.svg | sort -u) == font:12 ]]
	# no box or frame is outside the picture or narrower than a word
	grep -oE '<rect class="[^"]*" x="[0-9.-]+" y="[0-9.]+" width="[0-9.-]+"' deep.svg | tr -s '="' ' ' |
		awk '{ x = $(NF - 4); width = $NF; if (x < 0 || x + width > 900 || width < 18) { print; bad = 1 } } END { exit bad || NR < 60 }'
}

@test "the SVG shows work in another thread in a frame, with the function that queued the work" {
	jq -c '.tasks[0].children[0].children[0].children[0].children += [
		{type: "call", layer: "driver", module: "mlx5_core", name: "queues_it", start_ns: 1, end_ns: 2, pid: 7, children: [
		{type: "work", layer: "deferred", name: "the_work", module: "mlx5_core", comm: "kworker/0:1", pid: 9,
		 queued_ns: 2000000, start_ns: 2500000, end_ns: 2600000, children: [
		{type: "call", layer: "driver", module: "mlx5_core", name: "in_worker", start_ns: 2500000, end_ns: 2550000, pid: 9, children: []}]}]}]' \
		a.json >work.json
	mlx5-trace flow --svg work.svg work.json >out
	cat out
	xmllint --noout work.svg
	grep -q '^<rect class="frame"' work.svg
	# there is one dashed arrow, which starts below the box of queues_it
	(($(grep -c '<path class="e d"' work.svg) == 1))
	bottom=$(grep 'title>driver: .*queues_it' work.svg | sed -nE 's/.*<rect[^>]* y="([0-9.]+)"[^>]* height="([0-9.]+)".*/\1 \2/p' | awk '{ print $1 + $2 }')
	grep -E '<path class="e d" d="M[0-9.]+ '"$bottom"'(\.0)?V' work.svg
}

@test "in the lab, whose process ids are not those of the machine, flow exits with an error" {
	((EUID == 0)) || skip "requires root"
	[[ $(stat -Lc %i /proc/self/ns/pid) != 4026531836 ]] || skip "these are the process ids of the machine"
	run --separate-stderr mlx5-trace flow -- true
	((status == 1))
	[[ $stderr == 'mlx5-trace flow: a container or the lab has process ids of its own, which the kernel cannot trace: run flow outside of it (Documentation/installing.rst)' ]]
}
