/* SPDX-License-Identifier: MIT
 *
 * L: UDP. */
#include "row.h"

const struct row rows_udp[] = {
	{.id = "L01",
	 .claim = "a datagram socket is writable from the start, and takes a peer at once",
	 .setup = "udp(u); udp(b); bind(b,lo:0)",
	 .expect = "poll(u)→OUT; select(u)→w; recv(u,4)→EAGAIN; send(u,1)→EDESTADDRREQ; "
		   "getpeername(u)→ENOTCONN; getsockname(u)→0.0.0.0:PORT; connect(u,B)→0; "
		   "getsockname(u)→lo:PORT; getpeername(u)→lo:PORT; send(u,3)→3; poll(b)→IN|OUT; "
		   "select(b)→rw; recv(b,8)→3 'bcd'; recv(b,8)→EAGAIN; connect(u,B)→0; "
		   "listen(u,1)→EOPNOTSUPP; accept(u,x)→EOPNOTSUPP"},
	{.id = "L02",
	 .claim = "who is connected hears that nobody is there, once for each datagram",
	 .setup = "udp(u); connect(u,lo:9)",
	 .expect = "send(u,1)→1; poll(u)→OUT|ERR; select(u)→rw; SO_ERROR(u)→ECONNREFUSED; "
		   "poll(u)→OUT; select(u)→w; send(u,1)→1; send(u,1)→ECONNREFUSED; "
		   "recv(u,4)→EAGAIN; recv(u,4)→EAGAIN; send(u,1)→1; recv(u,4)→ECONNREFUSED; "
		   "recv(u,4)→EAGAIN"},
	{.id = "L03",
	 .claim = "who is not connected hears nothing of it",
	 .setup = "udp(u)",
	 .expect = "sendto(u,lo:9,1)→1; poll(u)→OUT; select(u)→w; recv(u,4)→EAGAIN; SO_ERROR(u)→0"},
	{.id = "L04",
	 .claim = "an empty datagram is one, and what does not fit is lost",
	 .setup = "udp(u); udp(b); bind(b,lo:0); connect(u,B)",
	 .expect = "send(u,0)→0; poll(b)→IN|OUT; select(b)→rw; recv(b,8)→0; recv(b,8)→EAGAIN; "
		   "send(u,5)→5; send(u,2)→2; recv(b,3,TRUNC)→5 'abc..'; recv(b,8)→2 'fg'; "
		   "send(u,5)→5; recv(b,2)→2 'hi'; recv(b,8)→EAGAIN; send(u,5)→5; "
		   "recv(b,2,PEEK)→2 'mn'; recv(b,0)→0; recv(b,8)→EAGAIN",
	 .without = "recvmsg"},
	{.id = "L05",
	 .claim = "a datagram has at most 65507 bytes",
	 .setup = "udp(u); udp(b); bind(b,lo:0); connect(u,B)",
	 .expect = "send(u,65507)→65507; send(u,65508)→EMSGSIZE; send(u,70000)→EMSGSIZE; "
		   "skip(b,65536)→65507; SO_ERROR(u)→0"},
	{.id = "L06",
	 .claim = "what does not fit into the buffer is dropped, and nobody is told",
	 .setup = "udp(u); udp(b); bind(b,lo:0); connect(u,B); set(b,RCVBUF,4096)",
	 .expect = "send(u,500)→500; send(u,500)→500; send(u,500)→500; send(u,500)→500; "
		   "send(u,500)→500; send(u,500)→500; send(u,500)→500; send(u,500)→500; "
		   "skip(b,500)→500; skip(b,500)→500; skip(b,500)→500; skip(b,500)→500; "
		   "skip(b,500)→500; skip(b,500)→500; skip(b,500)→EAGAIN; poll(u)→OUT; "
		   "set(b,RCVBUF,106496)→0; get(b,RCVBUF)→212992; sends(u,500,2000)→2000; "
		   "reads(b,500)→166; poll(u)→OUT"},
	{.id = "L07",
	 .claim = "shut for reading a socket is readable for ever, and never has an end",
	 .setup = "udp(u); udp(b); udp(fresh); udp(v); bind(b,lo:0); connect(u,B); connect(v,B)",
	 .expect = "shutdown(u,WR)→0; send(u,1)→EPIPE; poll(u)→OUT; select(u)→w; "
		   "shutdown(b,RD)→ENOTCONN; poll(b)→IN|OUT|RDHUP; select(b)→rw; "
		   "recv(b,4)→EAGAIN; shutdown(fresh,RDWR)→ENOTCONN; recv(fresh,4)→EAGAIN; "
		   "shutdown(v,RD)→0; poll(v)→IN|OUT|RDHUP; select(v)→rw; recv(v,1)→EAGAIN"},
	{.id = "L08",
	 .claim = "who is connected hears its peer alone, and can be disconnected",
	 .setup = "udp(u); udp(b); udp(x); bind(b,lo:0); bind(x,lo:0); connect(u,B)",
	 .expect = "sendto(x,U,2)→2; recv(u,4)→EAGAIN; send(b,1)→EDESTADDRREQ; sendto(b,U,2)→2; "
		   "recvfrom(u,4)→2 'de' from b; sendto(u,X,2)→2; recvfrom(x,4)→2 'fg' from u; "
		   "connect(u,AF_UNSPEC)→0; getpeername(u)→ENOTCONN; getsockname(u)→0.0.0.0:0; "
		   "send(u,1)→EDESTADDRREQ; sendto(u,lo:0,1)→EINVAL"},
	{.id = "L09",
	 .claim = "a port is shared when all say REUSEADDR; the newest gets what comes",
	 .setup = "udp(a); udp(b); udp(c); udp(d); udp(u); bind(a,lo:0); set(c,REUSEADDR,1); "
		  "set(d,REUSEADDR,1)",
	 .expect = "bind(b,A)→EADDRINUSE; bind(c,A)→EADDRINUSE; set(a,REUSEADDR,1)→0; "
		   "bind(d,A)→0; sendto(u,A,1)→1; poll(a)→OUT; poll(d)→IN|OUT"},
	{.id = "L10",
	 .claim = "without a route nothing is sent, and TCP does not even begin",
	 .setup = "udp(u)",
	 .expect = "sendto(u,255.255.255.255:9,1)→ENETUNREACH; sendto(u,8.8.8.8:9,1)→ENETUNREACH; "
		   "connect(u,8.8.8.8:9)→ENETUNREACH; connect(c,8.8.8.8:9)→ENETUNREACH; "
		   "poll(c)→OUT|HUP; select(c)→rw; SO_ERROR(c)→0",
	 .own_machine = true},
	{.id = "L11",
	 .claim = "what waits is lost with its reader, and the next send hears of it",
	 .setup = "udp(u); udp(b); bind(b,lo:0); connect(u,B)",
	 .expect = "send(u,1)→1; send(u,1)→1; close(b)→0; send(u,1)→1; poll(u)→OUT|ERR; "
		   "select(u)→rw; send(u,1)→ECONNREFUSED; SO_ERROR(u)→0"},
	{.id = NULL},
};
