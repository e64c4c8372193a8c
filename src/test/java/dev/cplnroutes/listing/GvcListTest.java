package dev.cplnroutes.listing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.util.List;

import dev.cplnroutes.api.ApiException;
import dev.cplnroutes.api.ApiSettings;
import dev.cplnroutes.api.ApiUris;
import dev.cplnroutes.mapping.ApiAnswer;
import dev.cplnroutes.mapping.GvcNames;
import org.junit.jupiter.api.Test;

/** The GVC list, page by page. */
class GvcListTest {

    private final GvcList list = new GvcList(uris());

    private static ApiUris uris() {
        ApiSettings settings = new ApiSettings();
        settings.setEndpoint("https://api.example");
        settings.setOrg("acme");
        settings.setMaximumPages("1000");
        return new ApiUris(settings);
    }

    private static GvcNames page(String name, String next) throws Exception {
        return (GvcNames) ApiAnswer.Kind.GVC_LIST.read(ListItemTest.json(
                "{\"items\":[" + (name == null ? "" : "{\"name\":\"" + name + "\"}")
                + "],\"links\":[" + (next == null ? "" : "{\"rel\":\"next\",\"href\":\"" + next + "\"}") + "]}"));
    }

    @Test
    void pagesFollowOneAnotherAndAGvcCountsOnce() throws Exception {
        assertThat(list.next()).isEqualTo(URI.create("https://api.example/org/acme/gvc"));
        list.read(page("b", "?next=1"));
        assertThat(list.next()).isEqualTo(URI.create("https://api.example/org/acme/gvc?next=1"));
        list.read(page(null, "/org/acme/gvc?next=2"));
        list.read(page("a", "/org/acme/gvc?next=3"));
        list.read(page("b", null));
        assertThat(list.next()).isNull();
        assertThat(list.names()).isEqualTo(List.of("b", "a"));
    }

    @Test
    void listThatLeadsBackIsGivenUp() throws Exception {
        list.read(page("a", "/org/acme/gvc?next=1"));
        assertThatThrownBy(() -> list.read(page("b", "/org/acme/gvc"))).isInstanceOf(ApiException.class)
                .hasMessageContaining("read already");
    }

    @Test
    void listThatDoesNotEndIsGivenUp() throws Exception {
        for (int page = 1; page < 1000; page++) {
            list.read(page(null, "/org/acme/gvc?next=" + page));
        }
        assertThatThrownBy(() -> list.read(page(null, "/org/acme/gvc?next=1000"))).isInstanceOf(ApiException.class)
                .hasMessageContaining("1000 pages");
    }
}
