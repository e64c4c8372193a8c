package dev.cplnroutes.events;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.net.http.HttpConnectTimeoutException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import javax.net.ssl.SSLHandshakeException;

import org.apache.camel.CamelExchangeException;
import org.apache.camel.RuntimeCamelException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class DeliveryExceptionTest {

    static Stream<Arguments> failures() {
        return Stream.of(
                Arguments.of(new ConnectException("s3cret"), "the connection could not be opened"),
                Arguments.of(new UnknownHostException("s3cret"), "the connection could not be opened"),
                Arguments.of(new HttpConnectTimeoutException("s3cret"), "the connection could not be opened in time"),
                Arguments.of(new SSLHandshakeException("s3cret"), "the TLS connection failed"),
                Arguments.of(new IOException("s3cret", new ConnectException()), "it failed with IOException"),
                Arguments.of(new ExecutionException(new CompletionException(new RuntimeCamelException(
                        new CamelExchangeException("s3cret", null, new ConnectException("s3cret"))))),
                        "the connection could not be opened"),
                Arguments.of(new RuntimeCamelException("s3cret"), "it failed with RuntimeCamelException"));
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
