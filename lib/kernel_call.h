/* SPDX-License-Identifier: MIT
 *
 * kernel_call.h - recv(2) and send(2), with results as the seam wants them.
 *
 * They are most of what a program asks of the kernel.  On x86-64 the kernel's own
 * convention is that of the seam, and libc's translation to errno and ours back is
 * left out: 9 instructions less for each call.  Sanitizers watch libc's calls, so
 * they keep them. */
#ifndef AC_KERNEL_CALL_H
#define AC_KERNEL_CALL_H

#include <errno.h>
#include <stddef.h>
#include <sys/socket.h>
#include <sys/syscall.h>

#if defined __SANITIZE_ADDRESS__ || defined __SANITIZE_THREAD__
#define AC_BY_LIBC 1
#elif defined __has_feature
#if __has_feature(address_sanitizer) || __has_feature(memory_sanitizer) || \
	__has_feature(thread_sanitizer)
#define AC_BY_LIBC 1
#endif
#endif

#if defined __linux__ && defined __x86_64__ && defined __LP64__ && !defined AC_BY_LIBC

/* recvfrom or sendto without an address. */
static inline ssize_t ac_kernel_transfer(long number, int fd, const void *buf, size_t len,
					 int flags)
{
	register long flags_register __asm__("r10") = flags;
	register const void *addr __asm__("r8") = NULL;
	register long addr_len __asm__("r9") = 0;
	ssize_t result;

	__asm__ volatile("syscall"
			 : "=a"(result)
			 : "a"(number), "D"((long)fd), "S"(buf), "d"(len), "r"(flags_register),
			   "r"(addr), "r"(addr_len)
			 : "rcx", "r11", "memory");
	return result;
}

static inline ssize_t ac_kernel_recv(int fd, void *buf, size_t len, int flags)
{
	return ac_kernel_transfer(SYS_recvfrom, fd, buf, len, flags);
}

static inline ssize_t ac_kernel_send(int fd, const void *buf, size_t len, int flags)
{
	return ac_kernel_transfer(SYS_sendto, fd, buf, len, flags);
}

#else

static inline ssize_t ac_kernel_recv(int fd, void *buf, size_t len, int flags)
{
	ssize_t n = recv(fd, buf, len, flags);

	return n < 0 ? -errno : n;
}

static inline ssize_t ac_kernel_send(int fd, const void *buf, size_t len, int flags)
{
	ssize_t n = send(fd, buf, len, flags);

	return n < 0 ? -errno : n;
}

#endif
#endif
