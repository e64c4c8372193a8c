package dev.cplnroutes.trigger.http;

import java.util.Collection;
import java.util.Map;
import java.util.stream.Collectors;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cplnroutes.InvalidRequestException;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.Message;

/**
 * The bean that reads HTTP requests for the routes. {@link HttpRequestReader} does the reading.
 */
public final class HttpRequests {

    private HttpRequestReader reader = new HttpRequestReader("");
    private JsonNode description = OpenApiDocument.at("");

    /** Creates the bean for a trigger without a base path. */
    public HttpRequests() {
    }

    /**
     * Sets the path of the trigger on its server.
     *
     * @param basePath path such as {@code /cpln}
     */
    public void setBasePath(String basePath) {
        this.reader = new HttpRequestReader(basePath);
        this.description = OpenApiDocument.at(basePath.replaceFirst("/$", ""));
    }

    /**
     * Reads a request.
     *
     * @param exchange exchange of Camel's platform-http
     * @return what the request asks for
     * @throws InvalidRequestException if an option is not allowed
     */
    public HttpRequest read(Exchange exchange) {
        Message message = exchange.getMessage();
        String query = message.getHeader(Exchange.HTTP_RAW_QUERY, String.class);
        String lastEventId = lines(message.getHeader("Last-Event-ID"));
        HttpRequest request = reader.read(new HttpCall(
                message.getHeader(Exchange.HTTP_METHOD, "GET", String.class),
                message.getHeader(Exchange.HTTP_PATH, "", String.class),
                query != null ? query : message.getHeader(Exchange.HTTP_QUERY, String.class),
                lines(message.getHeader("Accept")),
                message.getHeader(Exchange.CONTENT_TYPE, "", String.class),
                exchange.getProperty(StreamedAnswer.POSSIBLE, false, Boolean.class),
                () -> message.getBody(byte[].class)));
        return lastEventId.isEmpty() ? request : request.behind(lastEventId);
    }

    /** The value of a header that may come in several lines. */
    private static String lines(Object header) {
        if (header instanceof Collection<?> values) {
            return values.stream().map(String::valueOf).collect(Collectors.joining(", "));
        }
        return header == null ? "" : header.toString();
    }

    /**
     * The description of the trigger.
     *
     * @return OpenAPI 3.1, to be written as JSON; not to be changed
     */
    public JsonNode description() {
        return description;
    }

    /**
     * The answer to clearing the cache.
     *
     * @param removed number of entries that were removed
     * @return the answer, to be written as JSON
     */
    public Map<String, Object> removed(@Body Number removed) {
        return Map.of("removed", removed);
    }
}
