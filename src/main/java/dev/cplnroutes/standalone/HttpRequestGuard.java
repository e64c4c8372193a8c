package dev.cplnroutes.standalone;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;

/**
 * Keeps from Vert.x what it cannot deal with, on one connection. A request of a version that does not exist it would take for a
 * failure of its own (501), in an answer that begins with whatever the client called its version. And where the client goes
 * away behind a request that follows another before its answer, it fails to notice that it has gone. So a request comes when
 * the last is answered; what comes sooner is not read, and the connection ends with the answer, as any server may end it.
 */
final class HttpRequestGuard extends ChannelDuplexHandler {

    private boolean isAnswering;
    private boolean isLast;

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) throws Exception {
        isLast |= isAnswering && message instanceof HttpRequest;
        if (isLast) {
            ReferenceCountUtil.release(message);
            return;
        }
        if (message instanceof HttpRequest request) {
            isAnswering = true;
            if (!isKnown(request.protocolVersion())) {
                request.setProtocolVersion(HttpVersion.HTTP_1_1);
                request.setDecoderResult(DecoderResult.failure(new IllegalArgumentException("No version of HTTP")));
            }
        }
        super.channelRead(context, message);
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) throws Exception {
        ChannelPromise written = promise;
        if (message instanceof LastHttpContent && !isInterim(message)) {
            isAnswering = false;
            if (isLast) {
                written = promise.unvoid();
                // As a task of its own: closing writes too, and this may be called in the midst of a write that has failed.
                written.addListener(done -> context.executor().execute(() -> context.channel().close()));
            }
        }
        super.write(context, message, written);
    }

    private static boolean isInterim(Object message) {
        return message instanceof HttpResponse response && response.status().codeClass() == HttpStatusClass.INFORMATIONAL;
    }

    /** Those that Vert.x knows by identity: for Netty http/1.1 is one more, and equal. */
    private static boolean isKnown(HttpVersion version) {
        return version == HttpVersion.HTTP_1_0 || version == HttpVersion.HTTP_1_1;
    }
}
