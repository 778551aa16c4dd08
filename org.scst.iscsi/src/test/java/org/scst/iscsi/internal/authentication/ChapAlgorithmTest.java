package org.scst.iscsi.internal.authentication;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChapAlgorithmTest {
    /** Computed by Python's hashlib, from identifier a7h, the secret and the challenge 00h to 1Fh. */
    @ParameterizedTest
    @CsvSource({
        "MD5, 5, 9084270e145eca885be919059df1adcb",
        "SHA1, 6, ed666cf86d3c2d25c0f51cf4e5219c27b1ad0c9f",
        "SHA256, 7, 1c337540ca7025c6790792aed3b73991520fe7af04a5abf1ccf6c7acca51126c",
        "SHA3_256, 8, af07cd0ade80f9c83ca4c43501deba725c89ee8494b2cc19a56284447b029564"
    })
    void shouldComputeTheResponse(ChapAlgorithm algorithm, int code, String expected) {
        byte[] challenge = new byte[32];
        for (int i = 0; i < challenge.length; i++) {
            challenge[i] = (byte) i;
        }

        byte[] response =
                algorithm.response(0xA7, "correct horse battery".getBytes(StandardCharsets.US_ASCII), challenge);

        assertEquals(expected, HexFormat.of().formatHex(response));
        assertEquals(response.length, algorithm.responseLength());
        assertEquals(code, algorithm.code());
    }

    @Test
    void shouldReadAListAsOperatorsWriteIt() {
        assertEquals(
                List.of(ChapAlgorithm.SHA3_256, ChapAlgorithm.SHA256, ChapAlgorithm.SHA1),
                ChapAlgorithm.list("SHA3-256,sha256 , Sha-1"));
        assertEquals(
                "SHA-2 is no algorithm of CHAP",
                assertThrows(IllegalArgumentException.class, () -> ChapAlgorithm.list("MD5, SHA-2"))
                        .getMessage());
    }
}
