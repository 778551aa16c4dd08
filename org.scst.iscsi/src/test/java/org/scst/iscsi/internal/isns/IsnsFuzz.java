package org.scst.iscsi.internal.isns;

import java.io.ByteArrayInputStream;
import java.io.IOException;

/**
 * Fuzz target: what an iSNS server sends. It is a message, or refused as none.
 *
 * <p>The input is what comes.
 */
public final class IsnsFuzz {
    private IsnsFuzz() {}

    /** Jazzer's entry. */
    public static void fuzzerTestOneInput(byte[] input) {
        try {
            IsnsMessage message = IsnsMessage.read(new ByteArrayInputStream(input));
            int taken = message.attributes().stream()
                    .mapToInt(attribute -> attribute.value().length)
                    .sum();
            if (taken > input.length) {
                throw new IllegalStateException(taken + " bytes of " + input.length);
            }
        } catch (IOException refused) {
            // As it should be.
        }
    }
}
