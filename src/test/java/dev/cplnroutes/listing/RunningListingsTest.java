package dev.cplnroutes.listing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import dev.cplnroutes.Stopping;
import dev.cplnroutes.api.ApiHttpClient;
import dev.cplnroutes.api.ApiSettings;
import dev.cplnroutes.testing.Background;
import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.LifecycleStrategySupport;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * The listings under way, and what becomes of them when Camel stops. No route is there.
 */
class RunningListingsTest {

    private final ApiHttpClient client = client("http://api.test");
    private final DefaultCamelContext context = new DefaultCamelContext();
    private final RunningListings running = new RunningListings(client);

    private static ApiHttpClient client(String endpoint) {
        ApiSettings settings = new ApiSettings();
        settings.setEndpoint(endpoint);
        settings.setToken("secret");
        return new ApiHttpClient(settings);
    }

    @AfterEach
    void close() throws Exception {
        context.stop();
        client.close();
    }

    @Test
    void listingsUnderWayAreCounted() {
        Stopping one = new Stopping();
        Stopping other = new Stopping();
        assertThat(running.active()).isZero();
        running.begin(one);
        running.begin(other);
        running.begin(one);
        assertThat(running.active()).isEqualTo(3);
        running.end(one);
        assertThat(running.active()).isEqualTo(2);
        running.end(other);
        running.end(one);
        assertThat(running.active()).isZero();
    }

    @Test
    void listingsUnderWayAreStoppedWithCamel() {
        running.setCamelContext(context);
        assertThat(running.getCamelContext()).isSameAs(context);
        context.start();
        Stopping ended = new Stopping();
        Stopping onceMore = new Stopping();
        Stopping underWay = new Stopping();
        running.begin(ended);
        running.end(ended);
        running.begin(onceMore);
        running.begin(onceMore);
        running.end(onceMore);
        running.begin(underWay);
        assertThat(underWay.isStopped()).isFalse();

        context.stop();
        assertThat(underWay.isStopped()).isTrue();
        assertThat(onceMore.isStopped()).as("one of its two listings is under way").isTrue();
        assertThat(ended.isStopped()).isFalse();
    }

    @Test
    void listingThatBeginsLaterIsStoppedAtOnce() {
        running.setCamelContext(context);
        context.start();
        context.stop();
        Stopping late = new Stopping();
        running.begin(late);
        assertThat(late.isStopped()).isTrue();
        running.end(late);
        assertThat(running.active()).isZero();
    }

    /** Camel tells its strategies that it stops before it says so itself. */
    @Test
    void listingThatBeginsInBetweenIsStoppedAtOnce() {
        running.setCamelContext(context);
        Stopping inBetween = new Stopping();
        List<Boolean> stopped = new ArrayList<>();
        context.addLifecycleStrategy(new LifecycleStrategySupport() {
            @Override
            public void onContextStopping(CamelContext stopping) {
                running.begin(inBetween);
                stopped.add(inBetween.isStopped());
            }
        });
        context.start();
        context.stop();
        assertThat(stopped).containsExactly(true);
        context.start();
        Stopping afterwards = new Stopping();
        running.begin(afterwards);
        assertThat(afterwards.isStopped()).as("Camel was started again").isFalse();
    }

    @Test
    void callsInFlightAreAborted() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
                ApiHttpClient calling = client("http://localhost:" + silent.getLocalPort())) {
            new RunningListings(calling).setCamelContext(context);
            context.start();
            HttpGet get = new HttpGet("http://localhost:" + silent.getLocalPort() + "/");
            get.setHeader("cpln-target", "/org");
            CompletableFuture<String> call = Background.call(
                    () -> ApiHttpClient.clientOf(calling).execute(get, answer -> "answered"));
            try (Socket connection = silent.accept()) {
                assertThat(connection.getInputStream().read()).isEqualTo('G');
                context.stop();
                assertThat(Background.failure(call)).isInstanceOf(IOException.class);
            }
        }
    }
}
