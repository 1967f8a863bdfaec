// SPDX-License-Identifier: GPL-2.0-only
/*
 * kernelshark_switches PLUGIN TIMES FILE... - opens the files in turn, TIMES times in total, with
 * KernelShark's library and the plugin. For each file it draws every plot, once with all bars
 * distinct and once with all bars in ten pixels, double-clicks a bar, and closes the file. In the
 * first round it prints the number of bars of each colour for each file, as
 * "FILE #RRGGBB NUMBER".
 */
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <map>
#include <string>

#include <libkshark.h>
#include <libkshark-model.h>
#include <libkshark-plugin.h>
#include <KsPlotTools.hpp>
#include <KsPlugins.hpp>

#include "kernelshark/plugin.h"

namespace
{

[[noreturn]] void die(const char *what, const char *which)
{
	fprintf(stderr, "kernelshark_switches: %s: %s\n", which, what);
	exit(1);
}

struct file {
	kshark_context *context;
	kshark_data_stream *stream;
	kshark_entry **entries;
	ssize_t nr;
	int sd;
};

file open_file(kshark_context *context, kshark_dpi *plugin, const char *path)
{
	file f = { context, nullptr, nullptr, 0, 0 };

	f.sd = kshark_open(context, path);
	if (f.sd < 0)
		die("cannot be opened", path);
	f.stream = kshark_get_data_stream(context, f.sd);
	kshark_register_plugin_to_stream(f.stream, plugin, true);
	if (kshark_handle_all_dpis(f.stream, KSHARK_PLUGIN_INIT) <= 0)
		die("the plugin failed", path);
	f.nr = kshark_load_entries(context, f.sd, &f.entries);
	if (f.nr < 0)
		die("cannot be loaded", path);
	return f;
}

void close_file(const file &f)
{
	for (ssize_t i = 0; i < f.nr; i++)
		free(f.entries[i]);
	free(f.entries);
	kshark_close(f.context, f.sd);
}

// Draw a plot like the window, and add up the number of shapes of each colour.
void draw(const file &f, KsCppArgV argv, int id, int action, std::map<int, int> &number)
{
	KsPlot::PlotObjList shapes;

	argv._shapes = &shapes;
	for (kshark_draw_handler *h = f.stream->draw_handlers; h; h = h->next)
		h->draw_func(argv.toC(), f.sd, id, action);
	if (!shapes.empty())
		shapes.front()->doubleClick();
	for (KsPlot::PlotObject *shape : shapes) {
		number[shape->_color.r() << 16 | shape->_color.g() << 8 | shape->_color.b()]++;
		delete shape;
	}
}

void draw_all(const file &f, int bins, std::map<int, int> &number)
{
	int *pids = nullptr;
	ssize_t nr = kshark_get_task_pids(f.context, f.sd, &pids);
	kshark_trace_histo histo;

	ksmodel_init(&histo);
	ksmodel_set_bining(&histo, bins, f.entries[0]->ts, f.entries[f.nr - 1]->ts);
	ksmodel_fill(&histo, f.entries, f.nr);
	KsPlot::ColorTable none;
	KsPlot::Graph graph(&histo, &none, &none);
	KsCppArgV argv = { &histo, &graph, nullptr };
	graph.setHeight(40);
	graph.setBase(100);
	for (ssize_t i = 0; i < nr; i++)
		draw(f, argv, pids[i], KSHARK_TASK_DRAW, number);
	for (int cpu = 0; cpu < f.stream->n_cpus; cpu++)
		draw(f, argv, cpu, KSHARK_CPU_DRAW, number);
	ksmodel_clear(&histo);
	free(pids);
}

} // namespace

int main(int argc, char **argv)
{
	kshark_context *context = nullptr;
	kshark_plugin_list *plugin;
	int times, files = argc - 3;

	if (argc < 4) {
		fprintf(stderr, "Usage: kernelshark_switches PLUGIN TIMES FILE...\n");
		return 2;
	}
	times = atoi(argv[2]);
	if (!kshark_instance(&context))
		die("no session", argv[0]);
	plugin = kshark_register_plugin(context, "mlx5_bars", argv[1]);
	if (!plugin || !plugin->process_interface)
		die("cannot be loaded", argv[1]);
	for (int i = 0; i < times; i++) {
		const char *path = argv[3 + i % files];
		std::map<int, int> number, few;
		file f = open_file(context, plugin->process_interface, path);

		if (i < files)
			draw_all(f, 600000, number);
		draw_all(f, 10, few);
		// This is what happens after a change in the plugin dialog.
		kshark_handle_all_dpis(f.stream, KSHARK_PLUGIN_UPDATE);
		draw_all(f, 1000, few);
		if (i < files)
			for (const auto &n : number)
				printf("%s #%06X %d\n", path, n.first, n.second);
		close_file(f);
	}
	kshark_free(nullptr);
	return 0;
}
