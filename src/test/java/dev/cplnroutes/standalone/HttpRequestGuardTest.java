package dev.cplnroutes.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which requests reach Vert.x, on a channel without a network. */
class HttpRequestGuardTest {

    private final EmbeddedChannel channel = new EmbeddedChannel(new HttpRequestDecoder(), new HttpRequestGuard());

    @AfterEach
    void close() {
        channel.finishAndReleaseAll();
    }

    private void receive(String text) {
        channel.writeInbound(Unpooled.copiedBuffer(text, StandardCharsets.ISO_8859_1));
    }

    private void answer(HttpResponseStatus status) {
        channel.writeOutbound(new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status));
        channel.runPendingTasks();
    }

    private String reachesVertx() {
        StringBuilder uris = new StringBuilder();
        for (Object message = channel.readInbound(); message != null; message = channel.readInbound()) {
            if (message instanceof HttpRequest request) {
                uris.append(request.uri()).append(request.decoderResult().isSuccess() ? " " : "! ");
                assertThat(request.protocolVersion()).isIn(HttpVersion.HTTP_1_0, HttpVersion.HTTP_1_1);
            } else {
                ((HttpContent) message).release();
            }
        }
        return uris.toString().trim();
    }

    @Test
    void requestsThatWaitForTheAnswerAreAllRead() {
        for (String version : new String[] {"1.1", "1.0", "1.1"}) {
            receive("GET /a HTTP/" + version + "\r\n\r\n");
            assertThat(reachesVertx()).isEqualTo("/a");
            answer(HttpResponseStatus.OK);
            assertThat(channel.isOpen()).isTrue();
        }
    }

    @Test
    void requestThatComesBeforeTheAnswerIsDroppedAndTheConnectionEndsWithTheAnswer() {
        receive("GET /a HTTP/1.1\r\n\r\nPOST /b HTTP/1.1\r\nContent-Length: 3\r\n\r\nabcGET /c HTTP/1.1\r\n\r\n");
        assertThat(reachesVertx()).isEqualTo("/a");
        assertThat(channel.isOpen()).isTrue();

        channel.writeOutbound(new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK));
        channel.writeOutbound(new DefaultHttpContent(Unpooled.copiedBuffer("x", StandardCharsets.UTF_8)));
        channel.runPendingTasks();
        assertThat(channel.isOpen()).as("until the answer is complete").isTrue();
        channel.writeOutbound(LastHttpContent.EMPTY_LAST_CONTENT);
        channel.runPendingTasks();
        assertThat(channel.isOpen()).isFalse();
        assertThat(reachesVertx()).isEmpty();
    }

    @Test
    void bodyThatComesInPiecesIsNotTakenForAnotherRequest() {
        receive("POST /a HTTP/1.1\r\nContent-Length: 6\r\n\r\nabc");
        receive("def");
        assertThat(reachesVertx()).isEqualTo("/a");
        answer(HttpResponseStatus.OK);
        assertThat(channel.isOpen()).isTrue();
    }

    @Test
    void interimAnswerIsNotTheAnswer() {
        receive("POST /a HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n");
        answer(HttpResponseStatus.CONTINUE);
        receive("abcGET /b HTTP/1.1\r\n\r\n");
        assertThat(reachesVertx()).isEqualTo("/a");
        answer(HttpResponseStatus.CONTINUE);
        assertThat(channel.isOpen()).isTrue();
        answer(HttpResponseStatus.OK);
        assertThat(channel.isOpen()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"HTTP/9.9", "XTTP/1.1", "http/1.1", "HTTP/2.0"})
    void unknownVersionBecomesARequestThatCannotBeRead(String version) {
        receive("GET /a " + version + "\r\n\r\n");
        assertThat(reachesVertx()).matches("/\\S+!");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/..", "/a/../b", "/a/./b", "/a/%2e%2e/b", "/a/.%2E", "/a/..?q=1", "/."})
    void dotSegmentsBecomeARequestThatCannotBeRead(String path) {
        receive("GET " + path + " HTTP/1.1\r\n\r\n");
        assertThat(reachesVertx()).isEqualTo(path + "!");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/a..b", "/..a", "/a/...", "/a?x=/../", "/a%2e", "/.a/b", "/a/..%2fb"})
    void dotsAloneAreNoDotSegment(String path) {
        receive("GET " + path + " HTTP/1.1\r\n\r\n");
        assertThat(reachesVertx()).isEqualTo(path);
    }

    /** Vert.x would let it pass without a token. */
    @Test
    void noRequestIsAPreflightRequest() {
        receive("OPTIONS /a HTTP/1.1\r\nOrigin: http://other\r\nAccess-Control-Request-Method: GET\r\n"
                + "access-control-request-headers: Authorization\r\n\r\n");

        HttpRequest request = channel.readInbound();
        assertThat(request.headers().names()).containsExactlyInAnyOrder("Origin", "Access-Control-Request-Method");
        assertThat(request.uri()).isEqualTo("/a");
    }
}
