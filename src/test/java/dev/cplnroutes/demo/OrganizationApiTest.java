package dev.cplnroutes.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;

class OrganizationApiTest {

    private static final String LIST = "/org/acme/gvc/prod/workload";

    private final OrganizationApi api = new OrganizationApi(DemoOrganization.uniform("acme", "prod", 5), 2);

    @Test
    void organizationLinksToItsLists() throws Exception {
        JsonNode organization = json(api.respond("GET", "/org/acme", null));

        assertThat(organization.get("kind").asText()).isEqualTo("org");
        assertThat(organization.get("links").toString()).contains("/org/acme/gvc", "/org/acme/workload");
        assertThat(api.organization()).isEqualTo("acme");
    }

    @Test
    void pageTokenIsFoundAmongOtherParameters() throws Exception {
        String token = WorkloadPages.encode("prod/workload-00001");

        JsonNode page = json(api.respond("GET", LIST, "a=b&page=" + token + "&c=d"));

        assertThat(page.at("/items/0/name").asText()).isEqualTo("workload-00002");
        assertThat(json(api.respond("GET", LIST, "homepage=x")).at("/items/0/name").asText())
                .isEqualTo("workload-00000");
        assertThat(api.respond("GET", LIST, "page=x").status()).isEqualTo(400);
    }

    @Test
    void documentsAreEncodedOnce() {
        EncodedResponse first = api.respond("GET", LIST, null);

        assertThat(api.respond("GET", LIST, null)).isSameAs(first);
        assertThat(api.respond("GET", LIST, "page=" + WorkloadPages.encode("prod/workload-00001")))
                .isNotSameAs(first);
    }

    @Test
    void unknownPathIsNotFoundWhateverTheMethod() {
        for (String method : new String[] {"GET", "POST", "DELETE"}) {
            assertThat(api.respond(method, LIST + "/none", null).status()).isEqualTo(404);
        }
        assertThat(api.respond("GET", LIST + "/none/-query", null).status()).isEqualTo(404);
    }

    @Test
    void methodThatIsNotAllowedLearnsWhichIs() {
        EncodedResponse onDocument = api.respond("PUT", LIST, null);
        EncodedResponse onQuery = api.respond("GET", LIST + "/-query", null);

        assertThat(onDocument.status()).isEqualTo(405);
        assertThat(onDocument.headers()).containsEntry("Allow", "GET");
        assertThat(onQuery.status()).isEqualTo(405);
        assertThat(onQuery.headers()).containsEntry("Allow", "POST");
    }

    @Test
    void pathsAreToldApart() {
        assertThat(api.isDeploymentList(LIST + "/workload-00000/deployment")).isTrue();
        assertThat(api.isDeploymentList(LIST + "/none/deployment")).isFalse();
        assertThat(api.isQuery(LIST + "/-query")).isTrue();
        assertThat(api.isQuery("/org/acme/workload/-query")).isTrue();
        assertThat(api.isQuery("/org/acme/gvc/-query")).isFalse();
        assertThat(api.isQuery(LIST)).isFalse();
    }

    @Test
    void commandsAreAnEmptyListWhereThereIsAWorkload() throws Exception {
        JsonNode commands = json(api.respond("GET", LIST + "/workload-00000/-command", null));

        assertThat(commands.get("itemKind").asText()).isEqualTo("command");
        assertThat(commands.get("items").isArray()).isTrue();
        assertThat(commands.get("items")).isEmpty();
        assertThat(api.respond("GET", LIST + "/none/-command", null).status()).isEqualTo(404);
    }

    @Test
    void pagesOfAQueryCarryIt() throws Exception {
        byte[] query = "{\"spec\":{\"terms\":[{\"property\":\"name\",\"op\":\"!=\",\"value\":\"workload-00001\"}]}}"
                .getBytes(StandardCharsets.UTF_8);

        JsonNode first = json(api.query(LIST + "/-query", query));
        String next = first.at("/links/1/href").asText();
        JsonNode second = json(api.respond("GET", LIST + "/-query", next.substring(next.indexOf('?') + 1)));

        assertThat(first.get("kind").asText()).isEqualTo("queryresult");
        assertThat(first.at("/query/spec/terms/0/value").asText()).isEqualTo("workload-00001");
        assertThat(first.at("/items/1/name").asText()).isEqualTo("workload-00002");
        assertThat(second.at("/items/0/name").asText()).isEqualTo("workload-00003");
        assertThat(second.get("items")).hasSize(2);
        assertThat(second.get("links")).hasSize(1);
        assertThat(second.get("query")).isEqualTo(first.get("query"));
    }

    @Test
    void damagedTokenOfAQueryIsRefused() {
        String unknownPlace = WorkloadPages.encode("{\"page\":\"none\",\"query\":{}}");

        for (String token : new String[] {"***", WorkloadPages.encode("{"), unknownPlace}) {
            assertThat(api.respond("GET", LIST + "/-query", "page=" + token).status()).as(token).isEqualTo(400);
        }
    }

    private static JsonNode json(EncodedResponse response) throws IOException {
        assertThat(response.status()).isEqualTo(200);
        return new ObjectMapper().readTree(response.body().getBytes());
    }
}
