package org.scst.runtime.configuration.dialect;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.scst.testkit.Arbitrary;
import org.scst.testkit.Trials;

class ConfigurationTextTest {

    private static ConfigurationText read(String text) {
        return ConfigurationText.read(text.getBytes(StandardCharsets.UTF_8));
    }

    private static Finding onlyFault(String text) {
        List<Finding> faults = read(text).faults();
        assertEquals(1, faults.size(), () -> "faults: " + faults);
        assertTrue(faults.getFirst().blocking());
        return faults.getFirst();
    }

    @Test
    void shouldKnowTheLineWhereEachKeyIsGivenFirst() {
        ConfigurationText text =
                ConfigurationText.read("# words\na = 1\n\nb = 2\na = 3\n".getBytes(StandardCharsets.UTF_8));
        assertEquals(Map.of("a", 2, "b", 4), text.lines());
        assertEquals(4, text.line("b"));
        assertEquals(0, text.line("c"));
    }

    @Test
    void shouldReadKeysAndValuesWithoutBlanks() {
        ConfigurationText text = read("# a disk\n\n  type =  fileio \nfile=/srv/disk1.img\n");
        assertEquals(Map.of("type", "fileio", "file", "/srv/disk1.img"), text.properties());
        assertEquals(3, text.line("type"));
        assertEquals(4, text.line("file"));
        assertEquals(0, text.line("size"));
    }

    @Test
    void shouldTakeBackslashHashAndDollarLiterally() {
        ConfigurationText text = read("path = C:\\temp\\new\nname = a#b ; ${home} !\n");
        assertEquals(Map.of("path", "C:\\temp\\new", "name", "a#b ; ${home} !"), text.properties());
    }

    @Test
    void shouldSplitAtTheFirstEqualsSign() {
        assertEquals(Map.of("filter", "(a=b)"), read("filter = (a=b)").properties());
    }

    @Test
    void shouldJoinLinesAtABackslash() {
        ConfigurationText text = read("portals = 127.0.0.1:3260, \\\n   [::1]:3260\nnext = 1\n");
        assertEquals(Map.of("portals", "127.0.0.1:3260, [::1]:3260", "next", "1"), text.properties());
        assertEquals(3, text.line("next"));
    }

    @Test
    void shouldReadValuesInUtf8() {
        assertEquals("Gerät ü", read("comment = Gerät ü\n").properties().get("comment"));
    }

    @Test
    void shouldReadWindowsLineEndsAndAByteOrderMark() {
        ConfigurationText text = read("\uFEFFa = 1\r\nb = 2\r\n");
        assertEquals(Map.of("a", "1", "b", "2"), text.properties());
        assertEquals(List.of(), text.faults());
    }

    @Test
    void shouldKeepTheOrderOfTheFile() {
        assertEquals(
                List.of("z", "a", "m"),
                List.copyOf(read("z=1\na=2\nm=3").properties().keySet()));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'a = 1\nb\n' | 2 | has no \"=\"",
                "'# c\n\nlun.0: disk1\n' | 3 | has no \"=\"",
                "'! no comment here\n' | 1 | has no \"=\"",
                "'a = 1\n = 2\n' | 2 | has no key",
                "'a = 1\na b = 2\n' | 2 | \"a b\" is no key",
                "'a = 1\n\nb =  \n' | 3 | \"b\" has no value",
                "'a = 1\nb = 2\na = 3\n' | 3 | \"a\" is given twice, first in line 1",
                "'lun.0 = x\nLUN.0 = y\n' | 2 | \"LUN.0\" is given twice, first in line 1",
                "'a = 1\nb = 2 \\' | 2 | the file ends",
                "'a = 1 \\\n 2 \\\n' | 2 | the file ends",
                "'a \\\n = 1\n' | 1 | has no \"=\"",
            })
    void shouldNameLineAndCauseOfAnError(String text, int line, String cause) {
        Finding fault = onlyFault(text);
        assertEquals(line, fault.line());
        assertTrue(fault.cause().contains(cause), fault::cause);
        assertTrue(fault.cure().length() > 5);
    }

    /** A line of SCST's file has the secret in it, and no "=" before that of the secret. */
    @Test
    void shouldNotShowTheSecretOfAnAccountAsAKey() {
        Finding fault = onlyFault("incomingUser1 \"joe my=secret\"\n");

        assertEquals("\"incomingUser1 …\" is no key", fault.cause());
    }

    @Test
    void shouldReportEveryErrorOfAFile() {
        List<Integer> lines = read("a\nb = 1\nc =\nb = 2\n").faults().stream()
                .map(Finding::line)
                .toList();
        assertEquals(List.of(1, 3, 4), lines);
    }

    @Test
    void shouldReportTheLineThatIsNotUtf8() {
        byte[] bytes = {'a', '=', '1', '\n', 'b', '=', (byte) 0xE4, '\n'};
        Finding fault = ConfigurationText.read(bytes).faults().getFirst();
        assertEquals(2, fault.line());
        assertTrue(fault.cause().contains("UTF-8"));
    }

    @Test
    void shouldReportAnUtf8SequenceCutOffAtTheEnd() {
        byte[] bytes = {'a', '=', '1', '\n', 'b', '=', (byte) 0xC3};
        assertEquals(2, ConfigurationText.read(bytes).faults().getFirst().line());
    }

    @Test
    void shouldReportAnEmptyFileAsHalfWritten() {
        assertEquals("the file is empty", onlyFault("").cause());
    }

    @Test
    void shouldReportTheZerosOfAFileThatWasLostInACrash() {
        Finding fault = read("a = 1\n\0\0\0\0").faults().getFirst();
        assertEquals(2, fault.line());
        assertTrue(fault.cause().contains("control character"));
    }

    @Test
    void shouldReportAFileThatIsTooLarge() {
        assertTrue(onlyFault("#".repeat((1 << 20) + 1)).cause().contains("1 MiB"));
    }

    @Test
    void shouldNotShowControlCharactersOfABadKey() {
        assertTrue(read("a\u001b[31m = 1\n").faults().stream()
                .noneMatch(f -> f.cause().contains("\u001b")));
    }

    @Test
    void shouldCreateAFileWithComment() {
        ConfigurationText text = ConfigurationText.create("one\ntwo", Map.of("a", "1"));
        assertArrayEquals("# one\n# two\na = 1\n".getBytes(StandardCharsets.UTF_8), text.bytes());
    }

    @Test
    void shouldCreateAFileThatIsNotEmptyWithoutKeys() {
        assertEquals(
                List.of(),
                ConfigurationText.read(ConfigurationText.create("", Map.of()).bytes())
                        .faults());
    }

    @Test
    void shouldNeverFailOnAnyBytes() {
        Trials.each(1000, values -> readAndKeep(values.bytes()));
    }

    @Test
    void shouldKeepEveryByteOfWhatItUnderstands() {
        Trials.each(1000, values -> readAndKeep(almostConfiguration(values)));
        Trials.each(1000, values -> {
            byte[] source = configuration(values);
            assertEquals(List.of(), ConfigurationText.read(source).faults());
            readAndKeep(source);
        });
    }

    private static void readAndKeep(byte[] source) {
        ConfigurationText text = ConfigurationText.read(source);
        assertTrue(text.faults().stream().allMatch(fault -> fault.line() >= 0));
        if (text.faults().isEmpty()) {
            assertArrayEquals(source, text.bytes());
        }
    }

    /** Lines without a fault, each written in one of many ways. */
    private static byte[] configuration(Arbitrary values) {
        StringBuilder text = new StringBuilder(values.of("", "\uFEFF")).append("# comment\n");
        for (int key = values.number(0, 9); key > 0; key--) {
            text.append(values.of("", "  ", "\n", "# more \\\n", "\r\n"))
                    .append(values.of("key.", "k"))
                    .append(key)
                    .append(values.of("=", " = ", "\t=\t", " = \\\n  "))
                    .append(values.of("1", "a b", "C:\\x", "x # y = z", "Gerät, \\\r\n  2"))
                    .append(values.of("\n", "  \n", "\r\n"));
        }
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** The pieces of a configuration in any order. */
    private static byte[] almostConfiguration(Arbitrary values) {
        return String.join(
                        "",
                        values.list(
                                12,
                                () -> values.of(
                                        "a", "b", "=", " ", "\n", "\r", "\\", "\\\n", "#", "\uFEFF", values.text())))
                .getBytes(StandardCharsets.UTF_8);
    }
}
