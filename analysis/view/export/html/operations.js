// SPDX-License-Identifier: GPL-2.0-only
/* The table of operations. Each one can be unfolded to show its steps and firmware commands. */

const operationsAtFirst = 300, commandsAtFirst = 300;

class Operations {
	constructor() {
		this.body = byId("operations-table").querySelector("tbody");
		byId("operations-search").addEventListener("input", () => this.filter());
		byId("operations-failed").addEventListener("change", () => this.filter());
		byId("operations-more").addEventListener("click", () => {
			this.limit = Infinity;
			this.filter();
		});
	}

	show(rec) {
		this.rec = rec;
		byId("operations").hidden = !rec.data.ops.length;
		byId("operations-unit").textContent = rec.unit;
		this.limit = operationsAtFirst;
		this.all = rec.data.ops.map((op, i) => ({ op, i, name: rec.operations[i] === undefined ? op.op : rec.name(rec.operations[i]) }));
		byId("operations-search").value = "";
		byId("operations-failed").checked = false;
		this.filter();
	}

	/* Create all rows, for printing. */
	complete() {
		this.limit = Infinity;
		this.filter();
	}

	filter() {
		const text = byId("operations-search").value.trim().toLowerCase(), failed = byId("operations-failed").checked;
		const found = this.all.filter(({ op, name }) => (!failed || op.err) &&
			(!text || `${name} ${taskText(op.comm, op.pid)} ${op.netdev} ${op.dev} ${op.errno || "ok"}`.toLowerCase().includes(text)));
		const shown = found.slice(0, this.limit);

		byId("operations-count").textContent = `${plural(found.length, "operation")}${shown.length < found.length ? `, the first ${shown.length} shown` : ""}`;
		byId("operations-more").hidden = shown.length === found.length;
		this.body.replaceChildren(...shown.flatMap((item) => this.rows(item)));
	}

	result(op) {
		if (op.err)
			return el("span", { class: "failed" }, `✗ ${op.errno || op.err}`);
		return op.unfinished ? "continues after the end" : op.incomplete ? "incomplete" : "ok";
	}

	rows({ op, i, name }) {
		const below = el("tr", { hidden: true, class: "below" }, el("td"), el("td", { colspan: 6 }));
		const button = el("button", { type: "button", class: "unfold", "aria-expanded": "false",
			"aria-label": `Steps and commands of ${name}` }, "▸");
		const start = this.rec.offset(op.start_ns);

		button.addEventListener("click", () => {
			const open = button.getAttribute("aria-expanded") !== "true";

			button.setAttribute("aria-expanded", String(open));
			button.textContent = open ? "▾" : "▸";
			below.hidden = !open;
			if (open && !below.lastChild.hasChildNodes())
				below.lastChild.append(...this.unfolded(op, i));
		});
		return [el("tr", { class: op.err ? "failing" : null }, el("td", {}, button),
			el("td", { class: "number" }, el("button", { type: "button", class: "link", on: { click: () => this.onShow(i, start) },
				"aria-label": `${this.rec.timeText(start)}, show in the time line` }, this.rec.timeText(start))),
			el("td", {}, name), el("td", {}, taskText(op.comm, op.pid)), el("td", {}, op.netdev || op.dev || ""),
			el("td", { class: "number" }, this.rec.spanText(op.duration_ns)),
			el("td", {}, this.result(op))), below];
	}

	unfolded(op, i) {
		const rec = this.rec, start = rec.offset(op.start_ns), parts = [];
		const after = (time) => time === null ? "-" : `+${rec.spanText(rec.offset(time) - start)}`;

		parts.push(el("h4", {}, "Steps"), op.steps.length ? el("table", {}, ...table(
			["Step", "Events", "First", "Last", "Time", "Result"], op.steps.map((step) => [step.step.replaceAll("_", " "), step.count,
				after(step.first_ns), after(step.last_ns), rec.spanText(step.ns),
				step.failed ? el("span", { class: "failed" }, `✗ ${step.failed} failed: ${step.errno || "?"}`) : "ok"]))) :
			el("p", {}, "No step was recorded."));
		if (op.commands && op.commands.count)
			parts.push(el("h4", {}, `Firmware commands: ${op.commands.count} in ${rec.spanText(op.commands.ns)}`),
				el("table", {}, ...table(["Opcode", "Count", "Time", "Longest", "Waits", "Result"],
					op.commands.by_opcode.map((code) => [code.opcode, code.count, rec.spanText(code.ns), rec.spanText(code.max_ns),
						rec.spanText(code.wait_ns), code.failed ? el("span", { class: "failed" }, `✗ ${code.failed} failed: ${code.status || code.errno}`) : "ok"]))));
		parts.push(...this.commandList(op, start, i));
		return parts;
	}

	/* List each command that the task issued during the operation. */
	commandList(op, start) {
		const rec = this.rec, kind = rec.kinds.indexOf("command"), dev = rec.devs.indexOf(op.dev), until = rec.offset(op.end_ns);
		const list = [];

		for (let i = firstFrom(rec.start, start); i < rec.bars.count && rec.start[i] <= until; i++)
			if (rec.kind[i] === kind && rec.dev[i] === dev && rec.end[i] <= until &&
			    (op.pid === null || rec.bars.value("pid", i) === op.pid))
				list.push(i);
		if (!list.length)
			return [];
		return [el("details", {}, el("summary", {}, `Each firmware command that ${taskText(op.comm, op.pid) || "its task"} issued: ${list.length}`),
			el("table", {}, ...table(["After", "Opcode", "Waits", "Took", "Result"], list.slice(0, commandsAtFirst).map((i) => [
				`+${rec.spanText(rec.start[i] - start)}`, rec.name(i), rec.spanText(Math.max(rec.submitted[i] - rec.start[i], 0)),
				rec.spanText(rec.end[i] - rec.start[i]),
				rec.failed[i] ? el("span", { class: "failed" }, `✗ ${rec.bars.value("status", i) || rec.bars.value("errno", i) || "failed"}`) : "ok"]))),
			list.length > commandsAtFirst ? el("p", { class: "hint" }, `The first ${commandsAtFirst} are shown; the others are in the time line.`) : null)];
	}
}
