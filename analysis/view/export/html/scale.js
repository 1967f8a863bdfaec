// SPDX-License-Identifier: GPL-2.0-only
/* The rows of the time line, and its visible part. */

/* Kinds whose bars belong to objects; they have a row for each object. */
const objectOf = { channel: "ix", channel_active: "ix", xsk: "ix", xsk_active: "ix",
	steering: "rqtn", rss: "rqtn", rule: "location" };
const objectTitle = { ix: "channel", rqtn: "RQT", location: "rule" };

/* Returns the first index in the sorted @list whose value is at least @value. */
function firstFrom(list, value, from = 0) {
	let low = from, high = list.length;

	while (low < high) {
		const middle = (low + high) >> 1;

		if (list[middle] < value)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* Prefix sums of @flags over @bars: the number in a range is the difference of two sums. */
function sumsOf(flags, bars) {
	const sums = new Uint32Array(bars.length + 1);

	for (let i = 0; i < bars.length; i++)
		sums[i + 1] = sums[i] + flags[bars[i]];
	return sums;
}

/* A row of bars that do not overlap, sorted by time. */
class Row {
	constructor(rec, kind, label, bars) {
		this.kind = kind;
		this.label = label;
		this.bars = Uint32Array.from(bars);
		this.start = Float64Array.from(bars, (i) => rec.start[i]);
		this.end = Float64Array.from(bars, (i) => rec.end[i]);
		this.failed = sumsOf(rec.failed, this.bars);
		this.found = null;
	}

	/* Returns the bar at @time or at most @near away from it, or -1. */
	at(time, near) {
		let best = -1, distance = near;

		for (let i = Math.max(firstFrom(this.end, time - near) - 1, 0);
			i < this.bars.length && this.start[i] <= time + near; i++) {
			const away = Math.max(this.start[i] - time, time - this.end[i], 0);

			if (away <= distance) {
				best = i;
				distance = away;
			}
			if (!away)
				break;
		}
		return best < 0 ? -1 : this.bars[best];
	}
}

/* Returns headings (@title) and rows, sorted by device, kind, object and lane. */
function makeRows(rec, { dev, kinds }) {
	const groups = new Map();
	const object = Object.fromEntries(["ix", "rqtn", "location"].map((key) => [key, rec.bars.numbers(key)]));
	const lane = rec.bars.numbers("lane");

	for (let i = 0; i < rec.bars.count; i++) {
		const kind = rec.kinds[rec.kind[i]], of = objectOf[kind];
		const number = of ? object[of][i] : -1;
		const key = `${rec.dev[i]} ${kind} ${number} ${lane[i]}`;
		let group = groups.get(key);

		if (!kinds.has(kind) || (dev !== null && rec.dev[i] !== dev))
			continue;
		if (!group) {
			group = { dev: rec.dev[i], kind, of, number, lane: lane[i], bars: [] };
			groups.set(key, group);
		}
		group.bars.push(i);
	}
	const order = page.kinds.map(([id]) => id);
	const sorted = [...groups.values()].sort((a, b) => a.dev - b.dev ||
		order.indexOf(a.kind) - order.indexOf(b.kind) || a.number - b.number || a.lane - b.lane);
	const rows = [];
	let last = {};

	for (const group of sorted) {
		if (group.dev !== last.dev)
			rows.push({ title: interfaceText(rec.devs[group.dev], rec.netdevOf(rec.devs[group.dev])) ||
				"device unknown" });
		const same = group.dev === last.dev && group.kind === last.kind;
		const object = group.of ? `${objectTitle[group.of]} ${group.number < 0 ? "?" : group.number}` : "";
		const repeated = same && group.number === last.number;

		rows.push(new Row(rec, group.kind, repeated ? "" :
			group.of ? (same ? object : `${kindTitles.get(group.kind)}: ${group.number < 0 ? "?" : group.number}`) :
				kindTitles.get(group.kind), group.bars));
		last = group;
	}
	return rows;
}

/* The visible part of the recording, @from to @to, which is @width pixels wide and begins at @left. */
class Scale {
	constructor(first, last) {
		const margin = (last - first) / 50;

		this.first = first - margin;
		this.last = last + margin;
		this.from = this.first;
		this.to = this.last;
		this.left = 0;
		this.width = 1;
	}

	x(time) {
		return this.left + (time - this.from) / (this.to - this.from) * this.width;
	}

	time(x) {
		return this.from + (x - this.left) / this.width * (this.to - this.from);
	}

	get perPixel() {
		return (this.to - this.from) / this.width;
	}

	show(from, to) {
		const whole = this.last - this.first;
		const span = Math.min(Math.max(to - from, 1000), whole);

		this.from = Math.min(Math.max(from, this.first), this.last - span);
		this.to = this.from + span;
	}

	zoom(factor, at = (this.from + this.to) / 2) {
		const span = Math.max((this.to - this.from) * factor, 1000);
		const share = (at - this.from) / (this.to - this.from);

		this.show(at - share * span, at + (1 - share) * span);
	}

	move(pixels) {
		const by = pixels * this.perPixel;

		this.show(this.from + by, this.to + by);
	}

	/* Returns the times of tick marks, about @every pixels apart, and their number of digits. */
	ticks(every, base) {
		const wanted = this.perPixel * every;
		const power = 10 ** Math.floor(Math.log10(wanted));
		const step = [1, 2, 5, 10].map((n) => n * power).find((n) => n >= wanted);
		const digits = Math.min(Math.max(9 - Math.floor(Math.log10(step) + 1e-9), 0), 9);
		const phase = Number(base % BigInt(Math.max(Math.round(step), 1)));
		const at = [];

		for (let time = Math.ceil((this.from + phase) / step) * step - phase; time < this.to; time += step)
			at.push(time);
		return { at, digits };
	}
}
