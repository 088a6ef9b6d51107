/* SPDX-License-Identifier: MIT
 *
 * Rows on the real kernel that take their time, or need a machine of their own: each
 * in a process of its own, where it has to be in a network namespace, and all of
 * them at the same time. */
#include <errno.h>
#include <fcntl.h>
#include <net/if.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "play.h"

#define APART_MAX 32
#define WHY_MAX   100

/* What the process says at its end. */
struct report {
	char why[WHY_MAX]; /* not played, or "" */
	struct transcript transcript;
};

static struct process {
	const struct row *row;
	pid_t pid;
	int from; /* reads its report */
} processes[APART_MAX];

static size_t process_count;

bool plays_apart(const struct row *row)
{
	return row->own_machine || row->slow;
}

/* ---- The process ---- */

static int write_setting(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);
	ssize_t n = fd < 0 ? -1 : write(fd, text, strlen(text));

	if (fd >= 0)
		close(fd);
	return n < 0 ? -1 : 0;
}

static int raise_loopback(void)
{
	struct ifreq request = {.ifr_name = "lo"};
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0), rc;

	rc = ioctl(fd, SIOCGIFFLAGS, &request);
	request.ifr_flags |= IFF_UP;
	if (rc == 0)
		rc = ioctl(fd, SIOCSIFFLAGS, &request);
	close(fd);
	return rc;
}

static int limit_ports(unsigned count)
{
	char range[32];

	snprintf(range, sizeof range, "%u %u", PORT_FIRST, PORT_FIRST + count - 1);
	return write_setting("/proc/sys/net/ipv4/ip_local_port_range", range);
}

/* The rest of this process has a network of its own: loopback, and no way out. */
static const char *enter_machine(const struct row *row)
{
	if (unshare(CLONE_NEWNET) < 0 && unshare(CLONE_NEWUSER | CLONE_NEWNET) < 0)
		return "no network namespace can be made here";
	if (raise_loopback() < 0)
		return "the loopback of a new network namespace can not be used here";
	if (row->ports && limit_ports(row->ports) < 0)
		return "the range of ports can not be set here";
	return NULL;
}

static _Noreturn void run(const struct row *row, int to)
{
	static struct report report;
	const char *why = row->own_machine ? enter_machine(row) : NULL;

	if (!why)
		why = play_here(row, &report.transcript);
	snprintf(report.why, sizeof report.why, "%s", why ? why : "");
	_exit(write(to, &report, sizeof report) == (ssize_t)sizeof report ? 0 : 1);
}

static struct process *begin(const struct row *row)
{
	struct process *process = &processes[process_count++];
	int ends[2];

	if (process_count > APART_MAX || pipe2(ends, O_CLOEXEC) < 0)
		abort();
	fflush(NULL);
	process->row = row;
	process->from = ends[0];
	process->pid = fork();
	if (process->pid < 0)
		abort();
	if (process->pid == 0) {
		close(ends[0]);
		run(row, ends[1]);
	}
	close(ends[1]);
	return process;
}

/* ---- Who waits for it ---- */

void play_apart_begin(void)
{
	for (const struct row *const *list = row_lists; *list; list++) {
		for (const struct row *row = *list; row->id; row++) {
			if (plays_apart(row))
				begin(row);
		}
	}
}

static struct process *find(const struct row *row)
{
	for (size_t i = 0; i < process_count; i++) {
		if (processes[i].row == row)
			return &processes[i];
	}
	return NULL;
}

static size_t read_report(int fd, struct report *ret)
{
	size_t len = 0;
	ssize_t n;

	do {
		n = read(fd, (char *)ret + len, sizeof *ret - len);
		len += n > 0 ? (size_t)n : 0;
	} while (n > 0 || (n < 0 && errno == EINTR));
	return len;
}

const char *play_apart(const struct row *row, struct transcript *ret)
{
	static struct report report;
	struct process *process = find(row);
	size_t len;

	if (!process)
		process = begin(row);
	len = read_report(process->from, &report);
	close(process->from);
	waitpid(process->pid, NULL, 0);
	*process = processes[--process_count];
	if (len < sizeof report) {
		ret->count = 0;
		transcript_add(ret, "(its process died)");
		return NULL;
	}
	*ret = report.transcript;
	return *report.why ? report.why : NULL;
}
