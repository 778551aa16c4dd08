package org.scst.runtime.console.command;

import org.scst.runtime.console.text.Bytes;

/** Sizes of disks as an operator writes them. */
final class Sizes {
    private static final int LEAST_BLOCK = 512;

    private Sizes() {}

    /** A size that a disk can have. */
    static Bytes parse(String word) throws CommandFailure {
        Bytes size = Bytes.parse(word)
                .orElseThrow(() -> CommandFailure.usage(
                        "\"" + word + "\" is no size", "write bytes, or a number with K, M, G, T or P, as in 10G"));
        if (size.count() == 0 || size.count() % LEAST_BLOCK != 0) {
            throw CommandFailure.usage(
                    size.count() + " bytes are no whole number of blocks",
                    "choose a multiple of " + LEAST_BLOCK + " bytes");
        }
        return size;
    }
}
