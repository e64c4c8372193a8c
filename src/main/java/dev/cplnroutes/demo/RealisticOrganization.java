package dev.cplnroutes.demo;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/** A retailer's simulated organization: 44 workloads in prod, 30 in staging, 14 in batch and 12 in edge. */
final class RealisticOrganization {

    private static final String OREGON = "aws-us-west-2";
    private static final String FRANKFURT = "aws-eu-central-1";
    private static final String CAROLINA = "gcp-us-east1";
    private static final String VIRGINIA = "azure-eastus2";

    /** Name, team and port of each service in prod. Staging has the first 30. */
    private static final List<Service> SERVICES = List.of(
            new Service("checkout", "payments", 8080),
            new Service("cart", "shop", 8080),
            new Service("catalog", "shop", 8080),
            new Service("pricing", "shop", 8080),
            new Service("inventory", "logistics", 8080),
            new Service("payments-gateway", "payments", 8443),
            new Service("orders", "shop", 8080),
            new Service("shipping-rates", "logistics", 8080),
            new Service("search-api", "discovery", 9000),
            new Service("recommendations", "discovery", 9000),
            new Service("customer-profile", "identity", 8080),
            new Service("login", "identity", 8080),
            new Service("session-store", "identity", 8081),
            new Service("notifications", "messaging", 8080),
            new Service("email-sender", "messaging", 8025),
            new Service("sms-sender", "messaging", 8026),
            new Service("invoice-renderer", "finance", 8090),
            new Service("tax-calculator", "finance", 8091),
            new Service("fraud-scoring", "payments", 8500),
            new Service("gift-cards", "payments", 8080),
            new Service("loyalty-points", "shop", 8080),
            new Service("returns", "logistics", 8080),
            new Service("warehouse-sync", "logistics", 8070),
            new Service("image-resizer", "media", 8060),
            new Service("product-feed", "discovery", 8080),
            new Service("storefront", "web", 3000),
            new Service("admin-console", "web", 3001),
            new Service("graphql-gateway", "web", 4000),
            new Service("feature-flags", "platform", 8085),
            new Service("audit-log", "platform", 8086),
            new Service("webhook-dispatcher", "messaging", 8080),
            new Service("address-validation", "logistics", 8080),
            new Service("currency-rates", "finance", 8092),
            new Service("subscription-billing", "finance", 8093),
            new Service("review-moderation", "discovery", 9001),
            new Service("store-locator", "web", 3002),
            new Service("partner-api", "platform", 8080),
            new Service("metrics-relay", "platform", 9090));

    private static final List<String> JOBS = List.of("nightly-report", "invoice-run", "catalog-export",
            "search-reindex", "abandoned-carts", "price-import", "stock-reconciliation", "gdpr-erasure",
            "loyalty-expiry", "fraud-model-training", "database-backup", "log-archive", "currency-refresh",
            "newsletter");

    private static final List<String> EDGE = List.of("image-proxy", "geo-redirect", "bot-filter", "cache-warmer",
            "a-b-router", "consent-banner", "sitemap", "thumbnail", "link-preview", "beacon", "health-probe",
            "legacy-redirects");

    private final String name;
    private final Instant now;

    RealisticOrganization(String name, Instant now) {
        this.name = name;
        this.now = now;
    }

    DemoOrganization build() {
        Instant founded = now.minus(Duration.ofDays(400));
        List<DemoWorkload> workloads = new ArrayList<>();
        SERVICES.forEach(service -> workloads.add(inProduction(service)));
        workloads.addAll(databases());
        SERVICES.subList(0, 30).forEach(service -> workloads.add(inStaging(service)));
        JOBS.forEach(job -> workloads.add(job(job)));
        EDGE.forEach(function -> workloads.add(atTheEdge(function)));
        return new DemoOrganization(name, List.of(
                DemoOrganization.gvc("prod", "What customers use", List.of(OREGON, FRANKFURT, CAROLINA), founded),
                DemoOrganization.gvc("staging", "The next release", List.of(OREGON), founded),
                DemoOrganization.gvc("batch", "Scheduled jobs", List.of(OREGON, VIRGINIA), founded),
                DemoOrganization.gvc("edge", "Close to the visitors",
                        List.of(OREGON, FRANKFURT, CAROLINA, VIRGINIA), founded)), workloads);
    }

    private DemoWorkload inProduction(Service service) {
        WorkloadDraft draft = service(service, "prod", service.name().equals("checkout")
                || service.name().equals("graphql-gateway") || service.name().equals("partner-api"));
        draft.deployTo(service.team().equals("web") || service.team().equals("payments")
                ? List.of(OREGON, FRANKFURT, CAROLINA) : List.of(OREGON, FRANKFURT));
        switch (service.name()) {
            case "checkout" -> draft.rollingOut(OREGON).suspendedIn(CAROLINA);
            case "storefront" -> draft.rollingOut(FRANKFURT);
            case "fraud-scoring" -> draft.in(OREGON, deployment -> deployment.crashLoop("main"));
            case "returns" -> draft.scaledToZero();
            case "warehouse-sync" -> draft.in(FRANKFURT, DeploymentDraft::syncFailed);
            case "audit-log" -> draft.in(FRANKFURT, DeploymentDraft::stale);
            case "search-api" -> draft.in(OREGON, DeploymentDraft::fewReplicas);
            case "orders" -> draft.in(FRANKFURT, deployment -> deployment.restarted("main"));
            case "cart" -> draft.in(OREGON, DeploymentDraft::oldVersionRemains);
            default -> {
                // Healthy.
            }
        }
        return draft.build();
    }

    private DemoWorkload inStaging(Service service) {
        WorkloadDraft draft = service(service, "staging", false).deployTo(List.of(OREGON));
        switch (service.name()) {
            case "image-resizer" -> draft.in(OREGON, deployment -> deployment.crashLoop("main"));
            case "gift-cards" -> draft.neverDeployed();
            case "tax-calculator" -> draft.in(OREGON, deployment -> deployment.cannotPullImage("main"));
            case "sms-sender" -> draft.suspended();
            case "pricing" -> draft.rollingOut(OREGON);
            default -> {
                // Healthy.
            }
        }
        return draft.build();
    }

    private WorkloadDraft service(Service service, String gvc, boolean withProxy) {
        String image = "/org/" + name + "/image/" + service.name() + ":1." + (3 + service.name().length());
        WorkloadDraft draft = new WorkloadDraft(name, gvc, service.name(), "standard", now)
                .team(service.team())
                .container("main", image, 250, 512);
        // Both forms occur: old documents keep the single port.
        if (service.name().length() % 3 == 0) {
            draft.lonePort(service.port());
        } else {
            draft.port(service.port(), service.team().equals("discovery") ? "grpc" : "http");
            draft.port(9102, "http");
        }
        draft.env("LOG_LEVEL", gvc.equals("prod") ? "info" : "debug")
                .env("DATABASE_URL", "postgres://" + service.name() + "-db." + gvc + ".cpln.local:5432/main")
                .env("DATABASE_PASSWORD", "cpln://secret/" + service.name() + "-db.password");
        if (service.team().equals("payments")) {
            draft.env("PROVIDER_KEY", "demo-literal-value-" + service.port()).system("cpln-mounter");
        }
        if (withProxy) {
            draft.container("envoy", "envoyproxy/envoy:v1.31", 50, 128).port(9901, "tcp");
        }
        return draft.system("istio-proxy");
    }

    private List<DemoWorkload> databases() {
        return List.of(
                stateful("orders-db", "postgres:17.5", 5432).build(),
                stateful("catalog-db", "postgres:17.5", 5432).build(),
                stateful("session-redis", "redis:8.2", 6379).build(),
                stateful("event-broker", "apache/kafka:4.1", 9092).build(),
                stateful("search-index", "opensearchproject/opensearch:3.2", 9200)
                        .in(OREGON, deployment -> deployment.restarted("main")).build(),
                stateful("ledger-db", "postgres:16.9", 5432).in(OREGON, DeploymentDraft::oldVersionRemains).build());
    }

    private WorkloadDraft stateful(String database, String image, int port) {
        return new WorkloadDraft(name, "prod", database, "stateful", now)
                .team("platform")
                .container("main", image, 2000, 4096)
                .port(port, "tcp")
                .env("ADMIN_PASSWORD", "cpln://secret/" + database + ".admin")
                .container("exporter", "prom/exporter:0.17", 50, 64)
                .lonePort(9187)
                .system("cpln-mounter")
                .system("istio-proxy")
                .deployTo(List.of(OREGON));
    }

    private DemoWorkload job(String job) {
        int hour = JOBS.indexOf(job) % 6;
        WorkloadDraft draft = new WorkloadDraft(name, "batch", job, "cron", now)
                .cron("15 " + hour + " * * *")
                .team(job.contains("fraud") ? "payments" : "finance")
                .container("job", "/org/" + name + "/image/" + job + ":2." + job.length(), 500, 1024)
                .env("BUCKET", "acme-" + job)
                .env("BUCKET_KEY", "cpln://secret/batch-storage.key")
                .deployTo(job.length() % 2 == 0 ? List.of(OREGON) : List.of(OREGON, VIRGINIA));
        Duration lastNight = sinceLast(hour);
        Duration nightBefore = lastNight.plusDays(1);
        Duration took = Duration.ofMinutes(4 + job.length());
        draft.in(OREGON, deployment -> {
            switch (job) {
                case "invoice-run" -> deployment.execution("failed", lastNight, took)
                        .execution("successful", nightBefore, took);
                case "search-reindex", "database-backup" -> deployment
                        .execution("active", Duration.ofMinutes(9), Duration.ZERO)
                        .execution("successful", nightBefore, took);
                case "nightly-report" -> deployment.execution("successful", lastNight, took)
                        .execution("failed", nightBefore, took);
                case "fraud-model-training" -> deployment
                        .execution("pending", Duration.ofMinutes(2), Duration.ZERO)
                        .execution("removed", lastNight, took);
                case "newsletter" -> {
                    // New today: its first execution is tonight.
                }
                default -> deployment.execution("successful", lastNight, took);
            }
        });
        if (job.length() % 2 != 0) {
            draft.in(VIRGINIA, deployment -> deployment.execution("successful", lastNight, took));
        }
        return draft.build();
    }

    /** The time since the job last started, at a quarter past the hour (UTC): at least an hour, so that it is over. */
    private Duration sinceLast(int hour) {
        Instant today = now.truncatedTo(ChronoUnit.DAYS).plus(Duration.ofMinutes(hour * 60L + 15));
        Duration since = Duration.between(today, now);
        return since.compareTo(Duration.ofHours(1)) < 0 ? since.plusDays(1) : since;
    }

    private DemoWorkload atTheEdge(String function) {
        WorkloadDraft draft = new WorkloadDraft(name, "edge", function, "serverless", now)
                .team("web")
                .container("function", "/org/" + name + "/image/" + function + ":0." + function.length(), 100, 128)
                .port(8080, "http2")
                .env("CACHE_SECONDS", "300")
                .system("queue-proxy");
        if (function.equals("legacy-redirects")) {
            // The workload has no location yet, so the list of deployments is empty.
            return draft.neverDeployed().build();
        }
        draft.deployTo(function.length() % 2 == 0
                ? List.of(OREGON, FRANKFURT, CAROLINA, VIRGINIA) : List.of(FRANKFURT, VIRGINIA));
        switch (function) {
            case "beacon" -> draft.scaledToZero();
            case "bot-filter" -> draft.rollingOut(CAROLINA)
                    .in(VIRGINIA, deployment -> deployment.restarted("function"));
            case "link-preview" -> draft.suspendedIn(VIRGINIA);
            default -> {
                // Healthy.
            }
        }
        return draft.build();
    }

    private record Service(String name, String team, int port) {
    }
}
