package dev.cplnroutes.standalone;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

import dev.cplnroutes.testing.FaultyApi;

/** Requests as scanners send them: by name, byte for byte. */
public final class ScannerRequests {

    private static final String LIST = "/cpln/gvc/prod/containers";
    /** Paths of ours, of Camel's management, and of nobody. */
    private static final List<String> PATHS =
            List.of(LIST, "/cpln/cache", "/observe/health", "/observe/metrics", "/unknown");
    private static final String END = "\r\nHost: test\r\nConnection: close\r\n\r\n";
    private static final String JSON = "\r\nContent-Type: application/json";

    private final Map<String, byte[]> requests = new LinkedHashMap<>();

    private ScannerRequests() {
    }

    /** All of them. */
    public static Map<String, byte[]> all() {
        ScannerRequests all = new ScannerRequests();
        all.addLines();
        all.addUris();
        all.addQueries();
        all.addHeaders();
        all.addBodies();
        all.addFraming();
        all.addOtherProtocols();
        return all.requests;
    }

    /** One of them, changed in a few random places. */
    public static byte[] mutated(List<byte[]> requests, Random random) {
        byte[] request = requests.get(random.nextInt(requests.size())).clone();
        ByteArrayOutputStream changed = new ByteArrayOutputStream();
        int changes = 1 + random.nextInt(4);
        int[] places = random.ints(changes, 0, request.length).sorted().toArray();
        int from = 0;
        for (int place : places) {
            changed.write(request, from, Math.max(0, place - from));
            from = Math.max(from, place);
            switch (random.nextInt(6)) {
                case 0 -> changed.write(random.nextInt(256));
                case 1 -> from = Math.min(request.length, from + 1 + random.nextInt(8));
                case 2 -> changed.writeBytes(request.clone());
                case 3 -> changed.writeBytes(new byte[random.nextInt(300)]);
                case 4 -> changed.writeBytes("\r\n".getBytes(StandardCharsets.US_ASCII));
                default -> changed.writeBytes("%:{}[]\"'<>;,\\".substring(random.nextInt(13))
                        .getBytes(StandardCharsets.US_ASCII));
            }
        }
        changed.write(request, from, request.length - from);
        return changed.toByteArray();
    }

    private void add(String name, String request) {
        // Bytes beyond ASCII are given as they are.
        requests.put(name, request.getBytes(StandardCharsets.ISO_8859_1));
    }

    private void add(String name, String head, byte[] body) {
        ByteArrayOutputStream request = new ByteArrayOutputStream();
        request.writeBytes(head.getBytes(StandardCharsets.ISO_8859_1));
        request.writeBytes(body);
        requests.put(name, request.toByteArray());
    }

    private void get(String uri) {
        add(abbreviated(uri), "GET " + uri + " HTTP/1.1" + END);
    }

    private static String abbreviated(String text) {
        return text.length() < 60 ? text : text.substring(0, 60) + "... " + text.length();
    }

    private void addLines() {
        for (String path : PATHS) {
            for (String method : List.of("HEAD", "PUT", "PATCH", "OPTIONS", "TRACE", "CONNECT", "PROPFIND", "MOVE",
                    "TRACK", "DEBUG",
                    "get", "G\0T", "A".repeat(5000))) {
                if (!(method.equals("HEAD") && path.startsWith("/observe"))) {
                    add(abbreviated(method) + " " + path, method + " " + path + " HTTP/1.1" + END);
                }
            }
            for (String version : List.of("HTTP/9.9", "HTTP/2.0", "HTTP/0.9", "HTTP/1.", "HTTP/1.1.1", "HTTP",
                    "XTTP/1.1", "HTTP/1.1 x",
                    "http/1.1", "HTTP/-1.1", "")) {
                add(version + " " + path, "GET " + path + " " + version + END);
            }
        }
        add("only a method", "GET" + END);
        add("method and blank", "GET " + END);
        add("no method", "/cpln/cache HTTP/1.1" + END);
        add("three words", "GET /cpln/cache x HTTP/1.1" + END);
        add("tabs", "GET\t/cpln/cache\tHTTP/1.1" + END);
        add("line feeds only", "GET /cpln/cache HTTP/1.1\nHost: test\nConnection: close\n\n");
        add("carriage returns only", "GET /cpln/cache HTTP/1.1\rHost: test\rConnection: close\r\r");
        add("blank lines in front", "\r\n\r\n\r\nGET /cpln/cache HTTP/1.1" + END);
        add("simple request", "GET /cpln/cache\r\n\r\n");
        add("nothing but line ends", "\r\n".repeat(1000));
        add("zeros", "\0".repeat(5000));
        add("nonsense", "nonsense\r\n\r\n");
        add("a line without end", "GET /" + "a".repeat(200_000));
    }

    private void addUris() {
        for (String base : List.of("", "/cpln", "/cpln/gvc/prod/containers", "/observe", "/observe/health")) {
            for (String tail : List.of("/../../../../etc/passwd", "/%2e%2e/%2e%2e/etc/passwd", "/%252e%252e/etc/passwd",
                    "/..%2f..%2fetc%2fpasswd", "/..%5c..%5cwindows", "/\\..\\..\\x", "/%c0%ae%c0%ae/etc/passwd",
                    "/\u00c0\u00af..",
                    "/%00", "/a%00.json", "/%0d%0aSet-Cookie:x=y", "/%", "/%2", "/%zz", "/%u002e", "//", "///", "/./",
                    "/.", "/..",
                    "/;jsessionid=1", ";a=b", "/*", "/%2a", "/.git/config", "/%7b%7bcpln.token%7d%7d",
                    "/{{cpln.token}}",
                    "/${jndi:ldap://127.0.0.1/x}", "/<script>alert(1)</script>", "/'%20OR%201=1--", "/a b",
                    "/\u00e4\u00ff",
                    "/#fragment", "?#", "/" + "a/".repeat(1000), "/" + "%41".repeat(1000), "/" + "a".repeat(10_000),
                    "?", "??", "&x=1")) {
                get(base + tail);
            }
        }
        for (String uri : List.of("*", "http://127.0.0.1:22/cpln/nothing", "http://other.example/cpln/cache",
                "https://user:pw@x/cpln/cache",
                "http://", "http:///cpln/cache", "//cpln/cache", "127.0.0.1:22", ":80", "cpln/cache", "?maxWorkers=1",
                "ftp://x/cpln/cache",
                "file:///etc/passwd", "http://[::1/cpln/cache", "http://127.0.0.1:99999/cpln/cache", "\u0001")) {
            get(uri);
            add("OPTIONS " + uri, "OPTIONS " + uri + " HTTP/1.1" + END);
            add("CONNECT " + uri, "CONNECT " + uri + " HTTP/1.1" + END);
        }
    }

    private void addQueries() {
        List<String> values = List.of("${jndi:ldap://127.0.0.1/x}", "${exchangeId}",
                "${bean:cplnApiSettings?method=token}", "{{cpln.token}}",
                "%00", "%0d%0aX:y", "%", "%zz", "%c0%af", "\u00ff", "';--", "..%2f..%2f", "1e999999999", "-0", "NaN",
                "0x10",
                "9".repeat(1000), "[]", "null", "%F0%9F%98%80");
        for (String option : List.of("maxWorkers", "pageSize", "cursor", "location", "parallel", "retryDelaySeconds",
                "gvc", "x",
                "CamelHttpUri", "${exchangeId}")) {
            for (String value : values) {
                get(LIST + "?" + option + "=" + value);
            }
        }
        for (String path : PATHS) {
            get(path + "?" + "x=1&".repeat(500));
            get(path + "?" + "x".repeat(100_000));
            get(path + "?&&&===&=&x&x[]=1&x[a]=2");
            get(path + "?level=%zz&exposureLevel=\0");
            get(path + "?exposureLevel=" + "x".repeat(1000) + "&data=${exchangeId}");
        }
    }

    private void addHeaders() {
        for (String path : PATHS) {
            for (String header : List.of("no colon", ": no name", "X", " folded: x", "X: a\r\n folded", "X: \0",
                    "X\0: y", "X: \u00ff\u00fe",
                    "X y: z", "X : y", "X: " + "a".repeat(50_000), ("X: " + "a".repeat(20) + "\r\n")
                    .repeat(500) + "X: y", "Host: other",
                    "Expect: 100-continue", "Expect: nonsense", "Range: bytes=0-1,2-3,4-", "Range: bytes=9-1",
                    "If-Modified-Since: x",
                    "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                            + "Sec-WebSocket-Version: 13",
                    "Upgrade: websocket\r\nConnection: Upgrade",
                    "Upgrade: h2c\r\nConnection: Upgrade, HTTP2-Settings\r\nHTTP2-Settings: AAMAAABk",
                    "Upgrade: h2c\r\nConnection: Upgrade, HTTP2-Settings\r\nHTTP2-Settings: !",
                    "Upgrade: TLS/1.0\r\nConnection: Upgrade",
                    "CamelHttpUri: http://127.0.0.1:1/", "CamelHttpPath: /x", "CamelHttpResponseCode: 500",
                    "CamelFileName: ../../x",
                    "CAMELHTTPQUERY: x=1", "CamelRestHttpBinding: x", "cplnHttpRequest: x",
                    "breadcrumbId: ${exchangeId}",
                    "User-Agent: ${jndi:ldap://127.0.0.1/x}", "User-Agent: () { :; }; echo x",
                    "Accept: " + "a/b;q=x,".repeat(200), "Accept: ;;;",
                    "Accept: */*;q=" + "9".repeat(400), "Accept-Encoding: gzip;q=x", "Accept-Charset: nonsense",
                    "Content-Type: ;",
                    "Content-Type: application/json; charset=nonsense", "Content-Encoding: nonsense",
                    "Cookie: $Version=1; =; a",
                    "Cookie: " + "a=b; ".repeat(1000), "Authorization: Basic !", "Authorization: Bearer x",
                    "Forwarded: for=\"",
                    "X-Forwarded-Host: x\u0001", "X-Forwarded-Proto: gopher", "Origin: null", "traceparent: 00-x",
                    "X-HTTP-Method-Override: DELETE",
                    "Connection: close, close, ,", "TE: trailers", "Max-Forwards: -1", "Proxy-Authorization: x")) {
                add(abbreviated(header) + " " + path, "GET " + path + " HTTP/1.1\r\n" + header + END);
            }
        }
        add("no host", "GET /cpln/cache HTTP/1.1\r\nConnection: close\r\n\r\n");
        add("bad host", "GET /cpln/cache HTTP/1.1\r\nHost: [x\r\nConnection: close\r\n\r\n");
        add("host of nothing", "GET /cpln/cache HTTP/1.1\r\nHost:\r\nConnection: close\r\n\r\n");
        for (String host : List.of("%", "a%2", "a%zz", "a:b", "a:99999999999", "[::1", "a b", "\0", "a@b", "a/b",
                "${exchangeId}", "a".repeat(5000))) {
            for (String path : PATHS) {
                add("host " + abbreviated(host) + " " + path, "GET " + path + " HTTP/1.1\r\nHost: " + host
                        + "\r\nConnection: close\r\n\r\n");
            }
        }
        add("injected by line feed", "GET /cpln/cache HTTP/1.1\r\nX: a\nX-Injected: b" + END);
    }

    private void body(String name, String type, byte[] content) {
        for (String path : List.of(LIST, "/cpln/cache", "/cpln/events/redeliver/x", "/observe/health", "/unknown")) {
            add(name + " " + path, "POST " + path + " HTTP/1.1\r\nContent-Type: " + type + "\r\nContent-Length: "
                    + content.length + END, content);
        }
    }

    private void addBodies() {
        for (String text : List.of("", "{", "}", "[".repeat(10_000), "{\"a\":".repeat(10_000), "[".repeat(10_000)
                + "]".repeat(10_000),
                "{\"maxWorkers\":" + "9".repeat(2000) + "}", "{\"maxWorkers\":1e999999999}",
                "{\"maxResults\":-1e-999999999}",
                "\"" + "a".repeat(60_000) + "\"", "{\"" + "a".repeat(60_000) + "\":1}", "{\"location\":\""
                + "a".repeat(60_000) + "\"}",
                "\u00ff\u00fe{}", "\u00ef\u00bb\u00bf{\"maxWorkers\":0}", "{\"location\":\"\u00c0\u00af\"}",
                "{\"location\":\"\\ud800\"}",
                "{\"a\":1}".repeat(5000), "\0".repeat(1000), "{\"location\":\"${exchangeId}\"}",
                "{\"location\":\"${jndi:ldap://127.0.0.1/x}\"}",
                "{\"@class\":\"java.lang.Runtime\"}", "{\"@type\":\"java.net.URL\"}",
                "<?xml version=\"1.0\"?><!DOCTYPE x [<!ENTITY y SYSTEM "
                + "\"file:///etc/passwd\">]><x>&y;</x>", "!!javax.script.ScriptEngineManager []",
                "\u00ac\u00ed\0\u0005sr")) {
            body("JSON " + abbreviated(text), "application/json", text.getBytes(StandardCharsets.ISO_8859_1));
        }
        String part = "--x\r\nContent-Disposition: form-data; name=\"f\"; filename=\"../../f.sh\"\r\nContent-Type: "
                + "text/plain\r\n\r\n"
                + "uploaded\r\n";
        for (String content : List.of(part + "--x--\r\n", part, "--x\r\n\r\n", part.repeat(100) + "--x--\r\n",
                "nonsense",
                "--x\r\nContent-Disposition: form-data; name=\"" + "a".repeat(20_000) + "\"\r\n\r\nv\r\n--x--\r\n",
                "--x\r\nContent-Disposition: form-data\r\n\r\nv\r\n--x--\r\n",
                "--x\r\nContent-Disposition: form-data; name=\"f\"; filename=\"f\"\r\nContent-Transfer-Encoding: "
                        + "nonsense\r\n\r\nv\r\n--x--\r\n")) {
            body("multipart " + abbreviated(content), "multipart/form-data; boundary=x",
                    content.getBytes(StandardCharsets.ISO_8859_1));
        }
        body("multipart without boundary", "multipart/form-data", part.getBytes(StandardCharsets.ISO_8859_1));
        body("multipart in capitals", "MULTIPART/FORM-DATA; boundary=x", (part + "--x--\r\n")
                .getBytes(StandardCharsets.ISO_8859_1));
        body("multipart mixed", "multipart/mixed; boundary=x", part.getBytes(StandardCharsets.ISO_8859_1));
        for (String form : List.of("a=b", "%", "a=%zz", "a=" + "b".repeat(60_000), "a=b&".repeat(10_000),
                "CamelFileName=x&maxWorkers=1")) {
            body("form " + abbreviated(form), "application/x-www-form-urlencoded",
                    form.getBytes(StandardCharsets.ISO_8859_1));
        }
        byte[] bomb = FaultyApi.bomb(30_000_000);
        for (String path : PATHS) {
            add("gzip bomb " + path, "POST " + path + " HTTP/1.1\r\nContent-Encoding: gzip\r\nContent-Length: "
                    + bomb.length + JSON + END, bomb);
        }
        body("too large", "application/json", new byte[65_537]);
        body("much too large", "application/json", new byte[2_000_000]);
        for (String path : PATHS) {
            add("chunks that are too large " + path, "POST " + path + " HTTP/1.1\r\nTransfer-Encoding: chunked" + JSON
                    + END
                    + ("1000\r\n" + "x".repeat(4096) + "\r\n").repeat(30) + "0\r\n\r\n");
        }
    }

    private void addFraming() {
        for (String path : PATHS) {
            for (String framing : List.of("Content-Length: -1", "Content-Length: x",
                    "Content-Length: 99999999999999999999",
                    "Content-Length: 9223372036854775807", "Content-Length: 5\r\nContent-Length: 6",
                    "Content-Length: 2\r\nContent-Length: 2",
                    "Content-Length: 2, 2", "Content-Length: +2", "Content-Length: 0x2", "Content-Length: ",
                    "Content-Length: 100",
                    "Content-Length: 2\r\nTransfer-Encoding: chunked",
                    "Transfer-Encoding: chunked\r\nContent-Length: 2",
                    "Transfer-Encoding: nonsense", "Transfer-Encoding: chunked, identity",
                    "Transfer-Encoding: xchunked",
                    "Transfer-Encoding:\u000bchunked", "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity",
                    "Expect: 100-continue\r\nContent-Length: 2", "Expect: nonsense\r\nContent-Length: 2",
                    "Expect: 100-continue\r\nContent-Length: 100000")) {
                add(framing + " " + path, "POST " + path + " HTTP/1.1\r\n" + framing + JSON + END + "{}");
            }
            for (String chunks : List.of("zz\r\n{}\r\n", "-1\r\n{}\r\n", "ffffffffffffffff\r\n{}", "80000000\r\n{}",
                    "2\r\n{}XX", "2{}\r\n",
                    "2;" + "x".repeat(20_000) + "\r\n{}\r\n0\r\n\r\n",
                    "2\r\n{}\r\n0\r\nContent-Length: 5\r\nX\0: y\r\n\r\n", "2\r\n{}\r\n",
                    "0\r\n" + "X: y\r\n".repeat(5000) + "\r\n", " 2 \r\n{}\r\n0\r\n\r\n",
                    "0000000000000000000002\r\n{}\r\n0\r\n\r\n", "\r\n\r\n")) {
                add("chunk " + abbreviated(chunks) + " " + path,
                        "POST " + path + " HTTP/1.1\r\nTransfer-Encoding: chunked" + JSON + END + chunks);
            }
        }
        add("a request behind the request", "POST " + LIST
                + " HTTP/1.1\r\nContent-Length: 6\r\nTransfer-Encoding: chunked" + END
                + "0\r\n\r\nGET /cpln/cache HTTP/1.1\r\nX: y");
        add("many requests at once", "GET /cpln/nothing HTTP/1.1\r\nHost: test\r\n\r\n".repeat(200));
        add("half a line", "GET /cpln/cac");
        add("half the headers", "GET /cpln/cache HTTP/1.1\r\nHost: te");
        add("half a body", "POST " + LIST + " HTTP/1.1\r\nContent-Length: 100" + JSON + END + "{\"maxWork");
    }

    private void addOtherProtocols() {
        add("TLS hello", "\u0016\u0003\u0001\u0002\0\u0001\0\u0001\u00fc\u0003\u0003" + "\u00aa".repeat(505));
        add("SSL 2 hello", "\u0080\u002e\u0001\0\u0002\0\u0015\0\0\0\u0010" + "x".repeat(40));
        add("HTTP/2 preface", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\u0004\0\0\0\0\0");
        add("HTTP/2 preface and nonsense", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + "\u00ff".repeat(200));
        add("SSH", "SSH-2.0-OpenSSH_9.0\r\n");
        add("SMTP", "EHLO x\r\nMAIL FROM:<x@y>\r\n");
        add("Redis", "*1\r\n$4\r\nINFO\r\n");
        add("PROXY protocol", "PROXY TCP4 1.2.3.4 5.6.7.8 1 2\r\nGET /cpln/cache HTTP/1.1" + END);
        add("SOCKS", "\u0005\u0001\0");
        add("RTSP", "OPTIONS / RTSP/1.0\r\n\r\n");
        add("SIP", "OPTIONS sip:nm SIP/2.0\r\nVia: SIP/2.0/TCP nm\r\n\r\n");
        add("Java serialization", "\u00ac\u00ed\0\u0005" + "x".repeat(100));
        add("random bytes", new Random(1).ints(4000, 0, 256)
                .collect(StringBuilder::new, (text, value) -> text.append((char) value),
                StringBuilder::append).toString());
    }
}
