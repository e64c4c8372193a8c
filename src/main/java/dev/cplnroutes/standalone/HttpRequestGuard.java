package dev.cplnroutes.standalone;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import dev.cplnroutes.trigger.http.ServerInternals;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;

/**
 * A filter between Netty and Vert.x that keeps from Vert.x, on one connection, the requests that it handles wrongly.
 *
 * <p>A request of an unknown version of HTTP would be answered with 501, in a line that begins with the version that
 * the client sent. The guard makes it a bad request instead.
 *
 * <p>Vert.x resolves dot segments ({@code ..}, {@code %2e%2e}) before it looks for the route. A proxy that lets pass
 * what begins with a path would let pass all paths. The guard makes it a bad request too.
 *
 * <p>A preflight request of a browser would need no authentication. No path answers one, so the guard takes away the
 * header that makes it one.
 *
 * <p>If a second request arrives before the first is answered, Vert.x does not notice any more when the client goes
 * away. The guard drops the second request and closes the connection after the first answer, as a server may do at
 * any time.
 *
 * <p>Camel's metrics have types with parameters. Vert.x takes only a range that has all of them, and would answer 406
 * to a scraper that asks for {@code text/plain}, as <a
 * href="https://github.com/influxdata/telegraf/issues/6523">others did</a>. The guard adds the whole type where a range
 * leaves parameters open.
 *
 * <p>It tells the compressor behind it which answers are streams and stay as they are. The compressor does not touch
 * the answer to a {@code HEAD}, so the guard takes away the length that the compressed answer would not have.
 */
final class HttpRequestGuard extends ChannelDuplexHandler {

    private static final List<String> STREAMS = List.of("text/event-stream", "application/x-ndjson");
    /** The forms of Camel's metrics, each with its version. */
    private static final Map<String, String> METRICS = Map.of("text/plain", "0.0.4",
            "application/openmetrics-text", "1.0.0");
    private static final String METRICS_TYPE = "text/plain;version=0.0.4;charset=utf-8";
    private static final Pattern DOT_SEGMENT = Pattern.compile("(?i)^[^?#]*/(?:\\.|%2e){1,2}(?:[/?#]|$)");
    private static final Pattern COMPRESSED = Pattern.compile("(?i)gzip|deflate|\\*");

    private boolean isAnswering;
    private boolean isLast;
    private boolean hasOtherLength;

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) throws Exception {
        isLast |= isAnswering && message instanceof HttpRequest;
        if (isLast) {
            ReferenceCountUtil.release(message);
            return;
        }
        if (message instanceof HttpRequest request) {
            isAnswering = true;
            request.headers().remove(HttpHeaderNames.ACCESS_CONTROL_REQUEST_HEADERS);
            hasOtherLength = request.method().equals(HttpMethod.HEAD) && COMPRESSED.matcher(
                    String.join(",", request.headers().getAll(HttpHeaderNames.ACCEPT_ENCODING))).find();
            completeAccept(request.headers());
            if (!ServerInternals.isKnown(request.protocolVersion())) {
                request.setProtocolVersion(HttpVersion.HTTP_1_1);
                request.setDecoderResult(
                        DecoderResult.failure(new IllegalArgumentException("Unknown version of HTTP")));
            } else if (DOT_SEGMENT.matcher(request.uri()).find()) {
                request.setDecoderResult(DecoderResult.failure(new IllegalArgumentException("Dot segments in a path")));
            }
        }
        super.channelRead(context, message);
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) throws Exception {
        if (message instanceof HttpResponse response && !isInterim(message)) {
            prepareCompression(response);
            if (hasOtherLength) {
                response.headers().remove(HttpHeaderNames.CONTENT_LENGTH);
            }
        }
        ChannelPromise written = promise;
        if (message instanceof LastHttpContent && !isInterim(message)) {
            isAnswering = false;
            if (isLast) {
                written = promise.unvoid();
                // As a task of its own: closing writes too, and this listener may run inside a write that has failed.
                written.addListener(done -> context.executor().execute(() -> context.channel().close()));
            }
        }
        super.write(context, message, written);
    }

    private static void completeAccept(HttpHeaders headers) {
        String accept = String.join(",", headers.getAll(HttpHeaderNames.ACCEPT));
        // What stands in quotes may hold separators. No scraper sends quotes.
        if (accept.indexOf('"') < 0 && Stream.of(accept.split(",")).anyMatch(HttpRequestGuard::takesMetrics)) {
            // Camel writes the other form on the same path, by a look at the header.
            headers.set(HttpHeaderNames.ACCEPT, accept + "," + METRICS_TYPE + ";q=0.001");
        }
    }

    /** Whether metrics match the range, which may leave open their version and character set. */
    private static boolean takesMetrics(String range) {
        List<String> parts = Stream.of(range.split(";")).map(part -> part.replaceAll("\\s", "")
                .toLowerCase(Locale.ROOT)).toList();
        String version = parts.isEmpty() ? null : METRICS.get(parts.get(0));
        return version != null && parts.stream().allMatch(part -> !part.matches("q=0(\\.0*)?")
                && (!part.startsWith("version=") || part.equals("version=" + version))
                && (!part.startsWith("charset=") || part.equals("charset=utf-8")));
    }

    /** The compressor stands between this handler and the network. It holds back what a stream must send at once. */
    private static void prepareCompression(HttpResponse response) {
        if (response.headers().contains(HttpHeaderNames.CONTENT_ENCODING)) {
            return;
        }
        String type = response.headers().get(HttpHeaderNames.CONTENT_TYPE, "").toLowerCase(Locale.ROOT);
        if (STREAMS.stream().anyMatch(type::startsWith)) {
            response.headers().set(HttpHeaderNames.CONTENT_ENCODING, HttpHeaderValues.IDENTITY);
        } else {
            response.headers().add(HttpHeaderNames.VARY, HttpHeaderNames.ACCEPT_ENCODING);
        }
    }

    private static boolean isInterim(Object message) {
        return message instanceof HttpResponse response
                && response.status().codeClass() == HttpStatusClass.INFORMATIONAL;
    }
}
