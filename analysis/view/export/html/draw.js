// SPDX-License-Identifier: GPL-2.0-only
/*
 * Draws the time line. Only the visible part is drawn, and bars that share a pixel are drawn as
 * one rectangle, so that the cost of a frame depends on the size of the picture and not on the
 * number of bars.
 */

const rowHeight = 20, titleHeight = 26, axisHeight = 26;

/* Read the colours of the style sheet for use on the canvas. */
function coloursOf(element) {
	const style = getComputedStyle(element);
	const colour = (name) => style.getPropertyValue(`--${name}`).trim();
	const kinds = Object.fromEntries(page.kinds.map(([id]) => [id, colour(`kind-${id}`)]));

	return { kinds, paper: colour("paper"), text: colour("text"), dim: colour("dim"), line: colour("line"),
		stripe: colour("stripe"), bad: colour("bad"), mark: colour("mark"), onbar: colour("onbar") };
}

function hatch(context, colour) {
	const tile = document.createElement("canvas");

	tile.width = tile.height = 6;
	const to = tile.getContext("2d");

	to.strokeStyle = colour;
	to.lineWidth = 1.6;
	to.beginPath();
	for (const by of [-6, 0, 6]) {
		to.moveTo(by - 1, 7);
		to.lineTo(by + 7, -1);
	}
	to.stroke();
	return context.createPattern(tile, "repeat");
}

class Drawing {
	constructor(canvas) {
		this.canvas = canvas;
		this.context = canvas.getContext("2d", { alpha: false });
		this.drawn = 0; /* number of rectangles in the last frame */
		this.colours = null;
	}

	restyle() {
		this.colours = coloursOf(this.canvas);
		this.hatch = hatch(this.context, this.colours.bad);
		const probe = this.context;

		probe.font = this.font;
		this.letter = probe.measureText("0123456789").width / 10;
	}

	get font() {
		return "11px ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, monospace";
	}

	resize(width, height) {
		const ratio = window.devicePixelRatio || 1;

		if (this.canvas.width !== Math.round(width * ratio) || this.canvas.height !== Math.round(height * ratio)) {
			this.canvas.width = Math.round(width * ratio);
			this.canvas.height = Math.round(height * ratio);
			this.canvas.style.width = `${width}px`;
			this.canvas.style.height = `${height}px`;
		}
		this.width = width;
		this.height = height;
		this.context.setTransform(ratio, 0, 0, ratio, 0, 0);
	}

	/* Draw @text, shortened to @room pixels. */
	text(text, x, y, room, colour) {
		const letters = Math.floor(room / this.letter);

		if (letters < 2)
			return;
		this.context.fillStyle = colour;
		this.context.fillText(text.length <= letters ? text : `${text.slice(0, letters - 1)}…`, x, y);
	}

	frame(rec, view) {
		const c = this.context;

		this.drawn = 0;
		c.fillStyle = this.colours.paper;
		c.fillRect(0, 0, this.width, this.height);
		c.font = this.font;
		c.textBaseline = "middle";
		this.grid(rec, view);
		let y = axisHeight - view.scroll;

		for (const row of view.rows) {
			const height = row.title ? titleHeight : rowHeight;

			if (y + height > axisHeight && y < this.height) {
				if (row.title)
					this.title(row, y);
				else
					this.row(rec, view, row, y);
			}
			y += height;
		}
		this.axis(rec, view);
	}

	grid(rec, { scale }) {
		const c = this.context;

		this.instants = scale.ticks(110, rec.base);
		c.fillStyle = this.colours.line;
		for (const time of this.instants.at)
			c.fillRect(Math.round(scale.x(time)), axisHeight, 1, this.height);
	}

	axis(rec, { scale, cursor }) {
		const c = this.context;

		c.fillStyle = this.colours.paper;
		c.fillRect(0, 0, this.width, axisHeight);
		c.fillStyle = this.colours.line;
		c.fillRect(0, axisHeight - 1, this.width, 1);
		this.text(`Time (${rec.unit})`, 6, axisHeight / 2, scale.left, this.colours.dim);
		for (const time of this.instants.at) {
			const x = scale.x(time);

			if (x >= scale.left)
				this.text(rec.timeText(time, this.instants.digits), x + 4, axisHeight / 2, 106, this.colours.text);
		}
		if (cursor === null || scale.x(cursor) < scale.left)
			return;
		c.fillStyle = this.colours.mark;
		c.fillRect(Math.round(scale.x(cursor)) - 1, 0, 2, this.height);
	}

	title(row, y) {
		this.context.fillStyle = this.colours.stripe;
		this.context.fillRect(0, y, this.width, titleHeight);
		this.context.font = `bold ${this.font}`;
		this.text(row.title, 6, y + titleHeight / 2, this.width - 12, this.colours.text);
		this.context.font = this.font;
	}

	row(rec, view, row, y) {
		const c = this.context, scale = view.scale;

		c.save();
		c.beginPath();
		c.rect(scale.left, y, this.width - scale.left, rowHeight);
		c.clip();
		this.bars(rec, view, row, y);
		c.restore();
		c.fillStyle = this.colours.line;
		c.fillRect(0, y + rowHeight - 1, this.width, 0.5);
		this.text(row.label, 6, y + rowHeight / 2, scale.left - 10, this.colours.dim);
	}

	bars(rec, view, row, y) {
		const { scale } = view, { start, end, bars } = row;
		let i = firstFrom(end, scale.from);

		this.run = null;
		while (i < bars.length && start[i] < scale.to) {
			const x = scale.x(start[i]);
			const right = scale.x(end[i]);
			let next = i + 1;

			if (right - x >= 3 || next >= bars.length || scale.x(start[next]) >= x + 3) {
				this.bar(rec, view, row, i, x, Math.max(right - x, 2), y);
			} else {
				/* take all bars that begin within these pixels */
				const until = Math.floor(x) + 3;

				next = firstFrom(start, scale.time(until), next);
				if (scale.x(end[next - 1]) > until + 1 && next - 1 > i)
					next--; /* a long bar is drawn separately */
				this.together(row, i, next, Math.floor(x), y);
			}
			i = next;
		}
		this.endRun();
		this.outline(row, scale, view.hovered, 1, y);
		this.outline(row, scale, view.selected, 2.5, y);
	}

	/* Draw a frame around bar @i, if it is in this row. */
	outline(row, scale, i, width, y) {
		const place = i < 0 ? -1 : placeIn(row.bars, i);

		if (place < 0)
			return;
		const left = Math.max(scale.x(row.start[place]), scale.left - 4);
		const right = Math.min(Math.max(scale.x(row.end[place]), left + 2), this.width + 4);

		this.context.strokeStyle = this.colours.mark;
		this.context.lineWidth = width;
		this.context.strokeRect(left - 1, y + 1, right - left + 2, rowHeight - 3);
		this.context.lineWidth = 1;
	}

	/* Draw bars @i to @next of the row as 3 pixels, joined with an adjacent such rectangle. */
	together(row, i, next, x, y) {
		const found = !row.found || row.found[next] > row.found[i];

		if (!this.run || this.run.right < x || this.run.found !== found) {
			this.endRun();
			this.run = { x, y, found, kind: row.kind, failed: [] };
		}
		this.run.right = x + 3;
		if (row.failed[next] > row.failed[i])
			this.run.failed.push(x);
	}

	endRun() {
		const c = this.context, run = this.run;

		if (!run)
			return;
		c.globalAlpha = run.found ? 0.8 : 0.15;
		c.fillStyle = this.colours.kinds[run.kind];
		c.fillRect(run.x, run.y + 2, run.right - run.x, rowHeight - 5);
		c.globalAlpha = 1;
		c.fillStyle = this.colours.bad;
		for (const x of run.failed) {
			c.fillRect(x, run.y + 1, 3, 5);
			c.fillRect(x, run.y + rowHeight - 6, 3, 4);
		}
		this.drawn += 1 + run.failed.length;
		this.run = null;
	}

	bar(rec, view, row, place, x, width, y) {
		const c = this.context, i = row.bars[place];
		const found = !row.found || row.found[place + 1] > row.found[place];
		const top = y + 2, height = rowHeight - 5, { scale } = view;
		/* clip to the visible part, as a bar may be far longer than the picture */
		const left = Math.max(x, scale.left - 4), right = Math.min(x + width, this.width + 4);
		const failed = rec.failed[i];

		this.endRun();
		this.drawn++;
		c.globalAlpha = !found ? 0.15 : view.dropping(i) ? 0.3 : 1;
		c.fillStyle = this.colours.kinds[row.kind];
		c.fillRect(left, top, right - left, height);
		if (rec.submitted[i] > rec.start[i] && right - left > 4) {
			/* the wait for a slot of the command queue */
			c.fillStyle = this.colours.paper;
			c.globalAlpha *= 0.55;
			c.fillRect(left, top + 1, Math.max(Math.min(scale.x(rec.submitted[i]), right) - left, 0), height - 2);
			c.globalAlpha = found ? 1 : 0.15;
		}
		if (failed) {
			c.fillStyle = this.hatch;
			c.fillRect(left, top, right - left, height);
			c.fillStyle = this.colours.bad;
			c.fillRect(left, y + 1, Math.min(right - left, 3), rowHeight - 3);
			c.strokeStyle = this.colours.bad;
			c.strokeRect(left + 0.5, top + 0.5, Math.max(right - left - 1, 1), height - 1);
		}
		c.globalAlpha = found ? 1 : 0.3;
		if (right - left > 24)
			this.name(rec, view, i, left, right, y);
		c.globalAlpha = 1;
	}

	name(rec, view, i, left, right, y) {
		const from = Math.max(left, view.scale.left) + 4;
		const more = view.goesOn(i) ? " ▸" : "", before = view.begunBefore(i) ? "◂ " : "";
		const name = `${before}${rec.failed[i] ? "✗ " : ""}${rec.name(i)}${more}`;

		if (!rec.failed[i]) {
			this.text(name, from, y + rowHeight / 2, right - from - 3, view.dropping(i) ? this.colours.text : this.colours.onbar);
			return;
		}
		/* draw the letters on a plain background instead of the hatching */
		const width = Math.min(right - from - 3, name.length * this.letter);

		this.context.fillStyle = this.colours.paper;
		this.context.fillRect(from - 2, y + 3, width + 4, rowHeight - 7);
		this.text(name, from, y + rowHeight / 2, right - from - 3, this.colours.bad);
	}
}
