// SPDX-License-Identifier: GPL-2.0-only
/*
 * slow-operations RECORDING [MS]: print the driver's operations that took at least MS
 * milliseconds.
 *
 *	cc -o slow-operations slow-operations.c $(pkg-config --cflags --libs mlx5trace)
 *
 * This file is valid C and C++.
 */
#include <stdio.h>
#include <stdlib.h>

#include <mlx5trace/mlx5trace.h>

static void print_op(const struct mlx5trace_analysis *all, size_t index,
		     const struct mlx5trace_op *op)
{
	struct mlx5trace_step step;
	size_t i;

	printf("%s on %s by %s[%d]: %.3f ms%s\n", op->title, op->netdev, op->comm, op->pid,
	       (double)(op->end - op->start) / 1e6, op->failed ? ", failed" : "");
	for (i = 0; mlx5trace_get_step(all, index, i, &step, sizeof(step)); i++)
		printf("  %s %u from %.3f ms on\n", step.title, step.count,
		       (double)(step.first - op->start) / 1e6);
}

int main(int argc, char **argv)
{
	double ms = argc > 2 ? atof(argv[2]) : 0;
	struct mlx5trace_recording *rec;
	struct mlx5trace_analysis *all;
	struct mlx5trace_error err;
	struct mlx5trace_op op;
	int status = 0;
	size_t i;

	if (argc < 2) {
		fprintf(stderr, "usage: slow-operations RECORDING [MS]\n");
		return 2;
	}
	rec = mlx5trace_open(argv[1], NULL, 0, &err);
	all = rec ? mlx5trace_analysis_new(rec, NULL, 0, &err) : NULL;
	if (!all) {
		fprintf(stderr, "slow-operations: %s\n", err.text);
		mlx5trace_close(rec);
		return 2;
	}
	if (mlx5trace_analysis_read(all)) {
		fprintf(stderr, "slow-operations: %s\n", mlx5trace_error_of(rec));
		status = 2;
	}
	for (i = 0; mlx5trace_get_op(all, i, &op, sizeof(op)); i++)
		if (op.timed && (double)(op.end - op.start) >= ms * 1e6)
			print_op(all, i, &op);
	mlx5trace_analysis_free(all);
	mlx5trace_close(rec);
	return status;
}
