// SPDX-License-Identifier: GPL-2.0-only
/* Elements and strings. Names from a recording always become text nodes, never markup. */

const byId = (id) => document.getElementById(id);

/* el("a", { href: "#x" }, "text", child...) */
function el(tag, attributes = {}, ...children) {
	const made = document.createElement(tag);

	for (const [name, value] of Object.entries(attributes)) {
		if (name === "on")
			for (const [event, handler] of Object.entries(value))
				made.addEventListener(event, handler);
		else if (value === true)
			made.setAttribute(name, "");
		else if (value !== false && value !== null && value !== undefined)
			made.setAttribute(name, value);
	}
	made.append(...children.filter((child) => child !== null && child !== undefined));
	return made;
}

function svg(tag, attributes = {}, ...children) {
	const made = document.createElementNS("http://www.w3.org/2000/svg", tag);

	for (const [name, value] of Object.entries(attributes))
		if (value !== null && value !== undefined)
			made.setAttribute(name, value);
	made.append(...children);
	return made;
}

function table(heads, rows) {
	return [
		el("thead", {}, el("tr", {}, ...heads.map((head) => el("th", { scope: "col" }, head)))),
		el("tbody", {}, ...rows.map((cells) =>
			el("tr", {}, ...cells.map((cell) =>
				el("td", { class: typeof cell === "number" || /^\+?[0-9.,]+ (ns|µs|ms|s)$/.test(cell) ? "number" : null },
					cell instanceof Node ? cell : cell === null || cell === undefined ? "-" : String(cell))))))
	];
}

const plural = (count, what) => `${count.toLocaleString("en")} ${what}${count === 1 ? "" : "s"}`;

/* A duration in nanoseconds. */
function spanText(ns) {
	if (ns >= 1e9)
		return `${(ns / 1e9).toFixed(3)} s`;
	if (ns >= 1e6)
		return `${(ns / 1e6).toFixed(3)} ms`;
	if (ns >= 1e3)
		return `${(ns / 1e3).toFixed(1)} µs`;
	return `${ns} ns`;
}

const taskText = (comm, pid) =>
	comm === null ? "" : pid === null || pid < 0 ? comm : `${comm}[${pid}]`;

function interfaceText(dev, netdev) {
	return netdev ? (dev ? `${netdev} (${dev})` : netdev) : dev || "";
}
