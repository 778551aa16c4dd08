package org.scst.iscsi.internal.authentication;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Base64;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.scst.iscsi.internal.text.TextFormatException;
import org.scst.testkit.Trials;

class BinaryValueTest {
    private static byte[] decode(String value) throws TextFormatException {
        return BinaryValue.decode("CHAP_R", value, 16, 16);
    }

    @Test
    void shouldReadBothFormsWithBothPrefixes() {
        Trials.each(200, values -> {
            byte[] bytes = new byte[values.number(1, 64)];
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] = (byte) values.number();
            }
            String hex = HexFormat.of().formatHex(bytes);
            String base64 = Base64.getEncoder().encodeToString(bytes);
            for (String value : new String[] {
                "0x" + hex,
                "0X" + hex.toUpperCase(java.util.Locale.ROOT),
                "0b" + base64,
                "0B" + base64,
                "0b" + base64.replace("=", "")
            }) {
                assertArrayEquals(bytes, BinaryValue.decode("CHAP_C", value, 1, 64), value);
            }
            assertArrayEquals(bytes, BinaryValue.decode("CHAP_C", BinaryValue.encode(bytes), 1, 64));
        });
    }

    /** CVE-2018-14633: the response of Linux' target was decoded into a fixed place before its length was looked at. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 15, 17, 18, 19, 20, 32, 1024, 4000})
    void shouldRefuseAHexadecimalResponseOfAnotherLength(int length) {
        assertThrows(TextFormatException.class, () -> decode("0x" + "5a".repeat(length)));
    }

    /** CVE-2026-63886: the same by Base64, for 1 to 1 024 characters and every form of padding. */
    @Test
    void shouldRefuseABase64ResponseOfAnotherLength() {
        for (int length = 0; length <= 1024; length++) {
            for (String padding : new String[] {"", "=", "==", "==="}) {
                String value = "0b" + "A".repeat(length) + padding;
                boolean good = length == 22 && (padding.isEmpty() || padding.equals("=="));
                if (!good) {
                    assertThrows(TextFormatException.class, () -> decode(value), value);
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "0",
                "0x",
                "0b",
                "x",
                "1a2b",
                "0xZ0",
                "00000000000000000000000000000000",
                "0x0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0",
                "0x0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0g",
                "0b!!!!!!!!!!!!!!!!!!!!!!==",
                "0x0x0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a",
                "0xé"
            })
    void shouldRefuseWhatIsNoNumberWithoutSayingIt(String value) {
        String message =
                assertThrows(TextFormatException.class, () -> decode(value)).getMessage();

        assertFalse(value.length() > 2 && message.contains(value), message);
        assertEquals("CHAP_R", message.substring(0, 6));
    }
}
