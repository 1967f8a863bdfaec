// SPDX-License-Identifier: GPL-2.0-only
/* The queue map at an instant: a picture, and a table with the same data. */

const mapColumns = ["Rule", "TIR", "RQT", "RQ", "Channel", "AF_XDP socket"];
const nodeHeight = 34, nodeGap = 8, headHeight = 28;

/* Returns the widths of boxes and gaps that fill @room pixels, but are wide enough for the names. */
function mapSizes(room) {
	const nodeWidth = Math.min(Math.max(Math.floor((room - 8) / (mapColumns.length * 1.24)), 104), 170);

	return { nodeWidth, columnGap: Math.min(Math.max(Math.floor(nodeWidth * 0.28), 26), 50) };
}

/* Returns the boxes of each column, and the links between the ids of boxes. */
function mapNodes(state) {
	const nodes = new Map(), links = [];
	const add = (id, column, title, more, live = true, order = 1e9) => {
		if (!nodes.has(id))
			nodes.set(id, { id, column, title, more, live, order });
		return nodes.get(id);
	};
	const link = (from, to) => links.push([from, to]);
	const order = (ix) => ix === null || ix < 0 ? 1e9 : ix;

	for (const [ix, list] of state.channels) {
		const active = list.some((channel) => channel.active);

		add(`channel ${ix}`, 4, `channel ${ix}`, list.length > 1 ? "in exchange" : active ? "active" : "open, not active", active, ix * 2);
		for (const { rqn, active } of list) {
			if (rqn === null)
				continue;
			add(`rq ${rqn}`, 3, `RQ ${rqn}`, active ? "active" : "not active", true, ix * 2);
			link(`rq ${rqn}`, `channel ${ix}`);
		}
	}
	for (const { ix, rqn, qid, active } of state.xsk) {
		const task = state.sockets.get(qid);

		add(`rq ${rqn}`, 3, `RQ ${rqn}`, active ? "AF_XDP, active" : "AF_XDP, not active", true, ix * 2 + 1);
		add(`channel ${ix}`, 4, `channel ${ix}`, "unknown", true, ix * 2);
		add(`socket ${qid}`, 5, `queue ${qid ?? "?"}`, `${task ? `${task}, ` : ""}${active ? "active" : "not active"}`, active, ix * 2 + 1);
		link(`rq ${rqn}`, `channel ${ix}`);
		link(`channel ${ix}`, `socket ${qid}`);
	}
	for (const [qid, task] of state.sockets)
		if (!nodes.has(`socket ${qid}`))
			add(`socket ${qid}`, 5, `queue ${qid}`, `${task}, no queues`, false, order(qid) * 2 + 1);
	for (const { rqtn, ix, rqn, drop, rss, spread, words } of state.tables.values()) {
		add(`rqt ${rqtn}`, 2, `RQT ${rqtn}`, rss ? `RSS: ${words}` : `of channel ${ix ?? "?"}`, true, rss ? -1 : order(ix) * 2);
		if (rqn !== null) {
			add(`rq ${rqn}`, 3, drop ? "drop RQ" : `RQ ${rqn}`, drop ? String(rqn) : "channel unknown", !drop, 1e8);
			link(`rqt ${rqtn}`, `rq ${rqn}`);
		} else if (drop) {
			const dropping = [...state.tables.values()].find((other) => other.drop && other.rqn !== null);
			const id = dropping ? `rq ${dropping.rqn}` : "rq drop";

			add(id, 3, "drop RQ", dropping ? String(dropping.rqn) : "", false, 1e8);
			link(`rqt ${rqtn}`, id);
		}
		for (const of of spread || []) {
			const direct = [...state.tables.values()].find((other) => !other.rss && other.ix === of);
			const to = direct && direct.rqn !== null ? direct.rqn : state.channels.get(of)?.find((channel) => channel.active)?.rqn;

			if (to !== undefined && to !== null && nodes.has(`rq ${to}`))
				link(`rqt ${rqtn}`, `rq ${to}`);
		}
	}
	for (const { tirn, rqtn, ix, traffic } of state.tirs.values()) {
		add(`tir ${tirn}`, 1, `TIR ${tirn}`, traffic || (ix === null ? "" : `of channel ${ix}`), true, traffic ? -1 : order(ix) * 2);
		if (rqtn !== null && nodes.has(`rqt ${rqtn}`))
			link(`tir ${tirn}`, `rqt ${rqtn}`);
	}
	for (const { location, tirn } of state.rules.values()) {
		add(`rule ${location}`, 0, `rule ${location}`, tirn === null ? "destination unknown" : "", true, location);
		if (tirn === null)
			continue;
		add(`tir ${tirn}`, 1, `TIR ${tirn}`, "", true, 1e8);
		link(`rule ${location}`, `tir ${tirn}`);
	}
	return { nodes, links };
}

/* Mark the RQs that an RQT leads to. The others are drawn in grey. */
function markReached({ nodes, links }) {
	const reached = new Set(links.filter(([from]) => from.startsWith("rqt ")).map(([, to]) => to));

	for (const node of nodes.values())
		if (node.column === 3 && !reached.has(node.id))
			node.live = false;
}

/* Returns all boxes on the paths through @id. */
function waysThrough(links, id) {
	const on = new Set([id]);

	for (const [from, to] of [[0, 1], [1, 0]]) {
		const next = [id];

		while (next.length) {
			const at = next.pop();

			for (const link of links)
				if (link[from] === at && (!on.has(link[to]) || link[to] === id)) {
					on.add(link[to]);
					next.push(link[to]);
				}
		}
	}
	return on;
}

function mapPicture({ nodes, links }, room) {
	const { nodeWidth, columnGap } = mapSizes(room), letters = Math.floor((nodeWidth - 12) / 6.1);
	const columns = mapColumns.map((_, column) => [...nodes.values()].filter((node) => node.column === column)
		.sort((a, b) => a.order - b.order || (a.id < b.id ? -1 : 1)));
	const tallest = Math.max(...columns.map((column) => column.length), 1);
	const width = mapColumns.length * (nodeWidth + columnGap) - columnGap + 8;
	const height = headHeight + tallest * (nodeHeight + nodeGap);
	const picture = svg("svg", { viewBox: `0 0 ${width} ${height}`, width, height, role: "group",
		"aria-label": "Queue map; the table below it has the same data" });

	columns.forEach((column, c) => column.forEach((node, row) => {
		node.x = 4 + c * (nodeWidth + columnGap);
		node.y = headHeight + row * (nodeHeight + nodeGap);
	}));
	mapColumns.forEach((head, c) => {
		picture.append(svg("text", { class: "head", x: 4 + c * (nodeWidth + columnGap), y: 16 }, head));
		if (!columns[c].length)
			picture.append(svg("text", { class: "more", x: 4 + c * (nodeWidth + columnGap), y: headHeight + 21 }, "none"));
	});
	for (const [from, to] of links) {
		const a = nodes.get(from), b = nodes.get(to);
		const x1 = a.x + nodeWidth, y1 = a.y + nodeHeight / 2, y2 = b.y + nodeHeight / 2;

		picture.append(svg("path", { class: a.live && b.live ? "link" : "link idle", "data-from": from, "data-to": to,
			d: `M${x1} ${y1} C${x1 + columnGap / 2} ${y1} ${b.x - columnGap / 2} ${y2} ${b.x - 7} ${y2}` }),
		svg("path", { class: "tip-of", "data-from": from, "data-to": to, d: `M${b.x - 1} ${y2} l-7 -4 v8 z` }));
	}
	const light = (id) => {
		const on = id === null ? null : waysThrough(links, id);

		for (const part of picture.querySelectorAll("[data-id]"))
			part.classList.toggle("off", on !== null && !on.has(part.dataset.id));
		for (const part of picture.querySelectorAll("[data-from]"))
			part.classList.toggle("off", on !== null && !(on.has(part.dataset.from) && on.has(part.dataset.to)));
	};

	for (const node of nodes.values()) {
		const ways = links.filter(([from]) => from === node.id).map(([, to]) => nodes.get(to).title);
		const group = svg("g", { class: `node ${node.live ? "" : "idle"}`, "data-id": node.id, tabindex: 0, role: "img",
			"aria-label": `${node.title}${node.more ? `, ${node.more}` : ""}${ways.length ? `, leads to ${ways.join(", ")}` : ""}`,
			transform: `translate(${node.x} ${node.y})` },
		svg("rect", { width: nodeWidth, height: nodeHeight, rx: 4 }),
		svg("text", { x: 8, y: node.more ? 14 : 21 }, short(node.title, Math.floor(letters * 0.88))));

		group.append(svg("title", {}, `${node.title}${node.more ? `: ${node.more}` : ""}`));
		if (node.more)
			group.append(svg("text", { class: "more", x: 8, y: 27 }, short(node.more, letters)));
		for (const event of ["pointerenter", "focus"])
			group.addEventListener(event, () => light(node.id));
		for (const event of ["pointerleave", "blur"])
			group.addEventListener(event, () => light(null));
		picture.append(group);
	}
	return picture;
}

const short = (text, letters) => text.length > letters ? `${text.slice(0, letters - 1)}…` : text;

/* Returns a table row for each channel. */
function mapRows(state) {
	const indices = new Set([...state.channels.keys(), ...state.xsk.map((xsk) => xsk.ix),
		...[...state.tables.values()].map((table) => table.ix).filter((ix) => ix !== null)]);

	return [...indices].sort((a, b) => a - b).map((ix) => {
		const channels = state.channels.get(ix) || [], xsk = state.xsk.filter((one) => one.ix === ix);
		const direct = [...state.tables.values()].find((table) => !table.rss && table.ix === ix);
		const tirs = [...state.tirs.values()].filter((tir) => direct && tir.rqtn === direct.rqtn).map((tir) => tir.tirn);
		const rules = [...state.rules.values()].filter((rule) => tirs.includes(rule.tirn)).map((rule) => rule.location);

		return [rules.join(", ") || "none", tirs.join(", ") || "-", direct ? direct.rqtn : "-",
			direct ? (direct.drop ? `drop RQ ${direct.rqn}` : direct.rqn) : "-", ix,
			channels.map((channel) => channel.active ? "active" : "open, not active").join(", ") || "closed",
			channels.map((channel) => channel.rqn ?? "?").join(", ") || "none", xsk.map((one) => one.rqn).join(", ") || "none",
			xsk.map((one) => `queue ${one.qid ?? "?"} ${state.sockets.get(one.qid) || ""}`).join(", ") || "none"];
	});
}

class QueueMap {
	constructor() {
		this.device = byId("map-device");
		this.slider = byId("map-time");
		this.device.addEventListener("change", () => this.setDevice());
		this.slider.addEventListener("input", () => this.goto(this.timeOf(Number(this.slider.value))));
		byId("map-previous").addEventListener("click", () => this.change(-1));
		byId("map-next").addEventListener("click", () => this.change(1));
		byId("map-show").addEventListener("click", () => {
			this.onShow(this.time);
			byId("timeline").scrollIntoView();
		});
	}

	timeOf(step) {
		return this.rec.first + (this.rec.last - this.rec.first) * step / 10000;
	}

	show(rec) {
		const devs = [...new Set([...rec.data.map.map((map) => map.dev), ...rec.devs])].filter((dev) => dev);

		this.rec = rec;
		this.time = rec.last;
		this.device.replaceChildren(...devs.map((dev) => el("option", { value: dev }, interfaceText(dev, rec.netdevOf(dev)))));
		byId("map").hidden = !devs.length || !rec.bars.count;
		if (!byId("map").hidden)
			this.setDevice();
	}

	setDevice() {
		this.states = new DeviceState(this.rec, this.device.value);
		this.goto(this.time);
	}

	/* Move to the previous or next instant at which something changed. */
	change(by) {
		const { changes } = this.states;
		const place = firstFrom(changes, this.time);
		const next = by < 0 ? place - 1 : changes[place] === this.time ? place + 1 : place;

		if (next >= 0 && next < changes.length)
			this.goto(changes[next]);
	}

	goto(time) {
		const state = this.states.at(time), map = mapNodes(state);
		const step = Math.round((time - this.rec.first) / (this.rec.last - this.rec.first) * 10000);
		const text = `${this.rec.timeText(time)} ${this.rec.unit}`, changed = this.states.changesAt(time);

		this.time = time;
		this.slider.value = String(step);
		this.slider.setAttribute("aria-valuetext", text);
		byId("map-instant").textContent = `at ${text}`;
		byId("map-change").textContent = changed.length ?
			`${changed.slice(0, 3).join("; ")}${changed.length > 3 ? `; and ${changed.length - 3} more` : ""}.` : "\u00a0";
		markReached(map);
		byId("map-picture").replaceChildren(map.nodes.size ? mapPicture(map, byId("map-picture").clientWidth) :
			el("p", { class: "hint" }, "Nothing is known about this device at this instant."));
		byId("map-table").replaceChildren(...table(["Rules", "TIR", "RQT", "RQ in use", "Channel", "State", "RQ", "XSK RQ", "AF_XDP socket"],
			mapRows(state)));
		this.onInstant(time);
	}
}
