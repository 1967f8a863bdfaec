// SPDX-License-Identifier: GPL-2.0-only
// Draws the bars as shapes of KernelShark, whose drawing interface is in C++.
#include <string>

#include <KsCmakeDef.hpp>
#include <KsPlotTools.hpp>
#include <KsPlugins.hpp>
#include <KsPluginsGUI.hpp>

#include "kernelshark/boxes.h"
#include "kernelshark/plugin.h"

namespace
{

const int FONT_SIZE = 14;
const int TEXT_ROOM = 3; // space around a text in pixels

// The font is loaded when the first text is drawn, as there is no OpenGL context before.
ksplot_font font;

bool font_ready()
{
	static bool tried;

	if (!tried)
		ksplot_init_font(&font, FONT_SIZE, TT_FONT_FILE);
	tried = true;
	return ksplot_font_is_loaded(&font);
}

int width_of(const std::string &text)
{
	float width = 0;

	for (unsigned char c : text)
		width += font.cdata[c - KS_SPACE_CHAR].xadvance;
	return (int)width + 1;
}

const ksplot_color BLACK = { 0, 0, 0 }, WHITE = { 255, 255, 255 }, RED = { 214, 39, 40 };

void fill(int left, int top, int right, int bottom, const ksplot_color &colour)
{
	const ksplot_point corners[] = {
		{ left, top }, { left, bottom }, { right, bottom }, { right, top }
	};

	ksplot_draw_polygon(corners, 4, &colour, 1);
}

void print(const std::string &text, int left, int top, int bottom, const ksplot_color &colour)
{
	ksplot_print_text(&font, &colour, left, (top + bottom + font.base) / 2 - 1, text.c_str());
}

const ksplot_color &readable_on(const ksplot_color &c)
{
	return c.red * 3 + c.green * 6 + c.blue > 1200 ? BLACK : WHITE;
}

// A bar in pixels, with left and right inclusive. y grows downwards.
class Bar : public KsPlot::PlotObject
{
    public:
	Bar(const bar *of, int sd, int left, int top, int right, int bottom)
		: _of(of), _sd(sd), _left(left), _top(top), _right(right), _bottom(bottom)
	{
		uint32_t rgb = bar_colour(of);

		_color.set((uint8_t)(rgb >> 16), (uint8_t)(rgb >> 8), (uint8_t)rgb);
	}

	// If bars overlap, the smallest one is selected.
	double distance(int x, int y) const override
	{
		bool hit = x >= _left - 1 && x <= _right + 1 && y >= _top && y <= _bottom;

		return hit ? (_right - _left + 1) * (_bottom - _top) * 1e-6 : 1e9;
	}

    private:
	void _draw(const KsPlot::Color &own, float) const override
	{
		const ksplot_color &colour = *own.color_c_ptr();

		fill(_left, _top, _right + 1, _bottom, colour);
		if (_of->failed)
			fill(_left, _bottom - 3, _right + 1, _bottom, RED);
		draw_label(readable_on(colour));
	}

	// Draw the part of the text that fits.
	void draw_label(const ksplot_color &colour) const
	{
		std::string label = _of->label;
		int room = _right - _left - 2 * TEXT_ROOM;

		if (_bottom - _top < FONT_SIZE || room < 2 * FONT_SIZE || !font_ready())
			return;
		while (!label.empty() && width_of(label) > room)
			label.pop_back();
		print(label, _left + TEXT_ROOM, _top, _bottom, colour);
	}

	void _doubleClick() const override
	{
		plugin_pick(_sd, _of);
	}

	const bar *_of;
	int _sd, _left, _top, _right, _bottom;
};

// The text of the picked bar, which is drawn below the bar, or further left if it does not fit.
class Label : public KsPlot::PlotObject
{
    public:
	Label(const std::string &text, int left, int top, int limit)
		: _text(text), _left(left), _top(top), _limit(limit)
	{
	}

	double distance(int, int) const override
	{
		return 1e9;
	}

    private:
	void _draw(const KsPlot::Color &, float) const override
	{
		int width, left, bottom = _top + FONT_SIZE + 2 * TEXT_ROOM;

		if (!font_ready())
			return;
		width = width_of(_text) + 2 * TEXT_ROOM;
		left = _left + width > _limit ? _limit - width : _left;
		left = left < 0 ? 0 : left;
		fill(left - 1, _top - 1, left + width + 1, bottom + 1, BLACK);
		fill(left, _top, left + width, bottom, WHITE);
		print(_text, left + TEXT_ROOM, _top, bottom, BLACK);
	}

	std::string _text;
	int _left, _top, _limit;
};

struct plot {
	KsCppArgV *argv;
	int sd, left, base;
	const bar *picked;
};

void put(void *arg, const box *box)
{
	const plot *p = static_cast<plot *>(arg);
	int left = p->left + box->from, bottom = p->base - box->bottom;

	// The list is drawn from its front, so the shape that is added first is on top.
	if (box->bar == p->picked)
		p->argv->_shapes->push_front(new Label(box->bar->text, left, bottom + 2,
						       p->left + p->argv->_graph->size()));
	p->argv->_shapes->push_front(new Bar(box->bar, p->sd, left, p->base - box->top,
					     p->left + box->to, bottom));
}

} // namespace

void draw_lane(kshark_cpp_argv *argv_c, const lane *lane, int sd, const bar *picked)
{
	KsCppArgV *argv = KS_ARGV_TO_CPP(argv_c);
	KsPlot::Graph *graph = argv->_graph;
	kshark_trace_histo *histo = argv->_histo;
	box_view view;

	if (!graph || graph->size() <= 0)
		return;
	// Use a part of the space between two plots.
	view = { histo->min, histo->bin_size, graph->size(), graph->height() + 12 };
	plot p = { argv, sd, graph->bin(0)._base.x(), graph->base(), picked };
	boxes_of(lane, &view, put, &p);
}

void draw_marks(void *window, const kshark_entry *a, const kshark_entry *b)
{
	markEntryA(window, a);
	markEntryB(window, b);
}
