# SPDX-License-Identifier: GPL-2.0-only
#
# make install, uninstall: mlx5-trace, its library and their files. Nothing is
# built here, so that root does not build: run `make all` first.

BUILD ?= build
PREFIX ?= /usr/local
BINDIR ?= $(PREFIX)/bin
LIBDIR ?= $(PREFIX)/lib
DATADIR ?= $(PREFIX)/share

include analysis/version.mk
SO := libmlx5trace.so.$(MLX5TRACE_VERSION)

# The files to copy: from:to:mode
FILES := \
	$(BUILD)/bin/mlx5-trace:$(BINDIR)/mlx5-trace:755 \
	$(BUILD)/lib/libmlx5trace.a:$(LIBDIR)/libmlx5trace.a:644 \
	$(BUILD)/lib/$(SO):$(LIBDIR)/$(SO):755 \
	analysis/include/mlx5trace/mlx5trace.h:$(PREFIX)/include/mlx5trace/mlx5trace.h:644 \
	analysis/completion.bash:$(DATADIR)/bash-completion/completions/mlx5-trace:644 \
	Documentation/mlx5-trace.schema.json:$(DATADIR)/mlx5-trace/mlx5-trace.schema.json:644 \
	$(foreach graph,$(wildcard analysis/graphs/*.txt),$(graph):$(DATADIR)/mlx5-trace/graphs/$(notdir $(graph)):644) \
	$(foreach page,$(wildcard Documentation/man/mlx5-trace*.1),$(page):$(DATADIR)/man/man1/$(notdir $(page)):644) \
	$(foreach page,$(wildcard Documentation/man/*.3),$(page):$(DATADIR)/man/man3/$(notdir $(page)):644)

PC := $(LIBDIR)/pkgconfig/mlx5trace.pc
LINKS := $(LIBDIR)/$(MLX5TRACE_SONAME) $(LIBDIR)/libmlx5trace.so

field = $(word $(1),$(subst :, ,$(2)))

install:
	@for file in $(foreach f,$(FILES),$(call field,1,$(f))); do \
		[ -e "$$file" ] || { echo "install: $$file does not exist: run make all first" >&2; exit 1; }; \
	done
	$(foreach f,$(FILES),install -D -m $(call field,3,$(f)) $(call field,1,$(f)) "$(DESTDIR)$(call field,2,$(f))"$(newline))
	ln -sf $(SO) "$(DESTDIR)$(word 1,$(LINKS))"
	ln -sf $(notdir $(word 1,$(LINKS))) "$(DESTDIR)$(word 2,$(LINKS))"
	install -d "$(DESTDIR)$(dir $(PC))"
	sed 's#@PREFIX@#$(PREFIX)#; s#@LIBDIR@#$(LIBDIR)#; s#@VERSION@#$(MLX5TRACE_VERSION)#' \
		analysis/mlx5trace.pc.in >"$(DESTDIR)$(PC)"

# The directories used only by these files are removed, too.
uninstall:
	rm -f $(foreach file,$(foreach f,$(FILES),$(call field,2,$(f))) $(LINKS) $(PC),"$(DESTDIR)$(file)")
	-rmdir --ignore-fail-on-non-empty "$(DESTDIR)$(PREFIX)/include/mlx5trace" "$(DESTDIR)$(DATADIR)/mlx5-trace/graphs" \
		"$(DESTDIR)$(DATADIR)/mlx5-trace" 2>/dev/null

.PHONY: install uninstall

define newline


endef
