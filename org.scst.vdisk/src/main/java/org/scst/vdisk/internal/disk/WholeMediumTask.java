package org.scst.vdisk.internal.disk;

import java.util.Base64;
import org.scst.core.scsi.AdditionalSense;
import org.scst.core.scsi.Sense;
import org.scst.core.scsi.SenseKey;
import org.scst.vdisk.internal.protection.ProtectionType;

/**
 * What SANITIZE or FORMAT UNIT does with the whole medium, as text too, so that it can go on after a restart.
 *
 * <p><i>Threading:</i> immutable.
 *
 * @param kind of operation
 * @param pattern initialization pattern of an overwrite, repeated within each logical block; empty for others
 * @param passes how often an overwrite writes everything
 * @param inverted whether every second pass writes the pattern inverted
 * @param unrestricted AUSE: whether a failure may be left by EXIT FAILURE MODE
 * @param protection what FORMAT UNIT formats with; {@code null} for none
 * @param failed whether it has come to an end without success
 */
record WholeMediumTask(
        Kind kind,
        byte[] pattern,
        int passes,
        boolean inverted,
        boolean unrestricted,
        ProtectionType protection,
        boolean failed) {

    /** The operations, with what commands are told meanwhile, and after a failure. */
    enum Kind {
        OVERWRITE("being sanitized", AdditionalSense.LOGICAL_UNIT_NOT_READY_SANITIZE_IN_PROGRESS),
        BLOCK_ERASE("being sanitized", AdditionalSense.LOGICAL_UNIT_NOT_READY_SANITIZE_IN_PROGRESS),
        CRYPTOGRAPHIC_ERASE("being sanitized", AdditionalSense.LOGICAL_UNIT_NOT_READY_SANITIZE_IN_PROGRESS),
        FORMAT("being formatted", AdditionalSense.LOGICAL_UNIT_NOT_READY_FORMAT_IN_PROGRESS);

        private final String words;
        private final AdditionalSense inProgress;

        Kind(String words, AdditionalSense inProgress) {
            this.words = words;
            this.inProgress = inProgress;
        }
    }

    private static final byte[] NOTHING = {};

    static WholeMediumTask overwrite(byte[] pattern, int passes, boolean inverted, boolean unrestricted) {
        return new WholeMediumTask(Kind.OVERWRITE, pattern, passes, inverted, unrestricted, null, false);
    }

    static WholeMediumTask blockErase(boolean unrestricted) {
        return new WholeMediumTask(Kind.BLOCK_ERASE, NOTHING, 1, false, unrestricted, null, false);
    }

    static WholeMediumTask cryptographicErase(boolean unrestricted) {
        return new WholeMediumTask(Kind.CRYPTOGRAPHIC_ERASE, NOTHING, 1, false, unrestricted, null, false);
    }

    static WholeMediumTask format(ProtectionType protection) {
        return new WholeMediumTask(Kind.FORMAT, NOTHING, 1, false, false, protection, false);
    }

    WholeMediumTask asFailed() {
        return new WholeMediumTask(kind, pattern, passes, inverted, unrestricted, protection, true);
    }

    boolean sanitizes() {
        return kind != Kind.FORMAT;
    }

    /** What commands of the medium get. */
    Sense sense() {
        if (failed) {
            return Sense.of(
                    SenseKey.MEDIUM_ERROR,
                    sanitizes() ? AdditionalSense.SANITIZE_COMMAND_FAILED : AdditionalSense.MEDIUM_FORMAT_CORRUPTED);
        }
        return Sense.of(SenseKey.NOT_READY, kind.inProgress);
    }

    /** For operators. */
    String reason() {
        return failed ? "could not be " + (sanitizes() ? "sanitized" : "formatted") : kind.words;
    }

    /** One line. */
    String text() {
        return String.join(
                " ",
                kind.name(),
                Integer.toString(passes),
                Boolean.toString(inverted),
                Boolean.toString(unrestricted),
                Boolean.toString(failed),
                Integer.toString(protection == null ? 0 : protection.number()),
                Base64.getEncoder().encodeToString(pattern));
    }

    /** From {@link #text}; {@code null} from an empty one. */
    static WholeMediumTask read(String text) {
        if (text.isEmpty()) {
            return null;
        }
        String[] words = text.split(" ", 7);
        boolean early = words.length == 6; // of before there was protection information
        return new WholeMediumTask(
                Kind.valueOf(words[0]),
                Base64.getDecoder().decode(words[early ? 5 : 6]),
                Integer.parseInt(words[1]),
                Boolean.parseBoolean(words[2]),
                Boolean.parseBoolean(words[3]),
                early ? null : ProtectionType.of(Integer.parseInt(words[5])),
                Boolean.parseBoolean(words[4]));
    }
}
