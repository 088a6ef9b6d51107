/* SPDX-License-Identifier: MIT */
#include "progress.h"

#include <stdio.h>
#include <unistd.h>

#include "terminal.h"

#define SECOND_NS UINT64_C(1000000000)

void wt_progress_init(struct wt_progress *progress, size_t files, bool quiet)
{
	*progress = (struct wt_progress){.files = files, .quiet = quiet};
	progress->on_terminal = isatty(STDERR_FILENO) != 0;
	progress->started_ns = wt_real_time_ns();
	/* What is done in a moment needs no progress. */
	progress->next_ns =
		progress->started_ns + (progress->on_terminal ? SECOND_NS / 4 : 10 * SECOND_NS);
}

/* The time left if files take equally long, which they do not; good enough for
 * the question "coffee or not". */
static double left_s(const struct wt_progress *progress, double part_of_file, double elapsed_s)
{
	double done = ((double)progress->file + part_of_file) / (double)progress->files;

	return done > 0 ? elapsed_s * (1 - done) / done : 0;
}

static void show(struct wt_progress *progress, const char *line)
{
	fflush(stdout);
	if (progress->on_terminal)
		fprintf(stderr, "\r\033[K%.*s", wt_terminal_width(stderr) - 1, line);
	else
		fprintf(stderr, "%s\n", line);
	progress->shown = progress->on_terminal;
}

void wt_progress_step(struct wt_progress *progress, const struct wt_campaign *campaign,
		      const char *path)
{
	wt_progress_show(progress, path, wt_campaign_done(campaign), wt_campaign_total(campaign));
}

void wt_progress_show(struct wt_progress *progress, const char *path, uint64_t done, uint64_t total)
{
	uint64_t now_ns = wt_real_time_ns();
	double elapsed_s;
	char line[512];

	if (progress->quiet || now_ns < progress->next_ns)
		return;
	progress->next_ns = now_ns + (progress->on_terminal ? SECOND_NS / 10 : 10 * SECOND_NS);
	elapsed_s = (double)(now_ns - progress->started_ns) / 1e9;
	if (total)
		snprintf(line, sizeof line, "[%zu/%zu] %s  %llu/%llu runs, %.0f/s, %.0f s left",
			 progress->file + 1, progress->files, path, (unsigned long long)done,
			 (unsigned long long)total, (double)(progress->runs + done) / elapsed_s,
			 left_s(progress, (double)done / (double)total, elapsed_s));
	else
		snprintf(line, sizeof line, "[%zu/%zu] %s  %llu runs, %.0f/s", progress->file + 1,
			 progress->files, path, (unsigned long long)done,
			 (double)(progress->runs + done) / elapsed_s);
	show(progress, line);
}

void wt_progress_hide(struct wt_progress *progress)
{
	if (progress->shown)
		fputs("\r\033[K", stderr);
	progress->shown = false;
}

double wt_progress_seconds(const struct wt_progress *progress)
{
	if (!progress->on_terminal)
		return -1;
	return (double)(wt_real_time_ns() - progress->started_ns) / 1e9;
}
