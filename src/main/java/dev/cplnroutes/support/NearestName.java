package dev.cplnroutes.support;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/**
 * The known name that a misspelt name is most like, for a message.
 */
public final class NearestName {

    /** No name of ours is as long; the time to compare grows with the length. */
    private static final int LONGEST = 100;

    private NearestName() {
    }

    /**
     * Finds the name that needs the fewest changed, added or left out characters. Case and separators do not count.
     *
     * @param misspelt a name that is unknown
     * @param known    the names to choose from
     * @return the nearest name, the first in alphabetical order of several; empty if more than a third differs,
     *         but two characters may, or if it is far too long
     */
    public static Optional<String> of(String misspelt, Collection<String> known) {
        if (misspelt.length() > LONGEST) {
            return Optional.empty();
        }
        String plain = plain(misspelt);
        // Fewer than all: something of the name has to be right.
        int most = Math.min(plain.length() - 1, Math.max(2, plain.length() / 3));
        return known.stream().filter(name -> changes(plain, plain(name)) <= most)
                .min(Comparator.<String>comparingInt(name -> changes(plain, plain(name)))
                        .thenComparing(Comparator.naturalOrder()));
    }

    /**
     * The part of a sentence that names the nearest name.
     *
     * @param misspelt a name that is unknown
     * @param known    the names to choose from
     * @return such as {@code ; the nearest is table}; empty if there is none
     */
    public static String hint(String misspelt, Collection<String> known) {
        return of(misspelt, known).map(name -> "; the nearest is " + name).orElse("");
    }

    private static String plain(String name) {
        return name.toLowerCase(Locale.ROOT).replaceAll("[._-]", "");
    }

    /** The edit distance after Levenshtein. */
    private static int changes(String from, String to) {
        int[] previous = new int[to.length() + 1];
        for (int j = 0; j <= to.length(); j++) {
            previous[j] = j;
        }
        for (int i = 1; i <= from.length(); i++) {
            int[] current = new int[to.length() + 1];
            current[0] = i;
            for (int j = 1; j <= to.length(); j++) {
                int replaced = previous[j - 1] + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
                current[j] = Math.min(replaced, Math.min(previous[j], current[j - 1]) + 1);
            }
            previous = current;
        }
        return previous[to.length()];
    }
}
