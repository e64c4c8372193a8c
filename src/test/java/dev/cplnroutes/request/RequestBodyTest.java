package dev.cplnroutes.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.cplnroutes.InvalidRequestException;
import dev.cplnroutes.demo.DemoOrganization;
import dev.cplnroutes.demo.DemoServer;
import dev.cplnroutes.testing.Listed;
import dev.cplnroutes.testing.RoutesExtension;
import dev.cplnroutes.trigger.kafka.GvcRequests;
import org.apache.camel.Exchange;
import org.apache.camel.component.file.GenericFile;
import org.apache.camel.component.file.GenericFileDefaultBinding;
import org.apache.camel.converter.stream.InputStreamCache;
import org.apache.camel.converter.stream.ReaderCache;
import org.apache.camel.support.DefaultExchange;
import org.apache.camel.support.SimpleTypeConverter;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The forms of body in which the routes in the JVM take a request: every one that carries JSON text or a Map.
 */
@Timeout(120)
class RequestBodyTest {

    private static final String ONE = "{\"gvc\":\"prod\",\"workloadName\":\"workload-00001\"}";
    private static final String MARK = "\uFEFF";

    @RegisterExtension
    private static final RoutesExtension routes = RoutesExtension.on(DemoOrganization.uniform("acme", "prod", 3));
    private static final DemoServer server = routes.server();

    @TempDir
    private static Path directory;

    /** What a host's own type converter knows. */
    private record Question(String json) {
    }

    /** What only its text tells, as trees of other JSON libraries. */
    private record Tree(String json) {

        @Override
        public String toString() {
            return json;
        }
    }

    @BeforeAll
    static void hostsConverter() {
        routes.context().getTypeConverterRegistry().addTypeConverter(Map.class, Question.class,
                new SimpleTypeConverter(false, (type, exchange, value) ->
                        new ObjectMapper().readValue(((Question) value).json(), Map.class)));
    }

    private static Path file(byte[] bytes) {
        try {
            return Files.write(Files.createTempFile(directory, "request", ".json"), bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static GenericFile<File> local(byte[] bytes) {
        GenericFile<File> file = new GenericFile<>();
        file.setFile(file(bytes).toFile());
        return file;
    }

    private static GenericFile<String> remote(byte[] bytes) {
        GenericFile<String> file = new GenericFile<>();
        file.setFile("on another machine");
        file.setBinding(new GenericFileDefaultBinding<>());
        file.setBody(bytes);
        return file;
    }

    private static ByteBuffer inTheMiddle(byte[] bytes) {
        ByteBuffer buffer = ByteBuffer.allocate(bytes.length + 7).position(3);
        buffer.put(bytes).flip().position(3);
        return buffer.asReadOnlyBuffer();
    }

    /** Forms that carry bytes. */
    static Stream<Named<Function<byte[], Object>>> forms() {
        return Stream.of(form("bytes", bytes -> bytes), form("stream", ByteArrayInputStream::new),
                form("cached stream", InputStreamCache::new), form("buffer", RequestBodyTest::inTheMiddle),
                form("direct buffer", bytes -> ByteBuffer.allocateDirect(bytes.length).put(bytes).flip()),
                form("file", bytes -> file(bytes).toFile()), form("path", RequestBodyTest::file),
                form("Camel's file", RequestBodyTest::local), form("file elsewhere", RequestBodyTest::remote));
    }

    /** Forms that carry text. */
    static Stream<Named<Function<String, Object>>> texts() {
        return Stream.of(form("text", text -> text), form("builder", StringBuilder::new),
                form("reader", StringReader::new), form("cached reader", ReaderCache::new),
                form("JSON tree", RequestBodyTest::tree), form("text in a JSON tree", TextNode::new),
                form("of a host", Question::new), form("of another library", Tree::new),
                form("characters", CharBuffer::wrap));
    }

    private static <T> Named<Function<T, Object>> form(String name, Function<T, Object> form) {
        return Named.of(name, form);
    }

    private static JsonNode tree(String json) {
        try {
            return new ObjectMapper().readTree(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void assertAskedForOne(Function<String, Object> body) {
        assertThat(Listed.workloads(routes.list(body.apply(ONE)))).containsExactly("workload-00001");
        assertThat(routes.send("direct:cpln-clear-cache", body.apply(ONE), Long.class)).isEqualTo(1);
    }

    private static void assertRefused(Object body, String message) {
        int before = server.requests().size();
        assertThatThrownBy(() -> routes.list(body)).isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining(message).hasMessageNotContaining("java.").hasMessageNotContaining("camel");
        assertThat(server.requests()).hasSize(before);
    }

    @ParameterizedTest
    @MethodSource("texts")
    void textInEachFormAsksForAListingAndClearsTheCache(Function<String, Object> form) {
        assertAskedForOne(form);
        assertRefused(form.apply("{\"gvc\":\"prod\",\"workers\":5}"), "Unknown option 'workers'");
    }

    @ParameterizedTest
    @MethodSource("forms")
    void bytesInEachFormAskForAListingAndClearTheCache(Function<byte[], Object> form) {
        Function<String, Object> body = text -> form.apply(text.getBytes(StandardCharsets.UTF_8));
        assertAskedForOne(body);
        assertAskedForOne(text -> body.apply(MARK + text));
        assertRefused(body.apply("{\"gvc\":\"prod\",\"workers\":5}"), "Unknown option 'workers'");
        assertRefused(body.apply("[1]"), "The request is not a JSON object of options");
        for (String encoding : List.of("UTF-16", "UTF-16LE", "UTF-32")) {
            assertRefused(form.apply(ONE.getBytes(Charset.forName(encoding))),
                    "The request is in UTF-" + encoding.substring(4, 6) + "; send it in UTF-8.");
        }
    }

    @ParameterizedTest
    @MethodSource("forms")
    void ofALongBodySixtyFourKibibytesAreRead(Function<byte[], Object> form) {
        String longest = ONE + " ".repeat(64 * 1024 - ONE.length());
        assertThat(Listed.workloads(routes.list(form.apply(longest.getBytes(StandardCharsets.UTF_8)))))
                .containsExactly("workload-00001");
    }

    @Test
    void filesStreamsAndReadersThatAreLongerAreRefused() {
        byte[] longer = ("{\"gvc\":\"" + "x".repeat(64 * 1024) + "\"}").getBytes(StandardCharsets.UTF_8);
        for (Object body : List.of(file(longer), local(longer), remote(longer), ByteBuffer.wrap(longer),
                new StringReader(new String(longer, StandardCharsets.UTF_8)))) {
            assertRefused(body, "The request is not a JSON object of options");
        }
        int[] read = {0};
        assertRefused(new Reader() {
            @Override
            public int read(char[] characters, int offset, int length) {
                read[0] += length;
                return length;
            }

            @Override
            public void close() {
                // Nothing is open.
            }
        }, "The request is not a JSON object of options");
        assertThat(read[0]).as("of a reader that does not end").isBetween(64 * 1024, 80 * 1024);
    }

    @Test
    void cachedStreamCanBeReadAgainByTheCaller() throws IOException {
        InputStreamCache cache = new InputStreamCache(ONE.getBytes(StandardCharsets.UTF_8));
        routes.list(cache);
        assertThat(new String(cache.readAllBytes(), StandardCharsets.UTF_8)).isEqualTo(ONE);
        ByteBuffer buffer = inTheMiddle(ONE.getBytes(StandardCharsets.UTF_8));
        routes.list(buffer);
        assertThat(buffer.remaining()).isEqualTo(ONE.length());
    }

    @Test
    void fileThatCannotBeReadIsNamed() {
        Path missing = directory.resolve("missing.json");
        GenericFile<File> gone = new GenericFile<>();
        gone.setFile(missing.toFile());
        for (Object body : List.of(missing, missing.toFile(), gone)) {
            assertRefused(body, "missing.json', which cannot be read; name a file that is there and may be read.");
        }
        assertRefused(directory, "which cannot be read");
        assertRefused(new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("java.net.SocketException: reset");
            }
        }, "The request could not be read to its end; send it again.");
    }

    static Stream<Object> others() {
        return Stream.of(5, 1.5, true, List.of(), List.of(Map.of("gvc", "prod")), new int[] {1}, new String[][] {{ONE}},
                new Tree("java.lang.Object@1"), new Tree(""), new Object(), RequestBodyTest.class, Thread.State.NEW);
    }

    @ParameterizedTest
    @MethodSource("others")
    void whatIsNoRequestIsRefusedInWords(Object body) {
        assertRefused(body, "A listing request is a ListingRequest, a Map or JSON text");
        assertThatThrownBy(() -> routes.send("direct:cpln-clear-cache", body, Long.class))
                .isInstanceOf(InvalidRequestException.class).hasMessage("What to clear is nothing for everything, or a "
                        + "Map or JSON text with gvc and workloadName.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"gvc\":\"prod\"}", MARK + "{\"gvc\":\"prod\"}"})
    void requestForEveryGvcTakesTheSameForms(String json) {
        Exchange exchange = new DefaultExchange(routes.context());
        exchange.getMessage().setBody(file(json.getBytes(StandardCharsets.UTF_8)).toFile());
        assertThatThrownBy(() -> new GvcRequests().spread(exchange, null, null))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessage("Option 'gvc' has the value 'prod'; allowed is none, because each GVC gets a request.");
    }
}
