/* SPDX-License-Identifier: MIT */
#include "tun.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/if_tun.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#define DEVICE "gate"

int tun_enter(const struct tun *tun)
{
	int home = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC);

	if (home < 0)
		return -errno;
	if (setns(tun->ns, CLONE_NEWNET) < 0) {
		close(home);
		return -errno;
	}
	return home;
}

void tun_leave(int home)
{
	setns(home, CLONE_NEWNET);
	close(home);
}

/* -- Settings ------------------------------------------------------------ */

static int write_setting(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC), rc;

	if (fd < 0)
		return -errno;
	rc = write(fd, text, strlen(text)) < 0 ? -errno : 0;
	close(fd);
	return rc;
}

int tun_set(const struct tun *tun, const char *name, long value)
{
	char path[128], text[32];
	int home = tun_enter(tun), rc;

	if (home < 0)
		return home;
	snprintf(path, sizeof path, "/proc/sys/net/ipv4/%s", name);
	snprintf(text, sizeof text, "%ld", value);
	rc = write_setting(path, text);
	tun_leave(home);
	return rc;
}

/* -- The route ----------------------------------------------------------- */

struct request {
	struct nlmsghdr header;
	struct rtmsg route;
	char attributes[128];
};

static void *add(struct request *request, unsigned short type, const void *data, size_t len)
{
	struct rtattr *attribute =
		(struct rtattr *)((char *)request + NLMSG_ALIGN(request->header.nlmsg_len));

	attribute->rta_type = type;
	attribute->rta_len = (unsigned short)RTA_LENGTH(len);
	if (len > 0)
		memcpy(RTA_DATA(attribute), data, len);
	request->header.nlmsg_len =
		NLMSG_ALIGN(request->header.nlmsg_len) + RTA_ALIGN(attribute->rta_len);
	return attribute;
}

static int ask(const struct request *request)
{
	struct {
		struct nlmsghdr header;
		struct nlmsgerr error;
		char more[256];
	} answer;
	int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE), rc = -EPROTO;

	if (fd < 0)
		return -errno;
	if (send(fd, request, request->header.nlmsg_len, 0) < 0)
		rc = -errno;
	else if (recv(fd, &answer, sizeof answer, 0) >= (ssize_t)NLMSG_LENGTH(sizeof answer.error))
		rc = answer.error.error;
	close(fd);
	return rc;
}

/* With quickack: each segment is acknowledged at once, so that no timer of the
 * kernel's own decides what is in flight. */
static int add_route(const struct tun *tun)
{
	const uint32_t far = htonl(tun->far), own = htonl(tun->own), device = tun->index, one = 1;
	struct request request = {
		.header = {.nlmsg_len = NLMSG_LENGTH(sizeof request.route),
			   .nlmsg_type = RTM_NEWROUTE,
			   .nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK | NLM_F_CREATE | NLM_F_REPLACE},
		.route = {.rtm_family = AF_INET,
			  .rtm_dst_len = 32,
			  .rtm_table = RT_TABLE_MAIN,
			  .rtm_protocol = RTPROT_STATIC,
			  .rtm_scope = RT_SCOPE_LINK,
			  .rtm_type = RTN_UNICAST},
	};
	struct rtattr *metrics;

	add(&request, RTA_DST, &far, sizeof far);
	add(&request, RTA_PREFSRC, &own, sizeof own);
	add(&request, RTA_OIF, &device, sizeof device);
	metrics = add(&request, RTA_METRICS, NULL, 0);
	add(&request, RTAX_QUICKACK, &one, sizeof one);
	metrics->rta_len =
		(unsigned short)((char *)&request + NLMSG_ALIGN(request.header.nlmsg_len) -
				 (char *)metrics);
	return ask(&request);
}

/* -- The device ---------------------------------------------------------- */

static int set_address(int control, uint32_t address)
{
	struct ifreq request = {.ifr_name = DEVICE};
	struct sockaddr_in name = {.sin_family = AF_INET, .sin_addr = {htonl(address)}};

	memcpy(&request.ifr_addr, &name, sizeof name);
	return ioctl(control, SIOCSIFADDR, &request) < 0 ? -errno : 0;
}

static int set_flags(int control, const char *device, bool up)
{
	struct ifreq request = {0};

	snprintf(request.ifr_name, sizeof request.ifr_name, "%s", device);
	if (ioctl(control, SIOCGIFFLAGS, &request) < 0)
		return -errno;
	if (up)
		request.ifr_flags |= IFF_UP;
	else
		request.ifr_flags &= (short)~IFF_UP;
	return ioctl(control, SIOCSIFFLAGS, &request) < 0 ? -errno : 0;
}

static int configure(struct tun *tun)
{
	int control = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	int rc = control < 0 ? -errno : set_address(control, tun->own);

	if (rc == 0)
		rc = set_flags(control, "lo", true);
	if (rc == 0)
		rc = set_flags(control, DEVICE, true);
	if (control >= 0)
		close(control);
	tun->index = if_nametoindex(DEVICE);
	return rc < 0 ? rc : add_route(tun);
}

static int open_device(struct tun *tun)
{
	struct ifreq request = {.ifr_name = DEVICE, .ifr_flags = IFF_TUN | IFF_NO_PI};

	tun->fd = open("/dev/net/tun", O_RDWR | O_NONBLOCK | O_CLOEXEC);
	if (tun->fd < 0)
		return -errno;
	return ioctl(tun->fd, TUNSETIFF, &request) < 0 ? -errno : 0;
}

static int furnish(struct tun *tun, const char **ret_what)
{
	int rc;

	write_setting("/proc/sys/net/ipv6/conf/default/disable_ipv6", "1");
	/* The plainest: how much may be in flight is no part of what is compared. */
	write_setting("/proc/sys/net/ipv4/tcp_congestion_control", "reno");
	*ret_what = "no TUN device";
	rc = open_device(tun);
	if (rc < 0)
		return rc;
	*ret_what = "the TUN device could not be configured";
	return configure(tun);
}

int tun_open(struct tun *tun, uint32_t own, uint32_t far, const char **ret_what)
{
	int home = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC), rc;

	*tun = (struct tun){.ns = -1, .fd = -1, .own = own, .far = far};
	*ret_what = "no network namespaces";
	if (home < 0)
		return -errno;
	if (unshare(CLONE_NEWNET) < 0) {
		rc = -errno;
		close(home);
		return rc;
	}
	tun->ns = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC);
	rc = tun->ns < 0 ? -errno : furnish(tun, ret_what);
	tun_leave(home);
	if (rc < 0)
		tun_close(tun);
	return rc;
}

void tun_close(struct tun *tun)
{
	if (tun->fd >= 0)
		close(tun->fd);
	if (tun->ns >= 0)
		close(tun->ns);
	tun->fd = tun->ns = -1;
}

int tun_link(const struct tun *tun, bool up)
{
	int home = tun_enter(tun), control, rc;

	if (home < 0)
		return home;
	control = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	rc = control < 0 ? -errno : set_flags(control, DEVICE, up);
	if (rc == 0 && up)
		rc = add_route(tun);
	if (control >= 0)
		close(control);
	tun_leave(home);
	return rc;
}
