package dev.cplnroutes.request;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;

import dev.cplnroutes.InvalidRequestException;

/**
 * What holds where a listing request says nothing: the settings {@code cpln.gvc} and {@code cpln.listing.*}.
 */
public final class RequestDefaults {

    private final Map<String, String> options = new HashMap<>();

    /**
     * Defaults by option name, to be filled before the first listing.
     *
     * @return the map behind; a blank value means none
     */
    public Map<String, String> getOptions() {
        return options;
    }

    /**
     * The defaults, checked.
     *
     * @throws InvalidRequestException where a setting is out of range or missing; the message names the setting
     */
    Map<RequestOption, Object> checked() {
        Map<RequestOption, Object> checked = new EnumMap<>(RequestOption.class);
        for (RequestOption option : RequestOption.values()) {
            String value = options.get(option.optionName());
            try {
                if (value != null && !value.isBlank()) {
                    checked.put(option, option.read(value.trim(), true));
                } else if (option.hasDefault()) {
                    throw new InvalidRequestException("A value is missing.");
                }
            } catch (InvalidRequestException e) {
                throw new InvalidRequestException("Setting " + option.settingName() + ": " + e.getMessage());
            }
        }
        return checked;
    }
}
