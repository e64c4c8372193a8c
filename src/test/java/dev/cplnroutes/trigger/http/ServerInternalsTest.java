package dev.cplnroutes.trigger.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpVersion;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.handler.BodyHandler;
import org.apache.camel.CamelContext;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpEngine;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpRouter;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpServer;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpServerConfiguration;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What this project rests on in Vert.x and in Camel's server, each tried out: a new version that moves it fails here.
 */
@Timeout(60)
class ServerInternalsTest {

    private static final Pattern INTERNAL =
            Pattern.compile("\\bio\\.vertx\\.[a-z.]*\\bimpl\\.|\\borg\\.apache\\.camel\\.impl\\."
            + "|\\bio\\.netty\\.[a-z.]*\\binternal\\.|\\borg\\.apache\\.kafka\\.[a-z.]*\\binternals\\."
            + "|\\bsetAccessible\\b");

    private final TestedVertx vertx = new TestedVertx();

    /** A Vert.x that notes how Camel makes its servers. */
    private static final class TestedVertx extends ServerInternals.ForwardingVertx {

        TestedVertx() {
            this(new FileSystemOptions());
        }

        TestedVertx(FileSystemOptions files) {
            super(files);
        }

        private final List<HttpServerOptions> servers = new CopyOnWriteArrayList<>();
        private final List<Object> requestHandlers = new CopyOnWriteArrayList<>();

        @Override
        public HttpServer createHttpServer(HttpServerOptions options) {
            servers.add(options);
            HttpServer server = super.createHttpServer(options);
            return (HttpServer) Proxy.newProxyInstance(HttpServer.class.getClassLoader(),
                    new Class<?>[] {HttpServer.class},
                    (proxy, method, arguments) -> {
                        if (method.getName().equals("requestHandler") && arguments != null) {
                            requestHandlers.add(arguments[0]);
                        }
                        try {
                            return method.invoke(server, arguments);
                        } catch (InvocationTargetException e) {
                            throw e.getCause();
                        }
                    });
        }
    }

    @AfterEach
    void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    private int listen(HttpServer server) {
        return server.listen(0, "127.0.0.1").toCompletionStage().toCompletableFuture().join().actualPort();
    }

    private static Socket send(int port, String request) throws IOException {
        Socket socket = new Socket("127.0.0.1", port);
        socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
        return socket;
    }

    private static String answer(int port, String request) throws IOException {
        try (Socket socket = send(port, request)) {
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }

    @Test
    void serverNeedsNoFolderForTemporaryFiles(@TempDir Path folder) throws IOException {
        // Below a file no folder can be made, whoever tries.
        Path file = Files.writeString(folder.resolve("users.properties"), "user.tim=sausages");
        TestedVertx withoutFolder = new TestedVertx(
                new FileSystemOptions().setFileCacheDir(file.resolve("vertx-cache").toString()));
        try {
            HttpServer server = withoutFolder.createHttpServer().requestHandler(request -> request.response()
                    .end(withoutFolder.fileSystem().readFileBlocking(file.toString())));

            assertThat(answer(listen(server), "GET /a HTTP/1.1\r\nHost: test\r\nConnection: close\r\n\r\n"))
                    .startsWith("HTTP/1.1 200 OK").endsWith("user.tim=sausages");
        } finally {
            withoutFolder.close().toCompletionStage().toCompletableFuture().join();
        }
    }

    @Test
    void handlerBeforeVertxGetsTheMessagesOfHttp() throws IOException {
        List<Object> read = new CopyOnWriteArrayList<>();
        List<Object> written = new CopyOnWriteArrayList<>();
        HttpServer server = vertx.createHttpServer().requestHandler(request -> request.response().end(request.path()));
        server.connectionHandler(connection -> assertThat(ServerInternals.addBeforeVertx(connection, "test",
                new ChannelDuplexHandler() {

                    @Override
                    public void channelRead(ChannelHandlerContext context, Object message) throws Exception {
                        read.add(message);
                        super.channelRead(context, message);
                    }

                    @Override
                    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise)
                            throws Exception {
                        written.add(message);
                        super.write(context, message, promise);
                    }
                }).isActive()).isTrue());

        assertThat(answer(listen(server), "GET /a HTTP/1.1\r\nHost: test\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 200 OK").endsWith("/a");
        assertThat(read.get(0)).isInstanceOfSatisfying(HttpRequest.class,
                request -> assertThat(request.uri()).isEqualTo("/a"));
        assertThat(written.get(0)).isInstanceOf(HttpResponse.class);
    }

    /**
     * The guard of connections sets such requests right. Where Vert.x answers them rightly by itself, it is not needed.
     */
    @ParameterizedTest
    @ValueSource(strings = {"http/1.1", "HTTP/1.9", "HTTP/2.0"})
    void vertxTakesAnUnknownVersionForAFailureOfItsOwn(String version) throws IOException {
        int port = listen(vertx.createHttpServer().requestHandler(request -> request.response().end("answered")));

        assertThat(ServerInternals.isKnown(HttpVersion.valueOf(version.replace("http", "HTTP").replace("1.1", "1.9"))))
                .isFalse();
        assertThat(answer(port, "GET / " + version + "\r\nHost: test\r\nConnection: close\r\n\r\n")).contains(" 501 ");
    }

    @Test
    void vertxKnowsTwoVersionsByIdentity() throws IOException {
        assertThat(ServerInternals.isKnown(HttpVersion.valueOf("HTTP/1.1"))).isTrue();
        assertThat(ServerInternals.isKnown(HttpVersion.valueOf("HTTP/1.0"))).isTrue();
        assertThat(ServerInternals.isKnown(new HttpVersion("HTTP", 1, 1, true))).as("equal, and not the same")
                .isFalse();
        int port = listen(vertx.createHttpServer().requestHandler(request -> request.response().end("answered")));
        assertThat(answer(port, "GET / HTTP/1.0\r\nHost: test\r\n\r\n")).contains(" 200 ").endsWith("answered");
    }

    @Test
    void queryThatIsNotEncodedCorrectlyThrows() throws IOException {
        int port = listen(vertx.createHttpServer().requestHandler(request -> {
            try {
                request.response().end("read " + request.params().size());
            } catch (IllegalArgumentException e) {
                request.response().end("refused");
            }
        }));

        assertThat(answer(port, "GET /?a=%zz HTTP/1.0\r\n\r\n")).endsWith("refused");
        assertThat(answer(port, "GET /?a=%20 HTTP/1.0\r\n\r\n")).endsWith("read 1");
    }

    @Test
    void requestWhoseClientHasGoneFailsWithStatus200() throws IOException {
        Router router = Router.router(vertx);
        List<Integer> failed = new CopyOnWriteArrayList<>();
        for (int status : List.of(ServerInternals.STATUS_OF_GONE_CLIENT, 400, 500)) {
            router.errorHandler(status, context -> failed.add(status));
        }
        List<String> arrived = new CopyOnWriteArrayList<>();
        router.route().handler(context -> {
            arrived.add(context.request().path());
            context.next();
        });
        router.route().handler(BodyHandler.create(false));
        int port = listen(vertx.createHttpServer().requestHandler(router));

        try (Socket client = send(port, "POST /a HTTP/1.1\r\nHost: test\r\nContent-Length: 100\r\n\r\n{")) {
            await().atMost(Duration.ofSeconds(30)).until(() -> arrived.equals(List.of("/a")));
            assertThat(client.isConnected()).isTrue();
        }
        await().atMost(Duration.ofSeconds(30)).until(() -> !failed.isEmpty());
        assertThat(failed).containsExactly(ServerInternals.STATUS_OF_GONE_CLIENT);
    }

    @Test
    void camelMakesItsServersOnTheVertxOfTheRegistryAndRegistersTheirRouters() throws Exception {
        CamelContext context = new DefaultCamelContext();
        try {
            context.getRegistry().bind("vertx", vertx);
            context.start();
            assertThat(ServerInternals.router(context, "none")).isNull();
            VertxPlatformHttpServerConfiguration configuration = new VertxPlatformHttpServerConfiguration();
            configuration.setBindHost("127.0.0.1");
            configuration.setBindPort(0);
            VertxPlatformHttpServer server = new VertxPlatformHttpServer(configuration);
            server.setCamelContext(context);
            server.start();

            assertThat(vertx.servers).hasSize(1);
            assertThat(vertx.requestHandlers).singleElement().isInstanceOf(Router.class);
            VertxPlatformHttpRouter router =
                    ServerInternals.router(context, VertxPlatformHttpRouter.getRouterNameFromPort(server.getPort()));
            assertThat(router).as("of a port that was not known").isNotNull();
            router.route("/a*").handler(request -> request.response().end("first"));
            router.route("/a").handler(request -> request.response().end("second"));
            assertThat(answer(server.getPort(), "GET /a HTTP/1.0\r\n\r\n")).endsWith("first");
            server.stop();
        } finally {
            context.stop();
        }
    }

    @Test
    void classesThatAreKnownByNameAreThere() throws ClassNotFoundException {
        assertThat(ServerInternals.VERTX_ENGINE).isEqualTo(VertxPlatformHttpEngine.class.getName());
        assertThat(Class.forName(ServerInternals.ADDRESS_LOGGER)).isNotNull();
        assertThat(Class.forName(ServerInternals.SERVER_CONVERTERS)).isNotNull();
        assertThat(Class.forName(ServerInternals.BUFFER_CONVERTERS)).isNotNull();
    }

    @Test
    void noOtherClassNamesAnInternalType() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("src", "main", "java"))) {
            assertThat(files.filter(file -> file.toString().endsWith(".java")).filter(file -> {
                try {
                    return INTERNAL.matcher(Files.readString(file)).find();
                } catch (IOException e) {
                    throw new IllegalStateException(e);
                }
            }).map(file -> file.getFileName().toString())).containsExactly("ServerInternals.java");
        }
    }
}
