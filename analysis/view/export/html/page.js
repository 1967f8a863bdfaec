// SPDX-License-Identifier: GPL-2.0-only
/* The entry point, which creates the parts of the page and connects them. */

const timeline = new TimeLine(), queueMap = new QueueMap(), operations = new Operations(), callGraph = new CallGraph();
const root = document.documentElement;

function setTheme(dark) {
	root.dataset.theme = dark ? "dark" : "light";
	byId("theme").setAttribute("aria-pressed", String(dark));
	if (timeline.rec)
		timeline.layout();
}

/* Show an instant selected in a finding, an operation or the map. */
function showInstant(time) {
	timeline.goto(time, (timeline.scale.last - timeline.scale.first) / 20);
	if (!byId("map").hidden)
		queueMap.goto(time);
	byId("timeline").scrollIntoView();
	timeline.holder.focus({ preventScroll: true });
}

timeline.onInstant = (time) => {
	if (byId("map").hidden)
		return;
	queueMap.goto(time);
	byId("map").scrollIntoView();
};
queueMap.onInstant = (time) => timeline.goto(time);
queueMap.onShow = (time) => timeline.goto(time, (timeline.scale.last - timeline.scale.first) / 20);
operations.onShow = (op) => {
	timeline.select(timeline.rec.operations[op]);
	timeline.fit(timeline.rec.operations[op]);
	byId("timeline").scrollIntoView();
	timeline.holder.focus({ preventScroll: true });
};

function chooseKinds(rec) {
	const counts = new Map();

	for (const kind of rec.kind)
		counts.set(rec.kinds[kind], (counts.get(rec.kinds[kind]) || 0) + 1);
	timeline.kinds = new Set(counts.keys());
	byId("filter-kinds").replaceChildren(el("legend", {}, "Kinds"), ...page.kinds.filter(([id]) => counts.has(id)).map(([id, title]) =>
		el("label", {}, el("input", { type: "checkbox", checked: true, value: id, on: { change: (event) => {
			timeline.kinds[event.target.checked ? "add" : "delete"](id);
			timeline.filter();
		} } }), el("span", { class: "swatch", style: `background: var(--kind-${id})` }),
		`${title} (${counts.get(id).toLocaleString("en")})`)));
}

function chooseDevices(rec) {
	byId("filter-device").replaceChildren(el("option", { value: "" }, "all"), ...rec.devs.map((dev, i) =>
		el("option", { value: i }, interfaceText(dev, rec.netdevOf(dev)))));
}

function show(place) {
	const rec = new Recording(page.recordings[place]);

	byId("search").value = "";
	chooseKinds(rec);
	chooseDevices(rec);
	document.title = `mlx5-trace: ${rec.data.path}`;
	showAbout(rec);
	showFindings(rec, showInstant);
	showXsk(rec, showInstant);
	showDurations(rec);
	operations.show(rec);
	callGraph.show(rec);
	timeline.show(rec);
	queueMap.show(rec);
	timeline.cursor = null;
	byId("timeline").hidden = !rec.bars.count;
	byId("graph").hidden = callGraph.empty && !rec.data.events;
	for (const link of document.querySelectorAll("nav a"))
		link.hidden = document.querySelector(link.hash).hidden;
	timeline.layout();
}

/* For printing, show everything on a light background, and restore the page afterwards. */
let beforePrint = null;

window.addEventListener("beforeprint", () => {
	if (!timeline.rec)
		return;
	beforePrint = { theme: root.dataset.theme, folded: [] };
	setTheme(false);
	timeline.print();
	operations.complete();
	for (const button of document.querySelectorAll(".unfold[aria-expanded=false]"))
		button.click();
	callGraph.unfold();
	for (const fold of document.querySelectorAll("details:not([open])")) {
		beforePrint.folded.push(fold);
		fold.open = true;
	}
});
window.addEventListener("afterprint", () => {
	if (!beforePrint)
		return;
	setTheme(beforePrint.theme === "dark");
	for (const fold of beforePrint.folded)
		fold.open = false;
});

byId("theme").addEventListener("click", () => setTheme(root.dataset.theme !== "dark"));
byId("filter-device").addEventListener("change", (event) => {
	timeline.dev = event.target.value === "" ? null : Number(event.target.value);
	timeline.filter();
});
byId("search").addEventListener("input", (event) => timeline.search(event.target.value));
byId("search").addEventListener("keydown", (event) => { if (event.key === "Enter" && timeline.found) timeline.nextMatch(); });
byId("search-next").addEventListener("click", () => timeline.nextMatch());
byId("recording").addEventListener("change", (event) => show(Number(event.target.value)));

const darkScheme = matchMedia("(prefers-color-scheme: dark)");

darkScheme.addEventListener("change", () => setTheme(darkScheme.matches));
setTheme(darkScheme.matches);
byId("footer").textContent = `Made by mlx5-trace ${page.version}. This page loads nothing from elsewhere.`;
byId("choose-recording").hidden = page.recordings.length < 2;
byId("recording").replaceChildren(...page.recordings.map((data, i) => el("option", { value: i }, data.path)));
if (page.recordings.length)
	show(0);
else
	byId("about").replaceChildren(el("dd", {}, "No recording could be read; see the messages of mlx5-trace export."));
/* Used by tests and on the console. */
window.mlx5Trace = { page, timeline, queueMap };
