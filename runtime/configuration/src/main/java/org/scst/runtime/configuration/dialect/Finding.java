package org.scst.runtime.configuration.dialect;

/**
 * Something an operator should know about a file.
 *
 * <p><i>Threading:</i> immutable.
 *
 * @param line 1 for the first, 0 when no line can be named
 * @param cause one sentence
 * @param cure one sentence
 * @param blocking whether the file does not count while this holds
 */
public record Finding(int line, String cause, String cure, boolean blocking) {

    /** A finding because of which the file does not count. */
    public static Finding error(int line, String cause, String cure) {
        return new Finding(line, cause, cure, true);
    }

    /** A finding with which the file counts nevertheless. */
    public static Finding remark(int line, String cause, String cure) {
        return new Finding(line, cause, cure, false);
    }
}
