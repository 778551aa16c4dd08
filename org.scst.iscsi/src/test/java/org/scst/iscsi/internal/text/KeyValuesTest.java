package org.scst.iscsi.internal.text;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyValuesTest {
    private final KeyValues text = new KeyValues();

    private void append(byte[] bytes) throws TextFormatException {
        ByteBuf buffer = Unpooled.wrappedBuffer(bytes);
        text.append(buffer, 0, bytes.length);
    }

    private Map<String, String> read(String whole) throws TextFormatException {
        append(whole.getBytes(StandardCharsets.UTF_8));
        return text.take();
    }

    @Provide
    Arbitrary<Map<String, String>> pairs() {
        Arbitrary<String> keys = Arbitraries.strings()
                .withCharRange('A', 'Z')
                .withCharRange('a', 'z')
                .withCharRange('0', '9')
                .withChars(".-+@_")
                .ofMinLength(1)
                .ofMaxLength(62)
                .map(rest -> "X" + rest);
        Arbitrary<String> values =
                Arbitraries.strings().withCharRange(' ', '~').withChars("äß中").ofMaxLength(60);
        return Arbitraries.maps(keys, values).ofMaxSize(20).map(LinkedHashMap::new);
    }

    @Property(tries = 300)
    void shouldReadWhatWasWrittenHoweverItIsCut(@ForAll("pairs") Map<String, String> pairs, @ForAll List<Integer> cuts)
            throws TextFormatException {
        byte[] bytes = KeyValues.encode(pairs.entrySet());
        ByteBuf buffer = Unpooled.wrappedBuffer(bytes);
        int start = 0;
        List<Integer> ends = new ArrayList<>(cuts.stream()
                .map(cut -> Math.floorMod(cut, bytes.length + 1))
                .sorted()
                .toList());
        ends.add(bytes.length);
        for (int end : ends) {
            text.append(buffer, start, end - start);
            start = end;
        }

        assertEquals(
                new ArrayList<>(pairs.entrySet()), new ArrayList<>(text.take().entrySet()));
    }

    @Property(tries = 300)
    void shouldEitherReadStrangeBytesOrSayWhy(@ForAll byte[] bytes) {
        try {
            append(bytes);
            text.take().forEach((key, value) -> assertEquals(-1, (key + value).indexOf('\0')));
        } catch (TextFormatException e) {
            assertEquals(
                    -1,
                    e.getMessage()
                            .chars()
                            .filter(c -> c < ' ' || c > '~')
                            .findFirst()
                            .orElse(-1));
        }
    }

    @Test
    void shouldKeepTheOrder() throws TextFormatException {
        assertEquals(List.of("B", "A", "C"), List.copyOf(read("B=1\0A=2\0C=3\0").keySet()));
    }

    @Test
    void shouldTakeAnEmptyValueAndAnEqualsSignInAValue() throws TextFormatException {
        assertEquals(Map.of("SendTargets", "", "A", "b=c"), read("SendTargets=\0A=b=c\0"));
    }

    @Test
    void shouldOverlookZeroesBetweenPairs() throws TextFormatException {
        assertEquals(Map.of("A", "1", "B", "2"), read("\0A=1\0\0B=2\0\0\0"));
    }

    @Test
    void shouldBeginAnewAfterEachText() throws TextFormatException {
        read("A=1\0");

        assertEquals(Map.of("A", "2"), read("A=2\0"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"A=1", "=1\0", "A\0", "A=1\0A=2\0", "1A=1\0", "A b=1\0", "\u00e4=1\0", ".A=1\0"})
    void shouldRefuseWhatIsNoText(String whole) {
        assertThrows(TextFormatException.class, () -> read(whole));
    }

    @Test
    void shouldRefuseAValueThatIsNotUtf8() throws TextFormatException {
        append(new byte[] {'A', '=', (byte) 0xC3, '(', 0});

        assertThrows(TextFormatException.class, text::take);
    }

    @Test
    void shouldTakeTheLongestKeyAndRefuseALongerOne() throws TextFormatException {
        String longest = "K".repeat(KeyValues.MAX_KEY_LENGTH);

        assertEquals(Map.of(longest, "v"), read(longest + "=v\0"));
        assertThrows(TextFormatException.class, () -> read("K" + longest + "=v\0"));
    }

    @Test
    void shouldTakeTheLongestValueAndRefuseALongerOne() throws TextFormatException {
        String longest = "v".repeat(KeyValues.MAX_VALUE_LENGTH);

        assertEquals(Map.of("K", longest), read("K=" + longest + "\0"));
        assertThrows(TextFormatException.class, () -> read("K=v" + longest + "\0"));
    }

    @Test
    void shouldTakeTheMostKeysAndRefuseOneMore() throws TextFormatException {
        StringBuilder most = new StringBuilder();
        for (int key = 0; key < KeyValues.MAX_KEYS; key++) {
            most.append('K').append(key).append("=v\0");
        }

        assertEquals(KeyValues.MAX_KEYS, read(most.toString()).size());
        assertThrows(TextFormatException.class, () -> read(most + "More=v\0"));
    }

    @Test
    void shouldForgetATextThatGrowsTooLong() throws TextFormatException {
        append(new byte[KeyValues.MAX_BYTES]);
        assertThrows(TextFormatException.class, () -> append(new byte[1]));

        assertEquals(Map.of("A", "1"), read("A=1\0"));
    }

    @Test
    void shouldWriteEachPairWithItsZero() {
        assertArrayEquals(
                "A=1\0B=\0".getBytes(StandardCharsets.US_ASCII),
                KeyValues.encode(List.of(Map.entry("A", "1"), Map.entry("B", ""))));
    }
}
