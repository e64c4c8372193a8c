package dev.cplnroutes.events;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import javax.net.ssl.SSLHandshakeException;

import org.apache.camel.CamelExchangeException;
import org.apache.camel.RuntimeCamelException;
import org.apache.camel.component.direct.DirectConsumerNotAvailableException;
import org.apache.camel.component.file.GenericFileOperationFailedException;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.core5.http.NoHttpResponseException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class DeliveryExceptionTest {

    static Stream<Arguments> failures() {
        return Stream.of(
                Arguments.of(new ConnectException("Connection refused by s3cret"), "the receiver cannot be reached: "
                        + "the connection was refused, nothing listens on that port"),
                Arguments.of(new UnknownHostException("s3cret"),
                        "the receiver cannot be reached: there is no host with the name in its address"),
                Arguments.of(new ConnectTimeoutException("s3cret"),
                        "the receiver cannot be reached: no connection was made in time"),
                Arguments.of(new SSLHandshakeException("s3cret"), "the connection to the receiver broke during TLS"),
                Arguments.of(new SocketException("Connection reset by s3cret"), "the connection to the receiver broke"),
                Arguments.of(new NoHttpResponseException("s3cret"),
                        "the connection to the receiver broke before an answer came"),
                Arguments.of(new IOException("s3cret", new AccessDeniedException("s3cret")),
                        "it failed: access denied"),
                Arguments.of(new GenericFileOperationFailedException("s3cret",
                        new IOException("No space left on device")), "it failed: no space left on device"),
                Arguments.of(new GenericFileOperationFailedException("s3cret",
                        new FileSystemException("s3cret", null, "Read-only file system")),
                        "it failed: read-only file system"),
                Arguments.of(new FileNotFoundException("s3cret (Too many open files)"),
                        "it failed: too many open files"),
                Arguments.of(new IOException("No space left on device for s3cret"), "it failed: unexpected failure"),
                Arguments.of(new ExecutionException(new CompletionException(new RuntimeCamelException(
                        new CamelExchangeException("s3cret", null, new ConnectException("s3cret"))))),
                        "the receiver cannot be reached: no connection was made"),
                Arguments.of(new RecordTooLargeException("s3cret"), "it failed: record too large"),
                Arguments.of(new DirectConsumerNotAvailableException("s3cret", null),
                        "it failed: direct consumer not available"),
                Arguments.of(new RuntimeCamelException("s3cret"), "it failed: unexpected failure"));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void failuresAreDescribedWithoutTheMessageOfTheLibrary(Exception failure, String description) {
        DeliveryException described = DeliveryException.of(failure);
        assertThat(described).hasMessage(description).hasNoCause();
        assertThat(described.isFinal()).isFalse();
    }

    @Test
    void ownFailuresStayAsTheyAre() {
        DeliveryException refused = DeliveryException.refused("answered 400");
        assertThat(DeliveryException.of(new ExecutionException(refused))).isSameAs(refused);
        assertThat(refused.isFinal()).isTrue();
        assertThat(DeliveryException.passing("answered 503").isFinal()).isFalse();
    }
}
