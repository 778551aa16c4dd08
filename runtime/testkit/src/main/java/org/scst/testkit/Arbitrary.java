package org.scst.testkit;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Supplier;

/**
 * Values drawn for one of the {@link Trials}: numbers often at the ends of their range or of few bits, texts and bytes often
 * empty or short, because that is where code goes wrong.
 *
 * <p><em>Threading:</em> confined to the thread of its trial.
 */
public final class Arbitrary {
    private static final int MOST_BITS = 63;
    private static final int LONGEST = 256;
    /** What a character may be: ASCII, controls, marks of direction, surrogates alone and in pairs, signs of several bytes. */
    private static final int[] SIGNS = {
        0, '\t', '\n', '\r', 0x1B, ' ', '"', '\\', '=', '#', 0x7F, 0x85, 0x9B, 0xAD, 0xE4
    };

    private static final int[] FURTHER_SIGNS = {0x200F, 0x2028, 0x202E, 0x2603, 0xD83D, 0xDE00, 0xFEFF, 0xFFFF, 0x1F600
    };

    /** Neighbouring seeds give unrelated values, which Random's do not. */
    private final SplittableRandom random;

    Arbitrary(long seed) {
        random = new SplittableRandom(seed);
    }

    /** Any number from {@code least} to {@code most}, both included. */
    public long number(long least, long most) {
        return switch (random.nextInt(8)) {
            case 0 -> least;
            case 1 -> most;
            case 2, 3, 4 -> nearby(least, most);
            default -> most == Long.MAX_VALUE && least == Long.MIN_VALUE ? random.nextLong() : uniform(least, most);
        };
    }

    private long uniform(long least, long most) {
        return most == Long.MAX_VALUE ? random.nextLong(least, most) : random.nextLong(least, most + 1);
    }

    /** A number of few bits, when the range holds it. */
    private long nearby(long least, long most) {
        long small = random.nextLong() >> random.nextInt(MOST_BITS);
        return small < least || small > most ? uniform(least, most) : small;
    }

    /** Any number from {@code least} to {@code most}, both included. */
    public int number(int least, int most) {
        return (int) number((long) least, (long) most);
    }

    /** Any number of 32 bits. */
    public int number() {
        return number(Integer.MIN_VALUE, Integer.MAX_VALUE);
    }

    /** Yes or no. */
    public boolean truth() {
        return random.nextBoolean();
    }

    /** Up to 256 bytes of any value. */
    public byte[] bytes() {
        byte[] bytes = new byte[number(0, LONGEST)];
        random.nextBytes(bytes);
        return bytes;
    }

    /** Up to 256 characters, strange ones among them; surrogates need not come in pairs. */
    public String text() {
        StringBuilder text = new StringBuilder();
        for (int left = number(0, LONGEST); left > 0; left--) {
            text.appendCodePoint(sign());
        }
        return text.toString();
    }

    private int sign() {
        return switch (random.nextInt(4)) {
            case 0 -> SIGNS[random.nextInt(SIGNS.length)];
            case 1 -> FURTHER_SIGNS[random.nextInt(FURTHER_SIGNS.length)];
            case 2 -> random.nextInt(' ', 0x7F);
            default -> random.nextInt(Character.MAX_CODE_POINT + 1);
        };
    }

    /** Between {@code least} and {@code most} characters of the given ones. */
    public String textOf(String characters, int least, int most) {
        StringBuilder text = new StringBuilder();
        for (int left = number(least, most); left > 0; left--) {
            text.append(characters.charAt(random.nextInt(characters.length())));
        }
        return text.toString();
    }

    /** One of the choices. */
    @SafeVarargs
    public final <T> T of(T... choices) {
        return choices[random.nextInt(choices.length)];
    }

    /** Up to {@code most} elements, each drawn anew. */
    public <T> List<T> list(int most, Supplier<T> element) {
        List<T> list = new ArrayList<>();
        for (int left = number(0, most); left > 0; left--) {
            list.add(element.get());
        }
        return list;
    }

    /** The same elements in any order. */
    public <T> List<T> shuffled(List<T> elements) {
        List<T> shuffled = new ArrayList<>(elements);
        Collections.shuffle(shuffled, random);
        return shuffled;
    }
}
