// SPDX-License-Identifier: GPL-2.0
/* System call layer: the netlink socket for device events. */
#include "lib/sys.h"

#include <sys/socket.h>
#include <sys/uio.h>
#include <linux/netlink.h>

#include "lib/syscall.h"

int sys_uevent_socket(int rcvbuf)
{
	struct sockaddr_nl address = {.nl_family = AF_NETLINK, .nl_groups = 1};
	int fd = or_errno(socket(AF_NETLINK, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK,
				 NETLINK_KOBJECT_UEVENT));
	int err;

	if (fd < 0)
		return fd;
	if (setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &rcvbuf, sizeof(rcvbuf)))
		(void)setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &rcvbuf, sizeof(rcvbuf));
	err = or_errno(bind(fd, (struct sockaddr *)&address, sizeof(address)));
	if (!err)
		return fd;
	sys_close(fd);
	return err;
}

ssize_t sys_uevent_receive(int fd, void *buf, size_t len)
{
	struct sockaddr_nl sender;
	struct iovec part = {.iov_base = buf, .iov_len = len};
	struct msghdr message = {.msg_name = &sender,
				 .msg_namelen = sizeof(sender),
				 .msg_iov = &part,
				 .msg_iovlen = 1};
	ssize_t got = or_errno(recvmsg(fd, &message, 0));

	if (got < 0)
		return got;
	if (message.msg_flags & MSG_TRUNC)
		return -EMSGSIZE;
	if (message.msg_namelen != sizeof(sender) || sender.nl_pid != 0)
		return -EPERM;
	return got;
}
