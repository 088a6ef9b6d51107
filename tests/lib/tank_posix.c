/* SPDX-License-Identifier: MIT
 *
 * A test on the real kernel: in this process, over loopback. */
#include "tank.h"

#include <signal.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

static void mask_sigpipe(int how)
{
	sigset_t pipe;

	sigemptyset(&pipe);
	sigaddset(&pipe, SIGPIPE);
	sigprocmask(how, &pipe, NULL);
}

/* It is blocked, and so stays pending until somebody asks. */
bool tank_took_sigpipe_posix(void)
{
	const struct timespec now = {0, 0};
	sigset_t pipe;

	sigemptyset(&pipe);
	sigaddset(&pipe, SIGPIPE);
	return sigtimedwait(&pipe, NULL, &now) == SIGPIPE;
}

void tank_play_posix(struct tank *t)
{
	mask_sigpipe(SIG_BLOCK);
	assert_string_equal(ac_sys_posix()->ops->name, "posix");
	tank_play_on(t, ac_sys_posix());
}

/* A failed assertion may have jumped out of a handler. */
void tank_leave_posix(struct tank *t)
{
	if (t->under_way) {
		t->loop.depth = 0;
		ac_loop_fini(&t->loop);
	}
	tank_took_sigpipe_posix();
	mask_sigpipe(SIG_UNBLOCK);
}

/* A file without a name. */
int tank_file_posix(const void *bytes, size_t len)
{
	char name[] = "/tmp/tank.XXXXXX";
	int fd = mkstemp(name);

	assert_true(fd >= 0);
	unlink(name);
	assert_int_equal(write(fd, bytes, len), len);
	assert_int_equal(lseek(fd, 0, SEEK_SET), 0);
	return fd;
}

bool tank_may_open(struct tank *t, unsigned count)
{
	struct rlimit limit;

	if (t->is->kernel == TANK_SIM)
		return true;
	assert_int_equal(getrlimit(RLIMIT_NOFILE, &limit), 0);
	if (limit.rlim_max < count)
		return false;
	if (limit.rlim_cur < count)
		limit.rlim_cur = count;
	return setrlimit(RLIMIT_NOFILE, &limit) == 0;
}
