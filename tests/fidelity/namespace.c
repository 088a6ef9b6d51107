/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <net/if.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "kernels.h"

static int raise_loopback(void)
{
	struct ifreq request = {.ifr_name = "lo", .ifr_flags = IFF_UP | IFF_RUNNING};
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0), rc;

	if (fd < 0)
		return -errno;
	rc = ioctl(fd, SIOCSIFFLAGS, &request) < 0 ? -errno : 0;
	close(fd);
	return rc;
}

static void write_file(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);

	if (fd < 0)
		return;
	if (write(fd, text, strlen(text)) < 0)
		perror(path);
	close(fd);
}

/* Who is not root is root in a user namespace. */
static int become_root(void)
{
	char map[64];
	unsigned uid = getuid(), gid = getgid();

	if (unshare(CLONE_NEWUSER) < 0)
		return -errno;
	write_file("/proc/self/setgroups", "deny");
	snprintf(map, sizeof map, "0 %u 1", uid);
	write_file("/proc/self/uid_map", map);
	snprintf(map, sizeof map, "0 %u 1", gid);
	write_file("/proc/self/gid_map", map);
	return 0;
}

/* Programs are an ordinary user's, who may not do everything to sockets and pipes. */
static int become_mighty(bool mighty)
{
	const uint32_t might = 1u << CAP_NET_ADMIN | 1u << CAP_NET_RAW | 1u << CAP_SYS_RESOURCE;
	struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};
	struct __user_cap_data_struct data[_LINUX_CAPABILITY_U32S_3];

	if (syscall(SYS_capget, &header, data) < 0)
		return -errno;
	data[0].effective = mighty ? data[0].permitted : data[0].effective & ~might;
	return syscall(SYS_capset, &header, data) < 0 ? -errno : 0;
}

int namespace_renew(void)
{
	int rc = become_mighty(true);

	if (rc == 0 && unshare(CLONE_NEWNET) < 0)
		rc = -errno;
	if (rc == 0)
		rc = raise_loopback();
	return rc < 0 ? rc : become_mighty(false);
}

const char *namespace_enter(void)
{
	int rc = geteuid() == 0 ? 0 : become_root();

	if (rc == 0)
		rc = namespace_renew();
	return rc < 0 ? strerror(-rc) : NULL;
}
