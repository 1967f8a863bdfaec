// SPDX-License-Identifier: GPL-2.0-only
/* The time line, with navigation and selection by mouse and keyboard. */

class TimeLine {
	constructor() {
		this.holder = byId("stage-rows");
		this.drawing = new Drawing(byId("stage"));
		this.kinds = new Set(page.kinds.map(([id]) => id));
		this.dev = null;
		this.frames = 0;
		this.waiting = false;
		this.listen();
	}

	show(rec) {
		this.rec = rec;
		this.scale = new Scale(rec.first, rec.last);
		this.goesOnFlags = rec.bars.flags("goes_on");
		this.begunFlags = rec.bars.flags("begun_before");
		this.dropFlags = rec.bars.numbers("to_drop_rq", 0);
		this.selected = this.hovered = -1;
		this.cursor = null;
		this.dev = null;
		this.filter();
		this.search("");
		this.details();
	}

	goesOn(i) {
		return this.goesOnFlags[i];
	}

	begunBefore(i) {
		return this.begunFlags[i];
	}

	dropping(i) {
		return this.dropFlags[i] === 1;
	}

	get scroll() {
		return this.holder.scrollTop;
	}

	/* Update the rows after the devices or kinds were changed. */
	filter() {
		this.rows = makeRows(this.rec, this);
		this.mark();
		const height = this.rows.reduce((sum, row) => sum + (row.title ? titleHeight : rowHeight), axisHeight);

		this.content = height;
		this.layout();
	}

	layout(most = Math.max(window.innerHeight * 0.68, 300)) {
		const height = Math.min(Math.max(this.content + 6, 160), most);

		this.holder.style.height = `${height}px`;
		byId("stage-height").style.height = `${Math.max(this.content - this.holder.clientHeight, 0)}px`;
		this.drawing.resize(this.holder.clientWidth, this.holder.clientHeight);
		this.scale.left = this.holder.clientWidth < 900 ? 170 : 190;
		this.scale.width = Math.max(this.holder.clientWidth - this.scale.left, 50);
		this.drawing.restyle();
		this.redraw();
	}

	/* Draw all rows that fit on one or two pages, as a printed page cannot be scrolled. */
	print() {
		this.layout(4000);
		this.drawing.frame(this.rec, this);
	}

	/* Draw one frame for any number of requests. */
	redraw() {
		if (this.waiting)
			return;
		this.waiting = true;
		requestAnimationFrame(() => {
			this.waiting = false;
			this.frames++;
			this.drawing.frame(this.rec, this);
		});
	}

	search(text) {
		this.found = searchBars(this.rec, text);
		this.mark();
		const count = this.found ? this.found.reduce((sum, flag) => sum + flag, 0) : 0;

		byId("search-count").textContent = this.found ? `${count.toLocaleString("en")} of ${plural(this.rec.bars.count, "bar")}` : "";
		byId("search-next").disabled = !count;
		this.redraw();
		return count;
	}

	mark() {
		for (const row of this.rows)
			if (!row.title)
				row.found = this.found ? sumsOf(this.found, row.bars) : null;
	}

	/* Select the next match after the selected bar that is not hidden by the filters. */
	nextMatch() {
		const shown = this.rows.flatMap((row) => row.title ? [] : [...row.bars]).filter((i) => this.found[i]);

		shown.sort((a, b) => a - b);
		if (shown.length)
			this.select(shown.find((i) => i > this.selected) ?? shown[0], true);
	}

	rowOf(i) {
		return this.rows.findIndex((row) => !row.title && placeIn(row.bars, i) >= 0);
	}

	top(place) {
		return this.rows.slice(0, place).reduce((sum, row) => sum + (row.title ? titleHeight : rowHeight), axisHeight);
	}

	/* Select a bar, scroll to it, and announce it to screen readers. */
	select(i, zoom = false) {
		const place = this.rowOf(i), length = this.rec.end[i] - this.rec.start[i];

		this.selected = i;
		if (place >= 0) {
			const top = this.top(place);

			if (top < this.scroll + axisHeight || top + rowHeight > this.scroll + this.holder.clientHeight)
				this.holder.scrollTop = top - this.holder.clientHeight / 2;
		}
		const { from, to } = this.scale, span = to - from;

		if (zoom && length < span / 100)
			this.scale.show(this.rec.start[i] - length * 20 - 1e4, this.rec.end[i] + length * 20 + 1e4);
		else if (this.rec.end[i] < from || this.rec.start[i] > to)
			this.scale.show(this.rec.start[i] - span / 3, this.rec.start[i] + span * 2 / 3);
		byId("spoken").textContent = barSentence(this.rec, i);
		this.details();
		this.redraw();
	}

	details() {
		const aside = byId("details");

		if (this.selected < 0) {
			aside.replaceChildren(el("p", { class: "hint" }, "Click a bar, or select one with the arrow keys, to see all its fields here."));
			return;
		}
		const i = this.selected;

		aside.replaceChildren(el("h3", { class: this.rec.failed[i] ? "failed" : null },
			`${this.rec.failed[i] ? "✗ " : ""}${this.rec.name(i)}`), barTable(this.rec, i),
		el("p", {}, el("button", { type: "button", on: { click: () => this.onInstant(this.rec.start[i]) } }, "Queue map at its start"), " ",
			el("button", { type: "button", on: { click: () => this.onInstant(this.rec.end[i]) } }, "at its end")),
		el("p", {}, el("button", { type: "button", on: { click: () => this.fit(i) } }, "Zoom to it")));
	}

	fit(i) {
		const length = Math.max(this.rec.end[i] - this.rec.start[i], 1000);

		this.scale.show(this.rec.start[i] - length / 10, this.rec.end[i] + length / 10);
		this.redraw();
	}

	/* Show an instant selected in the map or in a finding. */
	goto(time, span = null) {
		this.cursor = time;
		if (span !== null)
			this.scale.show(time - span / 2, time + span / 2);
		this.redraw();
	}

	barAt(event) {
		const box = this.holder.getBoundingClientRect();
		const x = event.clientX - box.left, y = event.clientY - box.top + this.scroll;
		let top = axisHeight;

		if (x < this.scale.left || event.clientY - box.top < axisHeight)
			return -1;
		for (const row of this.rows) {
			const height = row.title ? titleHeight : rowHeight;

			if (y >= top && y < top + height)
				return row.title ? -1 : row.at(this.scale.time(x), this.scale.perPixel * 3);
			top += height;
		}
		return -1;
	}

	hover(event) {
		const i = this.barAt(event), tip = byId("tip");

		this.holder.style.cursor = i < 0 ? "grab" : "pointer";
		tip.hidden = i < 0;
		if (i !== this.hovered) {
			this.hovered = i;
			if (i >= 0)
				tip.replaceChildren(el("b", {}, this.rec.name(i)), barTable(this.rec, i));
			this.redraw();
		}
		if (i < 0)
			return;
		const stage = this.holder.parentElement.getBoundingClientRect();
		const x = event.clientX - stage.left, y = event.clientY - stage.top;

		tip.style.left = `${Math.max(Math.min(x + 16, stage.width - tip.offsetWidth - 4), 0)}px`;
		tip.style.top = y + 18 + tip.offsetHeight > stage.height && y > tip.offsetHeight ?
			`${y - tip.offsetHeight - 10}px` : `${y + 18}px`;
	}

	listen() {
		let from = null, moved = false;

		this.holder.addEventListener("pointerdown", (event) => {
			if (event.button || event.offsetX > this.holder.clientWidth)
				return;
			from = event;
			moved = false;
		});
		window.addEventListener("pointermove", (event) => {
			if (!from)
				return;
			moved ||= Math.abs(event.clientX - from.clientX) + Math.abs(event.clientY - from.clientY) > 4;
			if (!moved)
				return;
			byId("tip").hidden = true;
			this.scale.move(from.clientX - event.clientX);
			this.holder.scrollTop += from.clientY - event.clientY;
			from = event;
			this.redraw();
		});
		window.addEventListener("pointerup", (event) => {
			const i = from && !moved ? this.barAt(event) : -1;

			from = null;
			if (i >= 0)
				this.select(i);
		});
		window.addEventListener("pointercancel", () => { from = null; });
		this.holder.addEventListener("pointermove", (event) => { if (!from) this.hover(event); });
		this.holder.addEventListener("pointerleave", () => {
			byId("tip").hidden = true;
			this.hovered = -1;
			this.redraw();
		});
		this.holder.addEventListener("dblclick", () => { if (this.selected >= 0) this.fit(this.selected); });
		this.holder.addEventListener("scroll", () => this.redraw());
		this.holder.addEventListener("wheel", (event) => this.wheel(event), { passive: false });
		this.holder.addEventListener("keydown", (event) => this.key(event));
		byId("details").addEventListener("keydown", (event) => {
			if (event.key === "Escape")
				this.holder.focus();
		});
		byId("zoom-in").addEventListener("click", () => this.zoom(0.5));
		byId("zoom-out").addEventListener("click", () => this.zoom(2));
		byId("zoom-all").addEventListener("click", () => this.whole());
		new ResizeObserver(() => { if (this.rec) this.layout(); }).observe(this.holder.parentElement);
	}

	/* The wheel scrolls the page unless the time line has the focus. */
	wheel(event) {
		if (!event.ctrlKey && document.activeElement !== this.holder)
			return;
		event.preventDefault();
		if (event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY)) {
			this.scale.move(event.deltaX || event.deltaY);
			this.redraw();
			return;
		}
		const box = this.holder.getBoundingClientRect();

		this.zoom(1.2 ** Math.sign(event.deltaY), this.scale.time(Math.max(event.clientX - box.left, this.scale.left)));
	}

	zoom(factor, at) {
		const bar = this.selected;
		const middle = bar >= 0 && this.rec.start[bar] < this.scale.to && this.rec.end[bar] > this.scale.from ?
			(Math.max(this.rec.start[bar], this.scale.from) + Math.min(this.rec.end[bar], this.scale.to)) / 2 : undefined;

		this.scale.zoom(factor, at ?? middle);
		this.redraw();
	}

	whole() {
		this.scale.show(this.scale.first, this.scale.last);
		this.redraw();
	}

	key(event) {
		const actions = {
			ArrowLeft: () => event.shiftKey ? this.pan(-1) : this.step(-1),
			ArrowRight: () => event.shiftKey ? this.pan(1) : this.step(1),
			ArrowUp: () => this.stepRow(-1),
			ArrowDown: () => this.stepRow(1),
			Home: () => this.stepTo(0),
			End: () => this.stepTo(Infinity),
			Enter: () => { if (this.selected >= 0) byId("details").focus(); },
			"+": () => this.zoom(0.5),
			"=": () => this.zoom(0.5),
			"-": () => this.zoom(2),
			0: () => this.whole(),
		};

		if (event.ctrlKey || event.altKey || event.metaKey || !(event.key in actions))
			return;
		event.preventDefault();
		actions[event.key]();
	}

	pan(direction) {
		this.scale.move(direction * this.scale.width / 5);
		this.redraw();
	}

	/* Returns the row of the selected bar, or the first row. */
	currentRow() {
		const place = this.selected < 0 ? -1 : this.rowOf(this.selected);

		return place >= 0 ? place : this.rows.findIndex((row) => !row.title);
	}

	step(by) {
		const row = this.rows[this.currentRow()];

		if (!row)
			return;
		const place = placeIn(row.bars, this.selected);
		const next = place < 0 ? firstFrom(row.end, this.scale.from) : place + by;

		this.select(row.bars[Math.min(Math.max(next, 0), row.bars.length - 1)]);
	}

	stepTo(place) {
		const row = this.rows[this.currentRow()];

		if (row)
			this.select(row.bars[Math.min(place, row.bars.length - 1)]);
	}

	/* Select the nearest bar in the next row in this direction. */
	stepRow(by) {
		const time = this.selected < 0 ? this.scale.from : this.rec.start[this.selected];
		let place = this.currentRow();

		if (place < 0)
			return;
		if (this.selected >= 0)
			do
				place += by;
			while (this.rows[place] && this.rows[place].title);
		if (this.rows[place])
			this.select(this.rows[place].at(time, Infinity));
	}
}
