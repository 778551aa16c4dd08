package org.scst.iscsi.internal.authentication;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * The algorithms of CHAP that iSCSI uses, by IANA's numbers (PPP Authentication Algorithms); a response is the digest of identifier,
 * secret and challenge (RFC 1994 4.1).
 *
 * <p><i>Threading:</i> immutable.
 */
public enum ChapAlgorithm {
    MD5(5, "MD5", 16),
    SHA1(6, "SHA-1", 20),
    SHA256(7, "SHA-256", 32),
    SHA3_256(8, "SHA3-256", 32);

    private final int code;
    private final String word;
    private final int responseLength;

    ChapAlgorithm(int code, String word, int responseLength) {
        this.code = code;
        this.word = word;
        this.responseLength = responseLength;
    }

    /** IANA's number. */
    int code() {
        return code;
    }

    /** Bytes of a response. */
    int responseLength() {
        return responseLength;
    }

    /** Those that this JVM computes: one that obeys FIPS has no MD5. */
    public static List<ChapAlgorithm> available() {
        return Arrays.stream(values()).filter(ChapAlgorithm::isAvailable).toList();
    }

    private boolean isAvailable() {
        try {
            return digest().getDigestLength() == responseLength;
        } catch (IllegalStateException e) {
            return false;
        }
    }

    /**
     * A list of names as operators write it, in any case, with or without hyphens: {@code SHA3-256, sha256}.
     *
     * @throws IllegalArgumentException naming what is none
     */
    public static List<ChapAlgorithm> list(String text) {
        List<ChapAlgorithm> algorithms = new ArrayList<>();
        for (String name : text.split(",")) {
            String plain = plain(name);
            algorithms.add(Arrays.stream(values())
                    .filter(algorithm -> plain(algorithm.word).equals(plain))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException(name.strip() + " is no algorithm of CHAP")));
        }
        return algorithms;
    }

    private static String plain(String name) {
        return name.strip().toLowerCase(Locale.ROOT).replaceAll("[-_]", "");
    }

    /** The response to a challenge. */
    byte[] response(int identifier, byte[] secret, byte[] challenge) {
        MessageDigest digest = digest();
        digest.update((byte) identifier);
        digest.update(secret);
        return digest.digest(challenge);
    }

    private MessageDigest digest() {
        try {
            return MessageDigest.getInstance(word);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public String toString() {
        return word;
    }
}
