# SPDX-License-Identifier: GPL-2.0-only
#
# make install and make uninstall: mlx5-trace, its library, the recorder, and the programs that
# users run on a machine with a card.  Nothing is built here, so that nothing is built as root:
# run `make all` first.

BUILD ?= build
PREFIX ?= /usr/local
BINDIR ?= $(PREFIX)/bin
LIBDIR ?= $(PREFIX)/lib
LIBEXECDIR ?= $(PREFIX)/libexec
DATADIR ?= $(PREFIX)/share

include version.mk
SO := libmlx5trace.so.$(MLX5TRACE_VERSION)

# Programs with common names get a prefix, and so do their manual pages.
PREFIXED := channels hwtstamp snapshot steer xsk
# The recorder: scripts/record finds its other files relative to its own path.
OWN := $(LIBEXECDIR)/mlx5-tracepoints
RECORD := scripts/record:755 scripts/inside/record-run.sh:755 scripts/lib/common.sh:644 \
	scripts/lib/private-dir.sh:644 scripts/lib/record-tools.sh:644 version.mk:644 \
	scripts/inside/record-bpftrace.sh:755 scripts/lib/record-bpftrace.sh:644 \
	analysis/graphs/callers.tbl:644 \
	$(foreach f,merge-text.awk nearest-callers.awk probe-program.awk probe-text.awk,scripts/lib/$(f):644)

# The files to copy: from:to:mode
FILES := \
	$(BUILD)/bin/mlx5-trace:$(BINDIR)/mlx5-trace:755 \
	$(foreach p,$(PREFIXED),$(BUILD)/bin/$(p):$(BINDIR)/mlx5-$(p):755) \
	$(BUILD)/bin/kernsyms:$(OWN)/bin/kernsyms:755 \
	$(BUILD)/bin/constants:$(OWN)/bin/constants:755 \
	$(foreach f,$(RECORD),$(firstword $(subst :, ,$(f))):$(OWN)/$(f)) \
	$(BUILD)/lib/libmlx5trace.a:$(LIBDIR)/libmlx5trace.a:644 \
	$(BUILD)/lib/$(SO):$(LIBDIR)/$(SO):644 \
	analysis/include/mlx5trace/mlx5trace.h:$(PREFIX)/include/mlx5trace/mlx5trace.h:644 \
	analysis/completion.bash:$(DATADIR)/bash-completion/completions/mlx5-trace:644 \
	Documentation/mlx5-trace.schema.json:$(DATADIR)/mlx5-trace/mlx5-trace.schema.json:644 \
	$(foreach graph,$(wildcard analysis/graphs/*.txt),$(graph):$(DATADIR)/mlx5-trace/graphs/$(notdir $(graph)):644) \
	$(foreach page,$(filter-out %-kslanes.1,$(wildcard Documentation/man/mlx5-*.1)),$(page):$(DATADIR)/man/man1/$(notdir $(page)):644) \
	$(foreach page,$(wildcard Documentation/man/*.3),$(page):$(DATADIR)/man/man3/$(notdir $(page)):644)

# The plugin is built only if KernelShark's headers are installed; kslanes belongs to it.
SHARK := $(BUILD)/lib/plugin-mlx5_bars.so:$(LIBDIR)/kernelshark/plugins/plugin-mlx5_bars.so:644 \
	$(BUILD)/bin/kslanes:$(BINDIR)/mlx5-kslanes:755 \
	Documentation/man/mlx5-kslanes.1:$(DATADIR)/man/man1/mlx5-kslanes.1:644
FILES += $(if $(wildcard $(BUILD)/lib/plugin-mlx5_bars.so),$(SHARK))

PC := $(LIBDIR)/pkgconfig/mlx5trace.pc
PAGES := $(PREFIXED:%=$(DATADIR)/man/man1/mlx5-%.1)
# name:target, both absolute
LINKS := $(LIBDIR)/$(MLX5TRACE_SONAME):$(LIBDIR)/$(SO) $(LIBDIR)/libmlx5trace.so:$(LIBDIR)/$(MLX5TRACE_SONAME) \
	$(BINDIR)/mlx5-record:$(OWN)/scripts/record $(OWN)/bin/snapshot:$(BINDIR)/mlx5-snapshot

field = $(word $(1),$(subst :, ,$(2)))
empty :=
space := $(empty) $(empty)
NAMES := $(subst $(space),|,$(PREFIXED))

install:
	@for file in $(foreach f,$(FILES),$(call field,1,$(f))); do \
		[ -e "$$file" ] || { echo "install: $$file does not exist: run make all first" >&2; exit 1; }; \
	done
	@[ -n "$(DESTDIR)" ] || scripts/inside/install-notes.sh --check $(BUILD)/bin/mlx5-trace
	$(foreach f,$(FILES),install -D -m $(call field,3,$(f)) $(call field,1,$(f)) "$(DESTDIR)$(call field,2,$(f))"$(newline))
	$(foreach l,$(LINKS),ln -sfr "$(DESTDIR)$(call field,2,$(l))" "$(DESTDIR)$(call field,1,$(l))"$(newline))
	install -d "$(DESTDIR)$(dir $(PC))"
	sed 's#@PREFIX@#$(PREFIX)#; s#@LIBDIR@#$(LIBDIR)#; s#@VERSION@#$(MLX5TRACE_VERSION)#' \
		analysis/mlx5trace.pc.in >"$(DESTDIR)$(PC)"
	$(foreach p,$(PREFIXED),sed -E 's/^\.(Nm|Xr) ($(NAMES))\>/.\1 mlx5-\2/; s/^\.Dt /.Dt MLX5-/' \
		Documentation/man/$(p).1 >"$(DESTDIR)$(DATADIR)/man/man1/mlx5-$(p).1"$(newline))
	@[ -n "$(DESTDIR)" ] || scripts/inside/install-notes.sh "$(BINDIR)" "$(LIBDIR)"

# Directories that contain only these files are also removed.
uninstall:
	rm -f $(foreach file,$(foreach f,$(FILES) $(SHARK),$(call field,2,$(f))) $(foreach l,$(LINKS),$(call field,1,$(l))) $(PC) $(PAGES),"$(DESTDIR)$(file)")
	-rmdir --ignore-fail-on-non-empty "$(DESTDIR)$(LIBDIR)/kernelshark/plugins" "$(DESTDIR)$(LIBDIR)/kernelshark" \
		"$(DESTDIR)$(PREFIX)/include/mlx5trace" "$(DESTDIR)$(DATADIR)/mlx5-trace/graphs" \
		"$(DESTDIR)$(DATADIR)/mlx5-trace" "$(DESTDIR)$(OWN)/scripts/lib" "$(DESTDIR)$(OWN)/scripts/inside" \
		"$(DESTDIR)$(OWN)/scripts" "$(DESTDIR)$(OWN)/bin" "$(DESTDIR)$(OWN)/analysis/graphs" \
		"$(DESTDIR)$(OWN)/analysis" "$(DESTDIR)$(OWN)" 2>/dev/null
	@[ -n "$(DESTDIR)" ] || scripts/inside/install-notes.sh --uninstalled

.PHONY: install uninstall

define newline


endef
