// SPDX-License-Identifier: GPL-2.0-only
/* The sections of findings, AF_XDP and durations, and the facts about the recording. */

const findingsAtFirst = 10;

/* Returns a button that shows @time in the time line. */
function timeLink(rec, time, show, words) {
	return time === null || !rec.bars.count ? null :
		el("button", { type: "button", class: "link", on: { click: () => show(rec.offset(time)) } }, words);
}

function evidenceTable(rec, finding, show) {
	const rows = finding.evidence.map((event) => [
		event.time_ns === null ? event.stamp || "-" :
			timeLink(rec, event.time_ns, show, rec.timeText(rec.offset(event.time_ns))) || rec.timeText(rec.offset(event.time_ns)),
		event.cpu, taskText(event.comm, event.pid), event.event, event.text]);

	return el("div", { class: "scroll" }, el("table", {}, ...table([`Time (${rec.unit})`, "cpu", "Task", "Event", "Text"], rows)));
}

function findingCard(rec, finding, number, show) {
	const where = finding.netdev || finding.dev;
	const more = finding.count > finding.evidence.length ? `, the first ${finding.evidence.length} of them` : "";

	return el("article", { class: "finding", "aria-labelledby": `finding-${number}` },
		el("h3", { id: `finding-${number}` }, `${number}. ${finding.finding.replaceAll("_", " ")}${where ? ` on ${where}` : ""}`,
			finding.severity ? ` (${finding.severity})` : ""),
		el("p", {}, finding.words),
		finding.unsafe ? el("p", { class: "problem" }, "Unsafe: events were lost, and one of them may contradict this.") : null,
		el("p", { class: "advice" }, el("b", {}, "What to do: "), finding.advice),
		finding.normal ? el("p", {}, el("b", {}, "Normal? "), finding.normal) : null,
		finding.origin.length ? el("p", { class: "hint" }, `Printed by ${finding.origin.map((origin) =>
			`${origin.function}() in ${origin.file} (Linux ${origin.kernels})`).join(", ")}.`) : null,
		timeLink(rec, finding.time_ns, show, "Show in the time line"),
		finding.evidence.length ? el("details", { open: number <= 3 },
			el("summary", {}, `Evidence: ${plural(finding.count, "event")}${more}`), evidenceTable(rec, finding, show)) : null);
}

function showFindings(rec, show) {
	const { findings } = rec.data;

	const cards = findings.map((finding, i) => findingCard(rec, finding, i + 1, show));
	const more = cards.splice(findingsAtFirst);

	if (more.length)
		cards.push(el("details", {}, el("summary", {}, `${more.length} more`), ...more));
	byId("findings-list").replaceChildren(...(cards.length ? cards : [el("p", {}, "Nothing was found.")]));
}

function showXsk(rec, show) {
	byId("xsk").hidden = !rec.data.xsk.length || !rec.data.events;
	byId("xsk-list").replaceChildren(...rec.data.xsk.map((item) =>
		el("li", {}, item.words, " ", timeLink(rec, item.time_ns, show, "Show in the time line"))));
}

function showDurations(rec) {
	byId("durations").hidden = !rec.data.stats.length;
	const titles = { operation: "Operation", step: "Step", command: "Firmware command", wait: "Wait for a slot" };

	byId("durations-table").replaceChildren(...table(["What", "Name", "Count", "Failed", "Median", "99 of 100", "Longest"],
		rec.data.stats.map((row) => [titles[row.group] || row.group, row.name, row.count, row.failed,
			...[row.p50_ns, row.p99_ns, row.max_ns].map((ns) => rec.spanText(ns))])));
}

function showAbout(rec) {
	const { data } = rec;
	const lost = data.lost.events, facts = [
		["Recording", data.path],
		["Recorded by", [data.tool, data.kind].filter((text) => text).join(", ")],
		["Kernel", `${data.kernel || "unknown"}${data.patched === true ? ", driver with the events of the series" : data.patched === false ? ", driver without the series" : ""}`],
		["Machine", data.machine],
		["Events", !data.events ? null : `${data.events.toLocaleString("en")}, ${data.series_events.toLocaleString("en")} of them of mlx5` +
			(lost ? `; ${lost.toLocaleString("en")} were lost` : "; none were lost")],
		["Time", rec.bars.count ? `${rec.timeText(rec.first)} to ${rec.timeText(rec.last)} ${rec.unit} (${rec.spanText(rec.last - rec.first)})` : null],
		...data.devices.map((device) => ["Device", `${interfaceText(device.pci, device.netdev)}` +
			`${device.firmware ? `, firmware ${device.firmware}` : ""}${device.combined ? `, ${device.combined} of ${device.max_combined ?? "?"} channels at the start` : ""}`]),
	];

	byId("about").replaceChildren(...facts.filter(([, text]) => text).flatMap(([title, text]) =>
		[el("dt", {}, title), el("dd", {}, text)]));
	byId("problem").hidden = !data.error;
	byId("problem").textContent = data.error ? `The recording could not be read completely: ${data.error}` : "";
}
