package dev.cplnroutes.watch;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The place of a subscriber in the events of a watch, as the id of an event tells it. The text is opaque to
 * subscribers.
 *
 * @param process  the process that made it
 * @param watch    the watch; another one when it begins again
 * @param view     what the subscriber sees
 * @param sequence number of the last change that is behind it
 */
record WatchPosition(String process, String watch, String view, long sequence) {

    private static final Pattern TEXT = Pattern.compile(
            "([0-9a-z]{1,32})-([0-9a-z]{1,32})-([0-9a-z]{1,32})-(\\d{1,18})");

    /** Null where the text is no id of ours. */
    static WatchPosition read(String text) {
        Matcher parts = TEXT.matcher(text);
        return parts.matches() ? new WatchPosition(parts.group(1), parts.group(2), parts.group(3),
                Long.parseLong(parts.group(4))) : null;
    }

    WatchPosition at(long number) {
        return new WatchPosition(process, watch, view, number);
    }

    @Override
    public String toString() {
        return process + "-" + watch + "-" + view + "-" + sequence;
    }
}
