package org.scst.runtime.configuration.dialect;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The content of one file in {@code etc/}.
 *
 * <p>UTF-8; one {@code key = value} a line; a line that begins with {@code #} is a comment; a backslash means itself except
 * at a line's end, where it joins the next line; nothing is interpolated.
 *
 * <p><i>Threading:</i> immutable.
 */
public final class ConfigurationText {
    private static final int MAXIMUM_BYTES = 1 << 20;

    private final String source;
    private final List<Entry> entries;
    private final List<Finding> faults;

    ConfigurationText(String source, List<Entry> entries, List<Finding> faults) {
        this.source = source;
        this.entries = List.copyOf(entries);
        this.faults = List.copyOf(faults);
    }

    /** Reads a file's content; what is wrong with it stands in {@link #faults}. */
    public static ConfigurationText read(byte[] bytes) {
        if (bytes.length == 0) {
            return unreadable(0, "the file is empty", "write it whole; a comment line is enough if no key is wanted");
        }
        if (bytes.length > MAXIMUM_BYTES) {
            return unreadable(
                    0, "the file is larger than 1 MiB", "a configuration file holds one object: split or shorten it");
        }
        ByteBuffer input = ByteBuffer.wrap(bytes);
        CharBuffer output = CharBuffer.allocate(bytes.length);
        CoderResult result = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .decode(input, output, true);
        if (result.isError()) {
            return unreadable(lineOf(bytes, input.position()), "the line is not UTF-8", "save the file as UTF-8");
        }
        return parse(output.flip().toString());
    }

    /** A file that begins with this comment and holds these properties. */
    public static ConfigurationText create(String comment, Map<String, String> properties) {
        StringBuilder text = new StringBuilder();
        comment.lines().forEach(line -> text.append("# ").append(line).append('\n'));
        properties.forEach(
                (key, value) -> text.append(TextEditor.line(key, value)).append('\n'));
        return parse(text.isEmpty() ? "#\n" : text.toString());
    }

    static ConfigurationText parse(String source) {
        return new TextReader(source).read();
    }

    /** What keeps the text from being understood, by line. */
    public List<Finding> faults() {
        return faults;
    }

    /** Keys and values in the order of the file. */
    public Map<String, String> properties() {
        Map<String, String> properties = new LinkedHashMap<>();
        entries.forEach(entry -> properties.putIfAbsent(entry.key(), entry.value()));
        return properties;
    }

    /** One property and its line, from 1. */
    @FunctionalInterface
    public interface EachProperty {
        /** Takes it. */
        void property(String key, String value, int line);
    }

    /** Keys and values in the order of the file, with their lines. */
    public void forEach(EachProperty each) {
        entries.forEach(entry -> each.property(entry.key(), entry.value(), entry.line()));
    }

    /** Whether some key is one of these. */
    public boolean hasKey(Predicate<String> these) {
        for (Entry entry : entries) {
            if (these.test(entry.key())) {
                return true;
            }
        }
        return false;
    }

    /** Line of a key, 0 when it is not there. Whoever asks for many takes {@link #lines}. */
    public int line(String key) {
        return lines().getOrDefault(key, 0);
    }

    /** The line of each key. */
    public Map<String, Integer> lines() {
        Map<String, Integer> lines = HashMap.newHashMap(entries.size());
        entries.forEach(entry -> lines.putIfAbsent(entry.key(), entry.line()));
        return lines;
    }

    /**
     * The same text with some keys changed; every other character stays.
     *
     * @param values keys to set; an empty value removes the key
     * @throws IllegalArgumentException when a key or value cannot be written in this dialect
     * @throws IllegalStateException when the text has faults
     */
    public ConfigurationText with(Map<String, Optional<String>> values) {
        if (!faults.isEmpty()) {
            throw new IllegalStateException("a text with faults cannot be edited");
        }
        return parse(new TextEditor(source, entries).apply(values));
    }

    String sourceText() {
        return source;
    }

    /** The text as a file holds it. */
    public byte[] bytes() {
        return source.getBytes(StandardCharsets.UTF_8);
    }

    private static ConfigurationText unreadable(int line, String cause, String cure) {
        return new ConfigurationText("", List.of(), List.of(Finding.error(line, cause, cure)));
    }

    private static int lineOf(byte[] bytes, int offset) {
        int line = 1;
        for (int i = 0; i < offset; i++) {
            if (bytes[i] == '\n') {
                line++;
            }
        }
        return line;
    }
}
