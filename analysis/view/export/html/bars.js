// SPDX-License-Identifier: GPL-2.0-only
/* The text of a bar: all its fields, and a sentence for the screen reader. */

const fieldTitles = {
	kind: "Kind", name: "Name", dev: "Device", netdev: "Interface", comm: "Task", pid: "Process",
	start_ns: "Start", end_ns: "End", submitted_ns: "Wait for a slot", begun_before: "Began before the recording",
	goes_on: "Continues after the end", failed: "Failed", errno: "Error", status: "Status of the firmware",
	op: "Operation", count: "Events", ix: "Channel index", qid: "Queue id", vhca_id: "vhca_id",
	rqn: "RQ", sqn: "SQ", rqtn: "RQT", tirn: "TIR", location: "Location of the rule",
	to_drop_rq: "To the drop RQ", lane: null,
};

/* The titles and texts of all known fields, as pairs. */
function barFields(rec, i) {
	const fields = [["Duration", rec.spanText(rec.end[i] - rec.start[i])]];

	for (const key of rec.bars.keys) {
		const value = rec.bars.value(key, i);
		const title = key in fieldTitles ? fieldTitles[key] : key;

		if (title === null || value === null || value === false)
			continue;
		if (key === "kind")
			fields.unshift([title, kindTitles.get(value) || value]);
		else if (key === "submitted_ns")
			fields.push([title, rec.spanText(value - rec.start[i])]);
		else if (key.endsWith("_ns"))
			fields.push([title, `${rec.timeText(value, 9)} ${rec.unit}`]);
		else if (key === "to_drop_rq")
			fields.push([title, value ? "yes" : "no"]);
		else if (key === "op" && rec.operations[value] !== i)
			fields.push([title, rec.name(rec.operations[value])]);
		else if (key !== "op" && (key !== "count" || value !== 1))
			fields.push([title, value === true ? "yes" : String(value)]);
	}
	return fields;
}

function barTable(rec, i) {
	return el("dl", { class: "facts" },
		...barFields(rec, i).flatMap(([title, text]) => [el("dt", {}, title), el("dd", {}, text)]));
}

function barSentence(rec, i) {
	const kind = kindTitles.get(rec.kinds[rec.kind[i]]);
	const task = taskText(rec.bars.value("comm", i), rec.bars.value("pid", i));
	const error = rec.bars.value("errno", i) || rec.bars.value("status", i);

	return `${kind}: ${rec.name(i)}, starts at ${rec.timeText(rec.start[i])} ${rec.data.ticks ? "ticks" : "seconds"}, ` +
		`takes ${rec.spanText(rec.end[i] - rec.start[i])}` +
		`${task ? `, by ${task}` : ""}` +
		`${rec.failed[i] ? `, failed${error ? ` with ${error}` : ""}` : ""}` +
		`${rec.bars.value("goes_on", i) ? ", continues after the end" : ""}.`;
}

/* The indices of the words that contain @text, which is in lower case. */
function wordsWith(words, text) {
	return new Set(words.flatMap((word, place) => word.toLowerCase().includes(text) ? [place] : []));
}

/* Returns a byte for each bar, 1 if the bar matches the search; null if nothing is searched. */
function searchBars(rec, text) {
	const wanted = text.trim().toLowerCase();

	if (!wanted)
		return null;
	const found = new Uint8Array(rec.bars.count);
	const number = /^[0-9]+$/.test(wanted) ? Number(wanted) : null;

	for (const key of ["name", "comm", "status", "errno", "dev", "netdev"]) {
		const matching = wordsWith(rec.bars.words(key), wanted);

		if (!matching.size)
			continue;
		rec.bars.places(key).forEach((place, i) => { found[i] |= matching.has(place); });
	}
	if (number !== null)
		for (const key of ["pid", "ix", "qid", "rqn", "sqn", "rqtn", "tirn", "location"])
			rec.bars.numbers(key).forEach((value, i) => { found[i] |= value === number; });
	return found;
}
