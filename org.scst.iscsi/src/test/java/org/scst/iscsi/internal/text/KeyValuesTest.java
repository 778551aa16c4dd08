package org.scst.iscsi.internal.text;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.scst.testkit.Arbitrary;
import org.scst.testkit.Trials;

class KeyValuesTest {
    private static final String KEY_CHARACTERS = "ABCXYZabcxyz0189.-+@_";
    private static final String VALUE_CHARACTERS = " !#,/:;=AZaz09[]{|}~äß中";

    private final KeyValues text = new KeyValues();

    private void append(byte[] bytes) throws TextFormatException {
        ByteBuf buffer = Unpooled.wrappedBuffer(bytes);
        text.append(buffer, 0, bytes.length);
    }

    private Map<String, String> read(String whole) throws TextFormatException {
        append(whole.getBytes(StandardCharsets.UTF_8));
        return text.take();
    }

    private static Map<String, String> pairs(Arbitrary values) {
        Map<String, String> pairs = new LinkedHashMap<>();
        for (String key : values.list(20, () -> "X" + values.textOf(KEY_CHARACTERS, 1, 62))) {
            pairs.put(key, values.textOf(VALUE_CHARACTERS, 0, 60));
        }
        return pairs;
    }

    @Test
    void shouldReadWhatWasWrittenHoweverItIsCut() {
        Trials.each(300, values -> {
            Map<String, String> pairs = pairs(values);
            byte[] bytes = KeyValues.encode(pairs.entrySet());
            ByteBuf buffer = Unpooled.wrappedBuffer(bytes);
            List<Integer> ends = values.list(20, () -> values.number(0, bytes.length));
            ends.sort(null);
            ends.add(bytes.length);
            int start = 0;
            for (int end : ends) {
                text.append(buffer, start, end - start);
                start = end;
            }

            assertEquals(
                    new ArrayList<>(pairs.entrySet()),
                    new ArrayList<>(text.take().entrySet()));
        });
    }

    @Test
    void shouldEitherReadStrangeBytesOrSayWhy() {
        Trials.each(300, values -> readOrSayWhy(values.bytes()));
        Trials.each(300, values -> readOrSayWhy(strangePairs(values)));
    }

    /** Almost a text: of bytes at random hardly more than the first is read. */
    private static byte[] strangePairs(Arbitrary values) {
        return String.join("", values.list(8, () -> values.of("A", "b", "=", "=v", "\0", " ", values.text())))
                .getBytes(StandardCharsets.UTF_8);
    }

    private static void readOrSayWhy(byte[] bytes) {
        KeyValues text = new KeyValues();
        try {
            text.append(Unpooled.wrappedBuffer(bytes), 0, bytes.length);
            text.take().forEach((key, value) -> assertEquals(-1, (key + value).indexOf('\0')));
        } catch (TextFormatException e) {
            assertTrue(e.getMessage().chars().allMatch(c -> c >= ' ' && c <= '~'), e::getMessage);
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
