# SPDX-License-Identifier: GPL-2.0-only
#
# The main entry point.  Outside the lab, every target enters the lab, which scripts/lab creates
# on first use; inside it, the targets build the programs.  `make help` lists the targets.

SHELL := /bin/bash
BUILD := build
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

ifndef MLX5T_IN_LAB

LAB := scripts/lab run
# The base whose file patches/BASE/base has the role `default`
DEFAULT_BASE = $(patsubst patches/%/base,%,$(shell grep -lw "^roles=.*default" patches/*/base))

demo: ## build, boot, record a real ethtool -L, and print a report of it
	@scripts/demo

check: ## run every test that CI runs; the last line has the totals
	@scripts/check

smoke-all: ## run the stock driver of each available kernel on vconnectx
	@scripts/smoke

check-series: ## run the drivers of all five kernels, stock and patched, in guests
	@scripts/check series

deb: ## build the Debian packages in build/deb (SUITE=trixie or bookworm)
	@scripts/deb $(SUITE)

check-deb: ## build, install and test the packages on a fresh Debian 12 and 13
	@scripts/check deb

check-user: ## clone and run the demo as a user of a fresh Debian 12 and 13
	@scripts/check user

check-patches: ## check the series on all five kernels: patches, module and events
	@scripts/check proofs

check-debug: ## run the patched driver in kernels with KASAN, lockdep and kmemleak
	@scripts/check debug

all: ## build the programs (build/bin)
	@$(LAB) $(MAKE) --no-print-directory all

unit: ## build and run the unit tests only
	@scripts/check unit

fuzz: ## search for input that crashes the card or the readers (SECONDS=60 TARGETS=)
	@scripts/lab run --layer check bash tests/fuzz.sh run $(or $(SECONDS),60) $(TARGETS)

check-fuzz: ## fuzz each target for 60 s
	@scripts/lab run --layer check bash tests/fuzz.sh run 60

fuzz-coverage: ## print the lines that the recorded inputs cover (or EMPTY=SECONDS)
	@scripts/lab run --layer check bash tests/fuzz.sh coverage $(if $(EMPTY),--empty $(EMPTY)) $(TARGETS)

docs: ## render Documentation/ as HTML (build/docs/index.html)
	@scripts/lab run --layer series scripts/inside/docs.sh && echo build/docs/index.html

module: ## build the patched mlx5_core.ko for Debian's 6.12 kernel
	@scripts/kernel build

kernel: ## build a whole patched kernel for the guest
	@scripts/kernel build --full

shell: ## start a shell in a guest with the patched driver and a virtual ConnectX
	@scripts/boot $(DEFAULT_BASE) --patched

lab: ## create the lab (a Debian root with compilers, QEMU and kernels)
	@scripts/lab setup check

clean: ## remove the build results in this checkout (the cache is kept)
	rm -rf $(BUILD)

distclean: ## also remove the lab and the cached builds
	scripts/kernel clean
	scripts/lab clean
	rm -rf $(BUILD)

.PHONY: help demo check smoke-all check-series deb check-deb check-user check-patches check-debug all unit fuzz check-fuzz fuzz-coverage docs module kernel shell lab clean distclean

else

ifeq ($(origin CC),default)
CC := gcc
endif
CFLAGS ?= -O2 -g
WARNINGS := -Wall -Wextra -Werror
SANFLAGS := -fsanitize=address,undefined -fno-sanitize-recover=undefined -O1 -g
CPPFLAGS += -I. -D_GNU_SOURCE
override CFLAGS += -std=gnu11 $(WARNINGS) -MMD -MP

BINS :=
LIBS :=
UNIT_TESTS :=
FUZZ_TARGETS :=
FUZZ_UNREACHED :=
.DEFAULT_GOAL := all

include tests/fuzz.mk
include version.mk
include $(wildcard vconnectx/build.mk analysis/build.mk kernelshark/build.mk workloads/build.mk \
	tools/build.mk tests/build.mk)

all: $(BINS) $(LIBS)

unit-tests: $(UNIT_TESTS)

list-unit-tests:
	@printf '%s\n' $(UNIT_TESTS)

.PHONY: all unit-tests list-unit-tests

endif

install: ## install the programs and the library, after make all: PREFIX= DESTDIR=
	@$(MAKE) --no-print-directory -s -f install.mk install

uninstall: ## remove the files of make install
	@$(MAKE) --no-print-directory -s -f install.mk uninstall

.PHONY: install uninstall
