/* SPDX-License-Identifier: MIT */
#include "search/way.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "scenario/store.h"
#include "world/guards.h"

/* -- Moments ------------------------------------------------------------------ */

static void let_go(struct wt_exhaust *search, struct wt_fork_point *point)
{
	if (!point->moment)
		return;
	search->kept_bytes -= wt_moment_size(point->moment);
	wt_moment_free(search->trunk, point->moment);
	point->moment = NULL;
}

void wt_forks_fini(struct wt_exhaust *search, struct wt_forks *forks)
{
	for (size_t i = 0; i < forks->count; i++)
		let_go(search, &forks->points[i]);
	for (size_t i = 0; i < forks->text_count; i++)
		free(forks->texts[i]);
	free(forks->points);
	free(forks->texts);
	*forks = (struct wt_forks){0};
}

/* How many questions are up to that of the i-th choice. */
static size_t points_up_to(const struct wt_forks *forks, size_t i)
{
	size_t low = 0, high = forks->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (forks->points[middle].first <= i)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

const struct wt_moment *wt_forks_moment(const struct wt_forks *forks, size_t i)
{
	size_t count = points_up_to(forks, i);

	return count > 0 ? forks->points[count - 1].moment : NULL;
}

void wt_forks_let_go(struct wt_exhaust *search, struct wt_forks *forks, size_t i)
{
	size_t count = points_up_to(forks, i);

	while (forks->gone + 1 < count)
		let_go(search, &forks->points[forks->gone++]);
}

static void add_point(struct wt_forks *forks, size_t first, struct wt_moment *moment)
{
	if (forks->count == forks->capacity) {
		forks->capacity = forks->capacity ? forks->capacity * 2 : 16;
		forks->points = wt_need(forks->points, forks->capacity * sizeof *forks->points);
	}
	forks->points[forks->count++] = (struct wt_fork_point){first, moment};
}

/* True: it is gone back to, and the question is the last of the list that is now run. */
static bool keep_moment(struct wt_exhaust *search, size_t first)
{
	struct wt_moment *moment = NULL;

	if (search->kept_bytes < search->kept_max && wt_trunk_keep(search->trunk, &moment))
		return true;
	if (moment)
		search->kept_bytes += wt_moment_size(moment);
	add_point(search->forks, first, moment);
	return false;
}

/* -- Processes ------------------------------------------------------------------ */

static char *read_all(int fd)
{
	size_t len = 0, capacity = 4096;
	char *text = wt_need(NULL, capacity);
	ssize_t n;

	lseek(fd, 0, SEEK_SET);
	while ((n = read(fd, text + len, capacity - len - 1)) > 0 || (n < 0 && errno == EINTR)) {
		len += n > 0 ? (size_t)n : 0;
		if (len + 1 == capacity)
			text = wt_need(text, capacity *= 2);
	}
	text[len] = '\0';
	return text;
}

static void write_all(int fd, const char *text, size_t len)
{
	while (len > 0) {
		ssize_t n = write(fd, text, len);

		if (n < 0 && errno != EINTR)
			return;
		text += n > 0 ? n : 0;
		len -= n > 0 ? (size_t)n : 0;
	}
}

/* From here on this process makes the runs of that list and what is below it. */
static void become(struct wt_exhaust *search, struct wt_choice choice, int to)
{
	search->process = to;
	search->deeper++;
	search->runs = 1;
	wt_list_add(&search->list, choice);
	wt_list_clear(&search->now->further);
	search->now->met = search->list.count;
	search->now->closed = search->further == search->deeper;
	search->forks->text_count = 0;
	wt_guards_renew();
	search->forked(search->context);
}

static void keep_text(struct wt_forks *forks, char *text)
{
	if (forks->text_count == forks->text_capacity) {
		forks->text_capacity = forks->text_capacity ? forks->text_capacity * 2 : 16;
		forks->texts = wt_need(forks->texts, forks->text_capacity * sizeof *forks->texts);
	}
	forks->texts[forks->text_count++] = text;
}

static bool ended_well(pid_t pid)
{
	int status;

	while (waitpid(pid, &status, 0) < 0) {
		if (errno != EINTR)
			return false;
	}
	return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

/* True in the process that goes on with the choice.  The other waits for it: what it
 * found lies in memory of both. */
static bool fork_for(struct wt_exhaust *search, struct wt_choice choice)
{
	int both = memfd_create("found", MFD_CLOEXEC);
	pid_t pid = both < 0 ? -1 : fork();

	if (pid == 0) {
		become(search, choice, both);
		return true;
	}
	if (pid < 0 || !ended_well(pid))
		search->lost = true;
	else
		keep_text(search->forks, read_all(both));
	if (both >= 0)
		close(both);
	return false;
}

void wt_way_end_process(struct wt_exhaust *search)
{
	size_t len;
	char *text = search->found(search->context, search->runs, &len);

	write_all(search->process, text, len);
	_exit(search->lost || search->end == WT_EXHAUST_INTERNAL);
}

/* -- A run ------------------------------------------------------------------------ */

static struct wt_value last_of(const struct wt_list *list)
{
	return list->at[list->count - 1].value;
}

/* The branch says what the list does.  Where more could be said, later runs go on. */
static struct wt_value answer(struct wt_strategy *strategy, const struct wt_asking *asking)
{
	struct wt_exhaust *search = (struct wt_exhaust *)(void *)strategy;
	size_t before = search->now->further.count, count;
	struct wt_value value = search->now->strategy.answer(&search->now->strategy, asking);

	count = search->now->further.count;
	if (count == before)
		return value;
	if (search->way == WT_WAY_ARENA && keep_moment(search, before)) {
		if (search->prune)
			wt_prune_renew(search->prune);
		return last_of(&search->list);
	}
	for (size_t i = before; search->way == WT_WAY_FORK && i < count; i++) {
		if (fork_for(search, search->now->further.at[i]))
			return last_of(&search->list);
	}
	return value;
}

static void run(void *context)
{
	struct wt_exhaust *search = context;

	search->rc = wt_exhaust_run(search->staged, &search->relay, &search->now, search->passes,
				    &search->verdict, &search->stats);
}

int wt_way_run(struct wt_exhaust *search, struct wt_branch *branch, struct wt_forks *forks,
	       const struct wt_moment *from)
{
	search->relay = branch->strategy;
	search->relay.answer = answer;
	search->now = branch;
	search->forks = forks;
	search->rc = -EIO;
	if (from) {
		branch->met = search->list.count;
		wt_trunk_go_back(search->trunk, from);
	} else if (search->way == WT_WAY_ARENA) {
		wt_trunk_run(search->trunk, run, search);
	} else {
		run(search);
	}
	return search->rc;
}
