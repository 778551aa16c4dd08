package org.scst.iscsi.internal.trace;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class SecretMaskTest {
    private final SecretMask mask = new SecretMask();

    private String mask(String text) {
        byte[] bytes = ("##" + text + "##").getBytes(StandardCharsets.US_ASCII);
        mask.mask(bytes, 2, text.length());
        return new String(bytes, 2, text.length(), StandardCharsets.US_ASCII);
    }

    @Test
    void shouldMaskTheResponseAndNothingElse() {
        assertEquals(
                "CHAP_N=me\0CHAP_R=xxxxxx\0CHAP_I=1\0XCHAP_R=0x12\0CHAP_RR=0x12\0",
                mask("CHAP_N=me\0CHAP_R=0xabcd\0CHAP_I=1\0XCHAP_R=0x12\0CHAP_RR=0x12\0"));
    }

    @Test
    void shouldMaskAValueThatGoesOnInTheNextPdu() {
        assertEquals("A=b\0CHAP", mask("A=b\0CHAP"));
        assertEquals("_R=xx", mask("_R=0x"));
        assertEquals("xxxx", mask("ab=d"));
        assertEquals("xx\0CHAP_C=0x12\0", mask("ef\0CHAP_C=0x12\0"));
    }

    @Test
    void shouldMaskAValueWithoutAnEnd() {
        assertEquals("CHAP_R=xxxx", mask("CHAP_R=0xab"));
    }

    @Test
    void shouldNotGatherAKeyWithoutAnEnd() {
        String endless = "k".repeat(100_000);
        assertEquals(endless, mask(endless));
        assertEquals("=a\0CHAP_R=x\0", mask("=a\0CHAP_R=1\0"));
    }
}
