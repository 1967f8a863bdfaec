# SPDX-License-Identifier: GPL-2.0-only
#
# Print the events in trace headers, one per line, as NAME FORMAT.  FORMAT is the
# format string of TP_printk; an event of a class has the format of its class.
/^(TRACE_EVENT|DECLARE_EVENT_CLASS|DEFINE_EVENT)\(/ {
	name = $0
	gsub(/^[A-Z_]+\(|,.*|\).*/, "", name)
	if (/^DEFINE_EVENT/) {
		event = $0
		gsub(/^[^,]*, *|,.*|\).*/, "", event)
		class[event] = name
	}
	is_event[name] = /^TRACE_EVENT/
}
/TP_printk\("/ {
	text = $0
	gsub(/^.*TP_printk\("|",?$/, "", text)
	format[name] = text
}
END {
	for (event in class) {
		is_event[event] = 1
		format[event] = format[class[event]]
	}
	for (name in is_event)
		if (is_event[name])
			print name, format[name]
}
