package org.scst.runtime.configuration.description;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.scst.testkit.Trials;

class NearestNameTest {

    @ParameterizedTest
    @CsvSource({"abc,abc,0", "abc,abd,1", "abc,ac,1", "abc,abcd,1", "abc,acb,1", "kitten,sitting,3", "'',abc,3"})
    void shouldCountTheEdits(String a, String b, int edits) {
        assertEquals(edits, NearestName.distance(a, b));
    }

    @Test
    void shouldSuggestTheNearestName() {
        assertEquals(
                Optional.of("read_only"),
                NearestName.to("raed_only", List.of("size", "read_only", "thin_provisioned")));
    }

    @Test
    void shouldSuggestNothingWhenNothingIsNear() {
        assertEquals(Optional.empty(), NearestName.to("password", List.of("size", "file")));
    }

    @Test
    void shouldNotDependOnTheDirection() {
        Trials.each(1000, values -> {
            String a = values.textOf("abcdE", 0, 8);
            String b = values.textOf("abcdE", 0, 8);
            assertEquals(NearestName.distance(a, b), NearestName.distance(b, a), a + " and " + b);
        });
    }
}
