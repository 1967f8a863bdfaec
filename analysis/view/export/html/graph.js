// SPDX-License-Identifier: GPL-2.0-only
/*
 * The call graph as a foldable tree. A chain of functions with one callee each is folded as a
 * unit, and the nodes below it are created when it is unfolded.
 */

const callTitles = { task: "task", user: "user space", event: "event" };

function callLine(node) {
	return el("span", { class: `call ${node.kind}`, "data-name": node.name },
		el("span", { class: "count" }, node.count.toLocaleString("en")), " ",
		node.kind === "event" ? "● " : "", node.name,
		callTitles[node.kind] ? el("span", { class: "what" }, ` ${callTitles[node.kind]}`) : null,
		node.ns ? el("span", { class: "what" }, ` ${spanText(node.ns)}`) : null);
}

/* Returns the chain of nodes with one callee each that begins at @node. */
function chainOf(node) {
	const chain = [node];

	while (chain.at(-1).calls && chain.at(-1).calls.length === 1)
		chain.push(chain.at(-1).calls[0]);
	return chain;
}

function callTree(node, open) {
	const chain = chainOf(node), below = chain.at(-1).calls || [];

	if (chain.length === 1 && !below.length)
		return el("div", { class: "leaf" }, callLine(node));
	const fold = el("details", { open }, el("summary", {}, callLine(node),
		chain.length > 1 ? el("span", { class: "what" }, ` → ${chain.at(-1).name}`) : null));

	fold.make = () => {
		if (fold.childElementCount > 1)
			return;
		fold.append(el("div", { class: "below" }, ...chain.slice(1).map((one) => el("div", { class: "leaf" }, callLine(one))),
			...below.map((one) => callTree(one, below.length < 8))));
	};
	fold.addEventListener("toggle", () => { if (fold.open) fold.make(); });
	if (open)
		fold.make();
	return fold;
}

class CallGraph {
	constructor() {
		this.tree = byId("graph-tree");
		byId("graph-unfold").addEventListener("click", () => this.unfold());
		byId("graph-fold").addEventListener("click", () => {
			for (const fold of this.tree.querySelectorAll("details"))
				fold.open = false;
		});
		byId("graph-search").addEventListener("input", (event) => this.search(event.target.value));
	}

	show(rec) {
		const { graph } = rec.data, parts = [];
		const order = (list) => [...list].sort((a, b) => b.count - a.count);

		if (graph.by_stack.length)
			parts.push(el("h3", {}, `${plural(graph.stacks, "call stack")} of events`),
				...order(graph.by_stack).map((node) => callTree(node, false)));
		if (graph.by_call && graph.by_call.length)
			parts.push(el("h3", {}, "Calls, from the function_graph tracer"), ...order(graph.by_call).map((node) => callTree(node, false)));
		this.empty = !parts.length;
		this.tree.replaceChildren(...(parts.length ? parts : [el("p", {},
			"No call stack was recorded: record with perf record -g, trace-cmd record -T or the ftrace option stacktrace.")]));
		byId("graph-search").value = "";
		byId("graph-count").textContent = "";
	}

	unfold() {
		for (let folds = [...this.tree.querySelectorAll("details")]; folds.length;) {
			for (const fold of folds) {
				fold.make();
				fold.open = true;
			}
			folds = folds.flatMap((fold) => [...fold.querySelectorAll("details:not([open])")]);
		}
	}

	search(text) {
		const wanted = text.trim().toLowerCase();
		let count = 0;

		if (wanted)
			this.unfold();
		for (const line of this.tree.querySelectorAll(".call")) {
			const found = wanted && line.dataset.name.toLowerCase().includes(wanted);

			line.classList.toggle("found", Boolean(found));
			count += found ? 1 : 0;
		}
		byId("graph-count").textContent = wanted ? `${plural(count, "place")} found` : "";
		if (count)
			this.tree.querySelector(".found").scrollIntoView({ block: "nearest" });
	}
}
