package dev.cplnroutes.support;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.apache.camel.Exchange;
import org.apache.camel.spi.DataFormat;
import org.apache.camel.support.service.ServiceSupport;

/**
 * The JSON of the routes. Camel's own Jackson data format takes a host's settings, {@code camel.dataformat.jackson.*},
 * and a host's {@code ObjectMapper}, which would change what the routes read and answer. Thread-safe.
 */
public final class JsonFormat extends ServiceSupport implements DataFormat {

    private final ObjectMapper json = new ObjectMapper();

    /** Creates the data format, which needs no settings. */
    public JsonFormat() {
        // For the bean in cpln-beans.
    }

    /**
     * Writes a value as JSON in UTF-8. Headers of the message stay as they are.
     *
     * @throws IOException if the stream cannot be written, or the value is no JSON
     */
    @Override
    public void marshal(Exchange exchange, Object value, OutputStream stream) throws IOException {
        json.writeValue(stream, value);
    }

    /**
     * Reads a JSON tree, whatever the headers of the message ask for.
     *
     * @return a {@link JsonNode}
     * @throws IOException if the stream is empty, cannot be read, or holds no JSON
     */
    @Override
    public Object unmarshal(Exchange exchange, InputStream stream) throws IOException {
        return json.readerFor(JsonNode.class).readValue(stream);
    }
}
