// SPDX-License-Identifier: GPL-2.0-only
/* Tests of files that are written completely or not at all, and never through a link. */
#include <dirent.h>
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cmocka.h>

#include "analysis/base/outfile.h"

static char dir[] = "/tmp/mlx5-trace-outfile-XXXXXX";

static int enter(void **state)
{
	(void)state;
	strcpy(strrchr(dir, '-') + 1, "XXXXXX");
	return mkdtemp(dir) && !chdir(dir) ? 0 : -1;
}

static int leave(void **state)
{
	char command[64];

	(void)state;
	snprintf(command, sizeof(command), "rm -r %s", dir);
	return chdir("/") || system(command);
}

static void put(const char *path, const char *text)
{
	FILE *f = fopen(path, "w");

	assert_non_null(f);
	fputs(text, f);
	assert_int_equal(fclose(f), 0);
}

static void expect(const char *path, const char *text)
{
	char have[64] = "";
	FILE *f = fopen(path, "r");

	assert_non_null(f);
	assert_true(fread(have, 1, sizeof(have) - 1, f) < sizeof(have) - 1);
	fclose(f);
	assert_string_equal(have, text);
}

static unsigned int nr_files(void)
{
	DIR *d = opendir(".");
	struct dirent *entry;
	unsigned int nr = 0;

	assert_non_null(d);
	while ((entry = readdir(d)))
		nr += strcmp(entry->d_name, ".") && strcmp(entry->d_name, "..");
	closedir(d);
	return nr;
}

/* Expect that @path is refused by the check in advance, and again when writing begins. */
static void refused(const char *path, const char *why)
{
	struct mt_error err = { "" };
	struct mt_outfile f;
	char want[256];

	snprintf(want, sizeof(want), "cannot write %s: %s", path, why);
	assert_false(mt_outfile_check(path, &err));
	assert_memory_equal(err.text, want, strlen(want));
	assert_false(mt_outfile_open(&f, path, MT_OUT_REPLACE, &err));
	assert_memory_equal(err.text, want, strlen(want));
}

static void a_file_is_written(void **state)
{
	struct mt_error err = { "" };
	struct stat st;

	(void)state;
	umask(022);
	assert_true(mt_outfile_check("a", &err));
	assert_true(mt_outfile_write("a", MT_OUT_REPLACE, "one", &err));
	expect("a", "one");
	assert_int_equal(stat("a", &st), 0);
	assert_int_equal(st.st_mode & 07777, 0644);
	assert_int_equal(chmod("a", 0600), 0);
	assert_true(mt_outfile_write("./a", MT_OUT_REPLACE, "two", &err));
	expect("a", "two");
	assert_int_equal(stat("a", &st), 0);
	assert_int_equal(st.st_mode & 07777, 0600);
	assert_int_equal(nr_files(), 1);
}

static void new_file_replaces_nothing(void **state)
{
	struct mt_error err = { "" };
	struct mt_outfile f;
	struct stat st;

	(void)state;
	assert_true(mt_outfile_write("a", MT_OUT_NEW | MT_OUT_PRIVATE, "one", &err));
	assert_int_equal(stat("a", &st), 0);
	assert_int_equal(st.st_mode & 07777, 0600);
	assert_false(mt_outfile_write("a", MT_OUT_NEW, "two", &err));
	assert_string_equal(err.text, "cannot write a: File exists");
	/* a file created before the rename is not replaced either */
	assert_true(mt_outfile_open(&f, "b", MT_OUT_NEW, &err));
	put("b", "other");
	assert_false(mt_outfile_end(&f, true, &err));
	expect("a", "one");
	expect("b", "other");
	assert_int_equal(nr_files(), 2);
}

static void no_other_kind_is_replaced(void **state)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX, .sun_path = "socket" };
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);

	(void)state;
	put("file", "mine");
	assert_int_equal(symlink("file", "link"), 0);
	assert_int_equal(symlink("gone", "dangling"), 0);
	assert_int_equal(mkfifo("pipe", 0600), 0);
	assert_int_equal(mkdir("directory", 0700), 0);
	assert_int_equal(bind(fd, (struct sockaddr *)&address, sizeof(address)), 0);
	refused("link", "is a symbolic link: ");
	refused("dangling", "is a symbolic link: ");
	refused("pipe", "is a pipe: ");
	refused("directory", "is a directory: ");
	refused("socket", "is a socket: ");
	refused("/dev/null", "is a device: ");
	refused("directory/", "does not name a file");
	refused("", "does not name a file");
	refused("..", "does not name a file");
	refused("nosuch/a", "No such file or directory");
	refused("file/a", "Not a directory");
	expect("file", "mine");
	assert_int_equal(nr_files(), 6);
	close(fd);
}

/* A user with write permission for the directory creates a link before the rename. */
static void a_link_created_before_the_rename_is_refused(void **state)
{
	struct mt_error err = { "" };
	struct mt_outfile f;

	(void)state;
	put("mine", "mine");
	assert_true(mt_outfile_open(&f, "a", MT_OUT_REPLACE, &err));
	fputs("new", f.to);
	assert_int_equal(symlink("mine", "a"), 0);
	assert_false(mt_outfile_end(&f, true, &err));
	assert_non_null(strstr(err.text, "cannot write a: is a symbolic link"));
	expect("mine", "mine");
	assert_int_equal(nr_files(), 2);
}

static void abandoned_changes_leave_nothing(void **state)
{
	struct mt_error err = { "why" };
	struct mt_outfile f;

	(void)state;
	put("a", "mine");
	assert_true(mt_outfile_open(&f, "a", MT_OUT_REPLACE, &err));
	fputs("new", f.to);
	assert_false(mt_outfile_end(&f, false, &err));
	assert_string_equal(err.text, "why");
	expect("a", "mine");
	assert_int_equal(nr_files(), 1);
}

static volatile sig_atomic_t caught;

static void on_signal(int sig)
{
	caught = sig;
}

static void a_signal_waits_for_the_whole_file(void **state)
{
	struct mt_error err = { "" };
	struct mt_outfile f;

	(void)state;
	signal(SIGTERM, on_signal);
	assert_true(mt_outfile_open(&f, "a", MT_OUT_REPLACE, &err));
	raise(SIGTERM);
	assert_int_equal(caught, 0);
	fputs("all", f.to);
	assert_true(mt_outfile_end(&f, true, &err));
	assert_int_equal(caught, SIGTERM);
	expect("a", "all");
	signal(SIGTERM, SIG_DFL);
}

#define IN_DIRECTORY(test) cmocka_unit_test_setup_teardown(test, enter, leave)

int main(void)
{
	const struct CMUnitTest tests[] = {
		IN_DIRECTORY(a_file_is_written),
		IN_DIRECTORY(new_file_replaces_nothing),
		IN_DIRECTORY(no_other_kind_is_replaced),
		IN_DIRECTORY(a_link_created_before_the_rename_is_refused),
		IN_DIRECTORY(abandoned_changes_leave_nothing),
		IN_DIRECTORY(a_signal_waits_for_the_whole_file),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
