// SPDX-License-Identifier: GPL-2.0-only
/*
 * The state of a device at an instant. It is derived from the bars; objects without events are
 * taken from the map of the recording, as they did not change during the recording.
 */

const stateKinds = ["channel", "channel_active", "xsk", "xsk_active", "steering", "rss", "rule"];

class DeviceState {
	constructor(rec, dev) {
		const place = rec.devs.indexOf(dev);
		const wanted = new Set(stateKinds.map((kind) => rec.kinds.indexOf(kind)));

		this.rec = rec;
		this.dev = dev;
		this.map = rec.data.map.find((map) => map.dev === dev) || null;
		this.bars = [];
		for (let i = 0; i < rec.bars.count; i++)
			if (rec.dev[i] === place && wanted.has(rec.kind[i]) && !rec.failed[i])
				this.bars.push(i);
		this.goesOn = rec.bars.flags("goes_on");
		this.changes = this.instants();
		this.binds = rec.data.ops.filter((op) => op.dev === dev && !op.err &&
			(op.op === "xsk_bind" || op.op === "xsk_unbind"));
	}

	/* Returns all instants at which something changed, without duplicates. */
	instants() {
		const all = new Set();

		for (const i of this.bars) {
			all.add(this.rec.start[i]);
			if (!this.goesOn[i])
				all.add(this.rec.end[i]);
		}
		return Float64Array.from(all).sort();
	}

	/* Returns descriptions of the changes at @time. */
	changesAt(time) {
		const begun = [], ended = [];

		for (const i of this.bars) {
			if (this.rec.start[i] === time)
				begun.push(i);
			else if (this.rec.end[i] === time && !this.goesOn[i])
				ended.push(i);
		}
		const words = (list, what) => list.map((i) =>
			`${this.rec.name(i)} (${kindTitles.get(this.rec.kinds[this.rec.kind[i]])}) ${what}`);

		return [...words(begun, "begins"), ...words(ended, "ends")];
	}

	/* Returns the sockets whose pools are bound at @time, by queue id. */
	sockets(time) {
		const bound = new Map();

		for (const op of this.binds) {
			if (this.rec.offset(op.end_ns) > time)
				break;
			if (op.op === "xsk_bind")
				bound.set(op.qid, taskText(op.comm, op.pid));
			else
				bound.delete(op.qid);
		}
		return bound;
	}

	at(time) {
		const rec = this.rec, bars = rec.bars;
		/* an index has two channels while the old one is replaced by the new one */
		const state = { channels: new Map(), xsk: [], tables: new Map(), tirs: new Map(), rules: new Map(),
			sockets: this.sockets(time) };
		const channel = (ix) => {
			if (!state.channels.has(ix))
				state.channels.set(ix, []);
			return state.channels.get(ix);
		};
		const activate = (list, rqn) => {
			const of = list.find((one) => one.rqn === rqn || rqn === null || one.rqn === null);

			if (of)
				of.active = true;
			return of;
		};
		const actions = {
			channel: (i, ix) => channel(ix).push({ ix, rqn: bars.value("rqn", i), active: false }),
			channel_active: (i, ix) => {
				const rqn = bars.value("rqn", i);

				if (!activate(channel(ix), rqn))
					channel(ix).push({ ix, rqn, active: true });
			},
			xsk: (i, ix) => state.xsk.push({ ix, rqn: bars.value("rqn", i), qid: bars.value("qid", i), active: false }),
			xsk_active: (i, ix) => activate(state.xsk.filter((xsk) => xsk.ix === ix), bars.value("rqn", i)),
			steering: (i, ix) => {
				const rqtn = bars.value("rqtn", i), tirn = bars.value("tirn", i);

				state.tables.set(rqtn, { rqtn, ix, rqn: bars.value("rqn", i), drop: bars.value("to_drop_rq", i), spread: null });
				if (tirn !== null)
					state.tirs.set(tirn, { tirn, rqtn, ix, traffic: null });
			},
			rss: (i) => {
				const rqtn = bars.value("rqtn", i), drop = bars.value("to_drop_rq", i);

				state.tables.set(rqtn, { rqtn, ix: null, rqn: null, drop, rss: true, spread: drop ? null : this.spread(rqtn, time),
					words: rec.name(i).replace(/^.*-> /, "").replace(/channels of (.*)/, "$1 channels") });
			},
			rule: (i) => state.rules.set(bars.value("location", i), { location: bars.value("location", i), tirn: bars.value("tirn", i) }),
		};

		const now = this.bars.filter((i) => rec.start[i] <= time && (time < rec.end[i] || (this.goesOn[i] && time <= rec.end[i])));

		/* process the bars by kind, so that a queue is opened before it is activated */
		for (const kind of stateKinds)
			for (const i of now)
				if (rec.kinds[rec.kind[i]] === kind)
					actions[kind](i, bars.value("ix", i));
		this.complete(state);
		return state;
	}

	/* Returns the channels of an RQT of RSS, if the table in the map is valid at this time. */
	spread(rqtn, time) {
		const rss = this.map && this.map.rss.find((other) => other.rqtn === rqtn);

		return rss && rss.spread && (rss.since_ns === null || this.rec.offset(rss.since_ns) <= time) ? rss.spread : null;
	}

	/* Add the values from the map at the end that did not change during the recording. */
	complete(state) {
		if (!this.map)
			return;
		for (const tir of this.map.tirs) {
			if (tir.since_ns === null && tir.tirn !== null && !state.tirs.has(tir.tirn))
				state.tirs.set(tir.tirn, { tirn: tir.tirn, rqtn: tir.rqtn, ix: tir.ix, traffic: tir.traffic });
			if (tir.since_ns === null && tir.rqtn !== null && tir.rqn !== null && !state.tables.has(tir.rqtn))
				state.tables.set(tir.rqtn, { rqtn: tir.rqtn, ix: tir.ix, rqn: tir.rqn, drop: tir.to_drop_rq, spread: null });
		}
		for (const rss of this.map.rss)
			if (rss.since_ns === null && !state.tables.has(rss.rqtn))
				state.tables.set(rss.rqtn, { rqtn: rss.rqtn, ix: null, rqn: null, drop: rss.to_drop_rq, rss: true,
					spread: rss.spread, words: `${rss.channels} channels` });
		for (const rule of this.map.rules)
			if (rule.since_ns === null && !state.rules.has(rule.location))
				state.rules.set(rule.location, { location: rule.location, tirn: rule.dst_type === "TIR" ? rule.dst_id : null });
	}
}
