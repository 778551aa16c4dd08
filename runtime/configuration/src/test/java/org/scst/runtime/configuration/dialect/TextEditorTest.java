package org.scst.runtime.configuration.dialect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.scst.testkit.Arbitrary;
import org.scst.testkit.Trials;

class TextEditorTest {

    private static String edit(String source, Map<String, Optional<String>> values) {
        return ConfigurationText.parse(source).with(values).sourceText();
    }

    private static Map<String, Optional<String>> set(String key, String value) {
        return Map.of(key, Optional.of(value));
    }

    private static Map<String, Optional<String>> remove(String key) {
        return Map.of(key, Optional.empty());
    }

    @Test
    void shouldChangeAValueAndNothingElse() {
        assertEquals(
                "# mine\n\n  size   =  20G   \n# end\n",
                edit("# mine\n\n  size   =  10G   \n# end\n", set("size", "20G")));
    }

    @Test
    void shouldKeepWindowsLineEndsAndByteOrderMark() {
        assertEquals(
                "\uFEFFa = 2\r\nb = 2\r\nc = 3\r\n",
                edit("\uFEFFa = 1\r\nb = 2\r\n", Map.of("a", Optional.of("2"), "c", Optional.of("3"))));
    }

    @Test
    void shouldReplaceAContinuedValueAsAWhole() {
        assertEquals("a = x\nb = 2\n", edit("a = 1, \\\n  2, \\\n  3\nb = 2\n", set("a", "x")));
    }

    @Test
    void shouldReplaceAValueThatBeginsOnTheNextLine() {
        assertEquals("a = x\nb = 2\n", edit("a = \\\n  1\nb = 2\n", set("a", "x")));
    }

    @Test
    void shouldRemoveAContinuedValueAsAWhole() {
        assertEquals("# c\nb = 2\n", edit("# c\na = 1, \\\n  2\nb = 2\n", remove("a")));
    }

    @Test
    void shouldAddAKeyAfterItsFamily() {
        assertEquals(
                "name = x\nlun.0 = a\nlun.1 = b\n# last words\nz = 1\n",
                edit("name = x\nlun.0 = a\n# last words\nz = 1\n", set("lun.1", "b")));
    }

    @Test
    void shouldAddAKeyAtTheEndOfAnUnterminatedFile() {
        assertEquals("a = 1\nb = 2\nc = 3\n", edit("a = 1", Map.of("b", Optional.of("2"), "c", Optional.of("3"))));
    }

    @Test
    void shouldMoveAKeyOfTheSameFamilyWithinOneEdit() {
        assertEquals(
                "lun.0 = a\nlun.2 = b\nx = 1\n",
                edit("lun.0 = a\nlun.1 = b\nx = 1\n", Map.of("lun.1", Optional.empty(), "lun.2", Optional.of("b"))));
    }

    @Test
    void shouldLeaveTheTextAloneWhenNothingIsDifferent() {
        String source = "a = 1\n\n#x\nb=2";
        assertEquals(source, edit(source, Map.of("a", Optional.of("1"), "missing", Optional.empty())));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " a", "a ", "a\nb", "a\\", "a\u0007"})
    void shouldRefuseAValueThatWouldNotComeBack(String value) {
        assertThrows(IllegalArgumentException.class, () -> edit("a = 1\n", set("a", value)));
    }

    @Test
    void shouldRefuseAKeyThatWouldNotComeBack() {
        assertThrows(IllegalArgumentException.class, () -> edit("a = 1\n", set("a b", "1")));
    }

    @Test
    void shouldRefuseToEditATextWithFaults() {
        assertThrows(IllegalStateException.class, () -> edit("a\n", set("b", "1")));
    }

    private static Map<String, Optional<String>> edits(Arbitrary values) {
        Map<String, Optional<String>> edits = new HashMap<>();
        for (String key : values.list(6, () -> values.of("a", "b", "lun.0", "lun.1", "lun.2", "new"))) {
            String value = values.of("1", "x y", "# no comment", "\\ = \\x", "");
            edits.put(key, value.isEmpty() ? Optional.empty() : Optional.of(value));
        }
        return edits;
    }

    @Test
    void shouldHoldExactlyTheEditedProperties() {
        ConfigurationText text = ConfigurationText.parse("# head\na = 1 \\\n 2\n\nlun.0 = d\nlun.1 = e\n# tail\nb = 7");
        Trials.each(1000, values -> {
            Map<String, Optional<String>> edits = edits(values);
            Map<String, String> expected = new HashMap<>(text.properties());
            edits.forEach((key, value) -> value.ifPresentOrElse(v -> expected.put(key, v), () -> expected.remove(key)));
            assertEquals(expected, text.with(edits).properties());
        });
    }
}
