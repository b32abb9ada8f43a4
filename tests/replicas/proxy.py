"""A door in front of several copies: each request goes to the next one, as it came."""

import http.client
import http.server
import itertools
import threading


class Door(http.server.ThreadingHTTPServer):
    """Listens on a free port of loopback."""

    daemon_threads = True

    def __init__(self, copies):
        super().__init__(("127.0.0.1", 0), _Handler)
        self.turns = itertools.cycle(copies)
        self.lock = threading.Lock()
        self.url = f"http://127.0.0.1:{self.server_port}"
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def next(self):
        with self.lock:
            return next(self.turns)


class _Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def _pass_on(self):
        length = int(self.headers.get("Content-Length", 0))
        body = self.rfile.read(length) if length else None
        copy = http.client.HTTPConnection(self.server.next(), timeout=60)
        # As it came: the signature is over the host, too.
        copy.putrequest(self.command, self.path, skip_host=True, skip_accept_encoding=True)
        for name, value in self.headers.items():
            if name.lower() != "connection":
                copy.putheader(name, value)
        copy.endheaders(body)
        answer = copy.getresponse()
        data = answer.read()
        self.send_response_only(answer.status)
        for name, value in answer.getheaders():
            if name.lower() not in ("connection", "content-length", "transfer-encoding"):
                self.send_header(name, value)
        if answer.status != 204:
            self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)
        copy.close()

    do_GET = do_PUT = do_POST = do_DELETE = do_HEAD = _pass_on

    def log_message(self, *_):
        pass
