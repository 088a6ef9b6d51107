/* SPDX-License-Identifier: MIT
 *
 * What Linux does when a process is killed, or gets a signal in a wait: the facts behind
 * test_process.c, asked of the kernel this runs on. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <arpa/inet.h>
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <sys/epoll.h>
#include <sys/select.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

static struct sockaddr_in anywhere(void)
{
	struct sockaddr_in name = {.sin_family = AF_INET};

	name.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	return name;
}

/* -errno: it can not be had. */
static int listener_at(struct sockaddr_in *name, bool reuse)
{
	int fd = socket(AF_INET, SOCK_STREAM, 0), one = 1;
	socklen_t len = sizeof *name;

	assert_true(fd >= 0);
	if (reuse)
		assert_int_equal(setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one), 0);
	if (bind(fd, (struct sockaddr *)name, sizeof *name) < 0 || listen(fd, 5) < 0) {
		int error = errno;

		close(fd);
		return -error;
	}
	assert_int_equal(getsockname(fd, (struct sockaddr *)name, &len), 0);
	return fd;
}

static int dialed(const struct sockaddr_in *name)
{
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	assert_true(fd >= 0);
	if (connect(fd, (const struct sockaddr *)name, sizeof *name) < 0) {
		int error = errno;

		close(fd);
		return -error;
	}
	return fd;
}

/* 0: FIN; else -errno. */
static int end_of(int fd)
{
	char byte;
	ssize_t n = recv(fd, &byte, 1, 0);

	return n < 0 ? -errno : (int)n;
}

/* A process that has the listener, and accepts so many. */
struct victim {
	pid_t pid;
	int told; /* it has done what it has to */
};

static struct victim begin_victim(int listener, unsigned accepts)
{
	struct victim victim;
	int fds[2];

	assert_int_equal(pipe(fds), 0);
	victim.pid = fork();
	assert_true(victim.pid >= 0);
	if (victim.pid == 0) {
		while (accepts-- > 0)
			accept(listener, NULL, NULL);
		if (write(fds[1], "", 1) != 1)
			_exit(1);
		for (;;)
			pause();
	}
	close(fds[1]);
	close(listener);
	victim.told = fds[0];
	return victim;
}

static void kill_victim(struct victim *victim)
{
	char byte;
	int status;

	assert_int_equal(read(victim->told, &byte, 1), 1);
	close(victim->told);
	assert_int_equal(kill(victim->pid, SIGKILL), 0);
	assert_int_equal(waitpid(victim->pid, &status, 0), victim->pid);
	assert_true(WIFSIGNALED(status));
}

static void the_dead_say_fin_or_reset(void **state)
{
	struct sockaddr_in name = anywhere();
	int listener = listener_at(&name, true);
	struct victim victim = begin_victim(listener, 2);
	int idle = dialed(&name), unread = dialed(&name), queued;

	(void)state;
	assert_int_equal(send(unread, "abc", 3, 0), 3);
	queued = dialed(&name); /* behind those that are accepted */
	kill_victim(&victim);
	assert_int_equal(end_of(idle), 0);
	assert_int_equal(end_of(unread), -ECONNRESET);
	assert_int_equal(end_of(queued), -ECONNRESET);
	assert_int_equal(dialed(&name), -ECONNREFUSED);
	close(idle);
	close(unread);
	close(queued);
}

static void the_port_of_the_dead_needs_reuse_on_both(void **state)
{
	(void)state;
	for (unsigned reuse = 0; reuse < 4; reuse++) {
		struct sockaddr_in name = anywhere();
		int listener = listener_at(&name, reuse & 1);
		struct victim victim = begin_victim(listener, 1);
		int peer = dialed(&name), next;

		kill_victim(&victim);
		assert_int_equal(end_of(peer), 0);
		next = listener_at(&name, reuse & 2);
		assert_int_equal(next < 0 ? next : 0, reuse == 3 ? 0 : -EADDRINUSE);
		if (next >= 0)
			close(next);
		close(peer); /* TIME_WAIT, and no difference */
		next = listener_at(&name, reuse & 2);
		assert_int_equal(next < 0 ? next : 0, reuse == 3 ? 0 : -EADDRINUSE);
		if (next >= 0)
			close(next);
	}
}

/* -- Signals -------------------------------------------------------------- */

static volatile sig_atomic_t heard;

static void hear(int number)
{
	heard = number;
}

static int poll_for_ever(void)
{
	return poll(NULL, 0, -1);
}

static int select_for_ever(void)
{
	return select(0, NULL, NULL, NULL, NULL);
}

static int epoll_for_ever(void)
{
	struct epoll_event event;

	return epoll_wait(epoll_create1(0), &event, 1, -1);
}

/* A child waits, and a signal comes again and again until it does not wait any more. */
static void is_interrupted(int (*waits)(void))
{
	const struct itimerval often = {{0, 10000}, {0, 10000}};
	struct sigaction action = {.sa_flags = SA_RESTART};
	pid_t child = fork();
	int status;

	assert_true(child >= 0);
	action.sa_handler = hear;
	if (child == 0) {
		sigemptyset(&action.sa_mask);
		sigaction(SIGALRM, &action, NULL);
		setitimer(ITIMER_REAL, &often, NULL);
		_exit(waits() == -1 && errno == EINTR && heard == SIGALRM ? 0 : 1);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
}

static void no_wait_is_begun_again_behind_a_handler(void **state)
{
	(void)state;
	is_interrupted(poll_for_ever);
	is_interrupted(select_for_ever);
	is_interrupted(epoll_for_ever);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_dead_say_fin_or_reset),
		cmocka_unit_test(the_port_of_the_dead_needs_reuse_on_both),
		cmocka_unit_test(no_wait_is_begun_again_behind_a_handler),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
