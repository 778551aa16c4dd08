package org.scst.iscsi.internal.authentication;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The initiator's side of CHAP, written once more from RFC 1994 4.1: what it computes is not computed by the code under test. */
public final class ChapInitiator {
    private static final Map<String, String> DIGESTS =
            Map.of("5", "MD5", "6", "SHA-1", "7", "SHA-256", "8", "SHA3-256");

    private ChapInitiator() {}

    /** Pairs by key. */
    public static Map<String, String> map(List<String> pairs) {
        Map<String, String> map = new TreeMap<>();
        pairs.forEach(pair -> map.put(pair.substring(0, pair.indexOf('=')), pair.substring(pair.indexOf('=') + 1)));
        return map;
    }

    /** CHAP_R of the challenge in the target's answer. */
    public static String response(Map<String, String> asked, String secret) {
        byte[] challenge = HexFormat.of().parseHex(asked.get("CHAP_C").substring(2));
        return response(asked.get("CHAP_A"), Integer.parseInt(asked.get("CHAP_I")), secret, challenge);
    }

    /** The response in hexadecimal digits. */
    public static String response(String algorithm, int identifier, String secret, byte[] challenge) {
        try {
            MessageDigest digest = MessageDigest.getInstance(DIGESTS.get(algorithm));
            digest.update((byte) identifier);
            digest.update(secret.getBytes(StandardCharsets.UTF_8));
            digest.update(challenge);
            return "0x" + HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
