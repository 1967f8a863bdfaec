# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# Control headless Chromium through chromedriver and the WebDriver protocol, with curl and jq.
# Requires the lab's layer pictures.

browser_url='' browser_session='' browser_pid=''

# browser_call METHOD PATH [JSON] - send a request and print the value of the response; on an
# error, print the browser's message and fail
browser_call()
{
	local answer

	answer=$(curl -sS --max-time 120 -X "$1" -H 'Content-Type: application/json' \
		${3:+--data-binary "$3"} "$browser_url$2") || return
	if jq -e '.value | type == "object" and has("error")' <<<"$answer" >/dev/null; then
		jq -r '"browser: \(.value.error): \(.value.message)"' <<<"$answer" >&2
		return 1
	fi
	jq -c .value <<<"$answer"
}

# browser_start DIR [ARGUMENT]... - start Chromium with these arguments, with its logs in DIR
browser_start()
{
	local dir=$1 port='' args
	shift

	chromedriver --port=0 --log-path="$dir/chromedriver.log" >"$dir/chromedriver.out" 2>&1 &
	browser_pid=$!
	until port=$(sed -n 's/.*started successfully on port \([0-9]*\).*/\1/p' "$dir/chromedriver.out") && [[ $port ]]; do
		kill -0 "$browser_pid" || return
		sleep 0.1
	done
	browser_url=http://127.0.0.1:$port
	# Chromium's sandbox does not work as root or in a container.  The page is our own.
	args=$(jq -nc '$ARGS.positional' --args -- --headless=new --no-sandbox --disable-gpu \
		--disable-dev-shm-usage --hide-scrollbars --force-color-profile=srgb "$@")
	browser_session=$(browser_call POST /session "$(jq -nc --argjson args "$args" '{ capabilities: { alwaysMatch: {
		browserName: "chrome", "goog:loggingPrefs": { browser: "ALL" },
		"goog:chromeOptions": { binary: "/usr/bin/chromium", args: $args } } } }')" | jq -r .sessionId) || return
	browser_url+=/session/$browser_session
}

browser_stop()
{
	[[ -z $browser_session ]] || browser_call DELETE '' >/dev/null
	kill "$browser_pid" 2>/dev/null || :
	wait "$browser_pid" || :
	browser_session=''
}

# browser_open FILE - open FILE and wait until it is loaded
browser_open()
{
	browser_call POST /url "$(jq -nc --arg url "file://$1" '{ url: $url }')" >/dev/null
}

# browser_js SCRIPT - run SCRIPT and print its return value, or the value of the promise that it
# returns, as JSON
browser_js()
{
	browser_call POST /execute/sync "$(jq -nc --arg script "$1" '{ script: $script, args: [] }')"
}

# browser_element SELECTOR - print the WebDriver id of the element that matches SELECTOR
browser_element()
{
	browser_call POST /element "$(jq -nc --arg css "$1" '{ using: "css selector", value: $css }')" | jq -r '.[]'
}

browser_click()
{
	local element

	element=$(browser_element "$1") || return
	browser_call POST "/element/$element/click" '{}' >/dev/null
}

# browser_type SELECTOR TEXT - type TEXT into an element, which receives the focus
browser_type()
{
	local element

	element=$(browser_element "$1") || return
	browser_call POST "/element/$element/value" "$(jq -nc --arg text "$2" '{ text: $text }')" >/dev/null
}

# browser_keys KEY... - press each KEY in the element with the focus; KEY is a character or one of
# the names below
browser_keys()
{
	local key
	declare -A names=([Left]='\ue012' [Up]='\ue013' [Right]='\ue014' [Down]='\ue015' [Enter]='\ue007'
		[Escape]='\ue00c' [Tab]='\ue004' [Home]='\ue011' [End]='\ue010')

	for key; do
		key=${names[$key]-$key}
		browser_call POST /actions "{\"actions\":[{\"type\":\"key\",\"id\":\"keys\",\"actions\":[
			{\"type\":\"keyDown\",\"value\":\"$key\"},{\"type\":\"keyUp\",\"value\":\"$key\"}]}]}" >/dev/null || return
	done
}

# browser_mouse JSON - perform a list of pointer actions, with the origin at the upper left corner
# of the window
browser_mouse()
{
	browser_call POST /actions "{\"actions\":[{\"type\":\"pointer\",\"id\":\"mouse\",\"actions\":$1}]}" >/dev/null
}

# browser_wheel X Y DELTA - turn the mouse wheel by DELTA at X, Y
browser_wheel()
{
	browser_call POST /actions "{\"actions\":[{\"type\":\"wheel\",\"id\":\"wheel\",\"actions\":[
		{\"type\":\"scroll\",\"x\":$1,\"y\":$2,\"deltaX\":0,\"deltaY\":$3}]}]}" >/dev/null
}

# browser_size WIDTH HEIGHT - set the size of the viewport, not of the window around it
browser_size()
{
	browser_call POST /goog/cdp/execute "{\"cmd\":\"Emulation.setDeviceMetricsOverride\",\"params\":{
		\"width\":$1,\"height\":$2,\"deviceScaleFactor\":1,\"mobile\":false}}" >/dev/null
}

# browser_scheme light|dark - set the preferred colour scheme
browser_scheme()
{
	browser_call POST /goog/cdp/execute "{\"cmd\":\"Emulation.setEmulatedMedia\",\"params\":{
		\"features\":[{\"name\":\"prefers-color-scheme\",\"value\":\"$1\"}]}}" >/dev/null
}

# browser_picture FILE - write a PNG of the viewport to FILE
browser_picture()
{
	browser_call GET /screenshot | jq -r . | base64 -d >"$1"
}

# browser_print FILE - write a PDF of the page to FILE
browser_print()
{
	browser_call POST /print '{ "background": false }' | jq -r . | base64 -d >"$1"
}

# browser_errors - print the messages of level SEVERE in the browser log, one per line
browser_errors()
{
	browser_call POST /se/log '{ "type": "browser" }' | jq -r '.[] | select(.level == "SEVERE") | .message'
}
