package org.scst.runtime.configuration.dialect;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.scst.core.admin.Account;

/**
 * Reads one text, line by line.
 *
 * <p><i>Threading:</i> confined to one call; used once.
 */
final class TextReader {
    private final String source;
    private final List<Entry> entries = new ArrayList<>();
    private final List<Finding> faults = new ArrayList<>();
    private final Map<String, Integer> firstLines = new HashMap<>();
    private int position;
    private int line;

    TextReader(String source) {
        this.source = source;
    }

    ConfigurationText read() {
        if (source.startsWith("\uFEFF")) {
            position = 1;
        }
        while (position < source.length()) {
            readLogicalLine();
        }
        return new ConfigurationText(source, entries, faults);
    }

    private void readLogicalLine() {
        int start = position;
        String content = nextLine();
        if (content.isBlank() || content.stripLeading().startsWith("#")) {
            return;
        }
        int first = line;
        int equals = content.indexOf('=');
        StringBuilder logical = new StringBuilder(withoutBackslash(content));
        int lastStart = start;
        while (content.endsWith("\\")) {
            if (position >= source.length()) {
                fault(line, "the file ends where the line should go on", "remove the backslash at the line's end");
                return;
            }
            lastStart = position;
            content = nextLine();
            logical.append(withoutBackslash(content).stripLeading());
        }
        if (equals < 0) {
            fault(first, "the line has no \"=\"", "write \"key = value\", or begin the line with # if it is a comment");
            return;
        }
        int valueEnd = lastStart + content.stripTrailing().length();
        readEntry(logical.toString(), equals, first, start, valueEnd);
    }

    private void readEntry(String logical, int equals, int first, int start, int valueEnd) {
        String key = logical.substring(0, equals).strip();
        String value = logical.substring(equals + 1).strip();
        if (key.isEmpty()) {
            fault(first, "the line has no key", "write \"key = value\"");
        } else if (!Syntax.isKey(key)) {
            fault(first, "\"" + shown(key) + "\" is no key", "a key has letters, digits, \".\", \"_\" and \"-\"");
        } else if (value.isEmpty()) {
            fault(first, "\"" + key + "\" has no value", "give it a value or remove the line");
        } else if (firstLines.putIfAbsent(key.toLowerCase(Locale.ROOT), first) != null) {
            // Config Admin's keys differ by more than case.
            int other = firstLines.get(key.toLowerCase(Locale.ROOT));
            fault(first, "\"" + key + "\" is given twice, first in line " + other, "remove one of the two lines");
        } else {
            int valueStart = start + equals + 1;
            while (isBlank(source.charAt(valueStart))) {
                valueStart++;
            }
            entries.add(new Entry(key, value, first, start, valueStart, valueEnd, position));
        }
    }

    /** Behind the name of an account stands a secret in SCST's files, where no "=" ends the name. */
    private static String shown(String key) {
        String first = key.split("\\s", 2)[0];
        return Account.isKey(first) ? first + " …" : Syntax.shown(key);
    }

    /** Moves behind the next line and returns it without its terminator. */
    private String nextLine() {
        int start = position;
        int newline = source.indexOf('\n', position);
        int contentEnd = newline < 0 ? source.length() : newline;
        position = newline < 0 ? source.length() : newline + 1;
        line++;
        if (contentEnd > start && source.charAt(contentEnd - 1) == '\r') {
            contentEnd--;
        }
        String content = source.substring(start, contentEnd);
        if (!Syntax.isPrintable(content)) {
            fault(line, "the line has a control character", "remove it; a half-written file has to be written again");
        }
        return content;
    }

    private void fault(int at, String cause, String cure) {
        faults.add(Finding.error(at, cause, cure));
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t';
    }

    private static String withoutBackslash(String content) {
        return content.endsWith("\\") ? content.substring(0, content.length() - 1) : content;
    }
}
