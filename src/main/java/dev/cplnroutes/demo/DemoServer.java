package dev.cplnroutes.demo;

import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;

/** Interim. */
public final class DemoServer implements AutoCloseable {
    private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
    private final DemoOrganization organization;
    private final DemoSettings settings;
    private HttpServer server;
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final AtomicInteger inFlight = new AtomicInteger();
    private final AtomicInteger peak = new AtomicInteger();

    private DemoServer(DemoOrganization organization, DemoSettings settings) {
        this.organization = organization;
        this.settings = settings;
    }

    public static DemoServer start(DemoOrganization organization, DemoSettings settings) {
        DemoServer demo = new DemoServer(organization, settings);
        demo.server = demo.vertx.createHttpServer().requestHandler(demo::handle)
                .listen(settings.port(), "127.0.0.1").toCompletionStage().toCompletableFuture().join();
        return demo;
    }

    private void handle(HttpServerRequest request) {
        requests.add(request.method() + " " + request.uri());
        peak.accumulateAndGet(inFlight.incrementAndGet(), Math::max);
        if (settings.latency().isZero()) {
            answer(request);
        } else {
            vertx.setTimer(settings.latency().toMillis(), t -> answer(request));
        }
    }

    private void answer(HttpServerRequest request) {
        inFlight.decrementAndGet();
        String path = request.path();
        String org = "/org/" + organization.name();
        if (path.startsWith(org) && path.endsWith("/workload")) {
            int from = request.getParam("page") == null ? 0 : Integer.parseInt(request.getParam("page"));
            int to = Math.min(from + settings.pageSize(), organization.workloads().size());
            StringBuilder items = new StringBuilder();
            for (String name : organization.workloads().subList(from, to)) {
                items.append(items.isEmpty() ? "" : ",").append(("{'name':'" + name + "','version':1,'spec':{'type':'standard','containers':[{'name':'main','image':'nginx','cpu':'50m','memory':'128Mi'}]},"
                        + "'links':[{'rel':'self','href':'" + org + "/gvc/prod/workload/" + name + "'},{'rel':'gvc','href':'" + org + "/gvc/prod'}]}").replace('\'', '"'));
            }
            String next = to < organization.workloads().size() ? "{\"rel\":\"next\",\"href\":\"" + path + "?page=" + to + "\"}" : "";
            request.response().putHeader("content-type", "application/json").end("{\"kind\":\"list\",\"items\":[" + items + "],\"links\":[" + next + "]}");
        } else if (path.endsWith("/deployment")) {
            request.response().putHeader("content-type", "application/json").end("{'kind':'list','items':[{'name':'aws-us-west-2','status':{'ready':true,'expectedDeploymentVersion':1,'versions':[{'name':'v1','workload':1,'containers':{'main':{'name':'main','image':'nginx','ready':true,'resources':{'replicas':1,'replicasReady':1,'cpu':10,'memory':20}}}}]}}]}".replace('\'', '"'));
        } else {
            request.response().setStatusCode(404).end("{\"status\":404,\"message\":\"not found\"}");
        }
    }

    public URI endpoint() {
        return URI.create("http://127.0.0.1:" + server.actualPort());
    }

    public String org() {
        return organization.name();
    }

    public List<String> requests() {
        return List.copyOf(requests);
    }

    public int peakInFlight() {
        return peak.get();
    }

    @Override
    public void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }
}
