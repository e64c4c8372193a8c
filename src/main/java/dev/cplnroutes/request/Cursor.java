package dev.cplnroutes.request;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Objects;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.type.LogicalType;
import dev.cplnroutes.Container;
import dev.cplnroutes.InvalidRequestException;

/**
 * The end of a page of results, where the next page begins: the last container, by its names. Callers get it as an
 * opaque text. Nothing in that text is trusted: its page is compared with the workload list that the request is about,
 * its options with those of the request.
 *
 * @param page      page of the workload list, path and query; null where the API's link is too long for an address:
 *                  the list is then read from its first page, and the workload is looked for by its name
 * @param options   options of the request that it belongs to
 * @param spent     containers on all pages of results so far, where {@code maxResults} counts them; else 0
 * @param gvc       GVC of the last container
 * @param workload  workload of the last container
 * @param location  location of the last container
 * @param version   version of the last container
 * @param number    its workload version; null where it has none
 * @param zone      its zone; null where it has none
 * @param execution job execution of the last container; null where it has none
 * @param container name of the last container
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Cursor(
        @JsonProperty("p") String page,
        @JsonProperty("o") Options options,
        @JsonProperty("n") int spent,
        @JsonProperty("g") String gvc,
        @JsonProperty("w") String workload,
        @JsonProperty("l") String location,
        @JsonProperty("v") String version,
        @JsonProperty("k") Long number,
        @JsonProperty("z") String zone,
        @JsonProperty("j") String execution,
        @JsonProperty("c") String container) {

    /** Page size where a request has a cursor alone. */
    static final int DEFAULT_PAGE_SIZE = 50;

    /** Longest cursor text that is accepted, characters. */
    static final int LONGEST = 16_384;

    /** Longest cursor text with a link, characters: a request line has 4096, and other options have to fit. */
    private static final int LONGEST_WITH_LINK = 2000;

    /** What is allowed as a cursor, for messages. */
    static final String ALLOWED = "the nextCursor of an answer to the same request (same gvc, location, workloadName, "
            + "maxResults, filterUnhealthy and includeSystemContainers)";

    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            // A number is no text.
            .withCoercionConfig(LogicalType.Textual, texts -> texts
                    .setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
                    .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
                    .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail))
            .build();

    /** The options that decide which containers are listed: a cursor is refused where one of them has changed. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Options(
            @JsonProperty("g") String gvc,
            @JsonProperty("l") String location,
            @JsonProperty("w") String workloadName,
            @JsonProperty("m") Integer maxResults,
            @JsonProperty("f") boolean filterUnhealthy,
            @JsonProperty("s") boolean includeSystemContainers) {

        static Options of(ResolvedRequest options) {
            return new Options(options.gvc(), options.location(), options.workloadName(), options.maxResults(),
                    options.filterUnhealthy(), options.includeSystemContainers());
        }
    }

    /**
     * Makes the cursor of a page of results.
     *
     * @param last    last container of the page
     * @param page    page of the workload list that its workload stands on, path and query
     * @param options options of the request
     * @param spent   containers on all pages of results so far, where {@code maxResults} counts them; else 0
     */
    public static Cursor after(Container last, String page, ResolvedRequest options, int spent) {
        return new Cursor(page, Options.of(options), spent, last.gvcName(), last.workloadName(), last.location(),
                last.version(), last.workloadVersion(), last.zone(), last.jobExecution(), last.name());
    }

    /**
     * Writes the text that callers get.
     *
     * @return letters, digits, hyphens and underscores; without the page where the API's link to it is long
     */
    public String encode() {
        String text = text();
        return text.length() <= LONGEST_WITH_LINK || page == null ? text : new Cursor(null, options, spent, gvc,
                workload, location, version, number, zone, execution, container).text();
    }

    private String text() {
        try {
            return Base64.getUrlEncoder().withoutPadding().encodeToString(JSON.writeValueAsBytes(this));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * Reads a cursor text.
     *
     * @param text    what the caller gave
     * @param options options of the caller's request
     * @throws InvalidRequestException where the text is no cursor, or belongs to another request
     */
    public static Cursor decode(String text, ResolvedRequest options) {
        try {
            Cursor cursor = JSON.readValue(
                    new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8), Cursor.class);
            boolean spentFits = cursor != null && cursor.spent >= 0
                    && (options.maxResults() == null ? cursor.spent == 0 : cursor.spent < options.maxResults());
            if (cursor != null && spentFits && cursor.workload != null
                    && Objects.equals(cursor.options, Options.of(options))) {
                return cursor;
            }
        } catch (IOException | IllegalArgumentException e) {
            // Refused below, without the parser's message: it would repeat the input.
        }
        throw notOurs(text);
    }

    /** The refusal of a cursor text that does not belong to a request. */
    public static InvalidRequestException notOurs(String text) {
        return new InvalidRequestException("cursor", text, ALLOWED);
    }

    /** Containers on the pages of results before; 0 without a cursor. */
    public static int spent(Cursor cursor) {
        return cursor == null ? 0 : cursor.spent;
    }

    /** Whether it names this workload. */
    public boolean isOf(String gvcName, String workloadName) {
        return workload.equals(workloadName) && (gvc == null || gvc.equals(gvcName));
    }

    /**
     * The containers of its workload that come after it.
     *
     * @param containers all containers of the workload, in order
     * @return the rest of them, in order
     */
    public List<Container> behind(List<Container> containers) {
        return new ContainerPlace(location, number, version, zone, execution, container).behind(containers);
    }
}
