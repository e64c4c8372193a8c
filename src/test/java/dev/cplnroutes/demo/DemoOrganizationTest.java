package dev.cplnroutes.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;

import org.junit.jupiter.api.Test;

class DemoOrganizationTest {

    @Test
    void refusesTheSameWorkloadTwice() {
        DemoWorkload workload = DemoWorkload.healthy("prod", "web", "main");

        assertThatThrownBy(() -> DemoOrganization.of("acme", List.of(workload, workload)))
                .hasMessageContaining("prod/web");
    }

    @Test
    void refusesTheSameGvcTwiceAndAnUnknownOne() {
        var gvc = DemoOrganization.gvc("prod", "", List.of("here"), Instant.EPOCH);

        assertThatThrownBy(() -> new DemoOrganization("acme", List.of(gvc, gvc), List.of()))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("prod");
        assertThatThrownBy(() -> new DemoOrganization("acme", List.of(gvc),
                List.of(DemoWorkload.healthy("test", "web", "main"))))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("test/web");
    }

    @Test
    void takesItsGvcsAndTheirLocationsFromTheWorkloads() {
        DemoOrganization organization = DemoOrganization.of("acme", List.of(
                DemoWorkload.healthy("b", "one", List.of("here"), List.of("main")),
                DemoWorkload.healthy("a", "two", List.of("there"), List.of("main")),
                DemoWorkload.healthy("b", "three", List.of("there", "here"), List.of("main"))));

        assertThat(organization.gvcs()).extracting(gvc -> gvc.get("name").asText()).containsExactly("b", "a");
        assertThat(organization.gvcs().get(0).at("/spec/staticPlacement/locationLinks").toString())
                .isEqualTo("[\"//location/here\",\"//location/there\"]");
        assertThat(organization.summary()).isEqualTo("2 GVCs with 3 workloads and 4 deployments in 2 locations");
    }

    @Test
    void keepsLinksThatADocumentHas() {
        DemoWorkload workload = DemoWorkload.healthy("prod", "web", "main");
        workload.document().putArray("links").addObject().put("rel", "self").put("href", "/elsewhere");

        DemoOrganization organization = DemoOrganization.of("acme", List.of(workload));

        assertThat(organization.workloads().get(0).document().at("/links")).hasSize(1);
        assertThat(organization.workloads().get(0).document().at("/links/0/href").asText()).isEqualTo("/elsewhere");
        assertThat(organization.workloads().get(0).deployments().get(0).at("/links/0/href").asText())
                .isEqualTo("/org/acme/gvc/prod/workload/web/deployment/aws-us-west-2");
        assertThat(workload.deployments().get(0).has("links")).isFalse();
    }

    @Test
    void workloadNeedsAName() {
        assertThatThrownBy(() -> new DemoWorkload("prod", ApiJson.object().put("kind", "workload"), List.of()))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("name");
    }
}
