#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
#
# libmlx5trace as other programs use it: installed, found by pkg-config, linked
# statically and dynamically, and used from C and C++.

bats_require_minimum_version 1.5.0

load recording

top=$BATS_TEST_DIRNAME/../..
header=$top/analysis/include/mlx5trace/mlx5trace.h
map=$top/analysis/lib/libmlx5trace.map
so=$top/build/lib/libmlx5trace.so

setup_file()
{
	export dest=$BATS_FILE_TMPDIR/dest
	make -C "$BATS_TEST_DIRNAME/../.." --no-print-directory install PREFIX=/opt/mlx5 "DESTDIR=$dest"
}

setup()
{
	cd "$BATS_TEST_TMPDIR" || return
	lib=$dest/opt/mlx5/lib
	# the .pc file has the final paths, but the files are still below DESTDIR
	export PKG_CONFIG_PATH=$lib/pkgconfig
	sed -i "s|^prefix=.*|prefix=$dest/opt/mlx5|; s|^libdir=.*|libdir=$lib|" "$PKG_CONFIG_PATH/mlx5trace.pc"
	recording rec
}

# declared - list the functions declared in the header
declared()
{
	grep -v '^#' "$header" | tr '\n' ' ' | grep -oE 'MLX5TRACE_API [^(;]*\(' |
		sed -E 's/.*[ *](mlx5trace_[a-z_]+)\($/\1/' | sort
}

# prints - succeed if the example printed the expected output for the recording
prints()
{
	[[ $output == *'ethtool -L on eth0 by ethtool[312]: 15.214 ms'$'\n  opened 2 from 2.214 ms on\n'* ]]
	[[ $output == *'ethtool -L on eth0 by ethtool[415]: 2.094 ms, failed'* ]]
}

@test "the library exports exactly the functions that its header declares, with a version" {
	(($(declared | wc -l) > 20))
	diff <(declared) <(nm -D --defined-only "$so" | awk '$2 == "T" { print $3 }' |
		sed -n 's/@@MLX5TRACE_0\.1$//p' | sort)
	nm -D --defined-only "$so" | awk '$2 !~ /^[TA]$/ || $3 !~ /MLX5TRACE_0\.1$/ { print; bad = 1 } END { exit bad }'
	diff <(declared) <(sed -n 's/^\t\(mlx5trace_.*\);$/\1/p' "$map" | sort)
}

@test "each function is described in the manual page" {
	for function in $(declared); do
		grep -q "Fn $function\\>" "$top/Documentation/man/libmlx5trace.3" || { echo "$function"; return 1; }
	done
}

@test "the soname and version match the file name and pkg-config" {
	version=$(pkg-config --modversion mlx5trace)
	[[ -f $lib/libmlx5trace.so.$version ]]
	[[ $(readlink "$lib/libmlx5trace.so.0") == "libmlx5trace.so.$version" ]]
	readelf -d "$lib/libmlx5trace.so" | grep -q 'SONAME.*\[libmlx5trace.so.0\]'
	[[ $("$dest/opt/mlx5/bin/mlx5-trace" --version) == "mlx5-trace $version" ]]
	[[ $(pkg-config --variable=libdir mlx5trace) == "$lib" ]]
}

@test "the example is built with only the flags of pkg-config, and reads a recording" {
	# shellcheck disable=SC2046 # flags are words
	cc -Wall -Wextra -Werror -o slow "$top/examples/slow-operations.c" $(pkg-config --cflags --libs mlx5trace)
	readelf -d slow | grep -q 'NEEDED.*libmlx5trace.so.0'
	run env "LD_LIBRARY_PATH=$lib" ./slow rec
	((status == 0))
	prints
	run env "LD_LIBRARY_PATH=$lib" ./slow rec 5
	[[ $output == *'[312]'* && $output != *'[415]'* ]]
	run -2 --separate-stderr env "LD_LIBRARY_PATH=$lib" ./slow nosuch
	# shellcheck disable=SC2154 # set by run
	[[ $stderr == 'slow-operations: nosuch: No such file or directory' ]]
}

@test "the example can also be linked statically" {
	mkdir static
	cp "$lib/libmlx5trace.a" static
	# shellcheck disable=SC2046 # flags are words
	cc -o slow "$top/examples/slow-operations.c" -Lstatic -L. \
		$(pkg-config --static --cflags --libs mlx5trace | sed "s|-L$lib|-Lstatic|")
	[[ $(readelf -d slow) != *libmlx5trace* ]]
	run ./slow rec
	prints
}

@test "the header and the example are valid C++" {
	# shellcheck disable=SC2046 # flags are words
	clang++ -std=c++17 -Wall -Wextra -Wpedantic -Werror -x c++ -o slow \
		"$top/examples/slow-operations.c" $(pkg-config --cflags --libs mlx5trace)
	run env "LD_LIBRARY_PATH=$lib" ./slow rec
	prints
}

@test "the header is self-contained and valid in strict C99, C11 and C23" {
	for std in c99 c11 c23; do
		clang "-std=$std" -Wall -Wextra -Wpedantic -Werror -fsyntax-only -x c "$header"
	done
}

@test "the documentation shows the unmodified example" {
	diff <(sed -n '/^int main/,$p' "$top/examples/slow-operations.c") \
		<(sed -n '/^    int main/,/^    }/s/^\( \{4\}\)\?//p' "$top/Documentation/libmlx5trace.rst")
}

@test "install fails if a file is not built" {
	run -2 --separate-stderr make -C "$top" --no-print-directory install BUILD=build/nosuch "DESTDIR=$PWD/d"
	[[ $stderr == *'build/nosuch/bin/mlx5-trace does not exist: run make all first'* ]]
	[[ ! -e d ]]
}

@test "install names the packages that are missing, and reports a directory unknown to the dynamic linker" {
	mkdir bin
	printf '#!/bin/sh\necho "	libtracefs.so.1 => not found"\n' >bin/ldd
	printf '#!/bin/sh\nexit 1\n' >bin/pkg-config
	chmod +x bin/*
	run -0 env "PATH=$PWD/bin:$PATH" "$top/scripts/inside/install-notes.sh" "$dest/opt/mlx5/bin" "$dest/opt/mlx5/lib"
	echo "$output"
	[[ $output == *"the programs require libraries that are not installed: libtracefs1; run: sudo sh -c 'apt-get update && apt-get install --no-install-recommends libtracefs1'"* ]]
	[[ $output == *'pkg-config mlx5trace requires packages that are not installed: libtracecmd-dev libtracefs-dev libtraceevent-dev libjansson-dev libseccomp-dev; run: '* ]]
	[[ $output == *"$dest/opt/mlx5/lib is not a directory of the dynamic linker"* ]]
}

@test "programs that cannot start on this machine are not installed" {
	mkdir bin
	cat >bin/ldd <<-'END'
		#!/bin/sh
		echo "$1: /lib/libc.so.6: version \`GLIBC_2.38' not found (required by $1)" >&2
	END
	chmod +x bin/*
	run -2 --separate-stderr env "PATH=$PWD/bin:$PATH" make -C "$top" --no-print-directory install "PREFIX=$PWD/prefix"
	echo "$stderr"
	[[ $stderr == 'install: nothing is installed, as mlx5-trace was built for a newer system (GLIBC_2.38) and would not start here: run it in the lab (scripts/lab run build/bin/mlx5-trace), or build packages for Debian 12 (make deb SUITE=bookworm)'* ]]
	[[ ! -e prefix ]]
	# a directory tree for another machine is not checked
	run -0 env "PATH=$PWD/bin:$PATH" make -C "$top" --no-print-directory install PREFIX=/usr "DESTDIR=$PWD/tree"
}

@test "the installed recorder and programs have the same names and manual pages as in the package" {
	run -0 "$dest/opt/mlx5/bin/mlx5-record" --help
	[[ $output == 'Usage: mlx5-record perf|trace-cmd|ftrace'* ]]
	run -0 "$dest/opt/mlx5/bin/mlx5-steer" --help
	[[ $output == 'Usage: mlx5-steer DEV rules [--json]'* && $output != *' steer DEV'* ]]
	for program in "$dest"/opt/mlx5/bin/mlx5-*; do
		grep -q "^\.Nm ${program##*/}\$" "$dest/opt/mlx5/share/man/man1/${program##*/}.1"
	done
}

@test "the installed mlx5-trace finds its graphs" {
	run -1 "$dest/opt/mlx5/bin/mlx5-trace" graph --expect set_channels@v6.12 rec
	[[ $output == *"Against set_channels@v6.12"* ]]
}

@test "uninstall removes everything" {
	cd "$dest/opt/mlx5"
	for file in bin/mlx5-trace include/mlx5trace/mlx5trace.h lib/pkgconfig/mlx5trace.pc \
		share/man/man1/mlx5-trace.1 share/man/man1/mlx5-trace-ops.1 share/man/man3/libmlx5trace.3 \
		share/bash-completion/completions/mlx5-trace share/mlx5-trace/mlx5-trace.schema.json \
		share/mlx5-trace/graphs/set_channels.v6.12.txt; do
		[[ -f $file ]] || { echo "no $file"; false; }
	done
	touch share/mine
	make -C "$top" --no-print-directory uninstall PREFIX=/opt/mlx5 "DESTDIR=$dest"
	[[ $(find . -type f -o -type l) == ./share/mine ]]
	[[ ! -e include/mlx5trace && ! -e share/mlx5-trace ]]
}
