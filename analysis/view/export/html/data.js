// SPDX-License-Identifier: GPL-2.0-only
/* The data of the page. The format of bars is described in analysis/view/export/packed.h. */

const page = JSON.parse(byId("data").textContent);
const kindTitles = new Map(page.kinds);

/* Returns the position of @row in the sorted list @at, or -1 if it is absent. */
function placeIn(at, row) {
	let low = 0, high = at.length - 1;

	while (low <= high) {
		const middle = (low + high) >> 1;

		if (at[middle] === row)
			return middle;
		if (at[middle] < row)
			low = middle + 1;
		else
			high = middle - 1;
	}
	return -1;
}

/* A packed table, which can be read by value or by column. */
class Packed {
	constructor(packed) {
		this.count = packed.count;
		this.base = BigInt(packed.base_ns);
		this.columns = packed.columns;
		this.keys = Object.keys(packed.columns);
	}

	value(key, row) {
		const column = this.columns[key];

		if (column.true)
			return placeIn(column.true, row) >= 0;
		const place = column.at ? placeIn(column.at, row) : row;

		if (place < 0)
			return null;
		return column.words ? column.words[column.values[place]] : column.values[place];
	}

	/* All values of a numeric column, with @none in rows without a value. */
	numbers(key, none = -1) {
		const column = this.columns[key];

		if (!column.at)
			return Float64Array.from(column.values);
		const all = new Float64Array(this.count).fill(none);

		column.at.forEach((row, i) => { all[row] = column.values[i]; });
		return all;
	}

	/* The word indices of a string column, with -1 in rows without a value. */
	places(key) {
		return Int32Array.from(this.numbers(key));
	}

	flags(key) {
		const all = new Uint8Array(this.count);

		for (const row of this.columns[key].true)
			all[row] = 1;
		return all;
	}

	words(key) {
		return this.columns[key].words || [];
	}
}

/* A recording. Times are in nanoseconds since @base. */
class Recording {
	constructor(data) {
		const bars = new Packed(data.bars);

		this.data = data;
		this.bars = bars;
		this.base = bars.base;
		this.start = bars.numbers("start_ns");
		this.end = bars.numbers("end_ns");
		this.submitted = bars.numbers("submitted_ns");
		this.kind = bars.places("kind");
		this.dev = bars.places("dev");
		this.failed = bars.flags("failed");
		this.kinds = bars.words("kind");
		this.devs = bars.words("dev");
		this.first = 0;
		this.last = 1;
		if (bars.count) {
			this.first = this.start.reduce((a, b) => Math.min(a, b));
			this.last = Math.max(this.first + 1, this.end.reduce((a, b) => Math.max(a, b)));
		}
		this.operations = this.barsOfOperations();
	}

	/* The bar of each operation. */
	barsOfOperations() {
		const kind = this.kinds.indexOf("operation"), made = [];
		const op = this.bars.numbers("op");

		for (let i = 0; i < this.bars.count; i++)
			if (this.kind[i] === kind)
				made[op[i]] = i;
		return made;
	}

	/* Convert a time of the other tables. */
	offset(time) {
		return time === null || time === undefined ? null : Number(BigInt(time) - this.base);
	}

	/* A time in seconds, as printed by the other views. */
	timeText(offset, digits = 6) {
		const time = this.base + BigInt(Math.round(offset));

		if (this.data.ticks)
			return String(time);
		const text = String(time < 0n ? -time : time).padStart(10, "0");
		const seconds = text.slice(0, -9), rest = text.slice(-9, text.length - 9 + digits);

		return `${time < 0n ? "-" : ""}${seconds}${digits ? `.${rest}` : ""}`;
	}

	get unit() {
		return this.data.ticks ? "ticks" : "s";
	}

	spanText(ns) {
		if (ns === null)
			return "-";
		return this.data.ticks ? `${ns.toLocaleString("en")} ticks` : spanText(ns);
	}

	netdevOf(dev) {
		const known = this.data.devices.find((device) => device.pci === dev);

		if (known && known.netdev)
			return known.netdev;
		const i = this.dev.indexOf(this.devs.indexOf(dev));

		return i < 0 ? null : this.bars.value("netdev", i);
	}

	name(i) {
		return this.bars.value("name", i) || "";
	}
}
