/* SPDX-License-Identifier: MIT
 *
 * N: what is on its way.  Two machines, and each packet between them is moved by
 * the row (row.h). */
#include "row.h"

#define TIMED_OUT "IN|OUT|RDHUP|ERR|HUP"

const struct row rows_wire[] = {
	{.id = "N01",
	 .claim = "a handshake step by step: the opener is connected before anybody can accept",
	 .setup = "listener(l)",
	 .expect = "connect(c,L)→EINPROGRESS; poll(c)→0; connect(c,L)→EALREADY; send(c,1)→EAGAIN; "
		   "recv(c,1)→EAGAIN; getpeername(c)→ENOTCONN; [deliver A>B SYN]; poll(l)→0; "
		   "poll(c)→0; [deliver B>A SYN+ACK]; poll(c)→OUT; SO_ERROR(c)→0; poll(l)→0; "
		   "accept(l,s)→EAGAIN; send(c,2)→2; [in flight]→A>B ACK, A>B DATA2; "
		   "[deliver A>B ACK]; poll(l)→IN; accept(l,s); poll(s)→OUT; [deliver A>B DATA2]; "
		   "poll(s)→IN|OUT; recv(s,8)→2 'bc'",
	 .without = "TCP_INFO",
	 .gate = true},
	{.id = "N02",
	 .claim = "a refusal arrives as any other segment",
	 .setup = "",
	 .expect = "connect(c,DEAD)→EINPROGRESS; poll(c)→0; [deliver A>B SYN]; poll(c)→0; "
		   "[deliver B>A RST]; poll(c)→IN|OUT|RDHUP|ERR|HUP; select(c)→rw; "
		   "SO_ERROR(c)→ECONNREFUSED",
	 .gate = true},
	{.id = "N03",
	 .claim = "what was sent before a close arrives, and the end behind it",
	 .setup = "pair(c,s)",
	 .expect = "send(c,3)→3; close(c)→0; [in flight]→A>B DATA3, A>B FIN; poll(s)→OUT; "
		   "[deliver A>B DATA3]; poll(s)→IN|OUT; recv(s,8)→3 'abc'; recv(s,8)→EAGAIN; "
		   "[deliver A>B FIN]; poll(s)→IN|OUT|RDHUP; recv(s,8)→0",
	 .gate = true},
	{.id = "N04",
	 .claim = "a send crosses the FIN: what comes back is an end, then EPIPE",
	 .setup = "pair(c,s)",
	 .expect = "close(s)→0; send(c,1)→1; [in flight]→A>B DATA1, B>A FIN; poll(c)→OUT; "
		   "[deliver B>A FIN]; poll(c)→IN|OUT|RDHUP; send(c,1)→1; [deliver A>B DATA1]; "
		   "[deliver A>B DATA1]; [deliver B>A RST]; [deliver B>A RST]; "
		   "poll(c)→IN|OUT|RDHUP|ERR|HUP; select(c)→rw; SO_ERROR(c)→EPIPE; recv(c,4)→0; "
		   "send(c,1)→EPIPE ⚡",
	 .without = "TCP_INFO",
	 .gate = true},
	{.id = "N05",
	 .claim = "where the FIN is lost, the RST behind it is a reset",
	 .setup = "pair(c,s)",
	 .expect = "close(s)→0; send(c,1)→1; [drop B>A FIN]; [deliver A>B DATA1]; "
		   "[in flight]→B>A RST; [deliver B>A RST]; poll(c)→IN|OUT|RDHUP|ERR|HUP; "
		   "select(c)→rw; recv(c,4)→ECONNRESET; recv(c,4)→0; send(c,1)→EPIPE ⚡",
	 .gate = true},
	{.id = "N06",
	 .claim = "who closes while bytes are in flight sends a FIN, and then a RST for them",
	 .setup = "pair(c,s)",
	 .expect = "send(c,5)→5; close(s)→0; [in flight]→A>B DATA5, B>A FIN; [deliver B>A FIN]; "
		   "poll(c)→IN|OUT|RDHUP; recv(c,4)→0; [deliver A>B DATA5]; [deliver B>A RST]; "
		   "poll(c)→IN|OUT|RDHUP|ERR|HUP; select(c)→rw; recv(c,4)→0; send(c,1)→EPIPE ⚡",
	 .gate = true},
	{.id = "N07",
	 .claim = "both ends may shut at once",
	 .setup = "pair(c,s)",
	 .expect = "shutdown(c,WR)→0; shutdown(s,WR)→0; poll(c)→OUT; poll(s)→OUT; "
		   "[deliver A>B FIN]; poll(s)→IN|OUT|RDHUP|HUP; recv(s,4)→0; [deliver B>A FIN]; "
		   "[deliver B>A ACK]; poll(c)→IN|OUT|RDHUP|HUP; [deliver A>B ACK]; "
		   "poll(c)→IN|OUT|RDHUP|HUP; poll(s)→IN|OUT|RDHUP|HUP; recv(c,1)→0; "
		   "SO_ERROR(c)→0; SO_ERROR(s)→0",
	 .without = "TCP_INFO",
	 .gate = true},
	{.id = "N08",
	 .claim = "both ends may close at once: four segments, and nothing is left",
	 .setup = "pair(c,s)",
	 .expect = "close(c)→0; close(s)→0; [in flight]→A>B FIN, B>A FIN; [deliver A>B FIN]; "
		   "[deliver B>A FIN]; [deliver B>A ACK]; [deliver A>B ACK]; [in flight]→-",
	 .gate = true},
	{.id = "N09",
	 .claim = "both ends may open at once",
	 .setup = "bind(c,A:5001); bind(s,B:5002)",
	 .expect = "connect(c,B:5002)→EINPROGRESS; connect(s,A:5001)→EINPROGRESS; "
		   "[in flight]→A>B SYN, B>A SYN; [deliver A>B SYN]; poll(s)→0; "
		   "[deliver B>A SYN]; [in flight]→A>B SYN+ACK, B>A SYN+ACK; "
		   "[deliver A>B SYN+ACK]; poll(s)→OUT; [deliver B>A SYN+ACK]; "
		   "[deliver B>A ACK]; poll(c)→OUT; send(c,2)→2; [pump]; recv(s,8)→2 'ab'; "
		   "connect(c,B:5002)→0",
	 .without = "TCP_INFO",
	 .gate = true},
	{.id = "N10",
	 .claim = "bytes before a RST are kept",
	 .setup = "pair(c,s)",
	 .expect = "send(s,3)→3; close(s)[SO_LINGER 0]→0; [in flight]→B>A DATA3, B>A RST; "
		   "[deliver B>A DATA3]; poll(c)→IN|OUT; [deliver B>A RST]; "
		   "poll(c)→IN|OUT|RDHUP|ERR|HUP; recv(c,8)→3 'abc'; recv(c,8)→ECONNRESET",
	 .gate = true},
	{.id = "N11",
	 .claim = "a RST behind a gap is not believed at once",
	 .setup = "pair(c,s)",
	 .expect = "send(s,3)→3; close(s)[SO_LINGER 0]→0; [drop B>A DATA3]; [deliver B>A RST]; "
		   "poll(c)→OUT; [in flight]→A>B ACK; [deliver A>B ACK]; [in flight]→B>A RST; "
		   "[deliver B>A RST]; poll(c)→IN|OUT|RDHUP|ERR|HUP; recv(c,4)→ECONNRESET; "
		   "recv(c,4)→0",
	 .without = "TCP_INFO",
	 .gate = true},
	{.id = "N12",
	 .claim = "with a full queue the opener is connected and the listener knows of nobody",
	 .setup = "listener(l,0)",
	 .expect = "connect(a,L)→EINPROGRESS; connect(b,L)→EINPROGRESS; [deliver A>B SYN]; "
		   "[deliver A>B SYN]; [deliver B>A SYN+ACK]; [deliver B>A SYN+ACK]; "
		   "[deliver A>B ACK]; [deliver A>B ACK]; poll(a)→OUT; poll(b)→OUT; poll(l)→IN; "
		   "accept(l,s)→0; accept(l,s2)→EAGAIN; send(b,2)→2; [pump]; accept(l,s2)→0; "
		   "recv(s2,8)→2 'ab'",
	 .without = "TCP_INFO",
	 .gate = true},
	{.id = "N13",
	 .claim = "who was left out of the queue does not hear that the listener has closed",
	 .setup = "listener(l,0)",
	 .expect = "connect(a,L)→EINPROGRESS; connect(b,L)→EINPROGRESS; [deliver A>B SYN]; "
		   "[deliver A>B SYN]; [deliver B>A SYN+ACK]; [deliver B>A SYN+ACK]; "
		   "[deliver A>B ACK]; [deliver A>B ACK]; poll(b)→OUT; close(l)→0; [pump]; "
		   "poll(a)→IN|OUT|RDHUP|ERR|HUP; select(a)→rw; poll(b)→OUT; select(b)→w; "
		   "SO_ERROR(a)→ECONNRESET; SO_ERROR(b)→0; send(b,1)→1; [pump]; "
		   "SO_ERROR(b)→ECONNRESET",
	 .gate = true},
	{.id = "N14",
	 .claim = "what is not acknowledged fills the buffer",
	 .setup = "buffers(c,8192); pair(c,s)",
	 .expect = "fill(c,20000)→EAGAIN; poll(c)→0; [deliver A>B DATA1448]; [deliver B>A ACK]; "
		   "poll(c)→0; [pump]; poll(c)→OUT",
	 .without = "SIOCOUTQ",
	 .gate = true},
	{.id = "N15",
	 .claim = "what is never acknowledged times out: SO_ERROR has it once",
	 .setup = "pair(c,s); set(c,USER_TIMEOUT,500)",
	 .expect = "send(c,3)→3; after(c,1.0)→" TIMED_OUT "; poll(c)→" TIMED_OUT
		   "; select(c)→rw; SO_ERROR(c)→ETIMEDOUT; recv(c,4)→0; send(c,1)→EPIPE ⚡; "
		   "poll(s)→OUT",
	 .slow = true,
	 .gate = true},
	{.id = "N15b",
	 .claim = "recv has the time-out once",
	 .setup = "pair(c,s); set(c,USER_TIMEOUT,500)",
	 .expect = "send(c,3)→3; after(c,1.0)→" TIMED_OUT "; recv(c,4)→ETIMEDOUT; recv(c,4)→0; "
		   "send(c,1)→EPIPE ⚡",
	 .slow = true,
	 .gate = true},
	{.id = "N15c",
	 .claim = "send has the time-out once",
	 .setup = "pair(c,s); set(c,USER_TIMEOUT,500)",
	 .expect = "send(c,3)→3; after(c,1.0)→" TIMED_OUT "; send(c,1)→ETIMEDOUT; "
		   "send(c,1)→EPIPE ⚡; recv(c,4)→0",
	 .slow = true,
	 .gate = true},
	{.id = "N16",
	 .claim = "a connect nobody answers times out",
	 .setup = "listener(l); set(c,SYNCNT,1)",
	 .expect = "connect(c,L)→EINPROGRESS; after(c,3.0)→" TIMED_OUT "; SO_ERROR(c)→ETIMEDOUT; "
		   "recv(c,4)→0; connect(c,L)→ECONNABORTED",
	 .slow = true,
	 .gate = true},
	{.id = "N16b",
	 .claim = "TCP_USER_TIMEOUT ends a connect, too",
	 .setup = "listener(l); set(c,USER_TIMEOUT,1500)",
	 .expect = "connect(c,L)→EINPROGRESS; after(c,1.6)→" TIMED_OUT "; SO_ERROR(c)→ETIMEDOUT",
	 .slow = true,
	 .gate = true},
	{.id = "N17",
	 .claim = "after tcp_retries2 retransmissions a connection is given up",
	 .setup = "sysctl(tcp_retries2,2); pair(c,s)",
	 .expect = "send(c,3)→3; after(c,3.4)→" TIMED_OUT "; SO_ERROR(c)→ETIMEDOUT",
	 .slow = true,
	 .gate = true},
	{.id = "N18",
	 .claim = "an idle connection times out where its probes are not answered",
	 .setup = "pair(c,s); set(c,KEEPIDLE,1); set(c,KEEPINTVL,1); set(c,KEEPCNT,2); "
		  "set(c,KEEPALIVE,1)",
	 .expect = "after(c,3.0)→" TIMED_OUT "; poll(c)→" TIMED_OUT "; select(c)→rw; "
		   "SO_ERROR(c)→ETIMEDOUT",
	 .slow = true,
	 .gate = true},
	{.id = "N18b",
	 .claim = "a probe finds out that the other end is gone",
	 .setup = "pair(c,s); set(c,KEEPIDLE,1); set(c,KEEPINTVL,1); set(c,KEEPCNT,2); "
		  "set(c,KEEPALIVE,1)",
	 .expect = "close(s)[SO_LINGER 0]→0; [drop B>A RST]; [await A>B ACK]; "
		   "[in flight]→A>B ACK; [deliver A>B ACK]; [deliver B>A RST]; "
		   "poll(c)→IN|OUT|RDHUP|ERR|HUP; SO_ERROR(c)→ECONNRESET",
	 .slow = true,
	 .gate = true},
	{.id = "N19",
	 .claim = "with its own link down nothing new begins, and what is connected looks well",
	 .setup = "pair(c,s); set(c,USER_TIMEOUT,500); udp(v)",
	 .expect = "[link down on A]; connect(new,L)→ENETUNREACH; SO_ERROR(new)→0; "
		   "sendto(v,L,1)→ENETUNREACH; poll(c)→OUT; send(c,3)→3; poll(c)→OUT; "
		   "after(c,0.8)→" TIMED_OUT "; SO_ERROR(c)→ETIMEDOUT",
	 .slow = true,
	 .gate = true},
	{.id = "N20",
	 .claim = "an ICMP error ends a connect at once",
	 .setup = "listener(l)",
	 .expect = "connect(a,L)→EINPROGRESS; [ICMP unreachable 0]; poll(a)→IN|OUT|RDHUP|ERR|HUP; "
		   "SO_ERROR(a)→ENETUNREACH; [drop A>B SYN]; connect(b,L)→EINPROGRESS; "
		   "[ICMP unreachable 1]; poll(b)→IN|OUT|RDHUP|ERR|HUP; SO_ERROR(b)→EHOSTUNREACH; "
		   "[drop A>B SYN]; connect(c,L)→EINPROGRESS; [ICMP unreachable 2]; "
		   "poll(c)→IN|OUT|RDHUP|ERR|HUP; SO_ERROR(c)→ENOPROTOOPT; [drop A>B SYN]; "
		   "connect(d,L)→EINPROGRESS; [ICMP unreachable 3]; "
		   "poll(d)→IN|OUT|RDHUP|ERR|HUP; SO_ERROR(d)→ECONNREFUSED; [drop A>B SYN]; "
		   "connect(e,L)→EINPROGRESS; [ICMP unreachable 13]; "
		   "poll(e)→IN|OUT|RDHUP|ERR|HUP; SO_ERROR(e)→EHOSTUNREACH",
	 .gate = true},
	{.id = "N21",
	 .claim = "once connected it is no more than a hint, which SO_ERROR takes",
	 .setup = "pair(c,s); set(c,USER_TIMEOUT,500)",
	 .expect = "send(c,3)→3; [ICMP unreachable 1]; poll(c)→OUT; SO_ERROR(c)→EHOSTUNREACH; "
		   "after(c,1.0)→" TIMED_OUT "; SO_ERROR(c)→ETIMEDOUT",
	 .slow = true,
	 .gate = true},
	{.id = "N21b",
	 .claim = "and which the time-out tells if nobody has taken it",
	 .setup = "pair(c,s); set(c,USER_TIMEOUT,500)",
	 .expect = "send(c,3)→3; [ICMP unreachable 1]; poll(c)→OUT; after(c,1.0)→" TIMED_OUT
		   "; SO_ERROR(c)→EHOSTUNREACH",
	 .slow = true,
	 .gate = true},
	{.id = "N22",
	 .claim = "small bytes wait until those before them are acknowledged",
	 .setup = "pair(c,s); set(c,NODELAY,0)",
	 .expect = "send(c,1)→1; send(c,1)→1; send(c,1)→1; [in flight]→A>B DATA1; "
		   "[deliver A>B DATA1]; poll(s)→IN|OUT; recv(s,8,PEEK)→1 'a'; "
		   "[deliver B>A ACK]; [in flight]→A>B DATA2; [deliver A>B DATA2]; "
		   "recv(s,8)→3 'abc'",
	 .without = "SIOCOUTQ, SIOCINQ",
	 .gate = true},
	{.id = "N23",
	 .claim = "a FIN that is lost is sent again",
	 .setup = "pair(c,s)",
	 .expect = "close(c)→0; [drop A>B FIN]; poll(s)→OUT; [await A>B FIN]; "
		   "[in flight]→A>B FIN; [deliver A>B FIN]; poll(s)→IN|OUT|RDHUP",
	 .slow = true,
	 .gate = true},
	{.id = "N24",
	 .claim = "who closes while it connects is not there when the answer comes",
	 .setup = "listener(l); connect(c,L)",
	 .expect = "close(c)→0; [in flight]→A>B SYN; [deliver A>B SYN]; [in flight]→B>A SYN+ACK; "
		   "[deliver B>A SYN+ACK]; [in flight]→A>B RST; [deliver A>B RST]; poll(l)→0; "
		   "accept(l,s)→EAGAIN",
	 .gate = true},
	{.id = "N26",
	 .claim = "what overtakes is not told before what it has overtaken",
	 .setup = "pair(c,s)",
	 .expect = "send(c,2)→2; send(c,3)→3; [deliver A>B DATA3]; poll(s)→OUT; recv(s,8)→EAGAIN; "
		   "[deliver A>B DATA2]; poll(s)→IN|OUT; recv(s,8)→5 'abcde'",
	 .gate = true},
	{.id = "N27",
	 .claim = "a RST and a FIN may cross",
	 .setup = "pair(c,s)",
	 .expect = "close(c)[SO_LINGER 0]→0; shutdown(s,WR)→0; [in flight]→A>B RST, B>A FIN; "
		   "[deliver A>B RST]; poll(s)→IN|OUT|RDHUP|ERR|HUP; select(s)→rw; "
		   "recv(s,4)→ECONNRESET; SO_ERROR(s)→0",
	 .gate = true},
	{.id = "N28",
	 .claim = "an end behind lost bytes is told behind them",
	 .setup = "pair(c,s)",
	 .expect = "send(c,3)→3; shutdown(c,WR)→0; [drop A>B DATA3]; [deliver A>B FIN]; "
		   "poll(s)→OUT; recv(s,8)→EAGAIN; pump_until(s,RDHUP)→IN|OUT|RDHUP; "
		   "recv(s,8)→3 'abc'; recv(s,8)→0",
	 .without = "TCP_INFO",
	 .slow = true,
	 .gate = true},
	{.id = "N29",
	 .claim = "who closes with bytes unread resets, whatever is still in flight",
	 .setup = "pair(c,s)",
	 .expect = "send(s,3)→3; [deliver B>A DATA3]; send(s,2)→2; close(c)→0; "
		   "[in flight]→A>B ACK, A>B RST, B>A DATA2; [deliver A>B ACK]; "
		   "[deliver A>B RST]; poll(s)→IN|OUT|RDHUP|ERR|HUP; SO_ERROR(s)→ECONNRESET",
	 .gate = true},
	{.id = "N30",
	 .claim = "who has closed answers bytes with a RST",
	 .setup = "pair(c,s)",
	 .expect = "close(c)→0; [pump]; send(s,3)→3; [in flight]→B>A DATA3; [deliver B>A DATA3]; "
		   "[in flight]→A>B RST; send(s,2)→2; [deliver A>B RST]; "
		   "poll(s)→IN|OUT|RDHUP|ERR|HUP; select(s)→rw; send(s,1)→EPIPE ⚡; recv(s,1)→0; "
		   "SO_ERROR(s)→0",
	 .gate = true},
	{.id = "N31",
	 .claim = "who has shut still gets bytes, and then the end",
	 .setup = "pair(c,s)",
	 .expect = "shutdown(c,WR)→0; [pump]; send(s,3)→3; close(s)→0; [deliver B>A DATA3]; "
		   "poll(c)→IN|OUT; [deliver B>A FIN]; poll(c)→IN|OUT|RDHUP|HUP; "
		   "recv(c,8)→3 'abc'; recv(c,8)→0; [pump]; poll(c)→IN|OUT|RDHUP|HUP",
	 .without = "TCP_INFO",
	 .gate = true},
	{.id = "N32",
	 .claim = "datagrams overtake, come twice, and their refusal has its way back",
	 .setup = "udp(u); udp(v); bind(u,B:0); connect(v,U)",
	 .expect = "send(v,3)→3; send(v,4)→4; [deliver A>B UDP4]; [repeat A>B UDP3]; "
		   "[deliver A>B UDP3]; recv(u,8)→4 'defg'; recv(u,8)→3 'abc'; recv(u,8)→3 'abc'; "
		   "recv(u,8)→EAGAIN; close(u)→0; send(v,1)→1; poll(v)→OUT; [deliver A>B UDP1]; "
		   "[in flight]→B>A ICMP3/3; [deliver B>A ICMP3/3]; poll(v)→OUT|ERR; "
		   "SO_ERROR(v)→ECONNREFUSED",
	 .without = "fragments",
	 .gate = true},
	{.id = "N33",
	 .claim = "what is in flight is the sender's until it is acknowledged",
	 .setup = "pair(c,s)",
	 .expect = "send(c,3)→3; poll(c)→OUT; [in flight]→A>B DATA3; [deliver A>B DATA3]; "
		   "recv(s,8)→3 'abc'; [deliver B>A ACK]; [in flight]→-",
	 .without = "SIOCOUTQ, SIOCINQ",
	 .gate = true},
	{.id = "N34",
	 .claim = "a window that was shut opens when the reader has read",
	 .setup = "listener(l); buffers(l,4096); buffers(c,4096); pair(c,s)",
	 .expect = "stuff(c,1000)→EAGAIN; poll(c)→0; drain(s)→all; pump_until(c,OUT)→OUT",
	 .slow = true,
	 .gate = true},
	{.id = "N35",
	 .claim = "who closes second is done when its last ACK is lost, too",
	 .setup = "pair(c,s)",
	 .expect = "close(c)→0; [deliver A>B FIN]; shutdown(s,WR)→0; poll(s)→IN|OUT|RDHUP|HUP; "
		   "[deliver B>A FIN]; [drop A>B ACK]; poll(s)→IN|OUT|RDHUP|HUP; recv(s,1)→0; "
		   "SO_ERROR(s)→0",
	 .without = "TCP_INFO",
	 .gate = true},
	{.id = NULL},
};
