package dev.cplnroutes.request;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.regex.Pattern;

import dev.cplnroutes.testing.RandomSeed;
import org.junit.jupiter.api.Test;

/**
 * Patterns of names, compared with regular expressions.
 */
class GlobTest {

    @Test
    void wholeTextMatches() {
        assertThat(Glob.matches("pay-*", "pay-api")).isTrue();
        assertThat(Glob.matches("pay-*", "pay-")).isTrue();
        assertThat(Glob.matches("pay-*", "my-pay-api")).isFalse();
        assertThat(Glob.matches("*/checkout:1.1*", "/org/acme/image/checkout:1.1.3")).isTrue();
        assertThat(Glob.matches("*/checkout:1.1*", "/org/acme/image/checkout:1x1")).as("a dot is a dot").isFalse();
        assertThat(Glob.matches("a?c", "abc")).isTrue();
        assertThat(Glob.matches("a?c", "ac")).isFalse();
        assertThat(Glob.matches("Main", "main")).isFalse();
        assertThat(Glob.matches("*", null)).isFalse();
        assertThat(Glob.matches("*".repeat(100) + "b", "a".repeat(10_000))).as("at once").isFalse();
    }

    @Test
    void anyPatternMatchesWhatItsExpressionDoes() {
        long seed = RandomSeed.next("globs");
        Random random = new Random(seed);
        for (int round = 0; round < 20_000; round++) {
            String pattern = text(random, "ab*?.");
            String text = text(random, "ab.");
            String expression = pattern.replace(".", "\\.").replace("*", ".*").replace("?", ".");
            assertThat(Glob.matches(pattern, text)).as("%s on %s, seed %d", pattern, text, seed)
                    .isEqualTo(Pattern.matches(expression, text));
        }
    }

    private static String text(Random random, String letters) {
        StringBuilder text = new StringBuilder();
        for (int length = random.nextInt(8); length > 0; length--) {
            text.append(letters.charAt(random.nextInt(letters.length())));
        }
        return text.toString();
    }
}
