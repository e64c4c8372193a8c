package dev.cplnroutes.trigger.http;

import java.io.IOException;
import java.util.Collection;
import java.util.Set;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpVersion;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.impl.VertxInternal;
import io.vertx.core.impl.VertxWrapper;
import io.vertx.core.net.impl.ConnectionBase;
import org.apache.camel.CamelContext;
import org.apache.camel.TypeConverter;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpRouter;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.impl.converter.DefaultTypeConverter;
import org.apache.camel.spi.Registry;
import org.apache.camel.support.PluginHelper;

/**
 * The internals of Vert.x and of Camel's HTTP server that this project rests on, although neither promises to keep
 * them. No other class names a type outside their API. A test of this class fails when a new version changes one.
 *
 * <p>Besides what the members of this class name, the project rests on this behaviour:
 * <ul>
 * <li>Camel Main builds its servers with the one {@link Vertx} in the registry, by {@code createHttpServer(options)},
 *     and gives each server a {@code Router} as request handler: {@code standalone.BoundedVertx}.
 * <li>A route that is added to Camel's router before the routes of a consumer comes first, also before its body
 *     handler: {@link ListingHttpConsumer}.
 * <li>Camel asks {@code findTypeConverterLoaderClasses} which converters to load: {@link ContextWithoutServer}.
 * <li>Vert.x throws where a handler asks for the parameters of a query that is not encoded correctly.
 * <li>Vert.x makes a folder for its copies when it starts, and throws where it cannot, unless it reads files alone.
 * <li>Vert.x checks tokens by the keys of a key store that have the name of an algorithm as alias, and checks nothing
 *     where there is none: {@code standalone.TokenKeys}.
 * </ul>
 */
public final class ServerInternals {

    /** Camel's HTTP server on Vert.x. A name, because Vert.x is not on the class path of every host. */
    static final String VERTX_ENGINE = "org.apache.camel.component.platform.http.vertx.VertxPlatformHttpEngine";

    /** Logger that tells where the server listens, but says 0.0.0.0 whatever the host is. */
    public static final String ADDRESS_LOGGER = "org.apache.camel.component.platform.http.main.MainHttpServerUtil";

    /** Loader of the type converters of Camel's HTTP server. */
    public static final String SERVER_CONVERTERS =
            "org.apache.camel.component.platform.http.vertx.VertxConverterLoader";

    /** Loader of the type converters of Vert.x's buffers. */
    public static final String BUFFER_CONVERTERS =
            "org.apache.camel.component.vertx.common.CamelVertxCommonBulkConverterLoader";

    /** Status of a request that a Vert.x router refuses because the client has gone. */
    static final int STATUS_OF_GONE_CLIENT = 200;

    /** Refusals that have a handler already: for 405 Vert.x's, which names the methods. */
    static final Set<Integer> ANSWERED_ELSEWHERE = Set.of(405);

    private ServerInternals() {
    }

    /**
     * A Vert.x that passes each call to another one. Subclasses change what they need.
     */
    public abstract static class ForwardingVertx extends VertxWrapper {

        /** Starts a Vert.x and passes the calls to it. */
        protected ForwardingVertx() {
            this(new FileSystemOptions());
        }

        /**
         * Starts a Vert.x and passes the calls to it.
         *
         * @param files has the folder for copies of what Vert.x reads from the class path; where it cannot be made, as
         *              on a read-only file system, Vert.x reads files alone
         */
        ForwardingVertx(FileSystemOptions files) {
            super((VertxInternal) start(files));
        }

        private static Vertx start(FileSystemOptions files) {
            try {
                return Vertx.vertx(new VertxOptions().setFileSystemOptions(files));
            } catch (IllegalStateException e) {
                FileSystemOptions filesAlone = new FileSystemOptions(files).setClassPathResolvingEnabled(false);
                return Vertx.vertx(new VertxOptions().setFileSystemOptions(filesAlone));
            }
        }
    }

    /**
     * Puts a handler between the decoder of HTTP messages and Vert.x.
     *
     * @param connection connection of a server for HTTP/1
     * @param name       name of the handler, unique on the connection
     * @param handler    gets the messages of Netty's HTTP codec, both ways
     * @return channel of the connection
     */
    public static Channel addBeforeVertx(HttpConnection connection, String name, ChannelHandler handler) {
        ChannelHandlerContext vertx = ((ConnectionBase) connection).channelHandlerContext();
        vertx.pipeline().addBefore(vertx.name(), name, handler);
        return vertx.channel();
    }

    /**
     * Closes a connection whose client takes nothing any more. Vert.x itself would first wait until the client has
     * taken all that was written.
     *
     * @param connection connection of a server for HTTP/1
     */
    static void cutOff(HttpConnection connection) {
        ((ConnectionBase) connection).channelHandlerContext().channel().close();
    }

    /**
     * Whether Vert.x takes a version of HTTP for one that it knows. It compares by identity, so that {@code http/1.1},
     * which Netty reads as an equal version, is unknown.
     *
     * @param version version of a request, as Netty read it
     * @return true for HTTP/1.0 and HTTP/1.1
     */
    public static boolean isKnown(HttpVersion version) {
        return version == HttpVersion.HTTP_1_0 || version == HttpVersion.HTTP_1_1;
    }

    /**
     * The router of a server.
     *
     * @param context context of the server
     * @param name    name of the router as its engine gives it
     * @return the router; null if the context has none
     */
    static VertxPlatformHttpRouter router(CamelContext context, String name) {
        VertxPlatformHttpRouter router = VertxPlatformHttpRouter.lookup(context, name);
        // A server with port 0 registers its router before it knows its port.
        return router != null ? router
                : VertxPlatformHttpRouter.lookup(context, VertxPlatformHttpRouter.PLATFORM_HTTP_ROUTER_NAME_ZERO);
    }

    /**
     * A Camel context that loads no converter of the HTTP server, and with them Vert.x and Netty; Camel itself loads
     * those of every library. A class of its own, so that it is used without loading what this class names.
     */
    public static final class ContextWithoutServer extends DefaultCamelContext {

        private static final Set<String> LEFT_OUT = Set.of(SERVER_CONVERTERS, BUFFER_CONVERTERS);

        /**
         * Makes a context that is not started.
         *
         * @param registry its beans
         */
        public ContextWithoutServer(Registry registry) {
            super(registry);
        }

        @Override
        protected TypeConverter createTypeConverter() {
            CamelContext context = getCamelContextReference();
            return new DefaultTypeConverter(context, PluginHelper.getPackageScanClassResolver(context), getInjector(),
                    isLoadTypeConverters(), isTypeConverterStatisticsEnabled()) {
                @Override
                protected Collection<String> findTypeConverterLoaderClasses() throws IOException {
                    Collection<String> loaders = super.findTypeConverterLoaderClasses();
                    loaders.removeAll(LEFT_OUT);
                    return loaders;
                }
            };
        }
    }
}
