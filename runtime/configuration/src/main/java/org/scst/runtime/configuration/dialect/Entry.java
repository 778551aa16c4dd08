package org.scst.runtime.configuration.dialect;

/**
 * One {@code key = value} of a file, and where it stands.
 *
 * <p><i>Threading:</i> immutable.
 *
 * @param key the property
 * @param value without surrounding blanks, continuation lines joined
 * @param line number of its first line, from 1
 * @param start offset of its first line in the text
 * @param valueStart offset of the value's first character
 * @param valueEnd offset behind the value's last character
 * @param end offset behind its last line's terminator
 */
record Entry(String key, String value, int line, int start, int valueStart, int valueEnd, int end) {}
