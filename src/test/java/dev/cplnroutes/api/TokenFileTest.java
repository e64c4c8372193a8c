package dev.cplnroutes.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

import dev.cplnroutes.ListingFailedException;
import dev.cplnroutes.ListingRequest;
import dev.cplnroutes.demo.DemoOrganization;
import dev.cplnroutes.demo.DemoResponse;
import dev.cplnroutes.demo.DemoServer;
import dev.cplnroutes.testing.CapturedLog;
import dev.cplnroutes.testing.RoutesExtension;
import dev.cplnroutes.testing.RunningRoutes;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The token in a file: found, replaced, spoilt, gone and back, while listings go on. The server takes one token at a
 * time, where a
 * test does not say otherwise.
 */
@Timeout(120)
class TokenFileTest {

    private static final Duration DEADLINE = Duration.ofSeconds(20);

    @TempDir
    private Path directory;

    private final List<String> authorizations = new CopyOnWriteArrayList<>();
    @RegisterExtension
    private final RoutesExtension routes = RoutesExtension.on(DemoOrganization.uniform("acme", "prod", 3))
            .without("cpln.token").with("cpln.listing.retry-delay-seconds", "0.001")
            .with("cpln.listing.cache", "false");
    private final DemoServer server = routes.server();
    private volatile String taken = "first-token";

    @BeforeEach
    void start() {
        server.intercept(request -> {
            String authorization = request.headers().get("authorization");
            authorizations.add(authorization);
            return taken == null || ("Bearer " + taken).equals(authorization) ? null
                    : DemoResponse.error(401, "unknown token " + authorization);
        });
    }

    private RunningRoutes routes(Path file) {
        return routes.start(Map.of("cpln.token-file", file.toString()));
    }

    private static int found(RunningRoutes routes) {
        return routes.list(ListingRequest.ofGvc("prod")).containers().size();
    }

    /** As Kubernetes mounts a secret: file -> ..data/file, ..data -> a folder that is another one after each change. */
    private Path mount(String folder, String token) throws IOException {
        Path data = Files.createDirectory(directory.resolve(folder));
        Files.writeString(data.resolve("token"), token);
        Path next = Files.createSymbolicLink(directory.resolve("..data_tmp"), Path.of(folder));
        Files.move(next, directory.resolve("..data"), StandardCopyOption.ATOMIC_MOVE,
                StandardCopyOption.REPLACE_EXISTING);
        Path file = directory.resolve("token");
        if (!Files.exists(file)) {
            Files.createSymbolicLink(file, Path.of("..data", "token"));
        }
        return file;
    }

    @Test
    void mountedSecretThatChangesIsUsedWithoutANewStart() throws IOException {
        taken = null;
        Path file = mount("..1", "  Bearer first-token\n");
        try (CapturedLog log = CapturedLog.start(); RunningRoutes routes = routes(file)) {
            assertThat(found(routes)).isEqualTo(3);

            // Of the same length and, for all that the file system tells, of the same time.
            mount("..2", "other-token\r\n");
            Files.setLastModifiedTime(directory.resolve("..2").resolve("token"),
                    Files.getLastModifiedTime(directory.resolve("..1").resolve("token")));
            await().atMost(DEADLINE).until(() -> {
                found(routes);
                return authorizations.contains("Bearer other-token");
            });
            assertThat(authorizations).containsOnly("Bearer first-token", "Bearer other-token");
            assertThat(log.lines().stream().filter(line -> line.startsWith(TokenFile.class.getName())))
                    .containsExactly(TokenFile.class.getName() + " The file of cpln.token-file, " + file
                            + ", holds another token, which is used from now on");
            assertThat(log.lines()).noneMatch(line -> line.contains("first-token") || line.contains("other-token"));
        }
    }

    @Test
    void callWhoseTokenWasReplacedIsSentAgainWithTheNewOne() throws IOException {
        Path file = Files.writeString(directory.resolve("token"), "first-token");
        try (RunningRoutes routes = routes(file)) {
            assertThat(found(routes)).isEqualTo(3);
            authorizations.clear();

            // Well within the second for which the file is not looked at.
            taken = "second-token";
            Files.writeString(file, "second-token");
            assertThat(found(routes)).isEqualTo(3);
            assertThat(authorizations).last().isEqualTo("Bearer second-token");

            // No other token in the file: final at once.
            taken = "third-token";
            authorizations.clear();
            assertThatThrownBy(() -> found(routes)).isInstanceOf(ListingFailedException.class)
                    .hasMessage("The API answered 401: unknown token Bearer ***. Check the token and its "
                            + "permissions.");
            assertThat(authorizations).containsExactly("Bearer second-token");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"gone", "empty", "large", "no token", "a folder"})
    void fileThatHoldsNoTokenLeavesTheLastOneInUseAndSaysSoOnce(String how) throws IOException {
        Path file = Files.writeString(directory.resolve("token"), "first-token");
        String why = switch (how) {
            case "gone" -> "does not exist";
            case "empty" -> "is empty";
            case "large" -> "is larger than 65536 bytes";
            case "no token" -> "holds a character that no token can have";
            default -> "is no regular file";
        };
        try (CapturedLog log = CapturedLog.start(); RunningRoutes routes = routes(file)) {
            assertThat(found(routes)).isEqualTo(3);
            switch (how) {
                case "gone" -> Files.delete(file);
                case "empty" -> Files.writeString(file, " \n");
                case "large" -> Files.writeString(file, "s3cret".repeat(20_000));
                case "no token" -> Files.writeString(file, "s3cret\ns3cret");
                default -> {
                    Files.delete(file);
                    Files.createDirectory(file);
                }
            }
            String warning = TokenFile.class.getName() + " The file of cpln.token-file, " + file + ", " + why
                    + "; the last token stays in use";
            await().atMost(DEADLINE).until(() -> {
                assertThat(found(routes)).isEqualTo(3);
                return log.lines().contains(warning);
            });
            // Refused tokens make it look each time.
            taken = "second-token";
            for (int i = 0; i < 3; i++) {
                assertThatThrownBy(() -> found(routes)).hasMessageContaining("401");
            }
            if (how.equals("a folder")) {
                Files.delete(file);
            }
            Files.writeString(file, "second-token");
            assertThat(found(routes)).isEqualTo(3);

            assertThat(log.lines().stream()
                    .filter(line -> line.startsWith(TokenFile.class.getName()) && !line.equals(warning)))
                    .allMatch(line -> line.contains("does not exist") || line.contains("holds another token"));
            assertThat(log.lines().stream().filter(warning::equals)).hasSize(1);
            assertThat(log.lines()).noneMatch(line -> line.contains("s3cret") || line.contains("first-token"));
        }
    }

    @Test
    void hostStartsWithoutTheFileAndListsAsSoonAsItIsThere() throws IOException {
        Path file = directory.resolve("token");
        try (RunningRoutes routes = routes(file)) {
            for (int i = 0; i < 2; i++) {
                assertThatThrownBy(() -> found(routes)).isInstanceOf(ListingFailedException.class)
                        .hasMessage("Set a readable cpln.token-file (environment CPLN_TOKEN_FILE): the file does not "
                                + "exist.");
            }
            Files.writeString(file, "");
            assertThatThrownBy(() -> found(routes)).hasMessageContaining("the file is empty");
            assertThat(authorizations).isEmpty();

            Files.writeString(file, "first-token");
            assertThat(found(routes)).isEqualTo(3);
        }
    }

    @Test
    void largestFileIsRead() throws IOException {
        taken = "x".repeat(4000);
        Path file = Files.writeString(directory.resolve("token"), taken + " ".repeat(65_536 - 4000));
        try (RunningRoutes routes = routes(file)) {
            assertThat(found(routes)).isEqualTo(3);
        }
    }

    @Test
    void threadThatIsInterruptedReadsTheFileToo() throws IOException {
        TokenFile file = new TokenFile(Files.writeString(directory.resolve("token"), "first-token").toString());
        Thread.currentThread().interrupt();
        try {
            assertThat(file.token()).isEqualTo("first-token");
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    @Test
    void earlierTokensAreTakenOutOfTextsToo() throws IOException {
        Path path = Files.writeString(directory.resolve("token"), "abc");
        TokenFile file = new TokenFile(path.toString());
        long start = System.nanoTime();
        assertThat(file.token()).isEqualTo("abc");
        Files.writeString(path, "abcdef");
        assertThat(file.hasChangedSince(System.nanoTime(), true)).isTrue();
        assertThat(file.hasChangedSince(System.nanoTime(), true)).isFalse();
        assertThat(file.hasChangedSince(start, false)).isTrue();
        assertThat(file.removedFrom("abc or abcdef, none else")).isEqualTo("*** or ***, none else");
    }

    @Test
    void tokenAndFileTogetherAreRefused() {
        ApiSettings fileFirst = new ApiSettings();
        fileFirst.setTokenFile("/run/token");
        assertThatIllegalArgumentException().isThrownBy(() -> fileFirst.setToken("s3cret"))
                .withMessageContaining("cpln.token-file").withMessageContaining("cpln.token (")
                .withMessageNotContaining("s3cret");
        ApiSettings tokenFirst = new ApiSettings();
        tokenFirst.setToken("s3cret");
        assertThatIllegalArgumentException().isThrownBy(() -> tokenFirst.setTokenFile("/run/token"));
        tokenFirst.setTokenFile(" ");
        assertThat(tokenFirst.authorization()).isEqualTo("Bearer s3cret");
    }
}
