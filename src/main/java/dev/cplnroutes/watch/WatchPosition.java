package dev.cplnroutes.watch;

import java.time.Duration;
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

    /**
     * Why a subscriber with this position cannot go on behind an event.
     *
     * @param lastEventId id of the event
     * @param window      time within which the subscriber asks for a restart; null where it does not
     * @return the reason, for a person; null where it can
     */
    String cannotGoOnBehind(String lastEventId, History history, Duration window, RestartWindows windows) {
        WatchPosition position = read(lastEventId);
        if (position == null) {
            return "The id of the last event is unknown";
        }
        if (!position.process.equals(process)) {
            return "The last event is from before a restart, or from another process";
        }
        if (!position.watch.equals(watch)) {
            return "The last event is of a watch that has ended";
        }
        if (!position.view.equals(view)) {
            return "The last event is of another subscription";
        }
        if (position.sequence > history.last()) {
            return "The id of the last event is unknown";
        }
        boolean isThere = history.reaches(position.sequence)
                && (window == null || windows.reaches(window, position.sequence));
        return isThere ? null : "The last event is too old";
    }

    WatchPosition at(long number) {
        return new WatchPosition(process, watch, view, number);
    }

    @Override
    public String toString() {
        return process + "-" + watch + "-" + view + "-" + sequence;
    }
}
