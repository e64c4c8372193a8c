package dev.cplnroutes.request;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;

import dev.cplnroutes.InvalidRequestException;

/**
 * The defaults of a listing request's options: the settings {@code cpln.gvc} and {@code cpln.listing.*}.
 */
public final class RequestDefaults {

    private final Map<String, String> options = new HashMap<>();

    /**
     * The settings by option name, as text. Camel fills the map before the first listing.
     *
     * @return the map itself; a blank value means none
     */
    public Map<String, String> getOptions() {
        return options;
    }

    /**
     * Checks the settings.
     *
     * @return defaults by option; an option without a default is not in it
     * @throws InvalidRequestException where a setting is not allowed or missing; the message names the setting
     */
    Map<RequestOption, Object> checked() {
        Map<RequestOption, Object> checked = new EnumMap<>(RequestOption.class);
        for (RequestOption option : RequestOption.values()) {
            String value = options.get(option.optionName());
            if (value != null && !value.isBlank()) {
                checked.put(option, read(option, value.trim()));
            } else if (option.hasDefault()) {
                throw new InvalidRequestException("Setting " + option.settingName() + " has no value; allowed is "
                        + option.allowed() + ".");
            }
        }
        return checked;
    }

    private static Object read(RequestOption option, String value) {
        try {
            // Blanks around the commas of a setting are for people.
            return option.read(option.isSeveral() ? value.replaceAll("\\s*,\\s*", ",") : value, true);
        } catch (InvalidRequestException e) {
            throw new InvalidRequestException("Setting " + option.settingName() + ": " + e.getMessage());
        }
    }
}
